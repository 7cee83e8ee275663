package officer

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/roll"
	"github.com/onenorwich/guildhall/governance/rehearsal"
	"github.com/onenorwich/guildhall/web/ui"
)

// playStrict is a rehearsal with three trustees, of whom two decrypt.
func playStrict(t *testing.T) *rehearsal.Rehearsal {
	t.Helper()
	rule, err := roll.ParseRule("bands:1=1,5001=2")
	if err != nil {
		t.Fatal(err)
	}
	script := rehearsal.Default(practices(6), rule)
	script.Trustees, script.Threshold = 3, 2
	r, err := rehearsal.Start(context.Background(), t.TempDir(), script)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Dir.Close() })
	return r
}

// TestStrictRows plays an election in the strict scheme and looks at the list
// after each step, and at each moment at which nobody does anything.
func TestStrictRows(t *testing.T) {
	r := playStrict(t)
	ctx := context.Background()
	for _, step := range []struct {
		until   rehearsal.Stage
		next    string
		waits   int // people who are waited for
		blocked map[string]string
	}{
		{rehearsal.Called, "roll", 3, map[string]string{
			"codes": "Settle the contests first: a voting code is made for them.", "proofs": "Prepare the ballot first: each trustee signs it with their phrase.",
			"letters": "The registrar makes the voting codes first."}},
		{rehearsal.Published, "withdrawals", 3, nil},
		{rehearsal.Settled, "weigh", 4, map[string]string{"ballot": "The trustees' key is missing. Finish the key ceremony first."}},
		{rehearsal.KeyMade, "ballot", 0, map[string]string{"letters": "Prepare the ballot first: each letter shows the log as it is then."}},
		{rehearsal.Prepared, "", 1, nil},
		{rehearsal.Opened, "letters", 1, map[string]string{"decrypt": "The poll has not closed; nothing is counted before it has."}},
		{rehearsal.Closed, "weigh-count", 0, map[string]string{"decrypt": "This contest has not been tallied yet."}},
		{rehearsal.Tallied, "", -1, nil},
		{rehearsal.Counted, "declare", 0, nil},
		{rehearsal.Declared, "paper", 0, nil},
	} {
		if err := r.Until(ctx, step.until); err != nil {
			t.Fatal(err)
		}
		s := stageAt(t, r)
		next := wellFormed(t, step.until.String(), s)
		if step.next != "" && next.key != step.next {
			t.Errorf("%v: next is %q, not %q", step.until, next.key, step.next)
		}
		if n := len(s.waits()); step.waits >= 0 && n != step.waits {
			t.Errorf("%v: %d people are waited for, not %d: %+v", step.until, n, step.waits, s.waits())
		}
		for key, why := range step.blocked {
			if got := rowOf(t, s, key); got.Why != why || got.Status != ui.CannotStartYet {
				t.Errorf("%v, %s: %q (%s), not %q", step.until, key, got.Why, got.Status, why)
			}
		}
		times := s.el.Called.Timetable
		for _, m := range []election.Moment{times.Notice, times.NominationsClose, times.Published, times.WithdrawalsClose, times.PollNotice, times.PollOpens, times.PollCloses} {
			for _, d := range []time.Duration{-time.Millisecond, 0, 400 * 24 * time.Hour} {
				if later := m.Time().Add(d); later.After(s.at) {
					wellFormed(t, fmt.Sprintf("%v, at %v", step.until, later), &stage{point: s.point, el: s.el, at: later})
				}
			}
		}
	}
}

func rowOf(t *testing.T, s *stage, key string) row {
	t.Helper()
	for _, g := range s.groups() {
		for _, r := range g.rows {
			if r.key == key {
				return r
			}
		}
	}
	t.Fatalf("no row %q", key)
	return row{}
}

// TestStrictWithoutATeam: before anybody is named every row says why it waits,
// at every moment, also when nobody is ever named.
func TestStrictWithoutATeam(t *testing.T) {
	r := playStrict(t)
	ctx := context.Background()
	if err := r.Until(ctx, rehearsal.Settled); err != nil {
		t.Fatal(err)
	}
	s := stageAt(t, r)
	s.el.Team = nil
	wellFormed(t, "no team", s)
	for _, key := range []string{"ceremony", "codes"} {
		if got := rowOf(t, s, key); got.Why != "Name the trustees, the registrar and the operator first." {
			t.Errorf("%s: %q", key, got.Why)
		}
	}
	if got := rowOf(t, s, "team"); got.Status == ui.Completed {
		t.Error("a team that is not there has been named")
	}
	if len(s.waits()) != 0 {
		t.Error("people are waited for who have not been named")
	}
}
