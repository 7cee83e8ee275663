package journey_test

import (
	"strings"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/web/mail"
)

// letters are the emails of a kind to somebody, newest first; to everybody if
// the address is empty.
func (s *service) letters(kind mail.Kind, address string) (list []mail.Message) {
	s.t.Helper()
	s.server.Site.Settle()
	heads, err := s.server.Site.Outbox.List(s.ctx, "")
	must(s.t, err)
	for _, head := range heads {
		if head.Kind != kind || address != "" && head.To != address {
			continue
		}
		m, err := s.server.Site.Outbox.Message(s.ctx, head.ID)
		must(s.t, err)
		list = append(list, m)
	}
	return list
}

// letter is the newest email of a kind to somebody.
func (s *service) letter(kind mail.Kind, address string) mail.Message {
	s.t.Helper()
	list := s.letters(kind, address)
	if len(list) == 0 {
		s.t.Fatalf("%s got no email of the kind %s", address, kind)
	}
	return list[0]
}

// address of a practice's voting representative.
func (s *service) mailOf(practice election.ID) string {
	s.t.Helper()
	state := s.desk().State()
	p, _ := state.Practice(practice)
	return s.desk().Person(s.ctx, p.Voting).Email
}

// link is the link that a person would click in an email: the first one that
// stands alone on its line.
func (s *service) link(m mail.Message) string {
	s.t.Helper()
	for line := range strings.Lines(m.Text) {
		if line = strings.TrimSpace(line); strings.HasPrefix(line, s.url+"/") && !strings.Contains(line, " ") {
			return line
		}
	}
	s.t.Fatalf("there is no link in the email:\n%s", m.Text)
	return ""
}

// digits is the number in an email that holds one.
func (s *service) digits(m mail.Message) string {
	s.t.Helper()
	for line := range strings.Lines(m.Text) {
		if line = strings.TrimSpace(line); len(line) == 6 && strings.Trim(line, "0123456789") == "" {
			return line
		}
	}
	s.t.Fatalf("there is no number in the email:\n%s", m.Text)
	return ""
}

// invitation is the voting link of a practice.
func (s *service) invitation(practice election.ID) string {
	s.t.Helper()
	return s.link(s.letter(mail.Invitation, s.mailOf(practice)))
}
