package practice_test

import "testing"

// TestAVotingLinkNamesNobody: whoever was first with a forwarded voting link can
// vote, which the practice is told of and can undo, but cannot put other people
// in the practice's place.
func TestAVotingLinkNamesNobody(t *testing.T) {
	s, path, _ := invited(t)
	forwarded := s.Browser()
	forwarded.Post(path).To("/booth/committee-2026")
	people := "/practice/" + practice + "/people"
	forwarded.Get(people).Want(403, "voting link", "sign in with your own email address")
	forwarded.Post(people, "role", "voting", "name", "Mallory", "email", "mallory@example.org", "authority", "yes").Want(403, "voting link")
	before, person := s.Voter(practice)
	forwarded.Post(people+"/"+string(before)+"/end").Want(403, "voting link")
	if after, _ := s.Voter(practice); after != before {
		t.Errorf("the voting representative is %s now, and was %s", after, before)
	}
	s.SignIn(person).Get(people).Want(200, person.Name)
}
