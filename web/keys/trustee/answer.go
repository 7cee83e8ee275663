package trustee

import (
	"bytes"
	"encoding/json"

	"github.com/onenorwich/guildhall/election"
)

// Answer is what a trustee gives in a round. It holds nothing secret.
type Answer struct {
	Kind        string      `json:"guildhall"` // AnswerKind
	Version     int         `json:"version"`   // 1
	Election    election.ID `json:"election"`
	Seat        int         `json:"seat"`
	Round       Round       `json:"round"`
	Certificate string      `json:"certificate,omitempty"`
	Polynomial  string      `json:"polynomial,omitempty"`
	Output      string      `json:"output,omitempty"`
	Proofs      []string    `json:"proofs,omitempty"` // one a contest, in their order
	Shares      []string    `json:"shares,omitempty"` // the same
	// Bindings prove that each share is what the key makes of the tally and of
	// nothing else, so that a wrong one is refused with its owner's name.
	Bindings []string `json:"bindings,omitempty"`
}

// AnswerKind is what every answer says of itself.
const AnswerKind = "answer of a trustee"

// answer begins an answer.
func (t *Task) answer(round Round) *Answer {
	return &Answer{Kind: AnswerKind, Version: 1, Election: t.Election, Seat: t.Seat, Round: round}
}

// Encode writes the answer.
func (a *Answer) Encode() []byte {
	b, err := json.Marshal(a)
	if err != nil {
		panic(err) // strings and numbers always encode
	}
	return b
}

// ParseAnswer reads an answer.
func ParseAnswer(raw []byte) (*Answer, error) {
	a := &Answer{}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(a); err != nil || a.Kind != AnswerKind {
		return nil, election.Refuse("foreign-file", "This is not a trustee's answer, or it arrived damaged. Choose the file that the program wrote.")
	}
	if a.Version != 1 {
		return nil, election.Refuse("version", "This answer is of version %d, which a newer program wrote.", a.Version)
	}
	return a, nil
}
