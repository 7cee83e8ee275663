package belenios

import (
	"fmt"

	"github.com/onenorwich/guildhall/election/belenios/internal/canon"
	"github.com/onenorwich/guildhall/election/belenios/internal/group"
)

// Owner is one holder of a share, in the flattened order of trustees.
type Owner struct {
	PublicKey string
	Name      string
}

// Trustees are those who can decrypt together: committees all of which are
// needed. A Single trustee is a committee of one.
type Trustees struct {
	raw        []byte
	group      group.Group
	committees []committee
	owners     []verificationKey
	key        group.Point
}

// committee needs threshold shares of its members, who are the owners from
// first (0-based) on.
type committee struct {
	threshold, first, size int
	key                    group.Point // the committee's part of the joint key
}

// verificationKey is what an owner's share is checked against.
type verificationKey struct {
	text      string
	point     group.Point
	name      string
	pok       proof
	signature *proof
}

// ParseTrustees reads and checks everything that the trustees claim: proofs
// of knowledge, and for a threshold committee its certificates, its
// polynomials, its signatures and that its keys follow from them.
func ParseTrustees(groupName string, raw []byte) (*Trustees, error) {
	g, err := group.ByName(groupName)
	if err != nil {
		return nil, err
	}
	t := &Trustees{raw: append([]byte(nil), raw...), group: g, key: g.Identity()}
	r := canon.NewReader(t.raw)
	r.List(func() {
		switch {
		case r.Try(`["Single",`):
			k := readVerificationKey(r, g)
			if k.signature != nil {
				r.Fail("the key of a trustee who stands alone carries a signature")
			}
			t.add(1, k.point, k)
		case r.Try(`["Pedersen",`):
			t.readPedersen(r)
		default:
			r.Lit(`["Single",`)
		}
		r.Lit("]")
	})
	if r.Err() == nil && len(t.owners) == 0 {
		r.Fail("there is no trustee")
	}
	if r.Err() == nil && g.IsIdentity(t.key) {
		r.Fail("the trustees' keys cancel each other out")
	}
	if err := r.End(); err != nil {
		return nil, fmt.Errorf("the trustees: %w", err)
	}
	return t, nil
}

func (t *Trustees) add(threshold int, key group.Point, members ...verificationKey) {
	if key == nil {
		return // the reader failed
	}
	t.committees = append(t.committees, committee{threshold, len(t.owners), len(members), key})
	t.owners = append(t.owners, members...)
	t.key = t.group.Add(t.key, key)
}

// readVerificationKey reads a key and checks its proof of knowledge.
func readVerificationKey(r *canon.Reader, g group.Group) (k verificationKey) {
	r.Lit(`{"pok":`)
	k.pok = readProof(r, g)
	r.Lit(`,"public_key":`)
	k.text, k.point = readKey(r, g)
	if r.Try(`,"signature":`) {
		p := readProof(r, g)
		k.signature = &p
	}
	if r.Try(`,"name":`) {
		k.name = r.String()
	}
	r.Lit("}")
	if r.Err() == nil && !verifyKey(g, k.point, pokPrefix(g, k.text), k.pok) {
		r.Fail("the proof that a trustee knows the secret of the key %s does not hold", k.text)
	}
	return k
}

func readKey(r *canon.Reader, g group.Group) (string, group.Point) {
	s := r.String()
	if r.Err() != nil {
		return s, nil
	}
	p, err := decodeKey(g, s)
	if err != nil {
		r.Fail("a key: %v", err)
	}
	return s, p
}

// Raw is the list's bytes. The caller must not change them.
func (t *Trustees) Raw() []byte { return t.raw }

// PublicKey is the joint key that votes are encrypted to.
func (t *Trustees) PublicKey() string { return t.group.Encode(t.key) }

// Owners are the holders of shares; owner number 1 is the first.
func (t *Trustees) Owners() []Owner {
	var out []Owner
	for _, k := range t.owners {
		out = append(out, Owner{k.text, k.name})
	}
	return out
}

// Owner is the 1-based number of the holder of a public key, 0 if nobody is.
func (t *Trustees) Owner(publicKey string) int {
	for i, k := range t.owners {
		if k.text == publicKey {
			return i + 1
		}
	}
	return 0
}

// Complete tells whether shares of these owners (1-based) suffice.
func (t *Trustees) Complete(owners []int) bool {
	have := map[int]bool{}
	for _, o := range owners {
		have[o] = true
	}
	for _, c := range t.committees {
		n := 0
		for i := range c.size {
			if have[c.first+i+1] {
				n++
			}
		}
		if n < c.threshold {
			return false
		}
	}
	return true
}
