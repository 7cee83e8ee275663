package journey_test

import (
	"crypto/sha256"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/web/mail"
	"github.com/onenorwich/guildhall/web/ui/uitest"
)

// TestFact5: drop the answer to Cast, try again: one ballot, same tracker.
func TestFact5(t *testing.T) {
	t.Parallel()
	s := opened(t)
	v := &voter{Tab: uitest.Open(t)}
	requests := v.Requests()
	v.begin(s.invitation("d80005"))
	v.mark(s.papers(poll), 1, 1, 2)
	v.DropAnswers("POST", "/cast/", 2)
	v.Click("Cast this vote")
	v.See("We do not know yet. Checking…", "Your vote has been cast")
	s.ballots(t, poll, 1, 1)

	var bodies []string
	for _, r := range requests() {
		if r.Method == "POST" && strings.Contains(r.URL, "/cast/") {
			bodies = append(bodies, r.Body)
		}
	}
	if len(bodies) != 3 || bodies[1] != bodies[0] || bodies[2] != bodies[0] {
		t.Fatalf("%d votes were sent, or not the same bytes", len(bodies))
	}
	var sent struct{ Ballots []string }
	must(t, json.Unmarshal([]byte(bodies[0]), &sent))
	el := s.election(poll)
	v.Click("What the receipt is for")
	shown := v.trackers()
	for _, ballot := range sent.Ballots {
		if tracker := belenios.Tracker([]byte(ballot)); !slices.Contains(shown, tracker) {
			t.Errorf("the receipt %q does not hold %s", shown, tracker)
		}
		if _, ok := el.Poll.Find(sha256.Sum256([]byte(ballot))); !ok {
			t.Error("a ballot that was sent is not in the box")
		}
	}
	if n := len(s.letters(mail.Recorded, s.mailOf("d80005"))); n != 1 {
		t.Errorf("%d emails tell of one ballot", n)
	}
}
