package journey_test

import (
	"strings"
	"testing"

	"github.com/onenorwich/guildhall/web/ui/uitest"
)

// TestFact6: hide WebAssembly: notice on page 1, no ballot on the network.
func TestFact6(t *testing.T) {
	t.Parallel()
	s := opened(t)
	tab := uitest.Open(t)
	tab.Before(`delete window.WebAssembly`)
	requests := tab.Requests()
	link := s.invitation("d80000")
	tab.Go(link)
	tab.See("This browser cannot protect your vote", "Nothing has been sent.", link)
	if tab.Sees("Start") {
		t.Error("Start is there all the same")
	}
	// Nor does somebody get further who goes to the booth without it.
	tab.Go(s.url + "/booth/" + string(poll))
	tab.See("This browser cannot protect your vote", "Nothing has been sent.")
	for _, r := range requests() {
		if r.Method != "GET" || strings.Contains(r.URL, "/cast/") {
			t.Errorf("the page sent %s %s", r.Method, r.URL)
		}
	}
	s.ballots(t, poll, 0, 0)
}
