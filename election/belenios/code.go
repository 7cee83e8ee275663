package belenios

import (
	"crypto/sha256"
	"fmt"
	"io"
	"strings"

	"github.com/onenorwich/guildhall/election/belenios/internal/group"
)

// Code is a practice's voting code, its private credential of Belenios 2.4
// and later: 22 characters of base58 (128 bits) written
// XXXXX-XXXXXX-XXXXX-XXXXXX. It has no check digit: a mistyped code is a
// valid one that is not on the list. One code serves every contest, because
// the uuid goes into what is derived from it.
type Code struct{ text string }

// groups are the places of the dashes.
var codeGroups = [4]int{5, 6, 5, 6}

const codeLength = 22

// NewCode draws a code.
func NewCode(rand io.Reader) (Code, error) {
	s, err := randomBase58(rand, codeLength)
	if err != nil {
		return Code{}, err
	}
	return Code{dashed(s)}, nil
}

// ParseCode reads a code as people type it: spaces and dashes anywhere do not
// matter, capital and small letters do. The error says what to mend.
func ParseCode(s string) (Code, error) {
	var out []byte
	for _, r := range s {
		switch {
		case strings.ContainsRune(" \t\r\n\u00a0\u2007\u202f-\u2010\u2011\u2012\u2013\u2014\u2212_", r):
		case strings.ContainsRune("0OIl", r):
			return Code{}, fmt.Errorf("a voting code never contains %q (zero, capital O, capital I and small l are left out because they look alike): compare character %d with the one you were sent", r, len(out)+1)
		case r < 128 && strings.ContainsRune(base58, r):
			out = append(out, byte(r))
		default:
			return Code{}, fmt.Errorf("a voting code has only letters and digits: character %d, %q, is neither", len(out)+1, r)
		}
	}
	switch {
	case len(out) == 0:
		return Code{}, fmt.Errorf("enter your voting code: 22 characters, written XXXXX-XXXXXX-XXXXX-XXXXXX")
	case len(out) < codeLength:
		return Code{}, fmt.Errorf("the voting code is too short: it has %d of its 22 characters", len(out))
	case len(out) > codeLength:
		return Code{}, fmt.Errorf("the voting code is too long: it has %d characters instead of 22", len(out))
	}
	return Code{dashed(string(out))}, nil
}

func dashed(s string) string {
	parts := make([]string, len(codeGroups))
	for i, n := range codeGroups {
		parts[i], s = s[:n], s[n:]
	}
	return strings.Join(parts, "-")
}

// Reveal is the code as it is printed in a letter. It has another name than
// String so that no log line holds a code by accident.
func (c Code) Reveal() string { return c.text }

// String hides the code.
func (Code) String() string { return "(voting code)" }

// GoString hides the code.
func (Code) GoString() string { return "belenios.Code{…}" }

// Credential is what a code becomes for one election: the secret that signs,
// and the public part that stands on the election's list.
type Credential struct {
	group  group.Group
	secret group.Secret
	public string
}

// Credential derives the credential of the election uuid in the named group:
// x = SHA-256(derive_credential|uuid|0|c) ‖ SHA-256(derive_credential|uuid|1|c)
// modulo q, with the code's dashes.
func (c Code) Credential(groupName, uuid string) (*Credential, error) {
	g, err := group.ByName(groupName)
	if err != nil {
		return nil, err
	}
	if err := checkUUID(uuid); err != nil {
		return nil, err
	}
	if len(c.text) != codeLength+3 {
		return nil, fmt.Errorf("there is no voting code")
	}
	var wide []byte
	for _, n := range []string{"0", "1"} {
		h := sha256.Sum256([]byte("derive_credential|" + uuid + "|" + n + "|" + c.text))
		wide = append(wide, h[:]...)
	}
	x := group.ReduceSecret(g, wide)
	return &Credential{g, x, g.Encode(g.BaseMul(x))}, nil
}

// Public is the part that stands on the list.
func (c *Credential) Public() string { return c.public }
