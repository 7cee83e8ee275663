package mail_test

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sirupsen/logrus"

	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/web/mail"
	"github.com/onenorwich/guildhall/web/mail/mailtest"
)

// office is an outbox in a database of its own, with a clock that stands still.
type office struct {
	t   testing.TB
	ctx context.Context
	log store.Log
	out *mail.Outbox
	mu  sync.Mutex
	at  time.Time
}

func newOffice(t testing.TB) *office {
	t.Helper()
	log, err := store.OpenSQLite(filepath.Join(t.TempDir(), "guildhall.db"), mail.Schema)
	must(t, err)
	t.Cleanup(func() { log.Close() })
	o := &office{t: t, ctx: context.Background(), log: log, at: time.Date(2026, 12, 3, 14, 7, 0, 0, time.UTC)}
	o.out = mail.NewOutbox(log, o.now)
	return o
}

func (o *office) now() time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.at
}

func (o *office) wait(d time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.at = o.at.Add(d)
}

func (o *office) queue(kind mail.Kind, to string) {
	o.t.Helper()
	must(o.t, o.log.Write(o.ctx, func(tx store.Side) error {
		return o.out.Queue(tx, mail.Message{Kind: kind, To: to, Name: "Wren Høgh “Hingham”", Person: "p-1", Election: "e",
			Subject: "Vote for Lawson Road Surgery – by 5pm", Text: "Dear Wren\n\n.A line that begins with a dot\nFrom here on: https://vote.test/v/TOKEN#CODE ünïcode\n"})
	}))
}

// one is the only message.
func (o *office) one() mail.Message {
	o.t.Helper()
	list, err := o.out.List(o.ctx, "e")
	must(o.t, err)
	if len(list) != 1 {
		o.t.Fatalf("%d messages, not 1: %+v", len(list), list)
	}
	m, err := o.out.Message(o.ctx, list[0].ID)
	must(o.t, err)
	if list[0].Text != "" {
		o.t.Fatal("the list holds texts")
	}
	return m
}

func (o *office) want(state mail.State, says string) mail.Message {
	o.t.Helper()
	m := o.one()
	if m.State != state || !strings.Contains(m.Error, says) {
		o.t.Fatalf("the message is %s (%q), not %s (%q)", m.State, m.Error, state, says)
	}
	return m
}

func TestDelivery(t *testing.T) {
	s, o := mailtest.New(t), newOffice(t)
	o.queue(mail.Invitation, "wren@practice.test")
	must(t, o.out.Pass(o.ctx, s.Options()))
	got := s.Letters()
	if len(got) != 1 {
		t.Fatalf("%d letters", len(got))
	}
	l := got[0]
	if !l.Encrypted || l.From != "elections@vote.test" || l.To != "wren@practice.test" || l.Subject != "Vote for Lawson Road Surgery – by 5pm" {
		t.Fatalf("%+v", l)
	}
	if l.Body != "Dear Wren\n\n.A line that begins with a dot\nFrom here on: https://vote.test/v/TOKEN#CODE ünïcode\n" {
		t.Fatalf("the text arrived as %q", l.Body)
	}
	to, err := l.Header.AddressList("To")
	must(t, err)
	if to[0].Name != "Wren Høgh “Hingham”" || l.Header.Get("Auto-Submitted") != "auto-generated" || l.Header.Get("Reply-To") != "<officer@vote.test>" ||
		!strings.HasSuffix(l.Header.Get("Message-Id"), "@vote.test>") || !strings.HasPrefix(l.Header.Get("Content-Type"), "text/plain; charset=UTF-8") {
		t.Fatalf("headers: %v", l.Header)
	}
	m := o.want(mail.Accepted, "")
	if m.Text != "" {
		t.Fatal("the text of a delivered message is still there")
	}
	must(t, o.out.Pass(o.ctx, s.Options()))
	if n := len(s.Letters()); n != 1 {
		t.Fatalf("sent %d times", n)
	}
	if err := o.out.Again(o.ctx, m.ID); err == nil {
		t.Fatal("a delivered message whose text is deleted was queued again")
	}
	must(t, o.out.CameBack(o.ctx, m.ID))
	o.want(mail.Bounced, "")
}

// A name is a name, with whatever people type into it: it neither keeps the
// email from its reader nor leads it to another one.
func TestNamesWithQuotationMarks(t *testing.T) {
	for _, name := range []string{`Robert "Bob" Mason`, `A \ B`, `A" <evil@elsewhere.test> (`, `A <evil@elsewhere.test>,`, `O'Neill, Dr.`} {
		s, o := mailtest.New(t), newOffice(t)
		must(t, o.log.Write(o.ctx, func(tx store.Side) error {
			return o.out.Queue(tx, mail.Message{Kind: mail.Invitation, To: "bob@practice.test", Name: name, Election: "e", Subject: "x", Text: "y"})
		}))
		must(t, o.out.Pass(o.ctx, s.Options()))
		got := s.Letters()
		if len(got) != 1 {
			t.Errorf("%s: %d letters: %+v", name, len(got), o.one())
			continue
		}
		to, err := got[0].Header.AddressList("To")
		must(t, err)
		if len(to) != 1 || to[0].Name != name || to[0].Address != "bob@practice.test" || got[0].To != "bob@practice.test" {
			t.Errorf("%s: %+v", name, got[0])
		}
	}
}

func TestPassingKindsLeaveNothingBehind(t *testing.T) {
	s, o := mailtest.New(t), newOffice(t)
	for _, k := range []mail.Kind{mail.Recorded, mail.Number, mail.SignIn} {
		o.queue(k, "wren@practice.test")
	}
	must(t, o.out.Pass(o.ctx, s.Options()))
	list, err := o.out.List(o.ctx, "")
	must(t, err)
	if len(list) != 0 || len(s.Letters()) != 3 {
		t.Fatalf("%d rows left, %d letters", len(list), len(s.Letters()))
	}
	s.Set(func() {
		if s.Open != 1 {
			t.Errorf("%d connections for one run of messages", s.Open)
		}
	})
}

func TestNoLineWithoutEncryption(t *testing.T) {
	s, o := mailtest.New(t), newOffice(t)
	o.queue(mail.Invitation, "wren@practice.test")
	s.Set(func() { s.Plain = true })
	if err := o.out.Pass(o.ctx, s.Options()); err == nil {
		t.Fatal("a server without STARTTLS was spoken to")
	}
	s.Set(func() { s.Plain = false })
	foreign := s.Options()
	foreign.TLS.RootCAs = mailtest.New(t).Roots
	if err := o.out.Pass(o.ctx, foreign); err == nil {
		t.Fatal("a certificate of nobody's was believed")
	}
	named := s.Options()
	named.TLS.ServerName = "other.test"
	if err := o.out.Pass(o.ctx, named); err == nil {
		t.Fatal("a certificate of another name was believed")
	}
	if s.Said("MAIL") != 0 || len(s.Letters()) != 0 {
		t.Fatal("something was told in the clear")
	}
	o.want(mail.Waiting, "")
}

func TestEncryptedFromTheFirstByte(t *testing.T) {
	s, o := mailtest.New(t), newOffice(t)
	s.Set(func() { s.TLS1 = true })
	o.queue(mail.Invitation, "wren@practice.test")
	opt := s.Options()
	opt.Implicit = true
	must(t, o.out.Pass(o.ctx, opt))
	o.want(mail.Accepted, "")
}

func TestSignsIn(t *testing.T) {
	s, o := mailtest.New(t), newOffice(t)
	o.queue(mail.Invitation, "wren@practice.test")
	opt := s.Options()
	opt.Username, opt.Password = "user", "wrong"
	if err := o.out.Pass(o.ctx, opt); err == nil || strings.Contains(err.Error(), "wrong\x00") {
		t.Fatalf("a wrong password: %v", err)
	}
	o.want(mail.Waiting, "")
	opt.Password = "password"
	must(t, o.out.Pass(o.ctx, opt))
	o.want(mail.Accepted, "")
}

func TestAnswersOfTheServer(t *testing.T) {
	const to = "wren@practice.test"
	for _, c := range []struct {
		name, command, answer string
		state                 mail.State
		says                  string
	}{
		{"no such mailbox", "RCPT " + to, "550 5.1.1 no such mailbox", mail.Bounced, "550"},
		{"greylisted", "RCPT " + to, "450 4.7.1 come back later", mail.Later, "450"},
		{"sender refused", "MAIL", "553 5.1.8 who are you", mail.Failed, "553"},
		{"busy at the sender", "MAIL", "421 4.3.2 closing", mail.Later, "421"},
		{"no data wanted", "DATA " + to, "451 4.3.0 no", mail.Later, "451"},
		{"text refused", "END " + to, "554 5.7.1 looks like spam", mail.Failed, "554"},
		{"text put off", "END " + to, "452 4.2.2 mailbox full", mail.Later, "452"},
		{"cut at the recipient", "RCPT " + to, mailtest.Drop, mail.Later, ""},
		{"cut in the text", "DATA " + to, "drop before the end", mail.Uncertain, ""},
		{"cut after the text", "DATA " + to, "drop after the end", mail.Uncertain, ""},
		{"cut before the answer", "DATA " + to, "drop after taking", mail.Uncertain, ""},
		{"nobody there", "connect", mailtest.Drop, mail.Waiting, ""},
		{"not now", "connect", "421 4.3.2 not now", mail.Waiting, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, o := mailtest.New(t), newOffice(t)
			o.queue(mail.Invitation, to)
			s.Rule(c.command, c.answer)
			err := o.out.Pass(o.ctx, s.Options())
			if c.command == "connect" && err == nil {
				t.Fatal("Pass does not say that the server cannot be reached")
			}
			m := o.want(c.state, c.says)
			if m.Text == "" {
				t.Fatal("the text is lost")
			}
			before := len(s.Letters())
			s.Rule(c.command, "")

			// By itself the worker sends again only what was not taken.
			o.wait(2 * time.Hour)
			must(t, o.out.Pass(o.ctx, s.Options()))
			again := len(s.Letters()) - before
			untold := c.state == mail.Waiting || c.state == mail.Later
			if want := map[bool]int{true: 1, false: 0}[untold]; again != want {
				t.Fatalf("sent %d more times, not %d", again, want)
			}
			if untold {
				o.want(mail.Accepted, "")
				return
			}
			// A person decides.
			must(t, o.out.Again(o.ctx, m.ID))
			must(t, o.out.Pass(o.ctx, s.Options()))
			o.want(mail.Accepted, "")
			if n := len(s.Letters()) - before; n != 1 {
				t.Fatalf("sent %d times after the decision", n)
			}
		})
	}
}

func TestOneBadAddressStopsNobody(t *testing.T) {
	s, o := mailtest.New(t), newOffice(t)
	s.Rule("RCPT b@practice.test", "550 5.1.1 no such mailbox")
	for _, a := range []string{"a", "b", "c"} {
		o.queue(mail.Invitation, a+"@practice.test")
	}
	must(t, o.out.Pass(o.ctx, s.Options()))
	counts, err := o.out.Counts()
	must(t, err)
	if counts[mail.Accepted] != 2 || counts[mail.Bounced] != 1 {
		t.Fatalf("%v", counts)
	}
}

// After the close no text holds a voting code any more, no voting email is sent,
// and nothing is left of what was sent because somebody voted.
func TestForget(t *testing.T) {
	s, o := mailtest.New(t), newOffice(t)
	for _, state := range []mail.State{mail.Waiting, mail.Bounced, mail.Failed, mail.Uncertain, mail.Kept, mail.Sending} {
		for _, kind := range []mail.Kind{mail.Invitation, mail.Reminder, mail.Recorded} {
			must(t, o.log.Write(o.ctx, func(tx store.Side) error {
				if err := o.out.Queue(tx, mail.Message{Kind: kind, To: "a@practice.test", Election: "e", Subject: "x", Text: "code"}); err != nil {
					return err
				}
				_, err := tx.Exec(`UPDATE mail SET state = $1 WHERE id = (SELECT MAX(id) FROM mail)`, string(state))
				return err
			}))
		}
	}
	must(t, o.out.Forget(o.ctx, "another"))
	o.queue(mail.ConsentAsk, "b@practice.test")
	must(t, o.out.Forget(o.ctx, "e"))
	list, err := o.out.List(o.ctx, "e")
	must(t, err)
	for _, m := range list {
		m, err := o.out.Message(o.ctx, m.ID)
		must(t, err)
		if m.Kind == mail.Recorded && m.State != mail.Sending {
			t.Errorf("%s, %s: still there", m.Kind, m.State)
		}
		voting := m.Kind == mail.Invitation || m.Kind == mail.Reminder
		if gone := m.Text == ""; gone != (voting && m.State != mail.Sending) || voting && m.State == mail.Waiting {
			t.Errorf("%s, %s: %q", m.Kind, m.State, m.Text)
		}
	}
	must(t, o.out.Pass(o.ctx, s.Options()))
	if n := len(s.Letters()); n != 1 { // to a nominee
		t.Errorf("%d letters", n)
	}
}

func TestTriesComeToAnEnd(t *testing.T) {
	s, o := mailtest.New(t), newOffice(t)
	o.queue(mail.Invitation, "wren@practice.test")
	s.Rule("RCPT wren@practice.test", "450 4.7.1 later")
	must(t, o.out.Pass(o.ctx, s.Options()))
	must(t, o.out.Pass(o.ctx, s.Options()))
	if n := s.Said("RCPT"); n != 1 {
		t.Fatalf("tried %d times within a minute", n)
	}
	for range 40 {
		o.wait(time.Hour)
		must(t, o.out.Pass(o.ctx, s.Options()))
	}
	if n := s.Said("RCPT"); n != 12 {
		t.Fatalf("tried %d times, not 12", n)
	}
	o.want(mail.Failed, "450")
}

func TestANumberIsNotSentTooLate(t *testing.T) {
	s, o := mailtest.New(t), newOffice(t)
	o.queue(mail.Number, "wren@practice.test")
	o.wait(30 * time.Minute)
	must(t, o.out.Pass(o.ctx, s.Options()))
	o.want(mail.Failed, "waited too long")
	if len(s.Letters()) != 0 {
		t.Fatal("an old number was sent")
	}
}

// A crash between the mark and the answer leaves "sending", which the next
// start makes "uncertain": never twice by itself.
func TestAfterACrash(t *testing.T) {
	s, o := mailtest.New(t), newOffice(t)
	o.queue(mail.Invitation, "wren@practice.test")
	must(t, o.log.Write(o.ctx, func(tx store.Side) error {
		_, err := tx.Exec(`UPDATE mail SET state = 'sending', tries = 1`)
		return err
	}))
	must(t, o.out.Recover(o.ctx))
	must(t, o.out.Pass(o.ctx, s.Options()))
	m := o.want(mail.Uncertain, "The service stopped while this was being sent.")
	if len(s.Letters()) != 0 {
		t.Fatal("sent again without a person's decision")
	}
	must(t, o.out.Arrived(o.ctx, m.ID))
	if m := o.want(mail.Accepted, ""); m.Text != "" {
		t.Fatal("the text of a message that arrived is still there")
	}
	if err := o.out.Arrived(o.ctx, m.ID); err == nil {
		t.Fatal("decided twice")
	}
}

// The mark is there before the server hears anything of the message.
func TestTheMarkComesFirst(t *testing.T) {
	s, o := mailtest.New(t), newOffice(t)
	o.queue(mail.Invitation, "wren@practice.test")
	// The database refuses the mark: then nothing may be sent.
	must(t, o.log.Write(o.ctx, func(tx store.Side) error {
		_, err := tx.Exec(`CREATE TRIGGER broken BEFORE UPDATE OF state ON mail WHEN NEW.state = 'sending' BEGIN SELECT RAISE(ABORT, 'disk full'); END`)
		return err
	}))
	if err := o.out.Pass(o.ctx, s.Options()); err == nil {
		t.Fatal("no error")
	}
	if s.Said("MAIL") != 0 {
		t.Fatal("the server was told of the message before the mark stood")
	}
	o.want(mail.Waiting, "")
}

// What the server took but the database could not note is "sending" still, and
// so uncertain after the next start.
func TestTheAnswerIsLostInTheDatabase(t *testing.T) {
	s, o := mailtest.New(t), newOffice(t)
	o.queue(mail.Invitation, "wren@practice.test")
	must(t, o.log.Write(o.ctx, func(tx store.Side) error {
		_, err := tx.Exec(`CREATE TRIGGER broken BEFORE UPDATE OF state ON mail WHEN NEW.state = 'accepted' BEGIN SELECT RAISE(ABORT, 'disk full'); END`)
		return err
	}))
	if err := o.out.Pass(o.ctx, s.Options()); err == nil {
		t.Fatal("no error")
	}
	must(t, o.out.Pass(o.ctx, s.Options()))
	if n := len(s.Letters()); n != 1 {
		t.Fatalf("sent %d times", n)
	}
	must(t, o.out.Recover(o.ctx))
	o.want(mail.Uncertain, "stopped")
}

func TestWithoutAServerEverythingIsKept(t *testing.T) {
	o := newOffice(t)
	o.queue(mail.Invitation, "wren@practice.test")
	must(t, o.out.Pass(o.ctx, nil))
	m := o.want(mail.Kept, "")
	if m.Text == "" {
		t.Fatal("the text is lost")
	}
	s := mailtest.New(t)
	must(t, o.out.Again(o.ctx, m.ID))
	must(t, o.out.Pass(o.ctx, s.Options()))
	o.want(mail.Accepted, "")
}

// Of the numbers that are kept for somebody, the newest alone is there.
func TestTheNewestNumberIsKept(t *testing.T) {
	o := newOffice(t)
	for _, text := range []string{"111111", "222222", "333333"} {
		o.put(mail.Message{Kind: mail.Number, Person: "p", Practice: "d", Text: text, Election: "e"})
		if text != "111111" { // two at once, then one more
			must(t, o.out.Pass(o.ctx, nil))
		}
	}
	if m := o.want(mail.Kept, ""); m.Text != "333333" {
		t.Fatalf("the number %s is kept", m.Text)
	}
}

// Run wakes when something is queued, and ends with its context.
func TestRun(t *testing.T) {
	s, o := mailtest.New(t), newOffice(t)
	log := logrus.New()
	log.SetOutput(t.Output())
	ctx, cancel := context.WithCancel(o.ctx)
	ended := make(chan struct{})
	o.out.Server = s.Options()
	go func() { o.out.Run(ctx, log); close(ended) }()
	for i := range 3 {
		o.queue(mail.Reminder, fmt.Sprintf("p%d@practice.test", i))
		o.out.Wake()
	}
	for deadline := time.Now().Add(20 * time.Second); ; {
		counts, err := o.out.Counts()
		must(t, err)
		if counts[mail.Accepted] == 3 {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("not sent: %v", counts)
		}
		o.out.Wake()
	}
	cancel()
	<-ended
}

func TestServerOptions(t *testing.T) {
	for _, c := range []struct {
		opt mail.SMTP
		ok  bool
	}{
		{mail.SMTP{Host: "m", From: "A <a@b.test>"}, true},
		{mail.SMTP{Host: "m", From: "a@b.test", ReplyTo: "c@d.test"}, true},
		{mail.SMTP{From: "a@b.test"}, false},
		{mail.SMTP{Host: "m", From: "nobody"}, false},
		{mail.SMTP{Host: "m", From: "a@b.test", ReplyTo: "x"}, false},
	} {
		if err := c.opt.Check(); (err == nil) != c.ok {
			t.Errorf("%+v: %v", c.opt, err)
		}
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestTell: a message that is told at once stands in no outbox, whatever comes
// of it.
func TestTell(t *testing.T) {
	s, o := mailtest.New(t), newOffice(t)
	m := mail.CodeText{Name: "Wren Hingham", Practice: "Lawson Road Surgery", Title: "Committee election 2026", Body: "OneNorwich", Closes: o.now(),
		Code: "AAAAA-BBBBBB-CCCCC-DDDDDD", Link: "https://vote.test/c#AAAAA-BBBBBB-CCCCC-DDDDDD", Contact: "Rowan, 01603 000000"}.Message()
	m.To, m.Name, m.Queued = "wren@practice.test", "Wren Hingham", o.now()
	o.out.Server = s.Options()
	tell := func(want mail.State) {
		t.Helper()
		if state, said := o.out.Tell(o.ctx, m); state != want || (said == "") != (want == mail.Accepted) {
			t.Errorf("%s (%q), want %s", state, said, want)
		}
	}
	tell(mail.Accepted)
	tell(mail.Accepted)
	got := s.Letters()
	if len(got) != 2 || got[0].Body != m.Text || !got[0].Encrypted || got[0].Header.Get("Message-Id") == got[1].Header.Get("Message-Id") {
		t.Fatalf("%+v", got)
	}
	if strings.Contains(got[0].Subject, "AAAAA") || !strings.Contains(got[0].Body, "could have seen it") {
		t.Errorf("%+v", got[0])
	}
	s.Rule("RCPT wren@practice.test", "550 5.1.1 nobody")
	tell(mail.Bounced)
	s.Rule("RCPT wren@practice.test", "")
	s.Rule("END wren@practice.test", "451 4.3.0 later")
	tell(mail.Waiting)
	s.Rule("END wren@practice.test", "")
	s.Rule("DATA wren@practice.test", "drop after the end")
	tell(mail.Uncertain)
	s.Rule("connect", mailtest.Drop)
	tell(mail.Waiting)
	if list, err := o.out.List(o.ctx, ""); err != nil || len(list) != 0 {
		t.Errorf("the outbox holds %+v, %v", list, err)
	}
}
