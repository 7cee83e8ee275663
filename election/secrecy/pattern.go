package secrecy

import (
	"cmp"
	"encoding/binary"
	"errors"
	"slices"
)

// pattern is one way of voting, as far as it matters: how many practices of each
// class gave each answer.
type pattern struct {
	classes []class
	given   [][]uint16 // by answer and class; once sorted, by rising total
	totals  []int64
}

func newPattern(cs []class, k int) *pattern {
	p := &pattern{cs, make([][]uint16, k), make([]int64, k)}
	for a := range p.given {
		p.given[a] = make([]uint16, len(cs))
	}
	return p
}

func (p *pattern) add(answer int, weight int64) {
	c, _ := slices.BinarySearchFunc(p.classes, weight, func(c class, w int64) int { return cmp.Compare(c.weight, w) })
	p.given[answer][c]++
	p.totals[answer] += weight
}

// sort drops the answers that nobody gave and puts the others in the order of
// their totals: what is certain does not depend on their names.
func (p *pattern) sort() {
	var order []int
	for a, t := range p.totals {
		if t > 0 {
			order = append(order, a)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(p.totals[a], p.totals[b]) })
	given, totals := make([][]uint16, len(order)), make([]int64, len(order))
	for i, a := range order {
		given[i], totals[i] = p.given[a], p.totals[a]
	}
	p.given, p.totals = given, totals
}

// certain says for each class whether its votes are certain in a result that has
// at least this pattern.
func (p *pattern) certain(b *budget) ([]bool, error) {
	possible := make([][]bool, len(p.given))
	for a, row := range p.given {
		possible[a] = make([]bool, len(p.classes))
		for c, n := range row {
			possible[a][c] = n > 0
		}
	}
	if out := oneLeft(possible); !slices.Contains(out, true) || len(p.given) == 1 {
		return out, nil
	}
	if err := p.trade(b, possible); err != nil {
		return nil, err
	}
	if out := oneLeft(possible); !slices.Contains(out, true) {
		return out, nil
	}
	g, err := newGraph(b, p.classes, p.totals)
	if err != nil {
		return nil, err
	}
	return oneLeft(g.support()), nil
}

// oneLeft says for each class whether only one answer is possible.
func oneLeft(possible [][]bool) []bool {
	out := make([]bool, len(possible[0]))
	for c := range out {
		n := 0
		for _, row := range possible {
			if row[c] {
				n++
			}
		}
		out[c] = n == 1
	}
	return out
}

// trade looks for other patterns that fit, by sharing out anew the practices of
// two answers at a time, and marks what they make possible. With coarse weights
// this soon shows that nothing is certain; it never shows that something is.
func (p *pattern) trade(b *budget, possible [][]bool) error {
	s, err := newSpace(p.classes)
	if err != nil {
		return err
	}
	var (
		f     = &finder{space: s, budget: b}
		done  = errors.New("nothing is certain")
		both  = make([]uint16, len(p.classes))
		other []uint16
	)
	for i, mine := range p.given {
		for j, yours := range p.given[:i] {
			for c := range both {
				both[c] = mine[c] + yours[c]
			}
			err := f.find(both, p.totals[i], func(rest uint64) error {
				other = s.vector(other[:0], rest)
				news := false
				for c, n := range other {
					if n > 0 && !possible[j][c] {
						possible[j][c], news = true, true
					}
					if n < both[c] && !possible[i][c] {
						possible[i][c], news = true, true
					}
				}
				if news && !slices.Contains(oneLeft(possible), true) {
					return done
				}
				return nil
			})
			if err == done {
				return nil
			} else if err != nil {
				return err
			}
		}
	}
	return nil
}

// memory keeps what was found for the same voters and totals: with coarse
// weights the same results come again and again.
type memory struct{ found map[string][]bool }

// remembered is how many findings are kept.
const remembered = 1 << 17

func (m memory) certain(b *budget, p *pattern) ([]bool, error) {
	var key []byte
	for _, c := range p.classes {
		key = binary.AppendVarint(binary.AppendVarint(key, c.weight), int64(c.voters))
	}
	key = append(key, 0)
	for _, t := range p.totals {
		key = binary.AppendVarint(key, t)
	}
	if found, ok := m.found[string(key)]; ok {
		return found, nil
	}
	out, err := p.certain(b)
	if err == nil && len(m.found) < remembered {
		m.found[string(key)] = out
	}
	return out, err
}
