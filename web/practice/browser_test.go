package practice_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/onenorwich/guildhall/governance/rehearsal"
	"github.com/onenorwich/guildhall/web/mail"
	"github.com/onenorwich/guildhall/web/ui/uitest"
	"github.com/onenorwich/guildhall/web/webtest"
)

// picture looks at a page as a desktop and as a phone see it: nothing for axe
// to find, nothing wider than the screen. With GUILDHALL_PICTURES a folder gets
// the pictures.
func picture(t *testing.T, tab *uitest.Tab, name string) {
	t.Helper()
	tab.Axe()
	folder := os.Getenv("GUILDHALL_PICTURES")
	if folder == "" {
		return
	}
	tab.Screenshot(filepath.Join(folder, name+"-desktop.png"))
	tab.Size(320, 900)
	tab.Screenshot(filepath.Join(folder, name+"-phone.png"))
	tab.Size(1280, 900)
}

func TestPagesOfVoting(t *testing.T) {
	s := webtest.Start(t, rehearsal.Opened)
	_, person := s.Voter(practice)
	invitation := s.Last(mail.Invitation, person.Email)
	path, _ := s.Link(invitation)
	code := s.R.Codes[practice]
	tab := uitest.Open(t)
	tab.Go(s.URL + path)
	tab.See("Vote in the ", "How your vote is protected")
	picture(t, tab, "vote")
	tab.Follow("The email was not for me")
	picture(t, tab, "not-me")
	tab.Follow("Tell the returning officer")
	tab.See("Thank you")
	picture(t, tab, "not-me-told")

	tab.Go(s.URL + "/vote")
	picture(t, tab, "typing")
	tab.Fill("Voting code", "abc")
	tab.Follow("Continue")
	tab.See("too short")
	picture(t, tab, "typing-wrong")
	tab.Fill("Voting code", code)
	tab.Follow("Continue")
	tab.See("Confirm that it is you")
	picture(t, tab, "number")
	tab.Fill("6-digit number", "12")
	tab.Follow("Continue")
	tab.See("That is not the number")
	picture(t, tab, "number-wrong")

	tab.Go(s.URL + "/again")
	picture(t, tab, "again")
	tab.Fill("Your email address", "nobody@example.org")
	tab.Follow("Send it again")
	tab.See("Look in your mailbox")
	picture(t, tab, "again-sent")

	s.R.Clock.Set(s.Election().Called.Timetable.PollCloses.Time())
	webtest.Must(t, s.R.Desk().Clerk.Tick(s.Ctx))
	tab.Expect("410")
	tab.Go(s.URL + path)
	tab.See("The poll is closed")
	picture(t, tab, "closed")
}

// A browser that cannot protect a vote is told so before Start, and sends
// nothing.
func TestBrowserWithoutWebAssembly(t *testing.T) {
	s, path, _ := invited(t)
	tab := uitest.Open(t)
	tab.Before(`delete window.WebAssembly`)
	requests := tab.Requests()
	tab.Go(s.URL + path)
	tab.See("This browser cannot protect your vote", "Nothing has been sent")
	picture(t, tab, "cannot")
	if tab.Sees("Start") {
		t.Fatal("Start is offered")
	}
	for _, r := range requests() {
		if r.Method == "POST" {
			t.Fatalf("something was sent: %+v", r)
		}
	}
}

func TestPagesOfNominating(t *testing.T) {
	s := nominations(t)
	_, proposer := s.Voter("d80000")
	tab := uitest.Open(t)
	tab.Go(s.URL + "/sign-in")
	picture(t, tab, "sign-in")
	tab.Fill("Your email address", proposer.Email)
	tab.Follow("Email me a link")
	tab.See("Look in your mailbox")
	picture(t, tab, "sign-in-sent")
	path, _ := s.Link(s.Last(mail.SignIn, proposer.Email))
	tab.Go(s.URL + path)
	tab.See("Continue with your link")
	picture(t, tab, "sign-in-as")
	tab.Follow("Continue")
	tab.See("Practice A Surgery", "Nominate somebody")
	picture(t, tab, "home")
	tab.Follow("Nominate somebody")
	picture(t, tab, "nominate")
	tab.Fill("Full name", "Dr Wren Hingham")
	tab.Follow("Nominate")
	tab.See("There is a problem")
	picture(t, tab, "nominate-wrong")
	tab.Click("Chair")
	tab.Fill("Role in the practice", "GP partner")
	tab.Select("The person’s practice", "Practice B Surgery")
	tab.Fill("The person’s own email address", "wren@example.org")
	tab.Fill("Professional number", "7012345")
	tab.Select("Which practice should second?", "Practice C Surgery")
	tab.Follow("Nominate")
	tab.See("The nomination is recorded")
	picture(t, tab, "nomination")

	seconder := uitest.Open(t)
	link, _ := s.Link(s.Last(mail.SecondAsk, ""))
	seconder.Go(s.URL + link)
	seconder.Follow("Continue")
	seconder.See("Does Practice C Surgery second?")
	picture(t, seconder, "second")
	seconder.Follow("Second this nomination")
	seconder.See("Your practice has seconded")

	nominee := uitest.Open(t)
	link, _ = s.Link(s.Last(mail.ConsentAsk, "wren@example.org"))
	nominee.Go(s.URL + link)
	nominee.Follow("Continue")
	nominee.Follow("Consent to the nomination")
	picture(t, nominee, "consent")
	nominee.Fill("Your statement", strings.Repeat("word ", 260))
	nominee.Follow("Consent to the nomination")
	nominee.See("It has 260: take out 10.")
	picture(t, nominee, "consent-wrong")
	nominee.Fill("Your statement", "I would start with one shared plan for home visits.")
	nominee.Fill("Your interests", "None")
	nominee.Click("I am a GP and registered")
	nominee.Click("These are all my interests")
	nominee.Follow("Consent to the nomination")
	nominee.See("You have consented", "With the returning officer")
	picture(t, nominee, "consented")
	nominee.Follow("Withdraw from this election")
	picture(t, nominee, "withdraw")

	tab.Go(s.URL + "/practice/d80000/people")
	picture(t, tab, "people")
	tab.Follow("End this role")
	picture(t, tab, "end")
	s.R.Clock.Advance(9 * time.Hour)
	tab.Expect("401")
	tab.Go(s.URL + "/practice/d80000")
	tab.See("You have been signed out")
	picture(t, tab, "signed-out")
	tab.Expect("404")
	tab.Go(s.URL + "/in/AAAAAAAAAAAAAAAAAAAAAA")
	picture(t, tab, "unknown-link")
}
