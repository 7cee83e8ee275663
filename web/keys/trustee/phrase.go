package trustee

import (
	"io"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
)

// NewPhrase draws a recovery phrase, as it is written down.
func NewPhrase(rand io.Reader) (string, error) {
	seed, err := belenios.NewSeed(rand)
	if err != nil {
		return "", err
	}
	return seed.Reveal(), nil
}

// Phrase is a recovery phrase as it was read.
type Phrase struct {
	Seed belenios.Seed
	// Mended says that there was a slip, and what the phrase really is, so that
	// its owner can mend the note.
	Mended bool
}

// Typed reads the phrase that is behind this trustee's certificate, and forgives
// one slip. Before there is a certificate the phrase must be well formed.
func (t *Task) Typed(text string) (Phrase, error) {
	if t.Round == RoundCertificate {
		seed, err := belenios.ParseSeed(text)
		if err != nil {
			return Phrase{}, election.Refuse("phrase", "%v.", sentence(err))
		}
		return Phrase{Seed: seed}, nil
	}
	c, err := t.certificate()
	if err != nil {
		return Phrase{}, err
	}
	seed, mended, err := c.Phrase(text)
	if err != nil {
		return Phrase{}, election.Refuse("phrase", "%v.", sentence(err))
	}
	return Phrase{seed, mended}, nil
}

// sentence begins a complaint with a capital letter.
func sentence(err error) string {
	s := []rune(err.Error())
	if len(s) > 0 && s[0] >= 'a' && s[0] <= 'z' {
		s[0] += 'A' - 'a'
	}
	return string(s)
}
