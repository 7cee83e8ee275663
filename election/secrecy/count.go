package secrecy

import (
	"math/big"
	"math/bits"
)

// counts is the exact weight of all fitting patterns under a prior of whole
// numbers; with all chances one it is their number.
type counts struct {
	patterns *big.Int
	// share[i][c] is the sum over the patterns, each with its weight, of how
	// many practices of class c gave the answer g.answers[i].
	share [][]*big.Int
}

// count adds up all paths from both ends. chance gives each answer of g.answers
// its prior chance; nil is one for all. Without shares only the number of
// patterns is found.
func (g *graph) count(b *budget, chance []int64, shares bool) (*counts, error) {
	last := len(g.layers) - 1
	p := &product{space: g.space, chance: chance, binomials: map[[2]uint16]*big.Int{}, powers: map[[2]int]*big.Int{}}
	forward := make([][]big.Int, len(g.layers))
	for i := range g.layers {
		forward[i] = make([]big.Int, len(g.layers[i].alive))
	}
	forward[0][0].SetInt64(1)
	var term, factor big.Int
	for i := range last {
		l, next := &g.layers[i], &g.layers[i+1]
		for _, e := range l.edges {
			if !l.alive[e.from] || !next.alive[e.to] {
				continue
			}
			f := &forward[i][e.from]
			p.ways(&factor, i, g.state(l, e.from), g.state(next, e.to))
			if err := b.multiply(len(f.Bits()) * len(factor.Bits())); err != nil {
				return nil, err
			}
			forward[i+1][e.to].Add(&forward[i+1][e.to], term.Mul(f, &factor))
		}
	}
	out := &counts{patterns: new(big.Int)}
	out.share = make([][]*big.Int, len(g.answers))
	for i := range out.share {
		out.share[i] = make([]*big.Int, len(g.classes))
		for c := range out.share[i] {
			out.share[i][c] = new(big.Int)
		}
	}
	var many big.Int
	add := func(i, c int, n uint16) { // n practices of class c, in term patterns
		switch sum := out.share[i][c]; n {
		case 0:
		case 1:
			sum.Add(sum, &term)
		default:
			sum.Add(sum, many.Mul(&term, many.SetUint64(uint64(n))))
		}
	}
	backward := make([]big.Int, len(forward[last]))
	for s := range backward {
		rest := g.state(&g.layers[last], int32(s))
		p.ways(&backward[s], last, rest, nil)
		term.Mul(&forward[last][s], &backward[s])
		out.patterns.Add(out.patterns, &term)
		for c, n := range rest {
			add(last, c, n)
		}
	}
	if !shares {
		return out, nil
	}
	for i := last - 1; i >= 0; i-- {
		l, next := &g.layers[i], &g.layers[i+1]
		before := make([]big.Int, len(forward[i]))
		var onwards big.Int
		for _, e := range l.edges {
			if !l.alive[e.from] || !next.alive[e.to] {
				continue
			}
			from, to := g.state(l, e.from), g.state(next, e.to)
			f, then := &forward[i][e.from], &backward[e.to]
			p.ways(&factor, i, from, to)
			if err := b.multiply(len(then.Bits()) * (len(factor.Bits()) + len(f.Bits()) + len(from))); err != nil {
				return nil, err
			}
			onwards.Mul(&factor, then)
			before[e.from].Add(&before[e.from], &onwards)
			term.Mul(f, &onwards)
			for c := range from {
				add(i, c, from[c]-to[c])
			}
		}
		backward = before
	}
	return out, nil
}

// product finds the weight of one transition: in how many ways its practices can
// be chosen, and how likely they are to answer so.
type product struct {
	*space
	chance    []int64
	binomials map[[2]uint16]*big.Int
	powers    map[[2]int]*big.Int
}

// ways sets z to ∏ C(from_c, from_c − to_c) · q^n, where n practices give the
// i-th answer. Without to, all of from give it.
func (p *product) ways(z *big.Int, i int, from, to []uint16) {
	small, n := uint64(1), 0
	z.SetInt64(1)
	for c, r := range from {
		x := r
		if to != nil {
			x -= to[c]
		}
		n += int(x)
		if x == 0 || x == r {
			continue
		}
		if int(r) >= len(pascal) {
			z.Mul(z, p.binomial(r, x))
			continue
		}
		high, low := bits.Mul64(small, pascal[r][x])
		if high != 0 {
			z.Mul(z, new(big.Int).SetUint64(small))
			low = pascal[r][x]
		}
		small = low
	}
	if small != 1 {
		z.Mul(z, new(big.Int).SetUint64(small))
	}
	if p.chance != nil && n > 0 {
		z.Mul(z, p.power(i, n))
	}
}

func (p *product) binomial(n, k uint16) *big.Int {
	key := [2]uint16{n, min(k, n-k)}
	b, ok := p.binomials[key]
	if !ok {
		b = new(big.Int).Binomial(int64(key[0]), int64(key[1]))
		p.binomials[key] = b
	}
	return b
}

func (p *product) power(i, n int) *big.Int {
	key := [2]int{i, n}
	b, ok := p.powers[key]
	if !ok {
		b = new(big.Int).Exp(big.NewInt(p.chance[i]), big.NewInt(int64(n)), nil)
		p.powers[key] = b
	}
	return b
}

// pascal holds the binomials that fit into 64 bits with room to spare.
var pascal = func() (t [62][62]uint64) {
	for n := range t {
		t[n][0] = 1
		for k := 1; k <= n; k++ {
			t[n][k] = t[n-1][k-1] + t[n-1][k]
		}
	}
	return t
}()
