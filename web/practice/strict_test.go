package practice_test

import (
	"strings"
	"testing"
	"time"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance"
	"github.com/onenorwich/guildhall/governance/clerk"
	"github.com/onenorwich/guildhall/governance/rehearsal"
	"github.com/onenorwich/guildhall/web/mail"
	"github.com/onenorwich/guildhall/web/webtest"
)

// TestStrictWords: where a registrar makes the codes, no email of the service's
// holds one; the email and the first page of voting say where it is instead, as
// the log has it, and the sentences about protection name the people.
func TestStrictWords(t *testing.T) {
	s := webtest.Strict(t, rehearsal.Opened)
	person, voter := s.Voter("d80002")
	registrar := s.R.Desk().Person(s.Ctx, s.R.Team.Registrar).Name
	first := s.Last(mail.Invitation, voter.Email)
	for _, want := range []string{
		"It comes to your practice from the registrar, " + registrar + ", who has not sent it yet",
		"before Sunday 13 December 2026, 5pm: later, no code can be given any more",
		"keep the voting code away from it: whoever has both could vote for the practice"} {
		if !strings.Contains(first.Text, want) {
			t.Errorf("the email does not say %q:\n%s", want, first.Text)
		}
	}
	path, fragment := s.Link(first)
	if fragment != "" || strings.Contains(first.Text, "type this address") {
		t.Errorf("the email's link has a code:\n%s", first.Text)
	}
	s.Browser().Get(path).Want(200, "You also need your practice’s voting code, which comes from the registrar, "+registrar).Not("who has not sent it yet")
	b := s.Browser()
	b.Post(path).To("/booth/")
	b.Get(path).Want(200, "You also need your practice’s voting code.", "who has not sent it yet", "together with this service.", "The registrar, "+registrar+".")

	issue := func(how string) {
		t.Helper()
		act := clerk.Act{By: s.R.Team.Registrar, Event: election.CodeIssued{Election: webtest.Poll, Practice: "d80002", How: how}}
		_, err := s.R.Desk().Clerk.Do(s.Ctx, clerk.Command{Decide: func(*governance.State, time.Time) ([]clerk.Act, error) { return []clerk.Act{act}, nil }})
		webtest.Must(t, err)
	}
	reminder := func() string {
		t.Helper()
		_, err := s.Web.Site.Remind(s.Ctx, webtest.Poll)
		webtest.Must(t, err)
		return s.Last(mail.Reminder, voter.Email).Text
	}
	for how, want := range map[string]string{
		election.ByLetter: "It came in a letter from the registrar, " + registrar,
		election.ByMail:   "It came in an email of its own, from the registrar, " + registrar,
	} {
		issue(how)
		b.Get(path).Want(200, want)
		if text := reminder(); !strings.Contains(text, want) || !strings.Contains(text, "has not voted yet") {
			t.Errorf("the reminder does not say %q:\n%s", want, text)
		}
	}
	issue(election.Again)
	b.Get(path).Want(200, "who gave it to your practice a second time", "(1 of 6 practices)")
	s.SignIn(voter).Get("/practice/d80002").Want(200, "or point a camera at the letter").Not("the voting code is in it")

	// No code of anybody's is in any email.
	list, err := s.Web.Site.Outbox.List(s.Ctx, "")
	webtest.Must(t, err)
	for _, m := range list {
		m, err := s.Web.Site.Outbox.Message(s.Ctx, m.ID)
		webtest.Must(t, err)
		for practice, code := range s.R.Codes {
			if code != "" && strings.Contains(m.Subject+m.Text, code) {
				t.Errorf("an email to %s holds the code of %s", m.To, practice)
			}
		}
	}
	if person == "" || len(s.R.Codes) != 6 {
		t.Fatal("there were no codes to look for")
	}
}
