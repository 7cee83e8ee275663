package site

import (
	"fmt"
	"testing"
	"time"
)

// TestManyNetworksGuessNoNumber: whoever has a thousand networks, each with its few
// tries, soon has none but their own numbers to guess at, and closes nothing to the
// voter, whose number counts where it was asked for. An hour later it counts
// everywhere again.
func TestManyNetworksGuessNoNumber(t *testing.T) {
	now := time.Unix(1_800_000_000, 0)
	var n numbers
	box, right := "ann@practice.example", []byte("right")
	n.add(box, "the voter's", right, now)
	n.add(box, "the voter's", []byte("another"), now)
	if !n.take(box, "elsewhere", []byte("another"), now) {
		t.Error("a number counts only where it was asked for, with nobody guessing")
	}
	for i := range 1000 {
		network := fmt.Sprintf("2001:db8:%x::/64", i)
		n.take(box, network, fmt.Append(nil, i), now)
		if i >= guesses && n.take(box, network, right, now) {
			t.Fatalf("the right number was looked at after %d wrong ones", i)
		}
	}
	if !n.take(box, "the voter's", right, now) {
		t.Error("the voter's own number does not count any more")
	}
	now = now.Add(time.Hour)
	n.add(box, "the voter's", right, now)
	if !n.take(box, "elsewhere", right, now) {
		t.Error("an hour later a number still counts only where it was asked for")
	}
	l := newLedger(func() time.Time { return now })
	asked := 0
	for i := range 1000 {
		if l.ask(forNumber, fmt.Sprint("network ", i), "box "+box) {
			asked++
		}
	}
	if asked != allAnHour {
		t.Errorf("a thousand networks have %d numbers sent to one address in an hour, not %d", asked, allAnHour)
	}
}

// TestTheVoterIsLeftANumber: a stranger at many addresses, and one behind the
// voter's own, have used up all numbers of a day. Once none of them is good any
// more, the voter is sent one all the same, and then one each ten minutes.
func TestTheVoterIsLeftANumber(t *testing.T) {
	now := time.Unix(1_800_000_000, 0)
	l := newLedger(func() time.Time { return now })
	ask := func(network string) bool { return l.ask(forNumber, network, "box a@example.org") }
	for hour := range 7 {
		for i := range 40 {
			ask(fmt.Sprintf("stranger %d", i/5))
		}
		if ask("the voter's") {
			t.Fatalf("hour %d: a number more was sent", hour)
		}
		now = now.Add(time.Hour)
	}
	for range 20 {
		ask("the voter's")
		if ask("the voter's") || ask("another") {
			t.Fatal("two numbers at once, when all had been used up")
		}
		if now = now.Add(numberLife); !ask("the voter's") {
			t.Fatal("no number of the mailbox is good, and none is sent")
		}
		now = now.Add(numberLife)
	}
}

// TestWhatCouldNotBeSentIsNotCounted: whoever presses again and again while the
// disk is full still gets a number afterwards.
func TestWhatCouldNotBeSentIsNotCounted(t *testing.T) {
	now := time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)
	l := newLedger(func() time.Time { return now })
	for range 20 {
		if !l.ask(forNumber, "192.0.2.1", "a link") {
			t.Fatal("refused, though nothing was sent")
		}
		l.giveBack(forNumber, "192.0.2.1", "a link")
	}
}
