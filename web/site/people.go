package site

import (
	"context"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/web/mail"
)

// Change is a change among the people who act for a practice.
type Change struct {
	Practice election.ID
	Person   election.ID // who is named, or acts no longer
	Details  record.PersonText
	Role     string // "voting representative", "deputy"; empty: acts no longer
	By       string // name of who made it
}

// Changed are the emails of a change, to everybody who acted for the practice
// before and to the person named. While a poll is open, who is named gets the
// voting email with them.
func (s *Site) Changed(ctx context.Context, c Change) (Mails, error) {
	name := s.Desk.Practice(ctx, c.Practice).Name
	contact := s.contact(ctx, "")
	link := s.URL("/practice/" + string(c.Practice) + "/people")
	before := s.actors(ctx, c.Practice)
	named := recipient{id: c.Person, text: c.Details, deputy: c.Role == "deputy"}
	if known := s.Desk.Person(ctx, c.Person); known.Email != "" {
		// Who is known here is told at the registered address, not at one that was
		// typed and looks the same.
		named.text = known
	}
	text := mail.PeopleText{Practice: name, Who: named.text.Name, By: c.By, Role: c.Role, Link: link, Contact: contact}
	var all []Mails
	queue := func(r recipient, self bool) {
		t := text
		t.Name, t.Self = r.text.Name, self
		all = append(all, func(tx store.Side) error { return s.Outbox.Queue(tx, r.to(t.Message(), "", c.Practice)) })
	}
	for _, r := range before {
		if r.id != c.Person {
			queue(r, false)
		}
	}
	if named.text.Email != "" {
		queue(named, true)
	}
	if c.Role == "" {
		// Neither links nor sessions are ended: what they may do for the practice is
		// looked up at each request, and what they may do for others is not touched.
		return together(all), nil
	}
	state := s.Desk.State()
	for el := range state.Election.Elections {
		if _, onRoll := el.Roll.Row(c.Practice); !onRoll || !el.Poll.Open() || el.Due(election.At(s.Now())) {
			continue
		}
		one, err := s.invitation(ctx, &el, c.Practice, named, mail.InvitationText{})
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return together(all), nil
}

// ReportStranger tells the returning officer that a voting link reached
// somebody else.
func (s *Site) ReportStranger(c echo.Context, l Link) error {
	if !s.ledger.ask(forReport, s.Network(c), l.key()) {
		return nil // it has been told often enough
	}
	ctx := c.Request().Context()
	el, err := s.Desk.Election(l.Election)
	if err != nil {
		return err
	}
	officer := recipient{id: el.Called.Officer, text: s.Desk.Person(ctx, el.Called.Officer)}
	m := mail.ReportText{Name: officer.text.Name, Practice: s.Desk.Practice(ctx, l.Practice).Name,
		Person: s.Desk.Person(ctx, l.Person).Name, Title: s.Desk.Text(ctx, &el).Title}.Message()
	return s.queue(ctx, func(tx store.Side) error {
		return s.Outbox.Queue(tx, officer.to(m, l.Election, l.Practice))
	})
}
