package site

import (
	"context"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/web/mail"
)

// Told is what became of an email that was told at once to one person.
type Told struct {
	Name  string // of the person
	State mail.State
	Said  string // by the mail server; may repeat the message, so it is logged nowhere
}

// Taken says whether the server took the email.
func (t Told) Taken() bool { return t.State == mail.Accepted }

// TellCode sends a voting code to everybody who acts for a practice, at once,
// and keeps nothing of it: it is the registrar's, and passes through here only
// because the registrar chose so.
func (s *Site) TellCode(ctx context.Context, el *election.Election, practice election.ID, code string, again bool) ([]Told, error) {
	if s.Direct == nil {
		return nil, election.Refuse("no-server", "This service has no mail server, so it cannot send voting codes. Print letters instead.")
	}
	to := s.actors(ctx, practice)
	if len(to) == 0 {
		return nil, election.Refuse("nobody", "Nobody acts for this practice at present, so there is no address. Print a letter, or ask the returning officer to name somebody.")
	}
	words := s.Desk.Text(ctx, el)
	text := mail.CodeText{Practice: s.Desk.Practice(ctx, practice).Name, Title: words.Title, Body: words.Body,
		Closes: el.Called.Timetable.PollCloses.Time(), Code: code, Link: s.URL("/c"), Contact: words.Contact, Again: again}
	var all []Told
	for _, r := range to {
		text.Name = r.text.Name
		m := r.to(text.Message(), el.ID(), practice)
		m.Queued = s.Now()
		state, said := s.Direct(ctx, m)
		all = append(all, Told{r.text.Name, state, said})
	}
	return all, nil
}
