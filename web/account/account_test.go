package account_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/onenorwich/guildhall/governance/rehearsal"
	"github.com/onenorwich/guildhall/web/mail"
	"github.com/onenorwich/guildhall/web/webtest"
)

func TestSignInByLink(t *testing.T) {
	s := webtest.Start(t, rehearsal.Begun)
	officer := s.R.Desk().Person(s.Ctx, s.R.Officer)
	b := s.Browser()
	b.Get("/sign-in").Want(200, "There is no password")
	b.Post("/sign-in", "email", "").Want(422, "Enter an email address in the correct format")
	b.Post("/sign-in", "email", officer.Email, "next", "/practice").Want(200, "Look in your mailbox")
	path, _ := s.Link(s.Last(mail.SignIn, officer.Email))
	for range 20 {
		s.Browser().Get(path).Want(200, "Continue with your link").Not("6-digit", officer.Name, "returning officer,")
	}
	b.Post(path).To("/practice")
	b.Post(path).To("/practice") // the same browser again
	if b.Cookies()["guildhall_session"] == "" {
		t.Fatal("no session")
	}

	// Another browser shows that it has the mailbox.
	other := s.Browser()
	other.Get(path).Want(200, "6-digit number to the registered address").Not("@example.org", officer.Name)
	other.Post(path).Want(200, "Confirm that it is you")
	other.Post(path, "number", s.Number(s.Last(mail.Number, officer.Email))).To("/practice")

	// An hour after it was asked for, the link is over.
	s.R.Clock.Advance(time.Hour)
	b.Get(path).Want(410, "This link does not work any more", "Ask for a new one", "Ask for a new link")
	b.Post(path).Want(410)
}

func TestNoAnswerSaysWhoIsKnown(t *testing.T) {
	s := webtest.Start(t, rehearsal.Begun)
	officer := s.R.Desk().Person(s.Ctx, s.R.Officer)
	known := s.Browser().Post("/sign-in", "email", officer.Email).Want(200)
	stranger := s.Browser().Post("/sign-in", "email", "stranger@example.org").Want(200)
	if strings.ReplaceAll(known.HTML, officer.Email, "X") != strings.ReplaceAll(stranger.HTML, "stranger@example.org", "X") {
		t.Fatal("the answer differs")
	}
	if n := len(s.Mails(mail.SignIn, "")); n != 1 {
		t.Fatalf("%d emails, not 1", n)
	}
	for range 9 {
		s.Browser().Post("/sign-in", "email", officer.Email).Want(200)
	}
	if n := len(s.Mails(mail.SignIn, "")); n != 5 {
		t.Fatalf("%d emails in an hour, not 5", n)
	}
}

func TestNextLeadsNowhereElse(t *testing.T) {
	s := webtest.Start(t, rehearsal.Begun)
	officer := s.R.Desk().Person(s.Ctx, s.R.Officer)
	for _, next := range []string{"https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "/a\r\nSet-Cookie: x=1"} {
		b := s.Browser()
		b.Post("/sign-in", "email", officer.Email, "next", next).Want(200)
		path, _ := s.Link(s.Last(mail.SignIn, officer.Email))
		if p := b.Post(path).Want(303); p.Location != "/officer" {
			t.Errorf("next %q leads to %q", next, p.Location)
		}
	}
}

// Two browsers press at the same moment: one binds the link, the other is asked
// for a number.
func TestOneBrowserBindsTheLink(t *testing.T) {
	s := webtest.Start(t, rehearsal.Begun)
	officer := s.R.Desk().Person(s.Ctx, s.R.Officer)
	s.Browser().Post("/sign-in", "email", officer.Email).Want(200)
	path, _ := s.Link(s.Last(mail.SignIn, officer.Email))
	const browsers = 8
	var all sync.WaitGroup
	var in, asked int
	var mu sync.Mutex
	for range browsers {
		b := s.Browser()
		all.Go(func() {
			p := b.Post(path)
			mu.Lock()
			defer mu.Unlock()
			switch p.Status {
			case 303:
				in++
			case 200, 429:
				asked++
			default:
				t.Errorf("status %d: %s", p.Status, p.Text())
			}
		})
	}
	all.Wait()
	if in != 1 || asked != browsers-1 {
		t.Fatalf("%d browsers got in, %d were asked for a number", in, asked)
	}
}

func TestSignOutForgetsTheBrowser(t *testing.T) {
	s := webtest.Start(t, rehearsal.Begun)
	_, voter := s.Voter("d80002")
	b := s.Browser()
	b.Post("/sign-in", "email", voter.Email).Want(200)
	path, _ := s.Link(s.Last(mail.SignIn, voter.Email))
	b.Post(path).To("/practice")
	b.Get("/practice/d80002").Want(200, "Signed in as "+voter.Name)
	b.Post("/sign-out").To("/signed-out")
	if c := b.Cookies(); len(c) != 0 {
		t.Fatalf("cookies after signing out: %v", c)
	}
	b.Get("/practice/d80002").Want(401, "Sign in to see this page")
	b.Get(path).Want(200, "6-digit number")
	b.Post(path).Want(200, "Confirm that it is you")
}

func TestChangingPersons(t *testing.T) {
	s := webtest.Start(t, rehearsal.Begun)
	_, voter := s.Voter("d80002")
	officer := s.R.Desk().Person(s.Ctx, s.R.Officer)
	b := s.SignIn(voter)
	before := b.Cookies()["guildhall_session"]
	b.Post("/sign-in", "email", officer.Email).Want(200)
	path, _ := s.Link(s.Last(mail.SignIn, officer.Email))
	b.Get(path).Want(200, "You are signed in as "+voter.Name)
	b.Post(path).To("/officer")
	b.Get("/practice/d80002").Want(403)
	thief := s.Browser()
	thief.SetCookie("guildhall_session", before)
	thief.Get("/practice/d80002").Want(401) // the session before has ended
}
