package belenios

import (
	"fmt"
	"strings"

	"github.com/onenorwich/guildhall/election/belenios/internal/canon"
	"github.com/onenorwich/guildhall/election/belenios/internal/group"
)

// Box gathers checked ballots in the order in which they were cast and keeps
// what the tally needs: for each weight the sum of the ballots that count, so
// that a ballot is multiplied by its weight once for all.
type Box struct {
	setup   *Setup
	sums    map[int64][]group.Point // by weight
	last    map[int]string          // by credential: the ciphertexts that count, encoded
	seen    map[[32]byte]bool
	weight  int64
	ballots int
}

// NewBox is an empty box of the election.
func (s *Setup) NewBox() *Box {
	return &Box{setup: s, sums: map[int64][]group.Point{}, last: map[int]string{}, seen: map[[32]byte]bool{}}
}

// Add casts a ballot. An earlier one of the same credential no longer
// counts. A ballot that is in the box already is an error.
func (b *Box) Add(c Checked) error {
	g := b.setup.Election.group
	switch {
	case c.verifier == nil:
		return fmt.Errorf("this ballot was not checked")
	case c.verifier.election.digest != b.setup.Election.digest || string(c.verifier.credentials.raw) != string(b.setup.Credentials.raw):
		return fmt.Errorf("this ballot was checked for another election")
	case b.seen[c.digest]:
		return fmt.Errorf("the very same ballot was cast before")
	}
	b.seen[c.digest] = true
	b.ballots++
	w := c.Weight()
	sums := b.sums[w]
	if sums == nil {
		sums = make([]group.Point, len(c.points))
		for i := range sums {
			sums[i] = g.Identity()
		}
		b.sums[w] = sums
	}
	old, again := b.last[c.credential]
	if again {
		for i, s := range strings.Split(old, ",") {
			p, err := g.Decode(s)
			if err != nil {
				return err // what was encoded here decodes
			}
			sums[i] = g.Add(sums[i], g.Neg(p))
		}
	} else {
		b.weight += w
	}
	for i, p := range c.points {
		sums[i] = g.Add(sums[i], p)
	}
	b.last[c.credential] = c.codes
	return nil
}

// Ballots is the number of ballots added, with those that no longer count.
func (b *Box) Ballots() int { return b.ballots }

// Tally is an encrypted tally that was computed from checked ballots. Only a
// Box makes one, so a key that decrypts it decrypts no other sum.
type Tally struct {
	setup       *Setup
	numTallied  int
	totalWeight int64
	encrypted   []byte
	pairs       [][]tallied // by question and choice
}

type tallied struct{ alpha, beta group.Point }

// Tally is the weighted sum of the ballots that count now.
func (b *Box) Tally() (*Tally, error) {
	e := b.setup.Election
	g := e.group
	t := &Tally{setup: b.setup, numTallied: len(b.last), totalWeight: b.weight}
	at := 0
	take := func() group.Point {
		sum := g.Identity()
		for w, sums := range b.sums {
			sum = g.Add(sum, g.VarMul(sums[at], g.Int(w)))
		}
		at++
		return sum
	}
	for _, q := range e.Questions {
		row := make([]tallied, q.Size())
		for i := range row {
			row[i].alpha = take()
			row[i].beta = take()
		}
		t.pairs = append(t.pairs, row)
	}
	t.encrypted = canon.AppendList(nil, len(t.pairs), func(b []byte, i int) []byte {
		return canon.AppendList(b, len(t.pairs[i]), func(b []byte, j int) []byte {
			p := t.pairs[i][j]
			return appendCiphertext(b, ciphertext{g.Encode(p.alpha), g.Encode(p.beta)})
		})
	})
	return t, nil
}

// Setup is the election that was tallied.
func (t *Tally) Setup() *Setup { return t.setup }

// NumTallied is the number of ballots that count.
func (t *Tally) NumTallied() int { return t.numTallied }

// TotalWeight is the number of votes of the ballots that count.
func (t *Tally) TotalWeight() int64 { return t.totalWeight }

// Encrypted is the encrypted tally as the archive holds it. The caller must
// not change it.
func (t *Tally) Encrypted() []byte { return t.encrypted }

// EncodeSizedTally writes the record that stands for an encrypted tally in
// the archive: how many ballots, how many votes, and the tally's hash.
func EncodeSizedTally(numTallied int, totalWeight int64, encrypted []byte) []byte {
	b := canon.AppendInt([]byte(`{"num_tallied":`), numTallied)
	b = canon.AppendNumber(append(b, `,"total_weight":`...), totalWeight)
	b = canon.AppendString(append(b, `,"encrypted_tally":`...), hexDigest(encrypted))
	return append(b, '}')
}
