package belenios

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/onenorwich/guildhall/election/belenios/internal/canon"
	"github.com/onenorwich/guildhall/election/belenios/internal/group"
)

// MaxTotalWeight bounds the sum of all weights, so that the discrete
// logarithm at the end stays a matter of seconds.
const MaxTotalWeight = 1 << 40

// VotingRight is one line of an election's list: who may cast, and with how
// many votes.
type VotingRight struct {
	Credential string // the public part
	Weight     int64  // at least 1
}

// Credentials is an election's list of voting rights, checked.
type Credentials struct {
	raw    []byte
	rights []VotingRight
	index  map[string]int
	points []group.Point
	total  int64
}

// EncodeCredentials writes the public list, in the order given (sort it by
// credential, so that the order says nothing about practices). As soon as
// one weight is not 1, every line carries its weight.
func EncodeCredentials(rights []VotingRight) []byte {
	weighted := false
	for _, r := range rights {
		weighted = weighted || r.Weight != 1
	}
	return canon.AppendList(nil, len(rights), func(b []byte, i int) []byte {
		s := rights[i].Credential
		if weighted {
			s += "," + strconv.FormatInt(rights[i].Weight, 10)
		}
		return canon.AppendString(b, s)
	})
}

// ParseCredentials reads and checks a public list: every credential a proper
// point other than the neutral one, none twice, weights at least 1 and either
// on every line or on none.
func ParseCredentials(groupName string, raw []byte) (*Credentials, error) {
	g, err := group.ByName(groupName)
	if err != nil {
		return nil, err
	}
	return parseCredentials(g, raw)
}

func parseCredentials(g group.Group, raw []byte) (*Credentials, error) {
	c := &Credentials{raw: append([]byte(nil), raw...), index: make(map[string]int)}
	weights := 0
	r := canon.NewReader(c.raw)
	r.List(func() {
		line := r.String()
		if r.Err() != nil {
			return
		}
		right, explicit, err := parseRight(line)
		if err != nil {
			r.Fail("line %d: %v", len(c.rights)+1, err)
			return
		}
		if explicit {
			weights++
		}
		if _, twice := c.index[right.Credential]; twice {
			r.Fail("line %d: the credential stands on the list twice", len(c.rights)+1)
			return
		}
		point, err := decodeKey(g, right.Credential)
		if err != nil {
			r.Fail("line %d: %v", len(c.rights)+1, err)
			return
		}
		if c.total += right.Weight; c.total > MaxTotalWeight {
			r.Fail("the weights add up to more than %d", int64(MaxTotalWeight))
			return
		}
		c.index[right.Credential] = len(c.rights)
		c.rights = append(c.rights, right)
		c.points = append(c.points, point)
	})
	err := r.End()
	if err == nil && weights != 0 && weights != len(c.rights) {
		err = fmt.Errorf("%d of %d lines carry a weight; all must, or none", weights, len(c.rights))
	}
	if err == nil && len(c.rights) == 0 {
		err = fmt.Errorf("nobody is on it")
	}
	if err != nil {
		return nil, fmt.Errorf("the list of credentials: %w", err)
	}
	return c, nil
}

func parseRight(line string) (r VotingRight, explicit bool, err error) {
	cred, weight, explicit := strings.Cut(line, ",")
	r = VotingRight{cred, 1}
	if explicit {
		r.Weight, err = strconv.ParseInt(weight, 10, 64)
		if err != nil || r.Weight < 1 || r.Weight > MaxTotalWeight || strconv.FormatInt(r.Weight, 10) != weight {
			return r, explicit, fmt.Errorf("%q is no weight", weight)
		}
	}
	return r, explicit, nil
}

// Raw is the list's bytes. The caller must not change them.
func (c *Credentials) Raw() []byte { return c.raw }

// Rights is the list. The caller must not change it.
func (c *Credentials) Rights() []VotingRight { return c.rights }

// Weight is the weight of a credential, and whether it is on the list.
func (c *Credentials) Weight(credential string) (int64, bool) {
	i, ok := c.index[credential]
	if !ok {
		return 0, false
	}
	return c.rights[i].Weight, true
}

// Total is the sum of all weights.
func (c *Credentials) Total() int64 { return c.total }
