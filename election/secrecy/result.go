package secrecy

import (
	"math/big"
	"strconv"
)

// Result is a report for other programs. Patterns is a JSON number of as many
// digits as it takes: who needs more than 53 bits reads it as text.
type Result struct {
	Patterns *big.Int           `json:"patterns"`
	Certain  float64            `json:"certain"`  // share of the sought votes, 0 to 1
	Excluded float64            `json:"excluded"` // share with an answer excluded
	Largest  map[string]float64 `json:"largest"`  // probability, by weight
	Voters   int                `json:"voters"`   // whose votes are sought
	Classes  []ClassResult      `json:"classes"`
	Insider  *InsiderResult     `json:"insider,omitempty"`
	Unknown  string             `json:"insider_not_computed,omitempty"`
	Says     []string           `json:"says"`
}

// ClassResult is what is known about each practice of one weight. Answers count
// from 0, in the order of the totals.
type ClassResult struct {
	Weight        int64     `json:"weight"`
	Voters        int       `json:"voters"`
	Certain       bool      `json:"certain"`
	Answer        *int      `json:"answer,omitempty"` // the one possible answer
	Excluded      []int     `json:"excluded"`
	Largest       float64   `json:"largest"`
	Probabilities []float64 `json:"probabilities"` // by answer
}

// InsiderResult is what the worst single practice knows about the others.
type InsiderResult struct {
	Weight   int64   `json:"weight"`
	Answer   int     `json:"answer"`
	Certain  float64 `json:"certain"`  // share of the others
	Excluded float64 `json:"excluded"` // share of the others
	Largest  float64 `json:"largest"`
}

// NewResult puts a report in the form for programs. The insider may be nil, and
// then why says why it was not computed, if it was to be.
func NewResult(r *Report, in *Insider, why *NotComputed, names []string) *Result {
	out := &Result{Patterns: r.Patterns, Certain: r.CertainShare(), Excluded: r.ExcludedShare(), Voters: r.Voters,
		Largest: map[string]float64{}, Classes: []ClassResult{}, Says: r.Sentences(names)}
	for _, f := range r.Classes {
		c := ClassResult{Weight: f.Weight, Voters: f.Voters, Certain: f.Certain, Excluded: append([]int{}, f.Excluded...),
			Largest: f.Largest(), Probabilities: f.Chances}
		if f.Certain {
			a := f.Likeliest()
			c.Answer = &a
		}
		out.Classes = append(out.Classes, c)
		out.Largest[strconv.FormatInt(f.Weight, 10)] = c.Largest
	}
	if in != nil {
		out.Insider = &InsiderResult{in.Weight, in.Answer, in.Report.CertainShare(), in.Report.ExcludedShare(), in.Report.Largest()}
		out.Says = append(out.Says, in.Sentences(names)...)
	}
	if why != nil {
		out.Unknown = why.Error()
		out.Says = append(out.Says, "What a single practice learns that knows its own vote was not computed: it is too large, and that says nothing either way.")
	}
	return out
}

// OutlookResult is an outlook for other programs.
type OutlookResult struct {
	Rule      string       `json:"rule"`
	RuleSays  string       `json:"rule_says,omitempty"`
	RuleVotes []int64      `json:"votes"` // of each practice
	Practices int          `json:"practices"`
	Weights   int          `json:"weights"` // different ones
	Alone     int          `json:"alone"`   // practices whose weight nobody else has
	Gate      Verdict      `json:"gate"`
	Limit     float64      `json:"limit"`
	Draws     int          `json:"draws"`
	Scenarios []CellResult `json:"scenarios"`
	Says      []string     `json:"says"`
}

// CellResult is one scenario at one turnout. Without estimates it was not
// computed.
type CellResult struct {
	Scenario    string    `json:"scenario"`
	Voting      int       `json:"voting"`
	Any         *Estimate `json:"any_certain,omitempty"`
	EqualAny    *Estimate `json:"any_certain_equal,omitempty"`
	Excess      *Estimate `json:"excess,omitempty"`
	Share       *Estimate `json:"certain,omitempty"`
	EqualShare  *Estimate `json:"certain_equal,omitempty"`
	ExcessShare *Estimate `json:"certain_excess,omitempty"`
	NotComputed string    `json:"not_computed,omitempty"`
}

// NewOutlookResult puts an outlook in the form for programs.
func NewOutlookResult(o *Outlook) *OutlookResult {
	out := &OutlookResult{Rule: o.Rule.Name, RuleSays: o.Rule.Says, RuleVotes: o.Rule.Weights, Practices: o.Practices, Weights: o.Weights, Alone: o.Alone,
		Gate: o.Gate(), Limit: GateLimit, Draws: o.Draws, Says: o.Sentences()}
	for _, c := range o.Cells {
		r := CellResult{Scenario: c.Scenario.Name, Voting: c.Voting}
		if c.NotComputed != nil {
			r.NotComputed = c.NotComputed.Error()
		} else {
			r.Any, r.EqualAny, r.Excess = &c.Any, &c.EqualAny, &c.Excess
			r.Share, r.EqualShare, r.ExcessShare = &c.Share, &c.EqualShare, &c.ExcessShare
		}
		out.Scenarios = append(out.Scenarios, r)
	}
	return out
}
