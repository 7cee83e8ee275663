package belenios

import (
	"fmt"
	"io"
	"slices"

	"github.com/onenorwich/guildhall/election/belenios/internal/canon"
	"github.com/onenorwich/guildhall/election/belenios/internal/group"
)

// Opening is what the encryption of one ballot used: the choices and the
// randomness of each ciphertext. A voter who challenges a ballot instead of
// casting it (Benaloh's challenge) is given it, and anybody can then encrypt the
// same choices again and compare. Until then it is as secret as the vote; once
// it is encoded it is public, and its ballot must never be cast.
//
// It does not hold the voting code, nor anything from which the code or its
// credential follows: the signature's randomness is not kept.
type Opening struct {
	election *Election
	raw      []byte
	choices  [][]int
	random   [][]group.Secret // r of each ciphertext: α = r·G, β = r·y + choice·G
}

// String hides the choices and the randomness.
func (*Opening) String() string { return "(opening of a ballot)" }

// GoString hides the choices and the randomness.
func (*Opening) GoString() string { return "&belenios.Opening{…}" }

// EncryptToChallenge is Encrypt, and gives what would open the ballot. It takes
// the same steps on the same secrets.
func EncryptToChallenge(rand io.Reader, e *Election, code Code, choices [][]int) (Ballot, *Opening, error) {
	cred, err := code.Credential(e.Group, e.UUID)
	if err != nil {
		return Ballot{}, nil, err
	}
	if len(choices) != len(e.Questions) {
		return Ballot{}, nil, fmt.Errorf("%d of %d questions are answered", len(choices), len(e.Questions))
	}
	o := &Opening{election: e}
	for i, q := range e.Questions {
		if err := q.Accepts(choices[i]); err != nil {
			return Ballot{}, nil, fmt.Errorf("question %d: %w", i+1, err)
		}
		o.choices = append(o.choices, slices.Clone(choices[i]))
	}
	b, random, err := seal(rand, e, cred, choices)
	o.raw, o.random = b.Raw, random
	return b, o, err
}

// EncodeOpenings writes the file that a voter keeps of a vote that was opened:
// for each contest its definition, the ballot, and what it was made of. It
// publishes all of it.
func EncodeOpenings(list []*Opening) []byte {
	return encodeOpenings(len(list), func(b []byte, i int) []byte {
		o := list[i]
		return appendOpening(b, o.election.raw, o.raw, o.choices, func(question, choice int) string {
			return group.FormatSecret(o.election.group, o.random[question][choice])
		})
	})
}

// The file's one spelling. It says what it is, for whoever finds it, and begins
// a line with each part, for whoever looks into it.
const (
	openingHead       = "{\"opened_vote\":1,\"contests\":\n"
	openingDefinition = "{\"definition\":"
	openingBallot     = ",\n\"ballot\":"
	openingChoices    = ",\n\"choices\":"
	openingRandomness = ",\n\"randomness\":"
	openingEnd        = "}\n"
)

func encodeOpenings(n int, item func(b []byte, i int) []byte) []byte {
	return append(canon.AppendList([]byte(openingHead), n, item), openingEnd...)
}

func appendOpening(b, definition, ballot []byte, choices [][]int, random func(question, choice int) string) []byte {
	b = canon.AppendString(append(b, openingDefinition...), string(definition))
	b = canon.AppendString(append(b, openingBallot...), string(ballot))
	b = canon.AppendList(append(b, openingChoices...), len(choices), func(b []byte, i int) []byte {
		return canon.AppendList(b, len(choices[i]), func(b []byte, k int) []byte { return canon.AppendInt(b, choices[i][k]) })
	})
	b = canon.AppendList(append(b, openingRandomness...), len(choices), func(b []byte, i int) []byte {
		return canon.AppendList(b, len(choices[i]), func(b []byte, k int) []byte { return canon.AppendString(b, random(i, k)) })
	})
	return append(b, '}')
}
