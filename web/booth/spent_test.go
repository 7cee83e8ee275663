package booth_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/web/mail"
)

// spend tells the service that a vote was opened.
func (s *scene) spend(c *http.Client, practice string, ballots []string) answer {
	s.t.Helper()
	var trackers []string
	for _, b := range ballots {
		trackers = append(trackers, belenios.Tracker([]byte(b)))
	}
	body, err := json.Marshal(map[string]any{"practice": practice, "trackers": trackers})
	must(s.t, err)
	return s.postTo(c, "/spent/"+poll, string(body))
}

// TestChallengedBallotCannotBeCast: the service refuses a vote that it was told
// was opened, from whomever it comes, and takes another one.
func TestChallengedBallotCannotBeCast(t *testing.T) {
	s := newScene(t)
	c := s.client(s.link)
	code := s.rehearsal.Codes[s.practice]
	opened := s.ballots(code, 1, 1, 1)
	for range 2 { // the answer may be lost
		if a := s.spend(c, "", opened); !a.OK || a.Status != 200 {
			t.Fatalf("%+v", a)
		}
	}
	el := s.election()
	size := s.desk().Clerk.Point().Head.Size
	if a := s.cast(c, "", opened); a.OK || a.Code != "spent" || a.Status != 409 {
		t.Errorf("cast: %+v", a)
	}
	fresh := s.ballots(code, 1, 1, 1)
	if a := s.cast(c, "", append([]string{opened[0]}, fresh[1:]...)); a.OK || a.Code != "spent" {
		t.Errorf("one ballot of it, among new ones: %+v", a)
	}
	if now := s.desk().Clerk.Point().Head.Size; now != size || el.Poll.CastCount() != 0 || len(s.mails(mail.Recorded)) != 0 {
		t.Error("something was recorded")
	}
	if a := s.cast(c, "", fresh); !a.OK {
		t.Errorf("another vote: %+v", a)
	}
	if a := s.spend(s.again(), "", fresh); a.OK || a.Code != "cast" {
		t.Errorf("a vote that was cast is opened: %+v", a)
	}
	// Nothing but the trackers has come to the service.
	for _, body := range s.sent("POST /spent/") {
		if len(body) > 400 || strings.Contains(body, "alpha") {
			t.Errorf("the service was sent %s", body)
		}
	}
}

// TestWhoMaySpend: only who could have cast the vote, and only in its one form.
func TestWhoMaySpend(t *testing.T) {
	s := newScene(t)
	mine := s.ballots(s.rehearsal.Codes[s.practice], 1, 1, 1)
	c := s.client(s.link)
	size := s.desk().Clerk.Point().Head.Size
	for name, a := range map[string]answer{
		"a stranger":             s.spend(s.client(""), "", mine),
		"for another practice":   s.spend(c, "d80001", mine),
		"for a practice unknown": s.spend(c, "x99999", mine),
	} {
		if a.OK || a.Status != 401 || a.Code != "sign-in" || a.Needs != "number" {
			t.Errorf("%s: %+v", name, a)
		}
	}
	if a := s.spend(c, "", mine[:1]); a.OK || a.Code != "ballots" {
		t.Errorf("one ballot of a vote: %+v", a)
	}
	tracker := belenios.Tracker([]byte(mine[0]))
	for _, body := range []string{"", "{}", "[]", `{"trackers":[]}`, `{"trackers":["` + tracker + `="]}`, `{"trackers":["` + tracker[:42] + `"]}`,
		`{"trackers":["` + tracker[:42] + `_"]}`, `{"trackers":"` + tracker + `"}`, `{"trackers":["` + tracker + `"],"opening":{}}`, `{"trackers":["` + tracker + `"]}{}`,
		`{"trackers":["` + tracker + "\\n" + `"]}`} {
		if a := s.postTo(c, "/spent/"+poll, body); a.OK || a.Code != "damaged" {
			t.Errorf("%s: %+v", body, a)
		}
	}
	if a := s.postTo(c, "/spent/nowhere", `{"trackers":["`+tracker+`"]}`); a.OK || a.Code != "no-election" {
		t.Errorf("no such election: %+v", a)
	}
	if now := s.desk().Clerk.Point().Head.Size; now != size {
		t.Error("something was recorded")
	}
}

// again is the browser of somebody who votes again. How many numbers are sent in an
// hour for one link is no part of these tests.
func (s *scene) again() *http.Client {
	s.t.Helper()
	s.rehearsal.Clock.Advance(15 * time.Minute) // four numbers an hour
	return s.client(s.link2())
}

// TestVotesAreLimited: a practice cannot fill the disk. Others, and whoever sends
// again what is recorded, are not kept waiting by it.
func TestVotesAreLimited(t *testing.T) {
	s := newScene(t)
	c := s.client(s.link)
	var mine []string
	taken := 0
	for ; taken < 200; taken++ {
		mine = s.ballots(s.rehearsal.Codes[s.practice], 1)
		a := s.cast(c, "", mine)
		if a.Code == "too-many-votes" && a.Status == 409 && a.Needs == "" {
			break
		}
		if !a.OK {
			t.Fatalf("%+v", a)
		}
		c = s.again()
		if again := s.cast(c, "", mine); again.Seq != a.Seq { // which counts for nothing
			t.Fatalf("sent again: %+v", again)
		}
	}
	if taken != 60 {
		t.Errorf("%d votes are recorded in one hour", taken)
	}
	if a := s.cast(s.client(s.newLink("d80001")), "", s.ballots(s.rehearsal.Codes["d80001"], 1)); !a.OK {
		t.Errorf("another practice: %+v", a)
	}
}

// TestJunkIsLimited: what does not hold uses up the tries of its own session, and
// none of the practice's votes.
func TestJunkIsLimited(t *testing.T) {
	s := newScene(t)
	thief, voter := s.client(s.link), s.client(s.link2())
	mine := s.ballots(s.rehearsal.Codes[s.practice], 1)
	tries := 0
	for ; tries < 200; tries++ {
		if a := s.cast(thief, "", []string{changed(mine[0]), mine[1], mine[2]}); a.Code != "ballot" {
			if a.Code != "too-many-votes" || a.Status != 409 || a.Needs != "" {
				t.Errorf("%+v", a)
			}
			break
		}
	}
	if tries != 30 {
		t.Errorf("%d votes that do not hold are looked at in one hour", tries)
	}
	for range 60 {
		if a := s.cast(voter, "", s.ballots(s.rehearsal.Codes[s.practice], 1)); !a.OK {
			t.Fatalf("the voter: %+v", a)
		}
		voter = s.again()
	}
}
