package site_test

import (
	"testing"

	"github.com/onenorwich/guildhall/governance/rehearsal"
	"github.com/onenorwich/guildhall/web/webtest"
)

// TestRefusedDeedsCountForNothing: what a session may not do uses up nothing of
// what its person may do.
func TestRefusedDeedsCountForNothing(t *testing.T) {
	s := webtest.Start(t, rehearsal.Opened)
	_, voter := s.Voter("d80001")
	path, _ := s.Link(s.Last("invitation", voter.Email))
	forwarded := s.Browser()
	forwarded.Post(path).Want(303)
	for range 100 {
		forwarded.Post("/practice/d80001/people", "name", "Somebody").Want(403)
	}
	s.SignIn(voter).Post("/practice/d80001/people", "role", "deputy", "name", "A Deputy", "email", "deputy@example.org", "authority", "yes").
		To("/practice/d80001/people?done=named")
}
