package belenios

import (
	"fmt"

	"github.com/onenorwich/guildhall/election/belenios/internal/canon"
	"github.com/onenorwich/guildhall/election/belenios/internal/group"
)

// Result is what was counted: votes by question and choice, the blank one
// first where there is one.
type Result [][]int

// Encode writes the result as the archive holds it.
func (r Result) Encode() []byte {
	b := canon.AppendList([]byte(`{"result":`), len(r), func(b []byte, i int) []byte {
		return canon.AppendList(b, len(r[i]), func(b []byte, j int) []byte { return canon.AppendNumber(b, int64(r[i][j])) })
	})
	return append(b, '}')
}

// ParseResult reads a result. Whether it is true is another question: see
// Tally.Confirm.
func ParseResult(raw []byte) (Result, error) {
	var out Result
	r := canon.NewReader(raw)
	r.Lit(`{"result":`)
	r.List(func() {
		row := []int{}
		r.List(func() { row = append(row, int(r.Number())) })
		out = append(out, row)
	})
	r.Lit("}")
	if err := r.End(); err != nil {
		return nil, fmt.Errorf("the result: %w", err)
	}
	return out, nil
}

// Combine decrypts the tally with the shares. Of each committee the first
// shares by owner are used, as many as are needed.
func (t *Tally) Combine(shares []*Share) (Result, error) {
	plain, err := t.open(shares)
	if err != nil {
		return nil, err
	}
	g := t.setup.Election.group
	logs := newLogTable(g, t.totalWeight, len(plain))
	out := make(Result, len(plain))
	for i, row := range plain {
		for j, p := range row {
			n, ok := logs.find(p)
			if !ok {
				return nil, fmt.Errorf("question %d, choice %d: no number of votes from 0 to %d fits the shares: a trustee has shaped one", i+1, j+1, t.totalWeight)
			}
			out[i] = append(out[i], int(n))
		}
	}
	return out, t.plausible(out)
}

// Confirm tells whether the shares decrypt the tally to this result.
func (t *Tally) Confirm(shares []*Share, r Result) error {
	plain, err := t.open(shares)
	if err != nil {
		return err
	}
	if err := t.plausible(r); err != nil {
		return err
	}
	g := t.setup.Election.group
	for i, row := range plain {
		for j, p := range row {
			if !g.Equal(p, g.VarMul(g.Generator(), g.Int(int64(r[i][j])))) {
				return fmt.Errorf("question %d, choice %d: the count of %d is not what the trustees' shares decrypt to", i+1, j+1, r[i][j])
			}
		}
	}
	return nil
}

// open removes the trustees' factors: what is left is count·G for each choice.
func (t *Tally) open(shares []*Share) ([][]group.Point, error) {
	g := t.setup.Election.group
	by := map[int]*Share{}
	for _, s := range shares {
		if s == nil || s.tally == nil || s.tally.setup.Election.digest != t.setup.Election.digest || string(s.tally.encrypted) != string(t.encrypted) {
			return nil, fmt.Errorf("a share was made for another tally")
		}
		if by[s.owner] != nil {
			return nil, fmt.Errorf("trustee %d gave two shares", s.owner)
		}
		by[s.owner] = s
	}
	out := make([][]group.Point, len(t.pairs))
	for i, row := range t.pairs {
		for _, c := range row {
			out[i] = append(out[i], c.beta)
		}
	}
	for _, c := range t.setup.Trustees.committees {
		var used []*Share
		var indices []int64
		for k := int64(1); k <= int64(c.size) && len(used) < c.threshold; k++ {
			if s := by[c.first+int(k)]; s != nil {
				used, indices = append(used, s), append(indices, k)
			}
		}
		if len(used) < c.threshold {
			return nil, fmt.Errorf("%d of the %d shares that are needed are here", len(used), c.threshold)
		}
		for n, s := range used {
			minus := g.Times(g.Int(-1), lagrange(g, indices[n], indices))
			for i, row := range s.factors {
				for j, f := range row {
					out[i][j] = g.Add(out[i][j], g.VarMul(f, minus))
				}
			}
		}
	}
	return out, nil
}

// plausible refuses counts that no set of valid ballots of this weight
// gives. The decryption proofs do not cover it: their challenge leaves out
// the ciphertext and the factor, so a trustee could shape factors.
func (t *Tally) plausible(r Result) error {
	questions := t.setup.Election.Questions
	if len(r) != len(questions) {
		return fmt.Errorf("the result has %d questions instead of %d", len(r), len(questions))
	}
	for i, q := range questions {
		if err := q.plausible(r[i], int(t.totalWeight)); err != nil {
			return fmt.Errorf("question %d: %w", i+1, err)
		}
	}
	return nil
}

func (q Question) plausible(counts []int, weight int) error {
	if len(counts) != q.Size() {
		return fmt.Errorf("the result has %d counts instead of %d", len(counts), q.Size())
	}
	for _, n := range counts {
		if n < 0 || n > weight {
			return fmt.Errorf("a count of %d is not between 0 and the %d votes cast", n, weight)
		}
	}
	blank, n := q.split(counts)
	if n < q.Min*(weight-blank) || n > q.Max*(weight-blank) {
		return fmt.Errorf("the counts do not add up to what %d votes can give", weight)
	}
	return nil
}
