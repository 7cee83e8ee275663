package practice_test

import (
	"testing"
	"time"

	"github.com/onenorwich/guildhall/governance"
	"github.com/onenorwich/guildhall/governance/clerk"
	"github.com/onenorwich/guildhall/governance/conduct"
	"github.com/onenorwich/guildhall/web/webtest"
)

// TestAVotingLinkNamesNobody: whoever was first with a forwarded voting link can
// vote, which the practice is told of and can undo, but cannot put other people
// in the practice's place.
func TestAVotingLinkNamesNobody(t *testing.T) {
	s, path, _ := invited(t)
	forwarded := s.Browser()
	forwarded.Post(path).To("/booth/committee-2026")
	people := "/practice/" + practice + "/people"
	forwarded.Get(people).Want(403, "a link for voting", "sign in with your own email address")
	forwarded.Post(people, "role", "voting", "name", "Mallory", "email", "mallory@example.org", "authority", "yes").Want(403, "a link for voting")
	before, person := s.Voter(practice)
	forwarded.Post(people+"/"+string(before)+"/end").Want(403, "a link for voting")
	if after, _ := s.Voter(practice); after != before {
		t.Errorf("the voting representative is %s now, and was %s", after, before)
	}
	s.SignIn(person).Get(people).Want(200, person.Name)
}

// TestAVotingLinkStaysOne: when its person does not act for the practice any
// more, a session that began with a forwarded link is still not that person's own:
// the person may have other parts.
func TestAVotingLinkStaysOne(t *testing.T) {
	s, path, _ := invited(t)
	forwarded := s.Browser()
	forwarded.Post(path).To("/booth/committee-2026")
	before, person := s.Voter(practice)
	record := func(e governance.Event) {
		t.Helper()
		_, err := s.R.Desk().Clerk.Do(s.Ctx, clerk.Command{Decide: func(*governance.State, time.Time) ([]clerk.Act, error) {
			return []clerk.Act{{By: s.R.Officer, Event: e}}, nil
		}})
		webtest.Must(t, err)
	}
	other := conduct.PracticeID("D80001")
	record(governance.RepresentativeNamed{Practice: other, Person: before, Role: governance.Deputy})
	record(governance.RepresentativeEnded{Practice: practice, Person: before})
	forwarded.Get("/practice/"+string(other)+"/people").Want(403, "a link for voting")
	s.SignIn(person).Get("/practice/"+string(other)+"/people").Want(200, person.Name)
}
