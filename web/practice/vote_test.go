package practice_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/onenorwich/guildhall/governance"
	"github.com/onenorwich/guildhall/governance/rehearsal"
	"github.com/onenorwich/guildhall/web/mail"
	"github.com/onenorwich/guildhall/web/ui/uitest"
	"github.com/onenorwich/guildhall/web/webtest"
)

func TestMain(m *testing.M) { os.Exit(uitest.Main(m)) }

const practice = "d80000"

// invited is a service with an open poll, and the voting link of one practice.
func invited(t *testing.T) (s *webtest.Service, path, code string) {
	t.Helper()
	s = webtest.Start(t, rehearsal.Opened)
	_, person := s.Voter(practice)
	path, fragment := s.Link(s.Last(mail.Invitation, person.Email))
	if fragment != "" {
		t.Fatalf("the link holds %q, which browsers keep in their history", fragment)
	}
	return s, path, s.R.Codes[practice]
}

func TestTheLinkIsSpentByNobodyButAPerson(t *testing.T) {
	s, path, _ := invited(t)
	_, person := s.Voter(practice)
	for range 20 {
		s.Browser().Get(path).Want(200, "Vote in the Committee election", "It takes about 3 minutes", "The returning officer together with this service.").
			Not("Practice A Surgery", person.Name)
	}
	first := s.Browser()
	first.Post(path).To("/booth/committee-2026")
	first.Get(path).Want(200, "Vote for Practice A Surgery", person.Name).Not("6-digit")
	// The same browser may start again, without a number.
	first.Post(path).To("/booth/committee-2026")

	second := s.Browser()
	second.Get(path).Want(200, "6-digit number").Not("Practice A Surgery", person.Name)
	second.Post(path).Want(200, "Confirm that it is you").Not("@example.org", person.Name)
	if second.Cookies()["guildhall_session"] != "" {
		t.Fatal("a second browser got a session without a number")
	}
	number := s.Number(s.Last(mail.Number, person.Email))
	wrong := "000000"
	if number == wrong {
		wrong = "000001"
	}
	second.Post(path, "number", "").Want(422, "Enter the 6-digit number")
	second.Post(path, "number", wrong).Want(422, "That is not the number in our email")
	second.Post(path, "number", " "+number[:3]+" "+number[3:]).To("/booth/committee-2026")
	// A number is good once, and the browser that showed it is the link's now.
	first.Post(path, "number", number).Want(422, "not valid any more")
	second.Post(path).To("/booth/committee-2026")
}

func TestANumberIsTriedFiveTimes(t *testing.T) {
	s, path, _ := invited(t)
	s.Browser().Post(path).Want(303)
	b := s.Browser()
	b.Post(path).Want(200)
	_, person := s.Voter(practice)
	number := s.Number(s.Last(mail.Number, person.Email))
	wrong := "999999"
	if number == wrong {
		wrong = "999998"
	}
	for range 4 {
		b.Post(path, "number", wrong).Want(422, "That is not the number in our email")
	}
	b.Post(path, "number", wrong).Want(422, "tried 5 times")
	b.Post(path, "number", number).Want(422, "tried 5 times")
	b.Post(path+"/number").Want(200, "Confirm that it is you")
	b.Post(path, "number", s.Number(s.Last(mail.Number, person.Email))).Want(303)
}

func TestANumberIsGoodForTenMinutes(t *testing.T) {
	s, path, _ := invited(t)
	s.Browser().Post(path).Want(303)
	b := s.Browser()
	b.Post(path).Want(200)
	_, person := s.Voter(practice)
	number := s.Number(s.Last(mail.Number, person.Email))
	s.R.Clock.Advance(10*time.Minute - time.Millisecond)
	other := s.Browser()
	s.R.Clock.Advance(time.Millisecond)
	other.Post(path, "number", number).Want(422, "not valid any more")
	// Nobody fills a mailbox with numbers.
	for range 4 {
		b.Post(path+"/number").Want(200, "Confirm that it is you")
	}
	b.Post(path+"/number").Want(429, "Too many numbers")
	s.R.Clock.Advance(time.Hour)
	b.Post(path+"/number").Want(200, "Confirm that it is you")
}

func TestTheBoothConfirmsInPlace(t *testing.T) {
	s, path, _ := invited(t)
	s.Browser().Post(path).Want(303)
	b := s.Browser()
	b.JSON(path+"/confirm", `{"number":""}`).Want(403, `"ok":false`)
	b.JSON(path+"/number", `{}`).Want(200, `"ok":true`, "registered address")
	_, person := s.Voter(practice)
	b.JSON(path+"/confirm", `{"number":"12"}`).Want(403, `"ok":false`, "That is not the number")
	b.JSON(path+"/confirm", `{"number":"`+s.Number(s.Last(mail.Number, person.Email))+`"}`).Want(200, `{"ok":true}`)
	if b.Cookies()["guildhall_session"] == "" {
		t.Fatal("no session after the number")
	}
	b.JSON("/v/AAAAAAAAAAAAAAAAAAAAAA/number", `{}`).Want(403, "not one of ours")
}

func TestTypedCode(t *testing.T) {
	s, _, code := invited(t)
	b := s.Browser()
	b.Get("/vote").Want(200, "Vote with a voting code")
	b.Post("/vote", "code", "").Want(422, "Enter your voting code")
	b.Post("/vote", "code", code[:9]).Want(422, "too short")
	b.Post("/vote", "code", strings.Repeat("x", 5000)).Want(422, "too long")
	b.Post("/vote", "code", "22222-222222-22222-222222").Want(422, "not a voting code of a poll that is open").Want(422, "")
	typed := strings.ReplaceAll(code, "-", " ")
	at := b.Post("/vote", "code", typed).To("/c/").Location
	_, person := s.Voter(practice)
	if strings.Contains(at, "#") || strings.Contains(at, code) {
		t.Fatalf("the typed code is in an address: %q", at)
	}
	b.Get(at).Want(200, "6-digit number").Not("@example.org", person.Name, "Practice A Surgery")
	path := b.Post(at, "number", s.Number(s.Last(mail.Number, person.Email))).To("/v/").Location
	b.Get(path).Want(200, "Vote for Practice A Surgery")
	b.Post(path).To("/booth/")
	b.Post(path).To("/booth/")
	s.Browser().Post(path).Want(200, "Confirm that it is you")
}

func TestSendItAgainSaysTheSameAlways(t *testing.T) {
	s, _, code := invited(t)
	_, person := s.Voter(practice)
	before := len(s.Mails(mail.Renewed, ""))
	known := s.Browser().Post("/again", "email", strings.ToUpper(person.Email)).Want(200)
	stranger := s.Browser().Post("/again", "email", strings.ToUpper("nobody77@example.org")).Want(200)
	a := strings.ReplaceAll(known.HTML, strings.ToUpper(person.Email), "X")
	b := strings.ReplaceAll(stranger.HTML, "NOBODY77@EXAMPLE.ORG", "X")
	if a != b {
		t.Fatalf("the answer tells whether an address is registered:\n%s\n%s", known.Text(), stranger.Text())
	}
	if n := len(s.Mails(mail.Renewed, "")) - before; n != 1 {
		t.Fatalf("%d emails were queued, not 1", n)
	}
	last := s.Last(mail.Renewed, person.Email)
	path, _ := s.Link(last)
	if !strings.Contains(last.Text, code) {
		t.Fatal("the email that was sent again holds another code")
	}
	s.Browser().Post(path).Want(303)
	for range 10 {
		s.Browser().Post("/again", "email", person.Email).Want(200)
	}
	if n := len(s.Mails(mail.Renewed, "")) - before; n != 5 {
		t.Fatalf("%d emails were sent to one person in an hour, not 5", n)
	}
	s.Browser().Post("/again", "email", "no address").Want(422, "Enter an email address in the correct format")
}

// Whoever acts for many practices gets the emails of all of them, asked for once.
func TestSendItAgainForManyPractices(t *testing.T) {
	s, _, _ := invited(t)
	_, person := s.Voter(practice)
	el := s.Election()
	for row := range el.Roll.Rows {
		if row.Practice != practice {
			_, err := s.R.Desk().Appoint(s.Ctx, s.R.Officer, row.Practice, governance.Deputy, person, nil)
			webtest.Must(t, err)
		}
	}
	before := len(s.Mails(mail.Renewed, person.Email))
	s.Browser().Post("/again", "email", person.Email).Want(200)
	if n := len(s.Mails(mail.Renewed, person.Email)) - before; n != 6 {
		t.Fatalf("%d emails for 6 practices", n)
	}
}

// Whoever knows an address can have emails sent to it, but not so many that the
// voter gets no number, and nobody a link to sign in.
func TestAStrangerUsesUpNobodysEmails(t *testing.T) {
	s, path, _ := invited(t)
	_, person := s.Voter(practice)
	s.Browser().Post(path).Want(303)
	for hour := range 4 {
		before := len(s.Mails(mail.SignIn, person.Email))
		for range 6 { // in all fewer than what one address may ask for
			s.Browser().Post("/sign-in", "email", person.Email).Want(200)
		}
		s.Browser().Post("/again", "email", person.Email).Want(200)
		if n := len(s.Mails(mail.SignIn, person.Email)) - before; n != 5 {
			t.Errorf("hour %d: %d links to sign in, not 5", hour, n)
		}
		s.Browser().Post(path).Want(200, "6-digit number from an email")
		s.R.Clock.Advance(time.Hour)
	}
	if n := len(s.Mails(mail.Number, person.Email)); n != 4 {
		t.Errorf("%d numbers, not 4", n)
	}
}

func TestTheLinkAfterTheClose(t *testing.T) {
	s, path, _ := invited(t)
	b := s.Browser()
	b.Post(path).Want(303)
	s.R.Clock.Set(s.Election().Called.Timetable.PollCloses.Time())
	b.Get(path).Want(410, "The poll is closed", "Whether it voted will be published")
	b.Post(path).Want(410, "The poll is closed")
	webtest.Must(t, s.R.Desk().Clerk.Tick(s.Ctx))
	b.Get(path).Want(410, "No vote was cast for it")
	b.JSON(path+"/confirm", `{"number":"1"}`).Want(410, "The poll is closed")
}

func TestTheLinkOfWhoActsNoLonger(t *testing.T) {
	s, path, _ := invited(t)
	person, text := s.Voter(practice)
	b := s.Browser()
	b.Post(path).Want(303)
	boss := s.SignIn(text)
	boss.Post("/practice/d80000/people", "name", "Ines Kettering", "email", "ines@example.org", "role", "voting", "authority", "yes").To("/practice/d80000/people")
	// The one before is replaced: neither link nor session vote any more.
	b.Get(path).Want(403, "Somebody else votes for this practice now")
	b.Post(path).Want(403)
	boss.Get("/practice/d80000").Want(403, "You do not act for this practice")
	invitation := s.Last(mail.Invitation, "ines@example.org")
	if invitation.Name != "Ines Kettering" {
		t.Fatalf("the new representative was not invited: %+v", invitation)
	}
	newPath, _ := s.Link(invitation)
	s.Browser().Post(newPath).To("/booth/")
	_ = person
}

func TestSomebodyElse(t *testing.T) {
	s, path, _ := invited(t)
	b := s.Browser()
	b.Get(path+"/not-me").Want(200, "Then please do not vote with its link")
	b.Post(path+"/not-me").Want(200, "The returning officer has been told")
	m := s.Last(mail.Report, "")
	if !strings.Contains(m.Text, "Practice A Surgery") || m.Person != s.R.Officer {
		t.Fatalf("the report says %q to %s", m.Text, m.Person)
	}
	s.Browser().Post(path).Want(303)
}

func TestUnknownAndBrokenLinks(t *testing.T) {
	s, path, _ := invited(t)
	b := s.Browser()
	for _, bad := range []string{"/v/x", "/v/AAAAAAAAAAAAAAAAAAAAAA", path + "A", path[:len(path)-1], "/in/x", "/in/AAAAAAAAAAAAAAAAAAAAAA"} {
		b.Get(bad).Want(404, "not one of ours", "Ask for")
		b.Post(bad).Want(404)
	}
	b.Get("/in/"+strings.TrimPrefix(path, "/v/")).Want(404, "a link to vote, not one to sign in")
}
