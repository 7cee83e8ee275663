package site

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"fmt"
	"math/big"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/web/mail"
)

// numberLife is how long a number is good.
const numberLife = 10 * time.Minute

// numbers are those that were sent and not used, by mailbox: whoever shows one has
// read that mailbox, whoever asked for it. A further one takes nothing from those
// before, so a stranger who asks for some spoils none. They are kept in memory
// alone, since their times would say when somebody came to vote.
type numbers struct {
	mu    sync.Mutex
	sent  map[string][]sentNumber
	wrong map[string][]time.Time // by mailbox: what was held against others' numbers
}

type sentNumber struct {
	digest  []byte
	network string // that asked for it
	expires time.Time
}

// guesses is how many wrong numbers an hour are held against those of a mailbox
// that other networks asked for. Somebody with many addresses, each with its few
// tries, soon has only the numbers that those asked for to guess at; whoever reads
// the mailbox enters a number where it was asked for.
const guesses = 10

// add keeps a number's digest.
func (n *numbers) add(box, network string, digest []byte, now time.Time) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.sent == nil {
		n.sent, n.wrong = map[string][]sentNumber{}, map[string][]time.Time{}
	}
	n.sent[box] = append(n.live(box, now), sentNumber{digest, network, now.Add(numberLife)})
}

// take spends a number, if it is one of a mailbox.
func (n *numbers) take(box, network string, digest []byte, now time.Time) (found bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	var rest []sentNumber
	others, all := false, n.guessing(box, now)
	for _, s := range n.live(box, now) {
		if others = others || s.network != network; s.network != network && !all {
			rest = append(rest, s)
			continue
		}
		if hmac.Equal(s.digest, digest) && !found {
			found = true
			continue
		}
		rest = append(rest, s)
	}
	if others && all && !found {
		n.wrong[box] = append(n.wrong[box], now)
	}
	if len(rest) == 0 {
		delete(n.sent, box)
	} else {
		n.sent[box] = rest
	}
	return found
}

// guessing says whether a number of a mailbox may be guessed at that another
// network asked for.
func (n *numbers) guessing(box string, now time.Time) bool {
	lately := slices.DeleteFunc(n.wrong[box], func(at time.Time) bool { return now.Sub(at) >= time.Hour })
	if len(lately) == 0 {
		delete(n.wrong, box)
	} else {
		n.wrong[box] = lately
	}
	return len(lately) < guesses
}

func (n *numbers) live(box string, now time.Time) (list []sentNumber) {
	for _, s := range n.sent[box] {
		if now.Before(s.expires) {
			list = append(list, s)
		}
	}
	return list
}

// SendNumber emails six digits to the registered address of the link's person.
// Whoever holds the link has numbers of their own: strangers, who have none, cannot
// use them up.
func (s *Site) SendNumber(c echo.Context, l Link) error {
	person := s.Desk.Person(c.Request().Context(), l.Person)
	if person.Email == "" {
		return Refuse(http.StatusGone, "gone", "The details of this person have been deleted, so no number can be sent. Ring the returning officer.")
	}
	if !s.ledger.ask(forNumber, s.Network(c), l.key()) {
		return Refuse(http.StatusTooManyRequests, "too-many-numbers", "Too many numbers have been asked for with this link. Use one that is in the mailbox, or wait ten minutes and ask again; if it is urgent, ring the returning officer.")
	}
	err := s.sendNumber(c.Request().Context(), s.Network(c), recipient{id: l.Person, text: person}, l.Practice, l.Election)
	if err != nil {
		s.ledger.giveBack(forNumber, s.Network(c), l.key())
	}
	return err
}

func (s *Site) sendNumber(ctx context.Context, network string, r recipient, practice, id election.ID) error {
	n, err := rand.Int(s.rand, big.NewInt(1_000_000))
	if err != nil {
		return err
	}
	number := fmt.Sprintf("%06d", n)
	text := mail.NumberText{Name: r.text.Name, Number: number, Site: s.Host(), Contact: s.contact(ctx, id)}
	if practice != "" {
		text.Practice = s.Desk.Practice(ctx, practice).Name
	}
	box := election.Fold(r.text.Email)
	s.numbers.add(box, network, s.numberDigest(box, number), s.Now())
	return s.queue(ctx, func(tx store.Side) error { return s.Outbox.Queue(tx, r.to(text.Message(), id, practice)) })
}

func (s *Site) numberDigest(box, number string) []byte {
	return s.keyed("number", []byte(box), []byte(number))
}

// checkNumber compares what was typed with the numbers of a mailbox, in constant
// time. what is what it was typed for: five wrong ones, and it wants a new email.
// All this is the same for a mailbox that is not registered.
func (s *Site) checkNumber(network, what, box, typed string) error {
	if strings.TrimSpace(typed) == "" {
		return NeedNumber
	}
	if !s.ledger.left(network, what) {
		return wrongNumber("number-spent", "A wrong number has been tried 5 times. Ask for a new one.")
	}
	if s.numbers.take(box, network, s.numberDigest(box, digits(typed)), s.Now()) {
		return nil
	}
	if !s.ledger.wrong(network, what) {
		return wrongNumber("number-spent", "That is not the number, and it has now been tried 5 times. Ask for a new one.")
	}
	return wrongNumber("wrong-number", "That is not the number in our email, or it is not valid any more: each is good once, and for 10 minutes. Check its 6 digits, or ask for a new one.")
}

// NeedNumber is Start's refusal when this browser must show a number.
var NeedNumber error = &Failure{http.StatusForbidden, "need-number", "Enter the 6-digit number that we sent to the registered address."}

func wrongNumber(code, sentence string) error {
	return &Failure{http.StatusForbidden, code, sentence}
}

// digits drops what people type around a number.
func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '-' {
			return -1
		}
		return r
	}, s)
}
