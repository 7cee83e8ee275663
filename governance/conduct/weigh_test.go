package conduct_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/roll"
	"github.com/onenorwich/guildhall/governance/conduct"
)

// prepared goes on to a ballot that could be opened, but for the weighing.
func (h *hall) prepared() {
	h.Helper()
	h.stand(0, "Ann Abel", "chair")
	h.stand(1, "Bo Cain", "chair")
	h.settle()
	trustee, err := mustKey(h.TB.(*testing.T)).Trustee(h.desk.Rand, "")
	h.must(err)
	h.must(h.desk.MakeKey(h.Context(), h.officer, ballot, trustee.Encode()))
	h.must(h.desk.Prepare(h.Context(), ballot))
	h.clock.Set(h.times.PollOpens.Time())
}

// TestNotOpenedUnweighed: where the gate is not passed the poll opens only after a
// decision of the returning officer's, with a reason.
func TestNotOpenedUnweighed(t *testing.T) {
	h := open(t, rows(8), "per:1:up", "", post("chair"))
	ctx := t.Context()
	weigh := func(by election.ID, stage, reason string) func() error {
		return func() error { return h.desk.Weigh(ctx, by, ballot, stage, reason) }
	}
	h.refuses("stage", weigh(h.officer, election.WeighedOpening, going)) // the contests are not settled
	h.prepared()
	h.refuses("not-weighed", func() error { return h.desk.OpenPoll(ctx, h.officer, ballot, nil) })
	h.refuses("missing", weigh(h.officer, election.WeighedOpening, ""))
	h.refuses("missing", weigh(h.officer, election.WeighedOpening, " \n\t "))
	h.refuses("too-long", weigh(h.officer, election.WeighedOpening, strings.Repeat("because ", 10_000)))
	h.refuses("stage", weigh(h.officer, election.WeighedCount, going))
	h.refuses("not-officer", weigh(h.rep(h.practice(0)), election.WeighedOpening, going))
	h.refuses("not-weighed", func() error { return h.desk.OpenPoll(ctx, h.officer, ballot, nil) })
	h.must(weigh(h.officer, election.WeighedOpening, "  The members\nwant it. ")())
	h.refuses("stage", weigh(h.officer, election.WeighedOpening, going))
	el := h.election()
	if got := h.desk.WhyOn(ctx, &el, election.WeighedOpening); got != "The members want it." {
		t.Errorf("the reason is %q", got)
	}
	h.must(h.desk.OpenPoll(ctx, h.officer, ballot, nil))
	h.verified(true)
}

// TestPassedWithoutReason: equal votes pass, and a reason that somebody gives all
// the same is not kept.
func TestPassedWithoutReason(t *testing.T) {
	h := open(t, rows(8), "equal", "", post("chair"))
	h.prepared()
	h.must(h.desk.Weigh(t.Context(), h.officer, ballot, election.WeighedOpening, "Not asked for"))
	el := h.election()
	if w := *el.WeighedOpening; !w.Passes || !w.Measured || w.Excess != 0 {
		t.Errorf("weighed %+v", w)
	}
	if why := h.desk.WhyOn(t.Context(), &el, election.WeighedOpening); why != "" {
		t.Errorf("the reason %q is kept", why)
	}
}

// TestRevealedFollowsTheLog: the sentence that stands on the notices changes with
// what is known, and says nothing that the log does not.
func TestRevealedFollowsTheLog(t *testing.T) {
	for _, c := range []struct{ rule, frozen, weighed string }{
		{"equal", "Every practice has the same number of votes.", "in none did these numbers of votes make the totals show how a practice voted where equal votes would not."},
		{"per:1:up", "8 of 8 practices have a number of votes that no other practice has: the ballot box shows when they voted, and the totals may show how.", "That is more than the limit of 5%. 8 of 8 practices have"},
	} {
		h := open(t, rows(8), c.rule, "", post("chair"))
		el := h.election()
		if got := conduct.Revealed(&el); !strings.HasPrefix(got, c.frozen) {
			t.Errorf("%s, frozen: %q", c.rule, got)
		}
		h.prepared()
		h.must(h.desk.Weigh(t.Context(), h.officer, ballot, election.WeighedOpening, going))
		el = h.election()
		got := conduct.Revealed(&el)
		if !strings.Contains(got, c.weighed) || !strings.HasPrefix(got, "Before the poll, elections were drawn by lot:") || !strings.HasSuffix(got, "If all vote alike, the totals show how each has voted.") {
			t.Errorf("%s, weighed: %q", c.rule, got)
		}
		if conduct.Protection(&el)[3].Sentence != got || conduct.RevealedCount(&el) != "" {
			t.Error("the sentence is not the notice's, or something is said of a count that has not been")
		}
	}
	if got := conduct.Revealed(&election.Election{}); got != "This is measured when the roll is frozen." {
		t.Errorf("without a roll: %q", got)
	}
}

// TestAnswersAsFarAsKnown: before there are candidates, three a post are assumed.
func TestAnswersAsFarAsKnown(t *testing.T) {
	h := open(t, rows(8), "equal", "", post("chair"), post("nurse"), post("manager"))
	check := func(assumed bool, want ...int) {
		t.Helper()
		el := h.election()
		if got, a := conduct.Answers(&el); !slices.Equal(got, want) || a != assumed {
			t.Errorf("answers %v, assumed %v; want %v, %v", got, a, want, assumed)
		}
	}
	check(true, 4, 4, 4)
	h.stand(0, "Ann Abel", "chair")
	h.stand(1, "Bo Cain", "chair")
	h.stand(2, "Cy Dean", "nurse")
	check(true, 4, 4, 4)
	h.clock.Set(h.times.Published.Time())
	h.must(h.desk.Publish(t.Context(), h.officer, ballot))
	check(true, 3)
	h.clock.Set(h.times.WithdrawalsClose.Time())
	h.must(h.desk.Settle(t.Context(), h.officer, ballot))
	check(false, 3)
}

// TestSideBySide: the chosen rule comes first and once; one that a roll does not
// allow is left out.
func TestSideBySide(t *testing.T) {
	names := func(chosen string, rows []roll.Row) string {
		rule, err := roll.ParseRule(chosen)
		if err != nil {
			t.Fatal(err)
		}
		var list []string
		for _, r := range conduct.SideBySide(rows, rule) {
			list = append(list, r.Name)
			if len(r.Weights) != len(rows) {
				t.Errorf("%s has %d weights", r.Name, len(r.Weights))
			}
		}
		return fmt.Sprint(list)
	}
	if got := names("per:2000:up", rows(8)); got != "[per:2000:up equal bands:1=1,5001=2,10001=3 per:1000:up per:1:up]" {
		t.Error(got)
	}
	if got := names("bands:1=1,2001=2", rows(3)); got != "[bands:1=1,2001=2 equal bands:1=1,5001=2,10001=3 per:2000:up per:1000:up per:1:up]" {
		t.Error(got)
	}
	// Nobody lists votes, so the chosen rule gives none.
	if got := names("listed", rows(3)); !strings.HasPrefix(got, "[equal ") {
		t.Error(got)
	}
}
