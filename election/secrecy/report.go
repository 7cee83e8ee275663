package secrecy

import (
	"context"
	"math"
	"math/big"
	"slices"
)

// Report is what the totals of one contest say about the votes.
type Report struct {
	Answers  int
	Patterns *big.Int // ways of voting that fit: |Ω|
	Voters   int      // practices whose votes are sought: the known ones are left out
	Classes  []Finding
	Certain  int // of the Voters, whose vote is certain
	Excluded int // of the Voters, of whom some answer that was given is impossible
}

// Finding is what the totals say about each practice of one weight.
type Finding struct {
	Weight int64
	Voters int
	// Chances is, for each answer, how likely it is that one of these practices
	// gave it, under the prior, rounded. Zero and one are exact.
	Chances  []float64
	Certain  bool  // one possible answer is left
	Excluded []int // answers that somebody gave, but none of these practices
}

// Likeliest is the answer with the largest chance, the first of equals.
func (f Finding) Likeliest() int {
	best := 0
	for a, p := range f.Chances {
		if p > f.Chances[best] {
			best = a
		}
	}
	return best
}

// Largest is the chance of the likeliest answer: how often the best guess about
// one of these practices is right. It is 1 only if the vote is certain.
func (f Finding) Largest() float64 { return f.Chances[f.Likeliest()] }

// CertainShare is the share of the sought votes that are certain, 0 to 1.
func (r *Report) CertainShare() float64 { return share(r.Certain, r.Voters) }

// ExcludedShare is the share of the sought votes of which an answer is excluded.
func (r *Report) ExcludedShare() float64 { return share(r.Excluded, r.Voters) }

func share(n, of int) float64 {
	if of == 0 {
		return 0
	}
	return float64(n) / float64(of)
}

// Reveal computes exactly what the totals give away. Its error is a sentence
// about figures that make no contest, an *Impossible where no way of voting fits
// them, a *NotComputed, or that of the context.
func Reveal(ctx context.Context, c Contest, l Limits) (*Report, error) {
	if err := c.Check(); err != nil {
		return nil, err
	}
	cs, totals, err := c.unknown()
	if err != nil {
		return nil, err
	}
	return reveal(newBudget(ctx, l), cs, totals, c.Prior)
}

func reveal(b *budget, cs []class, totals, prior []int64) (*Report, error) {
	r := &Report{Answers: len(totals), Patterns: big.NewInt(1)}
	if len(cs) == 0 { // everything is known already
		return r, nil
	}
	g, err := newGraph(b, cs, totals)
	if err != nil {
		return nil, err
	}
	if !g.fits() {
		return nil, &Impossible{"No way of voting gives these totals: they are not a result of these weights."}
	}
	chance := make([]int64, len(g.answers))
	uniform := true
	for i, a := range g.answers {
		if chance[i] = 1; prior != nil {
			chance[i] = prior[a]
		}
		uniform = uniform && chance[i] == chance[0]
	}
	if uniform { // any common chance cancels out
		chance = nil
	}
	n, err := g.count(b, chance, true)
	if err != nil {
		return nil, err
	}
	if r.Patterns = n.patterns; !uniform {
		plain, err := g.count(b, nil, false)
		if err != nil {
			return nil, err
		}
		r.Patterns = plain.patterns
	}
	r.find(g, n)
	return r, nil
}

// find turns sums into chances: E[x] of a class, over its practices.
func (r *Report) find(g *graph, n *counts) {
	for c, class := range g.classes {
		f := Finding{Weight: class.weight, Voters: class.voters, Chances: make([]float64, r.Answers)}
		all := new(big.Int).Mul(n.patterns, big.NewInt(int64(class.voters)))
		possible := 0
		for i, a := range g.answers {
			sum := n.share[i][c]
			if sum.Sign() == 0 {
				f.Excluded = append(f.Excluded, a)
				continue
			}
			possible++
			f.Chances[a] = ratio(sum, all)
		}
		slices.Sort(f.Excluded)
		f.Certain = possible == 1
		r.Voters += f.Voters
		if f.Certain {
			r.Certain += f.Voters
		}
		if len(f.Excluded) > 0 {
			r.Excluded += f.Voters
		}
		r.Classes = append(r.Classes, f)
	}
}

// ratio is a/b for 0 < a ≤ b, rounded, but to one and to zero only if it is.
func ratio(a, b *big.Int) float64 {
	if a.Cmp(b) == 0 {
		return 1
	}
	const precision = 64
	x := new(big.Float).SetPrec(precision).SetInt(a)
	x.Quo(x, new(big.Float).SetPrec(precision).SetInt(b))
	f, _ := x.Float64()
	return min(max(f, math.SmallestNonzeroFloat64), math.Nextafter(1, 0))
}

// CertainInAny counts the practices whose vote is certain in at least one of
// several contests in which the same practices voted. Full ballots tell nothing
// from one contest to another: the patterns of all are the product of each.
func CertainInAny(reports ...*Report) (certain int) {
	for c := range reports[0].Classes {
		for _, r := range reports {
			if r.Classes[c].Certain {
				certain += r.Classes[c].Voters
				break
			}
		}
	}
	return certain
}
