package site

import (
	"context"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/web/mail"
)

// signInLife is how long a link to sign in works that somebody asked for.
const signInLife = time.Hour

// known are the people with an address for mail: more than one where a practice
// has one mailbox for all.
func (s *Site) known(ctx context.Context, email string) []recipient {
	email = election.Fold(strings.TrimSpace(email))
	state := s.Desk.State()
	var list []recipient
	for p := range state.Persons {
		if text := s.Desk.Person(ctx, p.ID); text.Email != "" && election.Fold(text.Email) == email {
			list = append(list, recipient{id: p.ID, text: text})
		}
	}
	return list
}

// SendSignIn emails a link to sign in to whoever has the address, after the answer.
// Its caller answers the same whether or not anybody has.
func (s *Site) SendSignIn(c echo.Context, email, next string) error {
	if !s.ledger.ask(forSignIn, s.Network(c), election.Fold(email)) {
		return nil
	}
	return s.After("a link to sign in could not be sent", func(ctx context.Context) error {
		to := s.known(ctx, email)
		if len(to) == 0 {
			return nil
		}
		contact := s.contact(ctx, "")
		return s.queue(ctx, func(tx store.Side) error {
			for _, r := range to {
				link := Link{Grant: Grant{Purpose: ToSignIn, Person: r.id}, Next: next, Expires: s.Now().Add(signInLife)}
				if err := s.sendLink(tx, r, link, func(link string, expires time.Time) mail.Message {
					return mail.SignInText{Name: r.text.Name, Link: link, Site: s.Host(), Contact: contact, Expires: expires}.Message()
				}); err != nil {
					return err
				}
			}
			return nil
		})
	})
}

// sendLink makes a link that begins a session and leads on, and queues the email
// that write makes of it.
func (s *Site) sendLink(tx store.Side, r recipient, l Link, write func(link string, expires time.Time) mail.Message) error {
	l.Next = Local(l.Next)
	token, err := s.NewLink(tx, l)
	if err != nil {
		return err
	}
	return s.Outbox.Queue(tx, r.to(write(s.URL("/in/"+token), l.Expires), l.Election, ""))
}

// SendAgain emails the voting links again to whoever has the address and acts for a
// practice in an open poll, after the answer. Its caller answers the same always.
func (s *Site) SendAgain(c echo.Context, email string) error {
	if !s.ledger.ask(forVoting, s.Network(c), election.Fold(email)) {
		return nil
	}
	return s.After("a voting email could not be sent again", func(ctx context.Context) error { return s.sendAgain(ctx, email) })
}

func (s *Site) sendAgain(ctx context.Context, email string) error {
	state := s.Desk.State()
	var all []Mails
	for _, r := range s.known(ctx, email) {
		for el := range state.Election.Elections {
			if !el.Poll.Open() || el.Due(election.At(s.Now())) {
				continue
			}
			for p := range state.Practices {
				if _, onRoll := el.Roll.Row(p.ID); !onRoll || !p.Represented(r.id) {
					continue
				}
				r.deputy = p.Voting != r.id
				one, err := s.invitation(ctx, &el, p.ID, r, mail.InvitationText{Again: true})
				if err != nil {
					return err
				}
				all = append(all, one)
			}
		}
	}
	if len(all) == 0 {
		return nil
	}
	return s.queue(ctx, together(all))
}

// TypedCode finds whose voting code was typed at the address given in the emails,
// and gives a ticket with which the practice's voting representative shows a number.
// There are 2^128 codes: guessing one here is hopeless.
func (s *Site) TypedCode(ctx context.Context, code string) (t Ticket, err error) {
	wrong := election.Refuse("code", "This is not a voting code of a poll that is open. Compare it with the one in your email, character by character.")
	err = s.Store().View(ctx, func(tx store.Side) error {
		rows, err := tx.Query(`SELECT election, practice FROM codes WHERE code = $1`, code)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			if err := rows.Scan(&t.Election, &t.Practice); err != nil {
				return err
			}
		}
		return rows.Err()
	})
	if err != nil {
		return t, err
	}
	el, err := s.Desk.Election(t.Election)
	if err != nil || !el.Poll.Open() || el.Due(election.At(s.Now())) {
		return t, wrong
	}
	to := s.actors(ctx, t.Practice)
	if len(to) == 0 {
		return t, election.Refuse("nobody", "Nobody acts for this practice at present, so no number can be sent. Ring the returning officer.")
	}
	t.Email = to[0].text.Email
	return t, nil
}
