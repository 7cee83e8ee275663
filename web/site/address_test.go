package site_test

import (
	"strings"
	"testing"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance/rehearsal"
	"github.com/onenorwich/guildhall/web/mail"
	"github.com/onenorwich/guildhall/web/webtest"
)

// TestAddressesAreComparedByASCII: an address that only Unicode's folding makes
// equal is nobody's, and none of its letters is written to anywhere.
func TestAddressesAreComparedByASCII(t *testing.T) {
	s := webtest.Start(t, rehearsal.Opened)
	_, voter := s.Voter("d80000")
	odd := strings.Replace(voter.Email, "s", "ſ", 1)
	if odd == voter.Email {
		t.Fatalf("there is no s in %s", voter.Email)
	}
	before := len(s.Mails(mail.SignIn, "")) + len(s.Mails(mail.Invitation, ""))
	for _, path := range []string{"/sign-in", "/again"} {
		s.Browser().Post(path, "email", odd)
	}
	if n := len(s.Mails(mail.SignIn, "")) + len(s.Mails(mail.Invitation, "")); n != before {
		t.Errorf("%d emails went out for %s", n-before, odd)
	}
	if id := s.R.Desk().PersonByEmail(s.Ctx, odd); id != "" {
		t.Errorf("%s is taken for %s", odd, id)
	}
	if id := s.R.Desk().PersonByEmail(s.Ctx, strings.ToUpper(voter.Email)); id == "" {
		t.Error("capital letters make another person")
	}
}

// TestMailGoesToTheRegisteredAddress: what another practice typed is not where
// our emails go.
func TestMailGoesToTheRegisteredAddress(t *testing.T) {
	s := webtest.Start(t, rehearsal.Opened)
	_, own := s.Voter("d80000")
	person, known := s.Voter("d80001")
	typed := strings.ToUpper(known.Email)
	s.SignIn(own).Post("/practice/d80000/people", "name", known.Name, "email", typed, "role", "deputy", "authority", "yes").To("/practice/d80000/people?done=named")
	state := s.R.Desk().State()
	if !state.Represents(person, election.ID("d80000")) {
		t.Fatal("the person who is known by this address was not named")
	}
	for _, kind := range []mail.Kind{mail.Appointed, mail.Invitation} {
		if n := len(s.Mails(kind, typed)); n != 0 {
			t.Errorf("%d emails of the kind %s went to the address that was typed", n, kind)
		}
	}
	if len(s.Mails(mail.Appointed, known.Email)) != 1 {
		t.Error("the person was not told at the registered address")
	}
}
