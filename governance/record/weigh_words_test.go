package record_test

import (
	"strings"
	"testing"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/secrecy"
	"github.com/onenorwich/guildhall/governance/record"
)

// TestWeighedSentence: each thing that the log can say has a sentence of its own, and
// only what passed is said to be within the limit.
func TestWeighedSentence(t *testing.T) {
	const open, count = election.WeighedOpening, election.WeighedCount
	for _, c := range []struct {
		w         election.SecrecyWeighed
		want, not string
	}{
		{election.SecrecyWeighed{Stage: open, Passes: true, Measured: true}, "Before the poll, elections were drawn by lot: in none did", "limit"},
		{election.SecrecyWeighed{Stage: open, Passes: true, Measured: true, Excess: 23_000}, "in up to 2.3% of them these numbers of votes make the totals show how a practice voted where equal votes would not. The limit is 5%.", "more than"},
		{election.SecrecyWeighed{Stage: open, Measured: true, Excess: 42_000}, "in up to 4.2% of them", "more than"},
		{election.SecrecyWeighed{Stage: open, Measured: true, Excess: 42_000}, "too near the limit of 5%", "The limit is 5%"},
		{election.SecrecyWeighed{Stage: open, Measured: true, Excess: 131_000}, "in up to 13.1% of them", "The limit is"},
		{election.SecrecyWeighed{Stage: open, Measured: true, Excess: 131_000}, "That is more than the limit of 5%.", "near"},
		{election.SecrecyWeighed{Stage: count, Measured: true, Excess: 1_000_000}, "After the close, for the practices that voted, elections were drawn by lot: in up to 100% of them", "Before the poll"},
		{election.SecrecyWeighed{Stage: count}, "After the close, for the practices that voted, what the totals can give away was too much to be worked out.", "%"},
	} {
		if got := record.WeighedSentence(&c.w); !strings.Contains(got, c.want) || strings.Contains(got, c.not) || !strings.HasSuffix(got, ".") {
			t.Errorf("%+v: %q", c.w, got)
		}
	}
}

// TestOutlookSentences: what was not computed is never said to be safe, and nobody's
// vote is called safe where a size is alone.
func TestOutlookSentences(t *testing.T) {
	el := &election.Election{}
	say := func(stage string, answers int, weights ...int64) string {
		t.Helper()
		plan := record.Plan()
		plan.Answers = []int{answers}
		if stage == election.WeighedCount {
			plan.Voting = []int{len(weights)}
		}
		o, err := record.Foresee(t.Context(), plan, secrecy.Rule{Weights: weights})
		must(t, err)
		return strings.Join(record.OutlookSentences(el, stage, o), " ")
	}
	if got := say(election.WeighedOpening, 3, 1, 1, 1, 1, 1, 1); !strings.Contains(got, "in none did") || !strings.Contains(got, "Each number of votes is shared by two or more of the practices on the roll.") || strings.Contains(got, "The worst") {
		t.Error(got)
	}
	if got := say(election.WeighedCount, 3, 1, 1, 1, 1, 1, 7); !strings.Contains(got, "1 of those that voted has a number of votes that no other has: the ballot box shows that it voted, and when.") ||
		!strings.Contains(got, "The worst of what was drawn: all 6 practices voting, when ") {
		t.Error(got)
	}
	if got := say(election.WeighedOpening, 3, 1, 2, 3, 4, 50); !strings.Contains(got, "5 of the practices on the roll have a number of votes") {
		t.Error(got)
	}
	var many []int64
	for i := range int64(1000) {
		many = append(many, 1000+17*i)
	}
	if got := say(election.WeighedOpening, 4, many...); !strings.HasPrefix(got, "Before the poll, what the totals can give away was too much to be worked out. Take it that they can show how a practice voted.") || strings.Contains(got, "%") {
		t.Error(got)
	}
	if got := say(election.WeighedCount, 4); got != "Nobody voted, so there is nothing to give away." {
		t.Error(got)
	}
}
