// Package webtest is the fixture of the pages' tests: the real service on a
// loopback port, over a rehearsal stopped at a named stage in a folder of its
// own, and browsers that keep cookies and do what a person would.
//
// The clock is the rehearsal's and stands still. Nothing runs by itself: no
// email leaves, no deadline is looked at, unless the test says so.
package webtest

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/sirupsen/logrus"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/roll"
	"github.com/onenorwich/guildhall/governance/conduct"
	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/governance/rehearsal"
	"github.com/onenorwich/guildhall/web"
	"github.com/onenorwich/guildhall/web/mail"
)

// Poll is the election's identifier.
const Poll election.ID = "committee-2026"

// Service is a running service.
type Service struct {
	T   testing.TB
	Ctx context.Context
	R   *rehearsal.Rehearsal
	Web *web.Server
	URL string
	Log *Lines
}

// Lines is a log that a test reads.
type Lines struct {
	mu sync.Mutex
	b  bytes.Buffer
}

// Write implements io.Writer.
func (l *Lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

// String is what has been logged.
func (l *Lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// Rows is a roll of six invented practices, two of each size.
func Rows() (rows []roll.Row) {
	for i := range 6 {
		rows = append(rows, roll.Row{ODS: fmt.Sprintf("D8%04d", i), Name: fmt.Sprintf("Practice %c Surgery", 'A'+i), Patients: int64(3000 + 2000*(i/2))})
	}
	return rows
}

// Script is the committee election over the six practices, in the simple scheme.
func Script(t testing.TB) rehearsal.Script {
	t.Helper()
	rule, err := roll.ParseRule("bands:1=1,5001=2")
	Must(t, err)
	return rehearsal.Default(Rows(), rule)
}

// Start plays the rehearsal to a stage and starts the service over it. When it
// gets as far as the opening, the invitations are in the outbox.
func Start(t testing.TB, stage rehearsal.Stage, change ...func(*web.Options)) *Service {
	t.Helper()
	return StartScript(t, Script(t), stage, change...)
}

// Strict is Start in the strict scheme, with three trustees of whom two decrypt.
func Strict(t testing.TB, stage rehearsal.Stage, change ...func(*web.Options)) *Service {
	t.Helper()
	script := Script(t)
	script.Trustees, script.Threshold = 3, 2
	return StartScript(t, script, stage, change...)
}

// StartScript is Start with a script of the test's own.
func StartScript(t testing.TB, script rehearsal.Script, stage rehearsal.Stage, change ...func(*web.Options)) *Service {
	t.Helper()
	s := &Service{T: t, Ctx: context.Background(), Log: &Lines{}}
	var err error
	s.R, err = rehearsal.Start(s.Ctx, t.TempDir(), script, web.Schemas()...)
	Must(t, err)
	t.Cleanup(func() { s.R.Dir.Close() })
	server := httptest.NewUnstartedServer(nil)
	s.URL = "http://" + server.Listener.Addr().String()
	log := logrus.New()
	log.SetOutput(s.Log)
	log.SetFormatter(&logrus.JSONFormatter{})
	opt := web.Options{Desk: s.R.Desk(), Log: log, BaseURL: s.URL}
	for _, c := range change {
		c(&opt)
	}
	s.Web, err = web.New(opt)
	Must(t, err)
	s.R.Opening = func(ctx context.Context) (conduct.Side, error) { return s.Web.Site.Invitations(ctx, Poll) }
	Must(t, s.R.Until(s.Ctx, stage))
	server.Config.Handler = s.Web.Handler()
	server.Start()
	t.Cleanup(server.Close)
	return s
}

// Must ends the test on an error.
func Must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Election is the election as it is now.
func (s *Service) Election() election.Election {
	s.T.Helper()
	el, err := s.R.Desk().Election(Poll)
	Must(s.T, err)
	return el
}

// Voter is the voting representative of a practice.
func (s *Service) Voter(practice election.ID) (election.ID, record.PersonText) {
	s.T.Helper()
	state := s.R.Desk().State()
	p, ok := state.Practice(practice)
	if !ok || p.Voting == "" {
		s.T.Fatalf("nobody votes for %s", practice)
	}
	return p.Voting, s.R.Desk().Person(s.Ctx, p.Voting)
}

// Mails are the messages of a kind to an address, oldest first, with their
// texts.
func (s *Service) Mails(kind mail.Kind, address string) (list []mail.Message) {
	s.T.Helper()
	s.Web.Site.Settle()
	all, err := s.Web.Site.Outbox.List(s.Ctx, "")
	Must(s.T, err)
	for i := range all {
		m := all[len(all)-1-i]
		if m.Kind == kind && (address == "" || m.To == address) {
			m, err = s.Web.Site.Outbox.Message(s.Ctx, m.ID)
			Must(s.T, err)
			list = append(list, m)
		}
	}
	return list
}

// Last is the newest message of a kind to an address.
func (s *Service) Last(kind mail.Kind, address string) mail.Message {
	s.T.Helper()
	list := s.Mails(kind, address)
	if len(list) == 0 {
		s.T.Fatalf("no message %q to %q in the outbox", kind, address)
	}
	return list[len(list)-1]
}

// Link is the first address of ours in a message: its path and its fragment.
func (s *Service) Link(m mail.Message) (path, fragment string) {
	s.T.Helper()
	for word := range strings.FieldsSeq(m.Text) {
		if rest, ok := strings.CutPrefix(word, s.URL); ok {
			path, fragment, _ = strings.Cut(rest, "#")
			return path, fragment
		}
	}
	s.T.Fatalf("no link in %q", m.Text)
	return "", ""
}

// Number is the six digits in a message.
func (s *Service) Number(m mail.Message) string {
	s.T.Helper()
	for word := range strings.FieldsSeq(m.Text) {
		if len(word) == 6 && strings.Trim(word, "0123456789") == "" {
			return word
		}
	}
	s.T.Fatalf("no number in %q", m.Text)
	return ""
}

// Voting is a browser that may cast for a practice: it has started with the link of
// the newest invitation, and shown the number where one is asked for.
func (s *Service) Voting(practice election.ID) *Browser {
	s.T.Helper()
	_, text := s.Voter(practice)
	path, _ := s.Link(s.Last(mail.Invitation, text.Email))
	b := s.Browser()
	p := b.Post(path)
	if p.Status == http.StatusOK {
		p = b.Post(path, "number", s.Number(s.Last(mail.Number, text.Email)))
	}
	p.To("/booth/")
	return b
}

// SignIn signs a browser in as a person, by the emailed link.
func (s *Service) SignIn(person record.PersonText) *Browser {
	s.T.Helper()
	b := s.Browser()
	b.Post("/sign-in", "email", person.Email).Want(200)
	path, _ := s.Link(s.Last(mail.SignIn, person.Email))
	b.Post(path).Want(303)
	return b
}
