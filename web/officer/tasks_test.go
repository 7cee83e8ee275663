package officer

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/roll"
	"github.com/onenorwich/guildhall/governance/conduct"
	"github.com/onenorwich/guildhall/governance/rehearsal"
	"github.com/onenorwich/guildhall/web/papers"
	"github.com/onenorwich/guildhall/web/ui"
)

func practices(n int) (rows []roll.Row) {
	for i := range n {
		rows = append(rows, roll.Row{ODS: fmt.Sprintf("D8%04d", i), Name: fmt.Sprintf("Practice %c Surgery", 'A'+i), Patients: int64(3000 + 2000*(i/2))})
	}
	return rows
}

func play(t *testing.T) *rehearsal.Rehearsal {
	t.Helper()
	rule, err := roll.ParseRule("bands:1=1,5001=2")
	if err != nil {
		t.Fatal(err)
	}
	r, err := rehearsal.Start(context.Background(), t.TempDir(), rehearsal.Default(practices(6), rule))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Dir.Close() })
	return r
}

func stageAt(t *testing.T, r *rehearsal.Rehearsal) *stage {
	t.Helper()
	point := r.Desk().Clerk.Point()
	el, ok := point.State.Election.Election(r.Script.ID)
	if !ok {
		t.Fatal("the election has not been called")
	}
	return &stage{point: point, el: el, at: r.Clock.Now()}
}

// wellFormed holds what must be true of every list, and gives its next row.
func wellFormed(t *testing.T, name string, s *stage) (next row) {
	t.Helper()
	n := 0
	for _, g := range s.groups() {
		for _, r := range g.rows {
			if r.Next {
				n++
				next = r
			}
			switch r.Status {
			case ui.Completed, ui.InProgress, ui.NotYetStarted:
				if r.Why != "" {
					t.Errorf("%s: %q is not blocked, but says %q", name, r.Title, r.Why)
				}
			case ui.CannotStartYet:
				if r.Why == "" {
					t.Errorf("%s: %q is blocked and does not say why", name, r.Title)
				}
			default:
				t.Errorf("%s: %q has the status %q", name, r.Title, r.Status)
			}
			if r.Owner == "" || r.Href == "" && r.Status != ui.Completed {
				t.Errorf("%s: %q lacks its owner or its page", name, r.Title)
			}
		}
	}
	if n != 1 {
		t.Errorf("%s: %d rows are next", name, n)
	}
	if next.Status == ui.Completed {
		t.Errorf("%s: the row that is next, %q, is completed", name, next.Title)
	}
	return next
}

// TestExactlyOneRowIsNext plays an election and looks at the list after each
// step, and at each moment of the timetable at which nobody does anything.
func TestExactlyOneRowIsNext(t *testing.T) {
	r := play(t)
	ctx := context.Background()
	maker := &papers.Maker{Desk: r.Desk(), BaseURL: "https://vote.example.org"}
	for _, step := range []struct {
		until rehearsal.Stage
		next  string
	}{
		{rehearsal.Called, "roll"},
		{rehearsal.Frozen, "notice"},
		{rehearsal.Nominated, "decide"},
		{rehearsal.Decided, "nominations"},
		{rehearsal.Published, "withdrawals"},
		{rehearsal.Settled, "key"},
		{rehearsal.KeyMade, "ballot"},
		{rehearsal.Prepared, "poll-notice"},
		{rehearsal.Opened, "voting"},
		{rehearsal.Voted, "voting"},
		{rehearsal.Closed, "weigh-count"},
		{rehearsal.Tallied, "decrypt"},
		{rehearsal.Counted, "declare"},
		{rehearsal.Declared, "paper"},
	} {
		if err := r.Until(ctx, step.until); err != nil {
			t.Fatal(err)
		}
		s := stageAt(t, r)
		if next := wellFormed(t, step.until.String(), s); next.key != step.next {
			t.Errorf("%v: next is %q, not %q", step.until, next.key, step.next)
		}
		// At every moment of the timetable, and long after, if nothing more
		// is done.
		times := s.el.Called.Timetable
		for _, m := range []election.Moment{times.Notice, times.NominationsClose, times.Published, times.WithdrawalsClose, times.PollNotice, times.PollOpens, times.PollCloses} {
			for _, d := range []time.Duration{-time.Millisecond, 0, 400 * 24 * time.Hour} {
				if later := m.Time().Add(d); later.After(s.at) {
					wellFormed(t, fmt.Sprintf("%v, at %v", step.until, later), &stage{point: s.point, el: s.el, at: later})
				}
			}
		}
	}
	if err := maker.IssueDue(ctx); err != nil {
		t.Fatal(err)
	}
	s := stageAt(t, r)
	if next := wellFormed(t, "issued", s); next.key != "challenge" {
		t.Errorf("after the paper, next is %q", next.key)
	}
	s.at = conduct.ChallengeEnds(&s.el).Add(time.Minute)
	if next := wellFormed(t, "unchallenged", s); next.key != "records" {
		t.Errorf("after the challenges, next is %q", next.key)
	}
}

// TestBlockedRowsSayTheRule: the reason is the rule's own sentence, in words
// and times for people.
func TestBlockedRowsSayTheRule(t *testing.T) {
	r := play(t)
	if err := r.Until(context.Background(), rehearsal.Called); err != nil {
		t.Fatal(err)
	}
	find := func(key string) row {
		for _, g := range stageAt(t, r).groups() {
			for _, r := range g.rows {
				if r.key == key {
					return r
				}
			}
		}
		t.Fatalf("no row %q", key)
		return row{}
	}
	for key, why := range map[string]string{
		"people":      "Freeze the roll first: it says which practices there are.",
		"settle":      "Settling the contests can be done from Monday 9 November 2026, 5pm; it is now Friday 16 October 2026, 9am.",
		"ballot":      "Freeze the roll and settle the contests first.",
		"open":        "Prepare the ballot first.",
		"close":       "The poll is not open.",
		"account":     "The contests have not been settled yet.",
		"declare":     "The contests have not been settled yet.",
		"paper":       "A declaration is issued once the result has been declared.",
		"withdrawals": "Publish the candidates first.",
	} {
		if got := find(key); got.Why != why || got.Status != ui.CannotStartYet {
			t.Errorf("%s: %q (%s), not %q", key, got.Why, got.Status, why)
		}
	}
	// The key may be made early, but is not what comes next.
	if key := find("key"); key.Status != ui.NotYetStarted || key.Next {
		t.Errorf("the key: %s, next %v", key.Status, key.Next)
	}
}

// TestAPollThatWasNotOpened says so and still has one row that is next.
func TestAPollThatWasNotOpened(t *testing.T) {
	r := play(t)
	if err := r.Until(context.Background(), rehearsal.Prepared); err != nil {
		t.Fatal(err)
	}
	s := stageAt(t, r)
	s.at = s.el.Called.Timetable.PollCloses.Time()
	next := wellFormed(t, "late", s)
	if next.key != "open" || next.Why != "The close of the poll (Monday 14 December 2026, 5pm) has passed; call a new election." {
		t.Errorf("next is %q: %q", next.key, next.Why)
	}
}

// TestNothingIsTouched: looking at the list changes no state.
func TestNothingIsTouched(t *testing.T) {
	r := play(t)
	if err := r.Until(context.Background(), rehearsal.Settled); err != nil {
		t.Fatal(err)
	}
	s := stageAt(t, r)
	before := fmt.Sprintf("%+v", s.el.Posts())
	s.groups()
	el, _ := s.point.State.Election.Election(r.Script.ID)
	if after := fmt.Sprintf("%+v", el.Posts()); after != before || el.Poll.Prepared != nil || el.Key != nil || len(el.Poll.Voters()) != 0 {
		t.Error("trying events changed the published state")
	}
}

// TestWithoutAPoll: where nobody stands, no row of a poll is left to do.
func TestWithoutAPoll(t *testing.T) {
	ctx := context.Background()
	r := play(t)
	if err := r.Until(ctx, rehearsal.Frozen); err != nil {
		t.Fatal(err)
	}
	s := stageAt(t, r)
	times := s.el.Called.Timetable
	step := func(next string, at election.Moment, do func() error) {
		t.Helper()
		r.Clock.Set(at.Time())
		if got := wellFormed(t, next, stageAt(t, r)); got.key != next {
			t.Errorf("next is %q, not %q", got.key, next)
		}
		if err := do(); err != nil {
			t.Fatal(err)
		}
	}
	step("publish", times.NominationsClose, func() error { return r.Desk().Publish(ctx, r.Officer, r.Script.ID) })
	step("settle", times.WithdrawalsClose, func() error { return r.Desk().Settle(ctx, r.Officer, r.Script.ID) })
	step("declare", times.WithdrawalsClose, func() error { return r.Desk().Declare(ctx, r.Officer, r.Script.ID) })
	step("paper", times.WithdrawalsClose, func() error {
		return (&papers.Maker{Desk: r.Desk(), BaseURL: "https://vote.example.org"}).IssueDue(ctx)
	})
	step("challenge", times.WithdrawalsClose, func() error { return nil })
	for _, g := range stageAt(t, r).groups() {
		for _, row := range g.rows {
			if (g.title == "Ready" || g.title == "Poll") && (row.Status != ui.Completed || row.Hint != "Not needed: no post goes to a poll.") {
				t.Errorf("%s: %s, %q", row.Title, row.Status, row.Hint)
			}
		}
	}
}
