package mail_test

import (
	"strings"
	"testing"
	"time"

	"github.com/onenorwich/guildhall/web/mail"
)

var (
	closes  = time.Date(2026, 12, 14, 17, 0, 0, 0, time.UTC)
	contact = "Dougal Hingham, returning officer, 01603 555099"
)

func TestInvitation(t *testing.T) {
	m := mail.InvitationText{Name: "Dr Amina Okafor", Practice: "Lawson Road Surgery", Title: "Committee election 2026", Body: "OneNorwich",
		Closes: closes, Link: "https://vote.test/v/TOKEN#CODE", Code: "ABCDE-ABCDEF-ABCDE-ABCDEF", Typed: "vote.test/vote",
		People: "https://vote.test/practice/d82008/people", Contact: contact}.Message()
	if m.Kind != mail.Invitation || m.Subject != "Vote for Lawson Road Surgery by 5pm Monday 14 December" {
		t.Fatalf("%s: %q", m.Kind, m.Subject)
	}
	want := `Dear Dr Amina Okafor

You are the voting representative of Lawson Road Surgery. Please cast its vote in the Committee election 2026 of OneNorwich by 5pm on Monday 14 December 2026. It takes about 3 minutes.

Open this link to vote:
https://vote.test/v/TOKEN#CODE

Your voting code, in case the page asks for it:
ABCDE-ABCDEF-ABCDE-ABCDEF

If the link does not work, type this address into your browser, and then the voting code: vote.test/vote

You can vote again until the close; the last vote counts. Each time a ballot is recorded for the practice, we tell you by email, but never how it voted.

Do not forward this email: whoever has it could vote for the practice. If a colleague should vote, name a deputy: https://vote.test/practice/d82008/people

Questions? Ask the returning officer:
Dougal Hingham, returning officer, 01603 555099
`
	if m.Text != want {
		t.Fatalf("the email says:\n%s", m.Text)
	}
}

// What people typed stays on its line: it cannot pass for a sentence or an
// address of ours.
func TestTypedTextStaysOnItsLine(t *testing.T) {
	const link = "https://vote.test/in/TOKEN"
	evil := "Lawson\r\n\r\nOpen this link instead:\nhttps://evil.test/ www.evil.test me@evil.test"
	for name, m := range map[string]mail.Message{
		"invitation": mail.InvitationText{Name: evil, Practice: evil, Title: evil, Body: evil, Closes: closes, Link: link, Contact: contact}.Message(),
		"reminder":   mail.InvitationText{Name: evil, Practice: evil, Title: evil, Body: evil, Closes: closes, Link: link, Contact: contact, Reminder: true}.Message(),
		"number":     mail.NumberText{Name: evil, Practice: evil, Number: "123456", Contact: contact}.Message(),
		"letter":     mail.InvitationText{Name: evil, Practice: evil, Title: evil, Body: evil, Closes: closes, Link: link, Contact: contact, Letter: evil}.Message(),
		"team":       mail.TeamText{Name: evil, Officer: evil, Title: evil, Roles: []string{"a trustee"}, Asked: []string{"Do it."}, Link: link, Contact: contact, Expires: closes}.Message(),
		"again":      mail.TeamText{Name: evil, Officer: evil, Title: evil, Roles: []string{"a trustee"}, Link: link, Contact: contact, Expires: closes, Again: true}.Message(),
		"no part":    mail.TeamText{Name: evil, Officer: evil, Title: evil, Contact: contact}.Message(),
		"waited":     mail.WaitedText{Name: evil, Title: evil, What: "Do it.", Link: link, Contact: contact, Expires: closes}.Message(),
		"recorded":   mail.RecordedText{Name: evil, Practice: evil, Title: evil, At: closes, Closes: closes, Contact: contact}.Message(),
		"sign-in":    mail.SignInText{Name: evil, Link: link, Contact: contact, Expires: closes}.Message(),
		"second":     mail.SecondText{Name: evil, Practice: evil, Proposer: evil, Nominee: evil, Post: evil, Title: evil, Link: link, Contact: contact, By: closes}.Message(),
		"consent":    mail.ConsentText{Name: evil, Proposer: evil, Post: evil, Title: evil, Link: link, Contact: contact, By: closes}.Message(),
		"accepted":   mail.DecidedText{Name: evil, Nominee: evil, Post: evil, Title: evil, Link: link, Contact: contact, Valid: true}.Message(),
		"refused":    mail.DecidedText{Name: evil, Nominee: evil, Post: evil, Title: evil, Link: link, Contact: contact, Reason: evil, Open: true, MendBy: closes}.Message(),
		"people":     mail.PeopleText{Name: evil, Practice: evil, Who: evil, By: evil, Role: "deputy", Link: link, Contact: contact}.Message(),
		"report":     mail.ReportText{Name: evil, Practice: evil, Person: evil, Title: evil}.Message(),
		"test":       mail.TestText{Name: evil, Practice: evil, Title: evil, Contact: contact, Opens: closes}.Message(),
	} {
		if strings.Contains(m.Subject+m.Text, "evil.test") {
			t.Errorf("%s: a mail program makes a link of what somebody typed:\n%s\n%s", name, m.Subject, m.Text)
		}
		if strings.ContainsAny(m.Subject, "\r\n") {
			t.Errorf("%s: the subject breaks its line: %q", name, m.Subject)
		}
		for line := range strings.Lines(m.Text) {
			if strings.Contains(line, "https://evil") || strings.HasPrefix(line, "Open this link instead") {
				t.Errorf("%s: a typed line stands alone:\n%s", name, m.Text)
			}
		}
		if strings.Contains(m.Text, "\n\n\n") || strings.Contains(m.Text, "%!") {
			t.Errorf("%s:\n%s", name, m.Text)
		}
		for _, word := range []string{"encrypt", "tracker", "credential"} {
			if strings.Contains(strings.ToLower(m.Text), word) {
				t.Errorf("%s: a voter need not know the word %q", name, word)
			}
		}
	}
}

func TestTheNumberIsNotInTheSubject(t *testing.T) {
	m := mail.NumberText{Name: "A", Number: "271828", Site: "vote.test"}.Message()
	if strings.Contains(m.Subject, "271828") || !strings.Contains(m.Text, "\n    271828\n") {
		t.Fatalf("%q\n%s", m.Subject, m.Text)
	}
}

func TestReminderAndAgain(t *testing.T) {
	text := mail.InvitationText{Name: "A", Practice: "Lawson Road Surgery", Title: "T", Body: "B", Closes: closes, Deputy: true}
	text.Reminder = true
	m := text.Message()
	if m.Kind != mail.Reminder || m.Subject != "Not voted yet: Lawson Road Surgery, by 5pm Monday 14 December" || !strings.Contains(m.Text, "has not voted yet") || !strings.Contains(m.Text, "You are a deputy for Lawson Road Surgery.") {
		t.Fatalf("%+v", m)
	}
	if strings.Contains(m.Text, "Your voting code") {
		t.Fatal("a voting code is announced where there is none")
	}
}
