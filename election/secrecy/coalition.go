package secrecy

import (
	"context"
	"errors"
	"slices"
)

// Insider is a single practice that knows its own vote and looks at the totals,
// and what it then knows about the others.
type Insider struct {
	Weight int64 // of the practice
	Answer int   // its own vote
	Report *Report
}

// WorstInsider finds the practice that learns most about the others by knowing
// its own vote, among all that the totals leave possible: one run for each class
// and each answer that it may have given. Most is the largest number of certain
// votes, then of excluded answers, then the largest chance. It is nil where
// fewer than two votes are sought. The limits hold for all runs together.
func WorstInsider(ctx context.Context, c Contest, l Limits) (*Insider, error) {
	if err := c.Check(); err != nil {
		return nil, err
	}
	cs, totals, err := c.unknown()
	if err != nil {
		return nil, err
	}
	var (
		voters  int
		worst   *Insider
		b       = newBudget(ctx, l)
		uniform = len(slices.Compact(slices.Clone(c.Prior))) < 2
	)
	for _, class := range cs {
		voters += class.voters
	}
	if voters < 2 {
		return nil, nil
	}
	for i, class := range cs {
		tried := make(map[int64]bool)
		for a, total := range totals {
			// Under a uniform prior answers with the same total are mirror images.
			if total < class.weight || uniform && tried[total] {
				continue
			}
			tried[total] = true
			b.kept = 0
			others := slices.Clone(cs)
			if others[i].voters--; others[i].voters == 0 {
				others = slices.Delete(others, i, i+1)
			}
			left := slices.Clone(totals)
			left[a] -= class.weight
			r, err := reveal(b, others, left, c.Prior)
			var impossible *Impossible
			if errors.As(err, &impossible) { // no such practice gave this answer
				continue
			}
			if err != nil {
				return nil, err
			}
			if in := (&Insider{class.weight, a, r}); worst == nil || in.knowsMore(worst) {
				worst = in
			}
		}
	}
	if worst == nil {
		return nil, &Impossible{"No way of voting gives these totals: they are not a result of these weights."}
	}
	return worst, nil
}

func (in *Insider) knowsMore(than *Insider) bool {
	a, b := in.Report, than.Report
	if a.Certain != b.Certain {
		return a.Certain > b.Certain
	}
	if a.Excluded != b.Excluded {
		return a.Excluded > b.Excluded
	}
	return a.Largest() > b.Largest()
}

// Largest is the largest chance about any of the sought votes.
func (r *Report) Largest() (p float64) {
	for _, f := range r.Classes {
		p = max(p, f.Largest())
	}
	return p
}
