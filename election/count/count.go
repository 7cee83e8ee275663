// Package count turns weighted totals into outcomes: who fills which post.
//
// It is pure arithmetic on totals that others have verified. Posts are filled
// in the order given; where nobody may hold two, who is elected to an earlier
// post is passed over in a later one. A tie is reported, never broken here.
package count

import "slices"

// Post is one post as the count sees it.
type Post struct {
	Candidates []string
	Totals     []int64 // votes of each candidate; nil where there was no poll
}

// How a post was filled, or why it was not.
const (
	Elected   = "elected"   // by the poll
	Unopposed = "unopposed" // the only candidate
	None      = "none"      // nobody stands, or everybody was passed over
	Tie       = "tie"       // equal totals at the top
	Waits     = "waits"     // depends on an earlier tie
)

// Outcome is what the count says of one post.
type Outcome struct {
	How        string
	Winner     string   // with Elected and Unopposed
	Tied       []string // with Tie, in ballot order
	PassedOver []string // elected to an earlier post
}

// Fill fills the posts in order.
func Fill(posts []Post, oneEach bool) []Outcome {
	var elected, pending []string
	outcomes := make([]Outcome, len(posts))
	for i, p := range posts {
		o := fill(p, elected, pending, oneEach)
		switch o.How {
		case Elected, Unopposed:
			elected = append(elected, o.Winner)
		case Tie:
			pending = append(pending, o.Tied...)
		case Waits:
			// Anybody left here may yet be elected here.
			pending = append(pending, p.Candidates...)
		}
		outcomes[i] = o
	}
	return outcomes
}

// fill fills one post. Nobody who is pending (tied for an earlier post) can
// win it before that tie is broken, but a clear leader who is not pending wins
// whichever way it is broken: passing others over does not harm a leader.
func fill(p Post, elected, pending []string, oneEach bool) Outcome {
	var o Outcome
	var leaders []string
	best := int64(-1)
	for i, c := range p.Candidates {
		if oneEach && slices.Contains(elected, c) {
			o.PassedOver = append(o.PassedOver, c)
			continue
		}
		var total int64
		if p.Totals != nil {
			total = p.Totals[i]
		}
		switch {
		case total > best:
			best, leaders = total, []string{c}
		case total == best:
			leaders = append(leaders, c)
		}
	}
	unsure := oneEach && slices.ContainsFunc(leaders, func(c string) bool { return slices.Contains(pending, c) })
	switch {
	case len(leaders) == 0:
		o.How = None
	case unsure:
		o.How = Waits
	case len(leaders) > 1:
		o.How, o.Tied = Tie, leaders
	case p.Totals == nil:
		o.How, o.Winner = Unopposed, leaders[0]
	default:
		o.How, o.Winner = Elected, leaders[0]
	}
	return o
}
