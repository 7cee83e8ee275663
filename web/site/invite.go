package site

import (
	"context"
	"time"

	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance/clerk"
	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/web/mail"
)

// Invitations are the emails with which practices vote, to each person who acts
// for a practice of the roll: for conduct.Desk.OpenPoll.
func (s *Site) Invitations(ctx context.Context, id election.ID) (Mails, error) {
	el, err := s.Desk.Election(id)
	if err != nil {
		return nil, err
	}
	var all []Mails
	for row := range el.Roll.Rows {
		for _, r := range s.actors(ctx, row.Practice) {
			one, err := s.invitation(ctx, &el, row.Practice, r, mail.InvitationText{})
			if err != nil {
				return nil, err
			}
			all = append(all, one)
		}
	}
	return together(all), nil
}

// moot says that a reminder is not needed any more: the practice has voted since.
func moot(tx store.Side, m mail.Message) (bool, error) {
	if m.Kind != mail.Reminder {
		return false, nil
	}
	_, voted, err := clerk.Voted(tx, m.Election, m.Practice)
	return voted, err
}

// Remind queues a reminder to every practice that has not voted, and says how many
// are not named as having voted: whom the reminder leaves out beyond those is not
// told, or it would say who has voted today.
func (s *Site) Remind(ctx context.Context, id election.ID) (practices int, err error) {
	el, err := s.Desk.Election(id)
	if err != nil {
		return 0, err
	}
	if !el.Poll.Open() || el.Due(election.At(s.Now())) {
		return 0, election.Refuse("not-open", "The poll is not open, so nobody can be reminded to vote.")
	}
	named, err := s.MayName(ctx, &el)
	if err != nil {
		return 0, err
	}
	var all []Mails
	for row := range el.Roll.Rows {
		if named.Voted(row.Practice) {
			continue
		}
		to := s.actors(ctx, row.Practice)
		if len(to) > 0 {
			practices++
		}
		for _, r := range to {
			one, err := s.invitation(ctx, &el, row.Practice, r, mail.InvitationText{Reminder: true})
			if err != nil {
				return 0, err
			}
			// Who has voted since the names changed is found out when it is to be
			// sent (moot): that no row was there would say it, too.
			all = append(all, one)
		}
	}
	return practices, s.queue(ctx, together(all))
}

// invitation makes one voting link and its email.
func (s *Site) invitation(ctx context.Context, el *election.Election, practice election.ID, r recipient, text mail.InvitationText) (Mails, error) {
	code, err := s.Desk.Code(ctx, el.ID(), practice)
	if err != nil {
		return nil, err
	}
	words := s.Desk.Text(ctx, el)
	text.Name, text.Deputy, text.Practice = r.text.Name, r.deputy, s.Desk.Practice(ctx, practice).Name
	text.Title, text.Body, text.Contact = words.Title, words.Body, words.Contact
	text.Closes, text.Code = el.Called.Timetable.PollCloses.Time(), code
	text.Letter = s.CodeFrom(ctx, el, practice)
	text.Typed, text.People = s.Host()+"/vote", s.URL("/practice/"+string(practice)+"/people")
	return func(tx store.Side) error {
		token, err := s.NewLink(tx, Link{Grant: Grant{Purpose: ToVote, Person: r.id, Practice: practice, Election: el.ID()}, Expires: text.Closes})
		if err != nil {
			return err
		}
		text.Link = s.URL("/v/" + token)
		return s.Outbox.Queue(tx, r.to(text.Message(), el.ID(), practice))
	}, nil
}

// Recorded are the emails that tell everybody who acts for a practice that a
// ballot was recorded, for the side of clerk.Vote: they go out with the vote or
// not at all. They never say how it voted.
func (s *Site) Recorded(ctx context.Context, id, practice election.ID, at time.Time) (Mails, error) {
	el, err := s.Desk.Election(id)
	if err != nil {
		return nil, err
	}
	words := s.Desk.Text(ctx, &el)
	to := s.actors(ctx, practice)
	name := s.Desk.Practice(ctx, practice).Name
	return func(tx store.Side) error {
		for _, r := range to {
			text := mail.RecordedText{Name: r.text.Name, Practice: name, Title: words.Title, Contact: words.Contact,
				At: at, Closes: el.Called.Timetable.PollCloses.Time(), People: s.URL("/practice/" + string(practice) + "/people")}
			if err := s.Outbox.Queue(tx, r.to(text.Message(), id, practice)); err != nil {
				return err
			}
		}
		return nil
	}, nil
}

// SendTest sends the test email before the poll to the returning officer, at
// once, and queues it to everybody who will be invited if the mail server has
// taken that one.
func (s *Site) SendTest(ctx context.Context, id election.ID) (err error) {
	el, err := s.Desk.Election(id)
	if err != nil {
		return err
	}
	words := s.Desk.Text(ctx, &el)
	if s.Demo == nil {
		if err := s.tryTest(ctx, &el, words); err != nil {
			return err
		}
	}
	var all []Mails
	for row := range el.Roll.Rows {
		for _, r := range s.actors(ctx, row.Practice) {
			text := mail.TestText{Name: r.text.Name, Practice: s.Desk.Practice(ctx, row.Practice).Name, Title: words.Title,
				Contact: words.Contact, Site: s.Host(), Opens: el.Called.Timetable.PollOpens.Time()}
			all = append(all, func(tx store.Side) error { return s.Outbox.Queue(tx, r.to(text.Message(), id, row.Practice)) })
		}
	}
	return s.queue(ctx, together(all))
}

// tryTest tells the mail server one email while the returning officer waits.
func (s *Site) tryTest(ctx context.Context, el *election.Election, words record.ElectionText) error {
	if s.Direct == nil {
		return election.Refuse("no-server", "%s Start it with one (--smtp-host), then try again.", NoServer)
	}
	officer := recipient{id: el.Called.Officer, text: s.Desk.Person(ctx, el.Called.Officer)}
	m := officer.to(mail.TestText{Name: officer.text.Name, Practice: "each practice", Title: words.Title, Contact: words.Contact,
		Site: s.Host(), Opens: el.Called.Timetable.PollOpens.Time()}.Message(), el.ID(), "")
	m.Queued = s.Now()
	if state, said := s.Direct(ctx, m); state != mail.Accepted {
		return election.Refuse("not-sent", "The test email to you (%s) did not leave, so nobody else’s was tried. %s", officer.text.Email, said)
	}
	return nil
}

// together makes one side of many.
func together(all []Mails) Mails {
	return func(tx store.Side) error {
		for _, one := range all {
			if err := one(tx); err != nil {
				return err
			}
		}
		return nil
	}
}
