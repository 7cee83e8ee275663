package site

import (
	"fmt"
	"testing"
	"time"
)

// TestManyNetworksGuessNoNumber: whoever has a thousand networks tries no more
// wrong numbers than one in which some would be right, registered or not; a link
// of one's own is counted apart, and an hour later there are new tries.
func TestManyNetworksGuessNoNumber(t *testing.T) {
	now := time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)
	l := newLedger(func() time.Time { return now })
	guess := func(what string) (n int) {
		for i := range 1000 {
			for network := fmt.Sprintf("2001:db8:%x::/64", i); l.left(network, what); n++ {
				l.wrong(network, what)
			}
		}
		return n
	}
	if n := guess("box ann@practice.example"); n != allTries {
		t.Errorf("a thousand networks try %d numbers of one address in an hour, not %d", n, allTries)
	}
	if !l.left("192.0.2.1", "link of ann's own") {
		t.Error("the person's own link has no tries left")
	}
	if !l.left("2001:db8:1::/64", "box bob@practice.example") {
		t.Error("another address has no tries left")
	}
	now = now.Add(time.Hour)
	if !l.left("192.0.2.1", "box ann@practice.example") {
		t.Error("an hour later nobody may try")
	}
	asked := 0
	for i := range 1000 {
		if l.ask(forNumber, fmt.Sprint("network ", i), "box ann@practice.example") {
			asked++
		}
	}
	if asked != allAnHour {
		t.Errorf("a thousand networks have %d numbers sent to one address in an hour, not %d", asked, allAnHour)
	}
}
