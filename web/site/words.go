package site

import (
	"context"

	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/web/mail"
)

// Mails queues emails, in the transaction of what they tell about: hand it to a
// step of package conduct as its side. Call Outbox.Wake after the commit.
type Mails = func(tx store.Side) error

// contact is how to reach the returning officer of an election; of the newest
// election if id is empty.
func (s *Site) contact(ctx context.Context, id election.ID) string {
	state := s.Desk.State()
	contact := ""
	for el := range state.Election.Elections {
		if id == "" || el.ID() == id {
			contact = s.Desk.Text(ctx, &el).Contact
		}
	}
	return contact
}

// Contact is how to reach the returning officer of an election.
func (s *Site) Contact(ctx context.Context, id election.ID) string { return s.contact(ctx, id) }

// recipient is somebody an email goes to.
type recipient struct {
	id     election.ID
	text   record.PersonText
	deputy bool
}

// actors are the people who act for a practice, the voting representative
// first. Those whose details have been destroyed get no email.
func (s *Site) actors(ctx context.Context, practice election.ID) []recipient {
	state := s.Desk.State()
	p, _ := state.Practice(practice)
	var list []recipient
	if p.Voting != "" {
		list = append(list, recipient{p.Voting, s.Desk.Person(ctx, p.Voting), false})
	}
	for _, id := range p.Deputies {
		list = append(list, recipient{id, s.Desk.Person(ctx, id), true})
	}
	kept := list[:0]
	for _, r := range list {
		if r.text.Email != "" {
			kept = append(kept, r)
		}
	}
	return kept
}

// to addresses a message.
func (r recipient) to(m mail.Message, id, practice election.ID) mail.Message {
	m.To, m.Name, m.Person, m.Election, m.Practice = r.text.Email, r.text.Name, r.id, id, practice
	return m
}

// queue writes messages and wakes the worker, where there is nothing else to
// record.
func (s *Site) queue(ctx context.Context, mails Mails) error {
	if err := s.Store().Write(ctx, mails); err != nil {
		return err
	}
	s.Outbox.Wake()
	return nil
}
