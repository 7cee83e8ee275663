package outside

import (
	"bufio"
	"fmt"
	"net"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
)

// signIn signs a browser in by an emailed link, as anybody does.
func signIn(t testing.TB, s *Service, box *Mailbox, email string) *Browser {
	t.Helper()
	b := s.Browser()
	n := len(box.Letters(To(email), Says("/in/")))
	b.Post("/sign-in", "email", email)
	b.Post(box.WaitSince(t, n, time.Minute, To(email), Says("/in/")).Link(t, s.URL+"/in/")).Want(303)
	return b
}

var lastDeputy = regexp.MustCompile(`href="(/practice/[^"]*/end)"`)

// TestAHostilePracticeDelaysNobodysNumber: one practice names deputies as fast as
// it can. The log and everybody's mailboxes stay small, and another practice's
// number comes within seconds. (It was: 300 requests, 46,268 emails, and a number
// that was never sent.)
func TestAHostilePracticeDelaysNobodysNumber(t *testing.T) {
	w := Rehearse(t, Plan{})
	box := NewMailbox(t)
	s := w.Serve(t, box)
	hostile := signIn(t, s, box, w.Practices[0].Voting.Email)
	hostile.From = "203.0.113.9" // so that what it uses up of requests is its own
	first := s.Browser()
	first.Post(w.Practices[1].Link).Want(303)
	box.Wait(t, time.Minute, To(w.Practices[7].Voting.Email), Says("/v/"))
	path := "/practice/" + w.Practices[0].Practice + "/people"
	letters, before := len(box.Letters()), entries(s)
	asked := 0
	over := time.Now().Add(15 * time.Second)
	var number Letter
	var came time.Duration
	for i := 0; time.Now().Before(over); i++ {
		hostile.Post(path, "role", "deputy", "name", fmt.Sprintf("Deputy %d", i), "email", fmt.Sprintf("deputy%d@hostile.example", i), "authority", "yes")
		asked++
		if role := lastDeputy.FindAllStringSubmatch(hostile.Get(path).Body, -1); len(role) > 1 {
			hostile.Post(role[len(role)-1][1]) // to make room for another one
			asked++
		}
		if i == 50 {
			voter := w.Practices[1].Voting.Email
			sent := len(box.Letters(To(voter), Subject("6-digit number")))
			began := time.Now()
			s.Browser().Post(w.Practices[1].Link)
			number = box.WaitSince(t, sent, 10*time.Second, To(voter), Subject("6-digit number"))
			came = time.Since(began)
		}
	}
	if number.Subject == "" {
		t.Fatalf("only %d requests in the time", asked)
	}
	grown, mails := entries(s)-before, len(box.Letters())-letters
	t.Logf("%d requests: %d entries, %d emails; the number came after %s", asked, grown, mails, came)
	if grown > 30 || mails > 60 {
		t.Errorf("%d requests of one practice made %d entries and %d emails", asked, grown, mails)
	}
}

// TestALinkToSignInPassesAThousandInvitations: invitations wait, the server takes
// 50 ms for each step, and who asks for a link has it within seconds. (It was: the
// link waited behind all of them, in one line.)
func TestALinkToSignInPassesAThousandInvitations(t *testing.T) {
	const practices = 300
	w := Rehearse(t, Plan{Practices: practices})
	box := NewMailbox(t)
	box.SetRule(func(string, string) error { time.Sleep(50 * time.Millisecond); return nil })
	began := time.Now()
	s := w.Serve(t, box)
	s.Browser().Post("/sign-in", "email", w.Officer.Email)
	box.Wait(t, 10*time.Second, To(w.Officer.Email), Says("/in/"))
	came, before := time.Since(began), len(box.Letters())
	if before > practices/2 {
		t.Fatalf("%d invitations had gone already: nothing was tried", before)
	}
	for len(box.Letters(Says("/v/"))) < practices {
		box.WaitSince(t, len(box.Letters()), 30*time.Second)
	}
	t.Logf("the link came after %s, as letter %d; all %d invitations after %s, in %d conversations", came, before, practices, time.Since(began), box.Sessions())
	if n := box.Sessions(); n > 12 {
		t.Errorf("%d conversations for %d messages", n, practices)
	}
}

// TestASlowMailServer: a server that takes 25 seconds over each invitation keeps
// nobody from signing in, and no message is "not known" for that.
func TestASlowMailServer(t *testing.T) {
	w := Rehearse(t, Plan{})
	box := NewMailbox(t)
	officer := w.Officer.Email
	s := w.Serve(t, box)
	box.Wait(t, time.Minute, To(w.Practices[7].Voting.Email), Says("/v/"))
	b := signIn(t, s, box, officer)
	var slow atomic.Int32
	box.SetRule(func(step, address string) error {
		if step == "data" && address != officer {
			slow.Add(1)
			time.Sleep(25 * time.Second)
		}
		return nil
	})
	before := len(box.Letters(Subject("Not voted yet")))
	b.Post("/officer/elections/" + w.Election + "/remind").Want(303)
	for slow.Load() == 0 {
		time.Sleep(10 * time.Millisecond) // until the server is being slow
	}
	began := time.Now()
	signIn(t, s, box, officer)
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("the link to sign in waited %s for a slow server", took)
	}
	box.WaitSince(t, before, time.Minute, Subject("Not voted yet"))
	b.Follow(b.Get("/officer/elections/" + w.Election + "/poll")).Not("Not known")
	for _, p := range w.Practices {
		if n := len(box.Letters(To(p.Voting.Email), Subject("Not voted yet"))); n > 1 {
			t.Errorf("%d reminders to %s", n, p.Name)
		}
	}
}

// silent is a mail server that does not do as it should: it says what it is told
// to each line that it gets.
func silent(t testing.TB, greeting string, answer func(line string) string) (port int) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				fmt.Fprint(conn, greeting)
				for in := bufio.NewScanner(conn); in.Scan(); {
					fmt.Fprint(conn, answer(in.Text()))
				}
			}()
		}
	}()
	return l.Addr().(*net.TCPAddr).Port
}

// TestMailThatCannotGoIsSaid: where the mail server cannot be reached the officer
// reads why, in words, on each page; a test email fails where it is asked for; and
// nothing says that an email is on its way. (It was: "On its way" for days, the
// test email too.)
func TestMailThatCannotGoIsSaid(t *testing.T) {
	w := Rehearse(t, Plan{Until: "prepared"})
	box := NewMailbox(t)
	s := w.Serve(t, box)
	officer := signIn(t, s, box, w.Officer.Email)
	s.Stop()
	plain := func(line string) string {
		if strings.HasPrefix(line, "EHLO") {
			return "250 mail.example\r\n"
		}
		return "502 5.5.1 no\r\n"
	}
	for _, c := range []struct {
		name  string
		port  int
		words string
	}{
		{"certificate", box.Port, "comes from nobody whom this machine trusts"},
		{"no STARTTLS", silent(t, "220 mail.example ESMTP\r\n", plain), "does not offer encryption (STARTTLS)"},
		{"mute", silent(t, "", func(string) string { return "" }), "does not answer"},
		{"nobody there", freePort(t), "takes no connection"},
		{"not now", silent(t, "421 4.3.2 closed for the night\r\n", plain), "closed for the night"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := w.Serve(t, nil, "--smtp-host=127.0.0.1", fmt.Sprintf("--smtp-port=%d", c.port), "--smtp-from=elections@vote.example")
			defer s.Stop()
			b := *officer
			b.T = t
			list := "/officer/elections/" + w.Election
			said := b.Follow(b.Post(list + "/test-mail"))
			if said.Status != 200 && said.Status != 422 {
				t.Fatalf("status %d", said.Status)
			}
			for _, page := range []Page{said, b.Get(list), b.Get("/officer/mail"), b.Get("/officer")} {
				if !strings.Contains(page.Text(), c.words) {
					t.Fatalf("it is not said that the mail server %s:\n%s", c.words, page.Text())
				}
				page.Not("on its way", "On its way", "on their way")
			}
			stranger := s.Browser()
			asked := stranger.Follow(stranger.Post("/sign-in", "email", w.Officer.Email))
			asked.Not("on its way")
			if !strings.Contains(asked.Text(), "cannot be reached") {
				t.Errorf("who asks for a link is not told that it waits:\n%s", asked.Text())
			}
		})
	}
}

// TestWithoutAMailServerNothingIsOnItsWay: it is said at the start, at the set-up,
// to who asks for a link and on the officer's pages.
func TestWithoutAMailServerNothingIsOnItsWay(t *testing.T) {
	w := Rehearse(t, Plan{Until: "prepared"})
	box := NewMailbox(t)
	s := w.Serve(t, box)
	b := signIn(t, s, box, w.Officer.Email)
	s.Stop()
	s = w.Serve(t, nil)
	for end := time.Now().Add(10 * time.Second); !strings.Contains(s.Log.String(), "no mail server"); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("the start does not say that there is no mail server:\n%s", s.Log)
		}
	}
	list := "/officer/elections/" + w.Election
	for _, path := range []string{"/officer", list, list + "/people", "/officer/mail"} {
		b.Get(path).Want(200, "no mail server")
	}
	b.Follow(b.Post(list+"/open")).Want(200, "The poll is open", "no mail server").Not("on their way", "are being sent")
	b.Get(list+"/poll").Not("On its way", "on its way")
	for _, path := range []string{"/sign-in", "/again"} {
		ask := s.Browser()
		ask.Follow(ask.Post(path, "email", w.Officer.Email)).Want(200, "no mail server").Not("on its way", "being sent", "are sending")
	}
	setUp(t).Want(200, "No email can be sent", "no mail server")
}

// setUp is the page that begins a new log, of a service without a mail server.
func setUp(t *testing.T) Page {
	t.Helper()
	port := freePort(t)
	cmd := exec.Command(program, "serve", "--listen", fmt.Sprintf("127.0.0.1:%d", port), "--data", filepath.Join(t.TempDir(), "data"))
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if _, token, ok := strings.Cut(lines.Text(), "/setup/"); ok {
			b := (&Service{T: t, URL: fmt.Sprintf("http://127.0.0.1:%d", port)}).Browser()
			return b.Get("/setup/" + token)
		}
	}
	t.Fatal("no address for the set-up is printed")
	return Page{}
}

// answer is a mail server's refusal.
func answer(code int, text string) error {
	return &smtp.SMTPError{Code: code, EnhancedCode: smtp.NoEnhancedCode, Message: text}
}

// TestEveryEmailThatBouncedIsListed: of whatever kind, until it is dealt with,
// with the telephone number; reminders clear nothing.
func TestEveryEmailThatBouncedIsListed(t *testing.T) {
	w := Rehearse(t, Plan{})
	box := NewMailbox(t)
	voter, other := w.Practices[0], w.Practices[1]
	box.SetRule(func(step, address string) error {
		if step == "rcpt" && address == voter.Voting.Email {
			return answer(550, "no such mailbox")
		}
		return nil
	})
	s := w.Serve(t, box)
	box.Wait(t, time.Minute, To(other.Voting.Email), Says("/v/"))
	b := signIn(t, s, box, w.Officer.Email)
	s.Browser().Post("/sign-in", "email", voter.Voting.Email)
	list := eventually(t, func() Page { return b.Get("/officer/mail") }, "Voting email, "+voter.Name, "link to sign in", "Bounced")
	list.Want(200, voter.Voting.Email, "01603 555")
	box.SetRule(nil)
	b.Post("/officer/elections/" + w.Election + "/remind").Want(303)
	box.Wait(t, time.Minute, To(voter.Voting.Email), Subject("Not voted yet"))
	b.Get("/officer/elections/"+w.Election+"/poll").Want(200, "Emails that need you", "Bounced")
	b.Get("/officer/mail").Want(200, "Voting email, "+voter.Name, "link to sign in")
	// Dealt with, one after the other, and the list is empty.
	for range 2 {
		_, rest, _ := strings.Cut(b.Get("/officer/mail").Body, `href="/officer/mail/`)
		id, _, _ := strings.Cut(rest, `"`)
		b.Get("/officer/mail/"+id).Want(200, "I have dealt with it", "01603 555")
		b.Post("/officer/mail/"+id, "do", "dealt").Want(303)
	}
	b.Get("/officer/mail").Not("Bounced", voter.Voting.Email)
}

// TestADelayedReminderDoesNotGoToWhoHasVoted since: the mail server was away when
// the reminders were written.
func TestADelayedReminderDoesNotGoToWhoHasVoted(t *testing.T) {
	w := Rehearse(t, Plan{Each: 1})
	box := NewMailbox(t)
	s := w.Serve(t, box)
	voter, other := w.Practices[0], w.Practices[1]
	box.Wait(t, time.Minute, To(w.Practices[7].Voting.Email), Says("/v/"))
	officer := signIn(t, s, box, w.Officer.Email)
	b := s.Browser()
	b.Post(voter.Link).Want(303)
	box.SetRule(func(step, address string) error {
		if step == "mail" {
			return answer(451, "come back later")
		}
		return nil
	})
	officer.Post("/officer/elections/" + w.Election + "/remind").Want(303)
	b.JSON("/cast/"+w.Election, voter.Votes[0]).Want(200)
	box.SetRule(nil)
	box.Wait(t, 3*time.Minute, To(other.Voting.Email), Subject("Not voted yet"))
	box.Wait(t, 3*time.Minute, To(voter.Voting.Email), Says("was recorded"))
	// What was put off is tried again after a minute, and nothing waits then.
	waits := func() bool {
		text := s.Browser().Get("/metrics").Want(200).Body
		return strings.Contains(text, `state="later"`) || strings.Contains(text, `state="waiting"`) || strings.Contains(text, `state="sending"`)
	}
	for end := time.Now().Add(2 * time.Minute); waits(); time.Sleep(200 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("emails wait for more than two minutes")
		}
	}
	for _, p := range w.Practices[1:] {
		box.Wait(t, time.Minute, To(p.Voting.Email), Subject("Not voted yet"))
	}
	if n := len(box.Letters(To(voter.Voting.Email), Subject("Not voted yet"))); n != 0 {
		t.Errorf("%d reminders went to a practice that had voted", n)
	}
}

// eventually reads a page until it says all texts.
func eventually(t testing.TB, read func() Page, texts ...string) Page {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); ; {
		p := read()
		missing := ""
		for _, text := range texts {
			if !strings.Contains(p.Text(), text) {
				missing = text
			}
		}
		if missing == "" {
			return p
		}
		if time.Now().After(end) {
			t.Fatalf("the page does not come to say %q:\n%s", missing, p.Text())
		}
		time.Sleep(100 * time.Millisecond)
	}
}
