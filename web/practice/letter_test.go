package practice_test

import (
	"strings"
	"testing"

	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/governance"
	"github.com/onenorwich/guildhall/governance/rehearsal"
	"github.com/onenorwich/guildhall/web/mail"
	"github.com/onenorwich/guildhall/web/ui"
	"github.com/onenorwich/guildhall/web/ui/uitest"
	"github.com/onenorwich/guildhall/web/webtest"
)

// TestLetter: whoever has the letter and the mailbox gets to the first page of
// voting; the code never comes to the service.
func TestLetter(t *testing.T) {
	s := webtest.Strict(t, rehearsal.Prepared)
	s.Browser().Get("/c").Want(200, "the poll opens on").Not("Your email address")
	webtest.Must(t, s.R.Until(s.Ctx, rehearsal.Opened))
	_, voter := s.Voter("d80002")
	if m := s.Last(mail.Invitation, voter.Email); !strings.Contains(m.Text, "from the registrar") || strings.Contains(m.Text, "#") || strings.Contains(m.Text, "/vote") {
		t.Errorf("the voting email: %s", m.Text)
	}
	b := s.Browser()
	b.Get("/vote").To("/c")
	b.Post("/vote", "code", s.R.Codes["d80002"]).To("/c")
	b.Get("/c").Want(200, "Vote with your letter", "Your email address")
	b.Post("/c", "email", "nonsense").Want(422, "correct format")
	at := b.Post("/c", "email", voter.Email).To("/c/").Location
	b.Get(at).Want(200, "If "+voter.Email+" is registered")
	s.Browser().Get("/v/" + strings.TrimPrefix(at, "/c/")).Want(404) // a ticket is no link
	b.Get("/c/" + strings.ToUpper(strings.TrimPrefix(at, "/c/"))).To("/c")
	b.Post(at, "number", "").Want(422, "Enter the 6-digit number")
	number := s.Number(s.Last(mail.Number, voter.Email))
	wrong := "000000"
	if number == wrong {
		wrong = "111111"
	}
	b.Post(at, "number", wrong).Want(422, "That is not the number", voter.Email)
	b.Get("/booth/committee-2026").Want(200)
	link := b.Post(at, "number", number).To("/v/").Location
	b.Get(link).Want(200, "Vote for Practice C Surgery").Not("6-digit number")
	b.Post(link).To("/booth/committee-2026")
}

// TestLetterTellsNobodyWhoIsRegistered: a stranger's address is answered as a
// voter's is, to the last wrong number.
func TestLetterTellsNobodyWhoIsRegistered(t *testing.T) {
	s := webtest.Strict(t, rehearsal.Opened)
	_, voter := s.Voter("d80002")
	ask := func(email string) (page, wrong string) {
		b := s.Browser()
		at := b.Post("/c", "email", email).To("/c/").Location
		p := b.Get(at).Want(200)
		for range 4 {
			b.Post(at, "number", "12345").Want(422)
		}
		w := b.Post(at, "number", "12345").Want(422, "tried 5 times")
		clean := strings.NewReplacer(at, "T", email, "E")
		return clean.Replace(p.HTML), clean.Replace(w.HTML)
	}
	page, wrong := ask(voter.Email)
	strangers, strangersWrong := ask("stranger@example.org")
	if page != strangers || wrong != strangersWrong {
		t.Error("the pages tell who is registered")
	}
	// Also when no more numbers are sent.
	for range 6 {
		if again, _ := ask(voter.Email); again != page {
			t.Fatal("the page tells that this address was asked for before")
		}
	}
	if n := len(s.Mails(mail.Number, voter.Email)); n > 5 {
		t.Errorf("%d numbers were sent", n)
	}
	links := func() (n int) {
		webtest.Must(t, s.Web.Site.Store().View(s.Ctx, func(tx store.Side) error { return tx.QueryRow(`SELECT COUNT(*) FROM links`).Scan(&n) }))
		return n
	}
	before := links()
	ask(voter.Email)
	ask("stranger@example.org")
	if now := links(); now != before {
		t.Errorf("a stranger left %d links", now-before)
	}
}

// TestLettersForSeveralPractices: one mailbox, two practices.
func TestLettersForSeveralPractices(t *testing.T) {
	s := webtest.Strict(t, rehearsal.Prepared)
	_, voter := s.Voter("d80002")
	_, err := s.R.Desk().Appoint(s.Ctx, s.R.Officer, "d80004", governance.Deputy, voter, nil)
	webtest.Must(t, err)
	webtest.Must(t, s.R.Until(s.Ctx, rehearsal.Opened))
	b := s.Browser()
	at := b.Post("/c", "email", voter.Email).To("/c/").Location
	choice := b.Post(at, "number", s.Number(s.Last(mail.Number, voter.Email))).To("/c/").Location
	b.Get(choice).Want(200, "Vote for Practice C Surgery", "Vote for Practice E Surgery")
	s.Browser().Get(choice).To("/c") // nobody else's to choose
	s.Browser().Post(choice, "seat", "committee-2026 d80004").To("/c")
	b.Post(choice, "seat", "committee-2026 d80001").To("/c") // not theirs
	to := b.Post(choice, "seat", "committee-2026 d80004").To("/v/")
	b.Post(choice, "seat", "committee-2026 d80004").To("/c") // once: the page stays in the history
	b.Get(to.Location).Want(200, "Vote for Practice E Surgery").Not("6-digit number")
	other := s.Browser()
	other.Get(to.Location).Want(200, "6-digit number").Not("Practice E", voter.Name)
}

// TestLetterInTheBrowser: the camera's address leads to the ballot paper, and the
// code is in nothing that is sent.
func TestLetterInTheBrowser(t *testing.T) {
	s := webtest.Strict(t, rehearsal.Opened)
	if ui.Assets() != nil {
		uitest.Missing(t, "the built assets (run make assets)")
	}
	_, voter := s.Voter("d80002")
	code := s.R.Codes["d80002"]
	tab := uitest.Open(t)
	requests := tab.Requests()
	tab.Expect("404") // on purpose: scanned.go says why
	tab.Go(s.URL + "/l#" + code)
	tab.See("Your voting code has been read from the letter")
	if a := tab.Address(); strings.Contains(a, code) {
		t.Errorf("the code stands in the address bar: %s", a)
	}
	picture(t, tab, "letter")
	tab.Reload()
	tab.See("Your voting code has been read from the letter")
	tab.Fill("Your email address", voter.Email)
	tab.Click("Continue")
	tab.See("Confirm that it is you")
	picture(t, tab, "letter-number")
	tab.Fill("6-digit number", "12")
	tab.Click("Continue")
	tab.See("That is not the number")
	tab.Fill("6-digit number", s.Number(s.Last(mail.Number, voter.Email)))
	tab.Click("Continue")
	tab.See("Vote for Practice C Surgery")
	tab.See("The voting code of your letter has been read")
	if a := tab.Address(); strings.Contains(a, code) || tab.Sees("Have the letter at hand") {
		t.Errorf("at %s the page says:\n%s", a, tab.Text())
	}
	var kept string
	tab.Eval(`JSON.stringify(sessionStorage) + JSON.stringify(localStorage)`, &kept)
	if strings.Contains(kept, code) {
		t.Errorf("the code is in the browser's storage, which is a file: %s", kept)
	}
	tab.Click("Start")
	tab.See("Post 1 of 3", "Choose one") // and no question for the code
	for _, r := range requests() {
		if strings.Contains(r.URL, code) || strings.Contains(r.Body, code) {
			t.Errorf("%s %s held the code", r.Method, r.URL)
		}
	}
}

// TestStartBeforeTheScript: on a slow line Start is pressed before the page's script
// is there; the letter's code reaches the booth all the same.
func TestStartBeforeTheScript(t *testing.T) {
	s := webtest.Strict(t, rehearsal.Opened)
	if ui.Assets() != nil {
		uitest.Missing(t, "the built assets (run make assets)")
	}
	_, voter := s.Voter("d80002")
	tab := uitest.Open(t)
	tab.Expect("404")
	tab.Go(s.URL + "/l#" + s.R.Codes["d80002"])
	tab.Fill("Your email address", voter.Email)
	tab.Follow("Continue")
	tab.See("Confirm that it is you")
	tab.Fill("6-digit number", s.Number(s.Last(mail.Number, voter.Email)))
	tab.DropAnswers("GET", "/check.", 1)
	tab.Follow("Continue")
	tab.See("Vote for Practice C Surgery", "You also need your practice’s voting code") // the script has not run
	tab.Follow("Start")
	tab.See("Post 1 of 3", "Choose one")
}
