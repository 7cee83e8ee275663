package secrecy

import (
	"errors"
	"fmt"
	"slices"
)

// GateLimit is the gate, adopted with the rules before opening: in at most this
// share of drawn elections may some vote be certain that would not be with equal
// weights.
const GateLimit = 0.05

// Plan says which elections are drawn before a poll.
type Plan struct {
	// Answers has, for each contest of the poll, its number of answers, blank
	// included. A vote is certain if it is in any contest.
	Answers []int
	// Voting has the numbers of practices that vote, chosen by lot; nil is all of
	// them and LowTurnout. After the close, give those who did vote as
	// the weights, and their number here.
	Voting []int
	Draws  int    // for each scenario and turnout; 0 is 1,000
	Seed   uint64 // the same seed draws the same elections
	// Limits hold for one scenario at one turnout: Steps for all its draws
	// together, 2,000,000,000 if not given; the others for each contest drawn.
	Limits Limits
}

const (
	defaultDraws = 1000
	maxDraws     = 1_000_000
	drawnSteps   = 2_000_000_000
)

// LowTurnout is three fifths of the practices, rounded up: 14 of 23. When fewer
// have voted, what is found again after the close says so.
func LowTurnout(practices int) int { return (3*practices + 4) / 5 }

// Rule is a weight rule applied to a roll: the weight of each practice, always
// in the same order of practices.
type Rule struct {
	Name    string // as a weight rule is written: equal, per:2000:up
	Says    string // for people
	Weights []int64
}

// complete checks a plan and fills in its defaults.
func (p Plan) complete(voters int) (Plan, error) {
	if len(p.Answers) == 0 {
		return p, errors.New("There is no contest: say how many answers it has, blank included.")
	}
	for _, k := range p.Answers {
		if err := checkAnswers(k); err != nil {
			return p, err
		}
	}
	if p.Voting == nil {
		p.Voting = slices.Compact([]int{voters, LowTurnout(voters)})
	}
	for _, n := range p.Voting {
		if n < 1 || n > voters {
			return p, fmt.Errorf("%d practices cannot vote: the roll has %d.", n, voters)
		}
	}
	if p.Draws == 0 {
		p.Draws = defaultDraws
	}
	if p.Limits.Steps == 0 {
		p.Limits.Steps = drawnSteps
	}
	if p.Draws < 1 || p.Draws > maxDraws {
		return p, fmt.Errorf("%d elections cannot be drawn: use 1 to %d.", p.Draws, maxDraws)
	}
	return p, nil
}

// PerPatients gives one vote for every so many patients or part of them.
func PerPatients(patients []int64, per int64) Rule {
	r := Rule{Name: fmt.Sprintf("per:%d:up", per), Says: fmt.Sprintf("one vote for every %s patients or part of them", group(per))}
	for _, n := range patients {
		r.Weights = append(r.Weights, (n-1)/per+1)
	}
	return r
}

// Compared are the rules that are shown side by side for a roll, coarsest
// first: equal; the three bands; one vote per 2,000 patients, and per 1,000; the
// list size itself.
func Compared(patients []int64) []Rule {
	equal := Rule{Name: "equal", Says: "one practice, one vote"}
	bands := Rule{Name: "bands:1=1,5001=2,10001=3", Says: "three bands: one vote up to 5,000 patients, two up to 10,000, three above"}
	for _, n := range patients {
		w := int64(1)
		equal.Weights = append(equal.Weights, w)
		for _, from := range []int64{5001, 10001} {
			if n >= from {
				w++
			}
		}
		bands.Weights = append(bands.Weights, w)
	}
	size := PerPatients(patients, 1)
	size.Says = "one vote for every patient: the list size itself"
	return []Rule{equal, bands, PerPatients(patients, 2000), PerPatients(patients, 1000), size}
}

// Coarser are rules to fall back to where only weights are known: all equal, and
// three bands at a third and two thirds of the largest weight.
func Coarser(weights []int64) []Rule {
	largest := slices.Max(weights)
	equal, bands := Rule{Name: "equal", Says: "one practice, one vote"},
		Rule{Name: "listed", Says: "three bands: one, two and three votes, divided at a third and two thirds of the largest weight"}
	for _, w := range weights {
		equal.Weights = append(equal.Weights, 1)
		band := int64(1)
		for band < 3 && float64(w) > float64(band)/3*float64(largest) {
			band++
		}
		bands.Weights = append(bands.Weights, band)
	}
	return []Rule{equal, bands}
}
