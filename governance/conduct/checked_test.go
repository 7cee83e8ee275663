package conduct_test

import (
	"bytes"
	"context"
	"errors"
	"runtime"
	"testing"
	"time"

	"github.com/onenorwich/guildhall/governance/conduct"
)

// TestTallyTakesWhatWasChecked: with every turn taken by votes that arrive, what
// was checked at its cast is tallied all the same. A desk that was begun since,
// which remembers nothing, checks the ballots again in its turn, while deadlines
// are looked at, and comes to the same tally.
func TestTallyTakesWhatWasChecked(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(2)) // one turn at once
	h := open(t, rows(8), "equal", "", post("chair"), post("nurse"))
	h.stand(0, "Ann", "chair")
	h.stand(1, "Bo", "chair")
	h.stand(2, "Cy", "nurse")
	h.stand(3, "Di", "nurse")
	h.settle()
	h.poll()
	for i := range 4 {
		p := h.practice(i)
		for range 2 { // the first is superseded
			if _, err := h.cast(p, h.fill(p, i%3, 1)); err != nil {
				t.Fatal(err)
			}
		}
	}
	h.clock.Set(h.times.PollCloses.Time())
	h.must(h.desk.Clerk.Tick(t.Context()))
	el := h.election()
	again := conduct.New(h.desk.Clerk)
	busy := make(map[*conduct.Desk]func())
	for _, d := range []*conduct.Desk{h.desk, again} {
		done, err := d.Turns.Take(t.Context(), "a vote")
		h.must(err)
		busy[d] = done
	}
	tallies, err := h.desk.Tallies(t.Context(), &el)
	h.must(err)

	soon, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := again.Tallies(soon, &el); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("what was not checked by this desk was tallied without a turn: %v", err)
	}
	h.must(again.Clerk.Tick(t.Context()))
	busy[again]()
	same, err := again.Tallies(t.Context(), &el)
	h.must(err)
	for i := range tallies {
		if !bytes.Equal(tallies[i].Encrypted(), same[i].Encrypted()) || tallies[i].NumTallied() != 4 {
			t.Errorf("contest %d is tallied differently", i)
		}
	}
	h.must(h.desk.AfterClose(t.Context()))
}
