package site

import (
	"context"
	"slices"
	"time"

	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/web/mail"
)

// NominationPath is the page of one nomination, which its nominee and the
// practices that support it see.
func NominationPath(id, nomination election.ID) string {
	return "/nominations/" + string(id) + "/" + string(nomination)
}

// AskSupporters are the emails of a new nomination: the practice that was asked
// to second it, and the nominee, who must consent. Each link opens what its email asks for, and no more.
func (s *Site) AskSupporters(ctx context.Context, id, nomination, post, nominee, proposer, seconder election.ID, particulars record.ParticularsText) (Mails, error) {
	el, err := s.Desk.Election(id)
	if err != nil {
		return nil, err
	}
	words := s.Desk.Text(ctx, &el)
	closes := el.Called.Timetable.NominationsClose.Time()
	proposed, seconding := s.Desk.Practice(ctx, proposer).Name, s.Desk.Practice(ctx, seconder).Name
	path := NominationPath(id, nomination)
	to := recipient{id: nominee, text: record.PersonText{Name: particulars.Name, Email: particulars.Email}}
	if known := s.Desk.Person(ctx, nominee); known.Email != "" {
		// The link signs in as somebody who is known here: it goes to the
		// registered address, not to one that was typed and looks the same.
		to.text.Email = known.Email
	}
	return func(tx store.Side) error {
		for _, r := range s.actors(ctx, seconder) {
			link := Link{Grant: Grant{Purpose: ToSecond, Person: r.id, Practice: seconder, Election: id, Nomination: nomination}, Next: path, Expires: closes}
			err := s.sendLink(tx, r, link, func(link string, _ time.Time) mail.Message {
				m := mail.SecondText{Name: r.text.Name, Practice: seconding, Proposer: proposed, Nominee: particulars.Name,
					Post: words.PostName(post), Title: words.Title, Link: link, Contact: words.Contact, By: closes}.Message()
				m.Owner = proposer // it waits behind what that practice has made, and nobody else does
				return m
			})
			if err != nil {
				return err
			}
		}
		link := Link{Grant: Grant{Purpose: ToConsent, Person: nominee, Election: id, Nomination: nomination}, Next: path, Expires: closes}
		return s.sendLink(tx, to, link, func(link string, _ time.Time) mail.Message {
			m := mail.ConsentText{Name: to.text.Name, Proposer: proposed, Post: words.PostName(post), Title: words.Title,
				Link: link, Contact: words.Contact, By: closes}.Message()
			m.Owner = proposer
			return m
		})
	}, nil
}

// Grounds are the grounds on which a nomination is not accepted, in words.
var Grounds = map[string]string{
	election.GroundLate:        "it came after nominations had closed",
	election.GroundParticulars: "its particulars are not complete",
	election.GroundDeclaration: "a declaration is missing",
	election.GroundConsent:     "the nominee's consent is missing",
	election.GroundSupporters:  "it lacks a proposer or a seconder",
	election.GroundNotEligible: "the nominee may not stand for this post",
}

// DecidedMails are the emails of the returning officer's decision on a
// nomination, to the nominee and the proposing practice: for the side of
// conduct.Desk.Decide.
func (s *Site) DecidedMails(ctx context.Context, id, nomination election.ID, decision, reason string) (Mails, error) {
	el, err := s.Desk.Election(id)
	if err != nil {
		return nil, err
	}
	n, ok := el.Nomination(nomination)
	if !ok {
		return nil, election.Refuse("no-nomination", "There is no such nomination. Go back to the list.")
	}
	words := s.Desk.Text(ctx, &el)
	particulars := s.Desk.Particulars(ctx, n)
	closes := el.Called.Timetable.NominationsClose.Time()
	actors := s.actors(ctx, n.Proposer)
	to := slices.Clip(actors)
	if nominee := s.Desk.Person(ctx, n.Nominee); nominee.Email != "" {
		to = append(to, recipient{id: n.Nominee, text: nominee})
	}
	path, until := NominationPath(id, nomination), el.Called.Timetable.WithdrawalsClose.Time()
	return func(tx store.Side) error {
		for i, r := range to {
			link := Link{Grant: Grant{Purpose: ToLook, Person: r.id, Practice: n.Proposer, Election: id, Nomination: nomination}, Next: path, Expires: until}
			if i == len(actors) {
				// The nominee may mend what only the nominee has written.
				link.Grant = Grant{Purpose: ToConsent, Person: r.id, Election: id, Nomination: nomination}
			}
			err := s.sendLink(tx, r, link, func(link string, _ time.Time) mail.Message {
				return mail.DecidedText{Name: r.text.Name, Nominee: particulars.Name, Post: words.PostName(n.Post), Title: words.Title,
					Link: link, Contact: words.Contact, Valid: decision == election.Valid, Ground: Grounds[decision], Reason: reason,
					MendBy: closes, Open: s.Now().Before(closes)}.Message()
			})
			if err != nil {
				return err
			}
		}
		return nil
	}, nil
}
