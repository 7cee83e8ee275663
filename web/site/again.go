package site

import (
	"context"
	"strings"
	"time"

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

// SendSignIn emails a link to sign in to whoever has the address. Its caller
// answers the same whether or not anybody has.
func (s *Site) SendSignIn(ctx context.Context, email, next string) error {
	to := s.known(ctx, email)
	contact := s.contact(ctx, "")
	return s.queue(ctx, func(tx store.Side) error {
		for _, r := range to {
			if allowed, err := s.mayAsk(tx, forSignIn, r.id); err != nil {
				return err
			} else if !allowed {
				continue
			}
			link := Link{Grant: Grant{Purpose: ToSignIn, Person: r.id}, Next: next, Expires: s.Now().Add(signInLife)}
			if err := s.sendLink(tx, r, link, func(link string, expires time.Time) mail.Message {
				return mail.SignInText{Name: r.text.Name, Link: link, Site: s.Host(), Contact: contact, Expires: expires}.Message()
			}); err != nil {
				return err
			}
		}
		return nil
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

// SendAgain emails the voting links again to whoever has the address and acts
// for a practice in an open poll. Its caller answers the same always.
func (s *Site) SendAgain(ctx context.Context, email string) error {
	state := s.Desk.State()
	type voting struct {
		person election.ID
		mails  []Mails // one for each practice
	}
	var all []voting
	for _, r := range s.known(ctx, email) {
		v := voting{person: r.id}
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
				v.mails = append(v.mails, one)
			}
		}
		if len(v.mails) > 0 {
			all = append(all, v)
		}
	}
	return s.queue(ctx, func(tx store.Side) error {
		for _, v := range all {
			if allowed, err := s.mayAsk(tx, forVoting, v.person); err != nil {
				return err
			} else if !allowed {
				continue
			}
			if err := together(v.mails)(tx); err != nil {
				return err
			}
		}
		return nil
	})
}

// TypedCode finds whose voting code was typed at the address given in the
// emails, and makes a link for the practice's voting representative that always
// asks for a number. There are 2^128 codes: guessing one here is hopeless.
func (s *Site) TypedCode(ctx context.Context, code string) (token string, err error) {
	wrong := election.Refuse("code", "This is not a voting code of a poll that is open. Compare it with the one in your email, character by character.")
	var id, practice election.ID
	err = s.Store().View(ctx, func(tx store.Side) error {
		rows, err := tx.Query(`SELECT election, practice FROM codes WHERE code = $1`, code)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			if err := rows.Scan(&id, &practice); err != nil {
				return err
			}
		}
		return rows.Err()
	})
	if err != nil {
		return "", err
	}
	el, err := s.Desk.Election(id)
	if err != nil || !el.Poll.Open() || el.Due(election.At(s.Now())) {
		return "", wrong
	}
	to := s.actors(ctx, practice)
	if len(to) == 0 {
		return "", election.Refuse("nobody", "Nobody acts for this practice at present, so no number can be sent. Ring the returning officer.")
	}
	l := Link{Grant: Grant{Purpose: ToVote, Person: to[0].id, Practice: practice, Election: id}, Expires: el.Called.Timetable.PollCloses.Time(), Typed: true}
	err = s.Store().Write(ctx, func(tx store.Side) error {
		token, err = s.NewLink(tx, l)
		return err
	})
	return token, err
}
