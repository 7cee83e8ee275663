package journey_test

import (
	"strings"
	"testing"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/web/ui/uitest"
)

// TestFact1: from the click in the email: Start, two actions a contested post,
// Cast, done. No typing.
func TestFact1(t *testing.T) {
	t.Parallel()
	s := opened(t)
	papers := s.papers(poll)
	tab := uitest.Open(t)
	requests := tab.Requests()
	v := s.vote(tab, poll, s.invitation("d80000"), 1, 2, 0)
	if want := 1 + 2*len(papers) + 1; v.actions != want {
		t.Errorf("%d actions, want %d", v.actions, want)
	}
	s.ballots(t, poll, 1, 1)
	v.Click("What the receipt is for")
	tab.Follow("Look at the ballot box")
	for _, r := range requests() {
		if !strings.HasPrefix(r.URL, s.url+"/") && !strings.HasPrefix(r.URL, "data:") && !strings.HasPrefix(r.URL, "blob:") {
			t.Errorf("the page asked for %s", r.URL)
		}
	}
	s.counts(poll, map[election.ID][]int{"d80000": {1, 2, 0}})
}
