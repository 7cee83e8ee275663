package trustee

import (
	"io"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
)

// asks refuses to answer another round than the one that is asked for.
func (t *Task) asks(round Round) error {
	if t.Round != round {
		return election.Refuse("round", "This is not asked for now. Load the page again, or download the task again.")
	}
	return nil
}

// Certificate answers the first round, with a phrase that was never used.
func (t *Task) Certificate(rand io.Reader, seed belenios.Seed) (*Answer, error) {
	if err := t.asks(RoundCertificate); err != nil {
		return nil, err
	}
	c, err := seed.Certificate(rand, t.seat())
	if err != nil {
		return nil, t.blamed(err)
	}
	a := t.answer(RoundCertificate)
	a.Certificate = string(c.Encode())
	return a, nil
}

// Words are what trustees compare by voice, so that nobody, the service least of
// all, can put a key of its own among theirs.
type Words struct {
	All  string   `json:"all"`  // of the whole list: everybody must see the same
	Each []string `json:"each"` // of each trustee: who owns it reads it out
}

// Compare gives the words, once everybody has given a certificate.
func (t *Task) Compare(seed belenios.Seed) (Words, error) {
	c, err := t.committee(seed)
	if err != nil {
		return Words{}, err
	}
	w := Words{All: c.Words()}
	for i := range c.Size() {
		cert, err := c.Certificate(i + 1)
		if err != nil {
			return Words{}, err
		}
		w.Each = append(w.Each, cert.Words())
	}
	return w, nil
}

// Polynomial answers the second round. agreed are the words of the whole list
// that the trustees compared: should the service exchange a certificate after
// that, nothing is dealt.
func (t *Task) Polynomial(rand io.Reader, seed belenios.Seed, agreed string) (*Answer, error) {
	if err := t.asks(RoundPolynomial); err != nil {
		return nil, err
	}
	c, err := t.committee(seed)
	if err != nil {
		return nil, err
	}
	if agreed != c.Words() {
		return nil, election.Refuse("words", "The words are now %s, which are not the words that you compared. Compare them again, and stop if they differ.", c.Words())
	}
	p, err := c.Deal(rand, seed)
	if err != nil {
		return nil, t.blamed(err)
	}
	a := t.answer(RoundPolynomial)
	a.Polynomial = string(p.Encode())
	return a, nil
}

// Output answers the third round. A share that somebody dealt falsely is refused
// with that trustee's name, and so are certificates other than those that this
// trustee signed in the second round.
func (t *Task) Output(rand io.Reader, seed belenios.Seed) (*Answer, error) {
	if err := t.asks(RoundOutput); err != nil {
		return nil, err
	}
	c, err := t.committee(seed)
	if err != nil {
		return nil, err
	}
	part, err := c.Receive(rand, seed, []byte(t.Input))
	if err != nil {
		return nil, t.blamed(err)
	}
	a := t.answer(RoundOutput)
	a.Output = string(part.Output())
	return a, nil
}
