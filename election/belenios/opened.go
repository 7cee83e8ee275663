package belenios

import (
	"crypto/sha256"
	"errors"
	"fmt"

	"github.com/onenorwich/guildhall/election/belenios/internal/canon"
	"github.com/onenorwich/guildhall/election/belenios/internal/group"
)

// Opened is a ballot that its voter opened, as ParseOpenings reads it. Nothing in
// it is secret any more, and nothing in it is true before Check has said so.
type Opened struct {
	Election *Election // as the file has it: hold its fingerprint against the election's
	Raw      []byte    // the ballot
	choices  [][]int
	random   [][]group.Scalar
}

// maxOpened bounds the contests of one file.
const maxOpened = 64

// ParseOpenings reads the file of a vote that was opened, in the one spelling of
// EncodeOpenings. It looks at the form alone.
func ParseOpenings(raw []byte) ([]*Opened, error) {
	var list []*Opened
	r := canon.NewReader(raw)
	r.Lit(openingHead)
	if r.Err() != nil {
		return nil, errors.New("this is not the file of a vote that was opened")
	}
	r.List(func() {
		if len(list) == maxOpened {
			r.Fail("there are more than %d contests", maxOpened)
			return
		}
		o := readOpened(r)
		for _, before := range list {
			if r.Err() == nil && before.Election.UUID == o.Election.UUID {
				r.Fail("the contest %s stands there twice", o.Election.UUID)
			}
		}
		list = append(list, o)
	})
	r.Lit(openingEnd)
	if r.Err() == nil && len(list) == 0 {
		r.Fail("there is no contest")
	}
	if err := r.End(); err != nil {
		return nil, fmt.Errorf("the file of the opened vote is damaged: %w", err)
	}
	return list, nil
}

func readOpened(r *canon.Reader) *Opened {
	o := &Opened{}
	r.Lit(openingDefinition)
	definition := r.String()
	if r.Err() != nil {
		return o
	}
	var err error
	if o.Election, err = ParseElection([]byte(definition)); err != nil {
		r.Fail("%v", err)
		return o
	}
	questions := o.Election.Questions
	r.Lit(openingBallot)
	o.Raw = []byte(r.String())
	r.Lit(openingChoices)
	r.List(func() {
		var choice []int
		r.List(func() { choice = append(choice, r.Int()) })
		o.choices = append(o.choices, choice)
	})
	r.Lit(openingRandomness)
	r.List(func() {
		var random []group.Scalar
		r.List(func() { random = append(random, readScalar(r, o.Election.group)) })
		o.random = append(o.random, random)
	})
	r.Lit("}")
	if r.Err() == nil && (len(o.choices) != len(questions) || len(o.random) != len(questions)) {
		r.Fail("not every question is opened")
	}
	for i, q := range questions {
		if r.Err() == nil && (len(o.choices[i]) != q.Size() || len(o.random[i]) != q.Size()) {
			r.Fail("question %d has %d places, but %d choices and %d random numbers", i+1, q.Size(), len(o.choices[i]), len(o.random[i]))
		}
	}
	return o
}

// Digest is the SHA-256 of the ballot.
func (o *Opened) Digest() [32]byte { return sha256.Sum256(o.Raw) }

// Tracker is the digest as the voter saw it, in unpadded Base64. That it is the
// one the voter noted before is what makes a challenge: only the voter knows.
func (o *Opened) Tracker() string { return Tracker(o.Raw) }

// Credential is the public credential that the ballot names.
func (o *Opened) Credential() (string, error) {
	b, err := o.Election.parseBallot(o.Raw)
	if err != nil {
		return "", err
	}
	return b.credential, nil
}

// Check encrypts the choices again, with the randomness that the file gives, and
// compares every ciphertext; then it checks the ballot's signature and proofs as
// the ballot box does. What passes encrypts what Says says, and nothing else. An
// error is a sentence that says what does not hold.
func (o *Opened) Check() error {
	e := o.Election
	b, err := e.parseBallot(o.Raw)
	if err != nil {
		return err
	}
	g := e.group
	for i, q := range e.Questions {
		if err := q.Accepts(o.choices[i]); err != nil {
			return fmt.Errorf("question %d: the choices that the file gives are no valid vote: %w", i+1, err)
		}
		for k, m := range o.choices[i] {
			r := o.random[i][k]
			alpha := g.Encode(g.VarMul(g.Generator(), r))
			beta := g.Encode(g.VarDouble(g.Int(int64(m)), r, e.key))
			if b.answers[i].choices[k] != (ciphertext{alpha, beta}) {
				return fmt.Errorf("question %d, place %d: encrypting what the file says does not give what the ballot holds, so the ballot says something else than the file", i+1, k+1)
			}
		}
	}
	signer, err := parseCredentials(g, EncodeCredentials([]VotingRight{{Credential: b.credential, Weight: 1}}))
	if err != nil {
		return err
	}
	_, err = NewVerifier(e, signer).Check(o.Raw)
	return err
}

// Said is what an opened ballot answers to one question.
type Said struct {
	Question string
	Answers  []string // those chosen; none of them is a blank vote
}

// Says is what the file claims that the ballot says; Check tells whether it does.
func (o *Opened) Says() []Said {
	var list []Said
	for i, q := range o.Election.Questions {
		said := Said{Question: q.Question}
		named := o.choices[i]
		if q.Blank {
			named = named[1:]
		}
		for k, m := range named {
			if m == 1 {
				said.Answers = append(said.Answers, q.Answers[k])
			}
		}
		list = append(list, said)
	}
	return list
}
