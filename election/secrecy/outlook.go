package secrecy

import (
	"context"
	"errors"
	"runtime"
	"sync"
)

// Outlook is what results under one weight rule would give away.
type Outlook struct {
	Rule      Rule
	Practices int // on the roll
	Alone     int // practices whose weight nobody else has: it shows that, and when, they voted
	Weights   int // different ones
	Answers   []int
	Draws     int
	Cells     []Cell // for each turnout, each scenario
}

// Cell is one scenario at one turnout.
type Cell struct {
	Scenario Scenario
	Voting   int
	Draws    int // made; fewer than planned only where it was not computed

	Any      Estimate // elections in which some vote is certain
	EqualAny Estimate // the same with equal weights: everybody gave one answer
	Excess   Estimate // the elections counted in Any and not in EqualAny

	Share       Estimate // expected share of votes that are certain
	EqualShare  Estimate
	ExcessShare Estimate

	// NotComputed is set where one of the draws was too large; leaving it out
	// would have been a guess, so the cell then has no estimates.
	NotComputed *NotComputed
}

// Verdict is what the gate says.
type Verdict string

const (
	Holds Verdict = "holds" // the whole interval of each excess is within the limit
	Fails Verdict = "fails" // that of some excess is beyond it
	Open  Verdict = "open"  // the draws do not decide it, or it was not computed
)

// Gate tells whether each scenario's excess at each turnout is within GateLimit.
// Only Holds passes: who is not sure draws more, or takes coarser weights.
func (o *Outlook) Gate() Verdict {
	v := Holds
	for _, c := range o.Cells {
		switch {
		case c.NotComputed == nil && c.Excess.Low > GateLimit:
			return Fails
		case c.NotComputed != nil || c.Excess.High > GateLimit:
			v = Open
		}
	}
	return v
}

// Foresee draws elections under the three scenarios and finds exactly what each
// of them would give away.
func Foresee(ctx context.Context, p Plan, r Rule) (*Outlook, error) {
	if err := checkWeights(r.Weights); err != nil {
		return nil, err
	}
	p, err := p.complete(len(r.Weights))
	if err != nil {
		return nil, err
	}
	all := classes(r.Weights)
	o := &Outlook{Rule: r, Practices: len(r.Weights), Weights: len(all), Answers: p.Answers, Draws: p.Draws}
	for _, c := range all {
		if c.voters == 1 {
			o.Alone++
		}
	}
	for _, n := range p.Voting {
		for _, s := range Scenarios {
			o.Cells = append(o.Cells, Cell{Scenario: s, Voting: n})
		}
	}
	work, errs := make(chan int), make([]error, len(o.Cells))
	var wait sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(o.Cells)) {
		wait.Go(func() {
			for i := range work {
				errs[i] = o.Cells[i].draw(ctx, p, r.Weights, i%len(Scenarios))
			}
		})
	}
	for i := range o.Cells {
		work <- i
	}
	close(work)
	wait.Wait()
	return o, errors.Join(errs...)
}

// Compare foresees several rules with the same draws.
func Compare(ctx context.Context, p Plan, rules []Rule) ([]*Outlook, error) {
	var out []*Outlook
	for _, r := range rules {
		if len(r.Weights) != len(rules[0].Weights) {
			return nil, errors.New("The weight rules to compare are not for the same practices.")
		}
		o, err := Foresee(ctx, p, r)
		if err != nil {
			return nil, err
		}
		out = append(out, o)
	}
	return out, nil
}

func (c *Cell) draw(ctx context.Context, p Plan, weights []int64, scenario int) error {
	var (
		l          = newLots(p.Seed, scenario, c.Voting)
		order      = make([]int, len(weights))
		memo       = memory{found: map[string][]bool{}}
		b          = newBudget(ctx, p.Limits)
		any, equal float64
		sum, ones  float64
	)
	for range p.Draws {
		for i := range order {
			order[i] = i
		}
		l.shuffle(order, c.Voting)
		voters := make([]int64, c.Voting)
		for i, practice := range order[:c.Voting] {
			voters[i] = weights[practice]
		}
		cs := classes(voters)
		certain, unanimous := make([]bool, len(cs)), false
		for _, k := range p.Answers {
			chances := c.Scenario.chances(k)
			total := uint64(0)
			for _, q := range chances {
				total += q
			}
			drawn := newPattern(cs, k)
			for _, w := range voters {
				drawn.add(l.answer(chances, total), w)
			}
			drawn.sort()
			b.kept = 0
			unanimous = unanimous || len(drawn.totals) == 1
			found, err := memo.certain(b, drawn)
			var large *NotComputed
			if errors.As(err, &large) {
				c.NotComputed = large
				return nil
			} else if err != nil {
				return err
			}
			for i, is := range found {
				certain[i] = certain[i] || is
			}
		}
		n := 0
		for i, is := range certain {
			if is {
				n += cs[i].voters
			}
		}
		c.Draws++
		sum += share(n, c.Voting)
		if n > 0 {
			any++
		}
		// Equal weights show how many gave each answer, and so a vote only if all
		// gave the same: then every weight rule shows all of them.
		if unanimous {
			equal++
			ones++
		}
	}
	c.Any, c.EqualAny, c.Excess = wilson(any, c.Draws), wilson(equal, c.Draws), wilson(any-equal, c.Draws)
	c.Share, c.EqualShare, c.ExcessShare = wilson(sum, c.Draws), wilson(ones, c.Draws), wilson(max(0, sum-ones), c.Draws)
	if len(classes(weights)) == 1 { // equal weights exceed themselves by nothing: that needs no drawing
		c.Excess, c.ExcessShare = Estimate{}, Estimate{}
	}
	return nil
}
