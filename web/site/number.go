package site

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"math/big"
	"net/http"
	"strings"
	"time"
	"unicode"

	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/web/mail"
)

const (
	numberLife  = 10 * time.Minute // at least: see coarse
	numberTries = 5
	// asksAnHour is how many emails of one sort a person is sent on request: a
	// stranger with a forwarded link must not fill a mailbox, nor try many
	// numbers.
	asksAnHour = 5
)

// request is a sort of email that is sent to whoever asks. Each is counted by
// itself: a stranger who knows an address can use up its links to sign in, and
// must not thereby keep a voter from the number.
type request struct {
	name string
	aDay int // how many a person is sent in 24 hours
}

var (
	forNumber = request{"number", 15}
	forReport = request{"report", 15}
	// Each of these links works until the close: who used up the others has
	// filled the mailbox with them.
	forVoting = request{"voting", 15}
	// These work for an hour, so no day's limit may leave anybody without one.
	forSignIn = request{"sign-in", 24 * asksAnHour}
)

// SendNumber emails six digits to the registered address of the link's person.
// A new number replaces the one before.
func (s *Site) SendNumber(ctx context.Context, l Link) error {
	n, err := rand.Int(s.rand, big.NewInt(1_000_000))
	if err != nil {
		return err
	}
	number := fmt.Sprintf("%06d", n)
	person := s.Desk.Person(ctx, l.Person)
	if person.Email == "" {
		return Refuse(http.StatusGone, "gone", "The details of this person have been deleted, so no number can be sent. Ring the returning officer.")
	}
	text := mail.NumberText{Name: person.Name, Number: number, Site: s.Host(), Contact: s.contact(ctx, l.Election)}
	if l.Practice != "" {
		text.Practice = s.Desk.Practice(ctx, l.Practice).Name
	}
	m := text.Message()
	m.To, m.Name, m.Person, m.Practice, m.Election = person.Email, person.Name, l.Person, l.Practice, l.Election
	var allowed bool
	err = s.Store().Write(ctx, func(tx store.Side) error {
		var err error
		if allowed, err = s.mayAsk(tx, forNumber, l.Person); err != nil || !allowed {
			return err
		}
		if _, err := tx.Exec(`DELETE FROM numbers WHERE link = $1 OR expires <= $2`, l.hash, s.Now().UnixMilli()); err != nil {
			return err
		}
		if _, err := tx.Exec(`INSERT INTO numbers (link, digest, expires, tries) VALUES ($1, $2, $3, 0)`,
			l.hash, s.keyed("number", l.hash, []byte(number)), coarse(s.Now().Add(numberLife), numberLife).UnixMilli()); err != nil {
			return err
		}
		return s.Outbox.Queue(tx, m)
	})
	if err != nil {
		return err
	}
	if !allowed {
		return Refuse(http.StatusTooManyRequests, "too-many-numbers", "Too many numbers have been sent to this person. Use the newest one in the mailbox, or wait an hour and ask again; if it is urgent, ring the returning officer.")
	}
	s.Outbox.Wake()
	return nil
}

// mayAsk counts an email that somebody asked for. When somebody asked is close to
// when a practice voted: the table knows the day alone, and the hour is counted in
// memory.
func (s *Site) mayAsk(tx store.Side, what request, person election.ID) (bool, error) {
	now, key := s.Now(), what.name+" "+string(person)
	day := now.Unix() / (24 * 60 * 60)
	if _, err := tx.Exec(`DELETE FROM requests WHERE day < $1`, day); err != nil {
		return false, err
	}
	var asked int
	if err := tx.QueryRow(`SELECT COALESCE((SELECT n FROM requests WHERE what = $1 AND day = $2), 0)`, key, day).Scan(&asked); err != nil {
		return false, err
	}
	if asked >= what.aDay || !s.asked.allow(key, now) {
		return false, nil
	}
	_, err := tx.Exec(`INSERT INTO requests (what, day, n) VALUES ($1, $2, 1) ON CONFLICT (what, day) DO UPDATE SET n = requests.n + 1`, key, day)
	return true, err
}

// checkNumber compares what was typed with the number of a link, in constant
// time. The number is spent by success, by five tries, or after ten minutes.
func (s *Site) checkNumber(tx store.Side, link []byte, typed string) error {
	if strings.TrimSpace(typed) == "" {
		return NeedNumber
	}
	var digest []byte
	var expires int64
	var tries int
	err := tx.QueryRow(`SELECT digest, expires, tries FROM numbers WHERE link = $1`, link).Scan(&digest, &expires, &tries)
	switch {
	case errors.Is(err, sql.ErrNoRows) || err == nil && s.Now().UnixMilli() >= expires:
		return wrongNumber("no-number", "This number is not valid any more: it is good for 10 minutes. Ask for a new one.")
	case err != nil:
		return err
	case tries >= numberTries:
		return wrongNumber("number-spent", "This number has been tried 5 times and is not valid any more. Ask for a new one.")
	}
	if hmac.Equal(digest, s.keyed("number", link, []byte(digits(typed)))) {
		_, err := tx.Exec(`DELETE FROM numbers WHERE link = $1`, link)
		return err
	}
	if _, err := tx.Exec(`UPDATE numbers SET tries = tries + 1 WHERE link = $1`, link); err != nil {
		return err
	}
	if tries+1 >= numberTries {
		return wrongNumber("number-spent", "That is not the number, and it has now been tried 5 times. Ask for a new one.")
	}
	return wrongNumber("wrong-number", "That is not the number in our email. Check its 6 digits; if there are several emails, use the newest.")
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
