package public_test

import (
	"net/url"
	"testing"

	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/governance/rehearsal"
	"github.com/onenorwich/guildhall/web/webtest"
)

// TestOpenedBallotOnTheBoard: whoever looks for a vote that was opened to check
// the page is told so, and is not sent to vote again in alarm.
func TestOpenedBallotOnTheBoard(t *testing.T) {
	s := webtest.Start(t, rehearsal.Voted)
	opened, err := belenios.ParseOpenings(s.R.Opened)
	if err != nil {
		t.Fatal(err)
	}
	b := s.Browser()
	for _, o := range opened {
		b.Get(poll+"/board?tracker="+url.QueryEscape(o.Tracker())).Want(200, "Opened: this ballot was opened to check the page that made it", "can never be cast").Not("Included", "ring the returning officer")
	}
	b.Get("/log").Want(200, "A vote was opened to check the page that made it.")
	b.Get("/verify").Want(200, "guildhall verify-ballot opened-vote-")
}
