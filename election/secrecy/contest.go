package secrecy

import (
	"errors"
	"fmt"
	"slices"
)

// Limits of what is accepted at all; what can be computed is less (Limits).
const (
	MaxVoters  = 10_000
	MaxAnswers = 1_000
	MaxVotes   = 1 << 53 // the sum of all weights: exact also in JavaScript
	MaxChance  = 1 << 20 // of one answer in a prior
)

// Contest is what everybody knows once the totals of a contest are known.
type Contest struct {
	Weights []int64 // of the practices whose ballots count, in any order
	Totals  []int64 // by answer, blank included: their order is the caller's
	Prior   []int64 // relative chance of each answer, above zero; nil: all the same
	Known   []Known // votes that whoever looks at the totals knows already
}

// Known is a vote that a coalition knows: its own.
type Known struct {
	Voter  int // index in Contest.Weights, from 0
	Answer int // index in Contest.Totals, from 0
}

// Impossible says that no way of voting gives the totals.
type Impossible struct{ Sentence string }

func (e *Impossible) Error() string { return e.Sentence }

// class is the practices of one weight whose votes are not known.
type class struct {
	weight int64
	voters int
}

// classes groups weights, smallest first.
func classes(weights []int64) []class {
	sorted := slices.Sorted(slices.Values(weights))
	var out []class
	for _, w := range sorted {
		if n := len(out); n > 0 && out[n-1].weight == w {
			out[n-1].voters++
			continue
		}
		out = append(out, class{w, 1})
	}
	return out
}

func checkWeights(weights []int64) error {
	if len(weights) == 0 {
		return errors.New("There are no weights: give the votes of each practice whose ballot counts.")
	}
	if len(weights) > MaxVoters {
		return fmt.Errorf("There are %d practices; at most %d can be taken.", len(weights), MaxVoters)
	}
	sum := int64(0)
	for i, w := range weights {
		if w < 1 {
			return fmt.Errorf("Practice %d has %d votes: leave out practices without a vote, and write each weight as a whole number above zero.", i+1, w)
		}
		if w > MaxVotes || sum > MaxVotes-w {
			return fmt.Errorf("The weights add up to more than %d votes.", int64(MaxVotes))
		}
		sum += w
	}
	return nil
}

func checkAnswers(k int) error {
	if k < 1 || k > MaxAnswers {
		return fmt.Errorf("A contest of %d answers is out of range: count every answer, blank included, from 1 to %d.", k, MaxAnswers)
	}
	return nil
}

// Check refuses figures that are not a contest. Figures that are one and yet
// fit no way of voting are found by Reveal.
func (c Contest) Check() error {
	if err := errors.Join(checkWeights(c.Weights), checkAnswers(len(c.Totals))); err != nil {
		return err
	}
	if c.Prior != nil && len(c.Prior) != len(c.Totals) {
		return fmt.Errorf("The prior has %d chances for %d answers.", len(c.Prior), len(c.Totals))
	}
	for a, q := range c.Prior {
		if q < 1 || q > MaxChance {
			return fmt.Errorf("The prior chance %d of answer %d is out of range: use whole numbers from 1 to %d, so that every answer has a chance.", q, a, MaxChance)
		}
	}
	sum, rest := int64(0), int64(0)
	for _, w := range c.Weights {
		sum += w
	}
	rest = sum
	for a, t := range c.Totals {
		if t < 0 {
			return fmt.Errorf("The total of answer %d is below zero.", a)
		}
		if rest -= t; rest < 0 {
			break
		}
	}
	if rest != 0 {
		return fmt.Errorf("The totals do not add up to the %d votes of these practices: give one total for each answer, blank included, and the weights of just those who voted.", sum)
	}
	seen := make(map[int]bool, len(c.Known))
	for _, k := range c.Known {
		if k.Voter < 0 || k.Voter >= len(c.Weights) {
			return fmt.Errorf("There is no practice %d: they count from 1 to %d.", k.Voter+1, len(c.Weights))
		}
		if k.Answer < 0 || k.Answer >= len(c.Totals) {
			return fmt.Errorf("There is no answer %d: they count from 0 to %d.", k.Answer, len(c.Totals)-1)
		}
		if seen[k.Voter] {
			return fmt.Errorf("The vote of practice %d is given twice.", k.Voter+1)
		}
		seen[k.Voter] = true
	}
	return nil
}

// unknown subtracts what is known: the classes whose votes are sought and the
// totals that they gave.
func (c Contest) unknown() ([]class, []int64, error) {
	weights, totals := slices.Clone(c.Weights), slices.Clone(c.Totals)
	for _, k := range c.Known {
		totals[k.Answer] -= weights[k.Voter]
		if totals[k.Answer] < 0 {
			return nil, nil, &Impossible{fmt.Sprintf("The known votes for answer %d are more than its total of %d.", k.Answer, c.Totals[k.Answer])}
		}
		weights[k.Voter] = 0
	}
	return classes(slices.DeleteFunc(weights, func(w int64) bool { return w == 0 })), totals, nil
}
