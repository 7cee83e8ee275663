package site

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance/conduct"
	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/web/mail"
	"github.com/onenorwich/guildhall/web/ui"
)

// teamLife is how long a link works that goes to somebody of a team.
const teamLife = 7 * 24 * time.Hour

// Named are the emails that tell each person of a team what they are asked to
// do, for conduct.Desk.NameTeam. Who keeps the part that they had gets none; who
// has none any more is told so.
func (s *Site) Named(ctx context.Context, id election.ID) conduct.TeamMails {
	return func(named election.TeamNamed, people map[election.ID]record.PersonText) (conduct.Side, error) {
		el, err := s.Desk.Election(id)
		if err != nil {
			return nil, err
		}
		before := el.Team
		el.Team = &named
		var all []Mails
		told := map[election.ID]bool{}
		for _, person := range named.Persons() {
			if told[person] || before != nil && slices.Equal(roles(before, person), roles(&named, person)) {
				continue
			}
			told[person] = true
			all = append(all, s.part(ctx, &el, person, people[person], false))
		}
		if before == nil {
			return together(all), nil
		}
		for _, person := range before.Persons() {
			if told[person] || slices.Contains(named.Persons(), person) {
				continue
			}
			told[person] = true
			all = append(all, s.part(ctx, &el, person, s.Desk.Person(ctx, person), false))
		}
		return together(all), nil
	}
}

// Restarted are the emails that tell the trustees and the registrar that the key
// ceremony begins again, for conduct.Desk.RestartCeremony.
func (s *Site) Restarted(ctx context.Context, id election.ID) (Mails, error) {
	el, err := s.Desk.Election(id)
	if err != nil || el.Team == nil {
		return together(nil), err
	}
	var all []Mails
	for _, person := range append(slices.Clone(el.Team.Trustees), el.Team.Registrar) {
		all = append(all, s.part(ctx, &el, person, s.Desk.Person(ctx, person), true))
	}
	return together(all), nil
}

// part is the email about one person's part.
func (s *Site) part(ctx context.Context, el *election.Election, person election.ID, details record.PersonText, again bool) Mails {
	words := s.Desk.Text(ctx, el)
	text := mail.TeamText{Name: details.Name, Officer: s.Desk.Person(ctx, el.Called.Officer).Name, Title: words.Title, Contact: words.Contact,
		Roles: roles(el.Team, person), Asked: asked(el, person), Again: again, Site: s.Host()}
	text.Idle = slices.Equal(text.Roles, []string{"the operator"})
	r := recipient{id: person, text: details}
	return func(tx store.Side) error {
		if details.Email == "" {
			return nil
		}
		if len(text.Roles) == 0 {
			return s.Outbox.Queue(tx, r.to(text.Message(), el.ID(), ""))
		}
		if text.Idle {
			text.Link = s.URL(home(el, person)) // there is nothing to sign in for
			return s.Outbox.Queue(tx, r.to(text.Message(), el.ID(), ""))
		}
		return s.sendLink(tx, r, s.helping(el, person), func(link string, expires time.Time) mail.Message {
			text.Link, text.Expires = link, expires
			return text.Message()
		})
	}
}

// Wait is somebody of a team who is waited for, and for what, as a sentence.
type Wait struct {
	Person election.ID
	What   string
}

// RemindTeam queues an email to each person of a team who is waited for.
func (s *Site) RemindTeam(ctx context.Context, id election.ID, waits []Wait) error {
	el, err := s.Desk.Election(id)
	if err != nil {
		return err
	}
	words := s.Desk.Text(ctx, &el)
	var all []Mails
	for _, w := range waits {
		r := recipient{id: w.Person, text: s.Desk.Person(ctx, w.Person)}
		if r.text.Email == "" {
			continue
		}
		all = append(all, func(tx store.Side) error {
			return s.sendLink(tx, r, s.helping(&el, w.Person), func(link string, expires time.Time) mail.Message {
				return mail.WaitedText{Name: r.text.Name, Title: words.Title, What: w.What, Link: link, Site: s.Host(), Contact: words.Contact, Expires: expires}.Message()
			})
		})
	}
	return s.queue(ctx, together(all))
}

// helping is a link to a person's part.
func (s *Site) helping(el *election.Election, person election.ID) Link {
	return Link{Grant: Grant{Purpose: ToHelp, Person: person, Election: el.ID()}, Next: home(el, person), Expires: s.Now().Add(teamLife)}
}

// home is the page on which a person of a team begins.
func home(el *election.Election, person election.ID) string {
	switch {
	case el.Team.Seat(person) > 0:
		return "/trustee/" + string(el.ID())
	case el.Team.Registrar == person:
		return "/registrar/" + string(el.ID())
	case slices.Contains(el.Team.Scrutineers, person):
		return "/witness"
	}
	return "/elections/" + string(el.ID())
}

// roles are a person's parts, each with its article.
func roles(t *election.TeamNamed, person election.ID) (list []string) {
	add := func(has bool, role string) {
		if has {
			list = append(list, role)
		}
	}
	add(t.Seat(person) > 0, "a trustee")
	add(t.Registrar == person, "the registrar")
	add(t.Operator == person, "the operator")
	add(slices.Contains(t.Scrutineers, person), "a scrutineer")
	return list
}

// asked says of each of a person's parts what is to be done.
func asked(el *election.Election, person election.ID) (list []string) {
	times := el.Called.Timetable
	for _, role := range roles(el.Team, person) {
		switch role {
		case "a trustee":
			list = append(list, fmt.Sprintf("As a trustee you hold a part of the key that locks the votes. You are needed three times, each time in your own browser: now, to make the key together with the other trustees and to write down a recovery phrase; before the poll opens, to prove that you kept the phrase; and after the close on %s, to decrypt the totals. %d of the %d trustees are enough for that. Nobody but you ever sees your phrase: without it you cannot decrypt.",
				ui.When(times.PollCloses.Time()), el.Team.Threshold, len(el.Team.Trustees)))
		case "the registrar":
			list = append(list, "As the registrar you make the voting codes, in your own browser, and send one to each practice as a printed letter. This service never sees them. You can begin when the contests have been settled, from "+ui.When(times.WithdrawalsClose.Time())+".")
		case "the operator":
			list = append(list, "As the operator you run this service: its machine, its database and the copies of it, until the result has been declared. You have no other part in the election. There is nothing to do on the pages themselves.")
		case "a scrutineer":
			list = append(list, "As a scrutineer you come to the log when the poll opens, each day of the poll and at the close. Your browser looks whether anything of what it saw before was changed, and signs what it sees now, so that nobody can rewrite the log afterwards without being found out.")
		}
	}
	return list
}
