package belenios

import (
	"crypto/sha256"
	"fmt"
	"io"
	"strings"

	"github.com/onenorwich/guildhall/election/belenios/internal/group"
)

// Seed is the one secret that a member of a threshold committee keeps, its
// recovery phrase: 22 characters of base58 (128 bits). Every other secret of
// the member follows from it and from the public record of the ceremony. It
// is drawn afresh for each ceremony, so that no message of an earlier one
// means anything in a later one.
type Seed struct{ text string }

const seedLength = 22

// seedGroups differ from a voting code's, so that nobody takes one for the
// other.
var seedGroups = [6]int{4, 4, 3, 4, 4, 3}

// NewSeed draws a seed.
func NewSeed(rand io.Reader) (Seed, error) {
	s, err := randomBase58(rand, seedLength)
	return Seed{s}, err
}

// ParseSeed reads a phrase exactly, but for spaces and dashes. Where the
// certificate is known, Certificate.Phrase forgives more.
func ParseSeed(s string) (Seed, error) {
	typed := typedPhrase(s)
	if err := typed.complaint(); err != nil {
		return Seed{}, err
	}
	return Seed{string(typed)}, nil
}

// Reveal is the phrase to write down, in groups. It has another name than
// String so that no log line holds a phrase by accident.
func (s Seed) Reveal() string {
	rest := s.text
	var parts []string
	for _, n := range seedGroups {
		n = min(n, len(rest))
		parts, rest = append(parts, rest[:n]), rest[n:]
	}
	return strings.TrimRight(strings.Join(parts, " "), " ")
}

// String hides the phrase.
func (Seed) String() string { return "(recovery phrase)" }

// GoString hides the phrase.
func (Seed) GoString() string { return "belenios.Seed{…}" }

// signing is the secret that signs the member's messages, SHA-256(sk|seed).
func (s Seed) signing(g group.Group) group.Secret { return s.derive(g, "sk|") }

// decryption is the secret that opens messages to the member,
// SHA-256(dk|seed).
func (s Seed) decryption(g group.Group) group.Secret { return s.derive(g, "dk|") }

func (s Seed) derive(g group.Group, prefix string) group.Secret {
	h := sha256.Sum256([]byte(prefix + s.text))
	return group.ReduceSecret(g, h[:])
}

// coefficient is number k of the member's polynomial in the committee with
// this digest. The specification draws it at random. Here it follows from
// the phrase, which protects it just as well because the phrase opens the
// polynomial anyway: a page that is loaded again then deals the same
// polynomial, and nobody can hold two different ones against the member.
func (s Seed) coefficient(g group.Group, committee [32]byte, k int) group.Secret {
	var wide []byte
	for half := range 2 {
		h := sha256.Sum256(fmt.Appendf(nil, "guildhall polynomial|%s|%x|%d|%d|%s", g.Name(), committee, k, half, s.text))
		wide = append(wide, h[:]...)
	}
	return group.ReduceSecret(g, wide)
}

func (s Seed) check() error {
	if len(s.text) != seedLength {
		return fmt.Errorf("there is no recovery phrase")
	}
	return nil
}
