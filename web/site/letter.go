package site

import (
	"context"
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/web/ui"
)

// Seat is a vote that somebody may cast with a code that came from a registrar:
// a person, for a practice, in an open poll.
type Seat struct {
	Person, Practice, Election election.ID
	Closes                     election.Moment
}

// CodeFrom says where a practice finds a voting code that a registrar made;
// empty where this service makes the codes.
func (s *Site) CodeFrom(ctx context.Context, el *election.Election, practice election.ID) string {
	if el.Called.Scheme != election.Strict || el.Team == nil {
		return ""
	}
	registrar := "the registrar, " + s.Desk.Person(ctx, el.Team.Registrar).Name
	lost := " If you do not find it, ring the returning officer before " + ui.When(el.CodesCutOff().Time()) + ": later, no code can be given any more."
	switch el.Issued(practice) {
	case election.ByLetter:
		return "You also need your practice’s voting code. It came in a letter from " + registrar + "; this service does not know it. Have the letter at hand." + lost
	case election.ByMail:
		return "You also need your practice’s voting code. It came in an email of its own, from " + registrar + "; this service has kept no copy." + lost
	case election.Again:
		return "You also need your practice’s voting code. It came from " + registrar + ", who gave it to your practice a second time; this service does not know it." + lost
	}
	return "You also need your practice’s voting code. It comes to your practice from " + registrar + ", who has not sent it yet; this service does not know it. If it does not come in time, ring the returning officer before " + ui.When(el.CodesCutOff().Time()) + ": later, no code can be given any more."
}

// seats are what whoever reads the mail of an address may vote for, with codes
// that this service does not know.
func (s *Site) seats(ctx context.Context, email string) (list []Seat) {
	state := s.Desk.State()
	for _, r := range s.known(ctx, email) {
		for el := range state.Election.Elections {
			if el.Listed == nil || !el.Poll.Open() || el.Due(election.At(s.Now())) {
				continue
			}
			for p := range state.Practices {
				if _, onRoll := el.Roll.Row(p.ID); onRoll && p.Represented(r.id) {
					list = append(list, Seat{r.id, p.ID, el.ID(), el.Called.Timetable.PollCloses})
				}
			}
		}
	}
	return list
}

// LetterNumber begins the way of somebody who has a voting code in a letter: it
// emails a number to whoever has the address and may vote. The code itself never
// comes here. The answer is a token in any case, and its caller says the same to
// everybody.
func (s *Site) LetterNumber(ctx context.Context, email string) (token string, err error) {
	seats := s.seats(ctx, email)
	if len(seats) == 0 {
		return s.newToken() // of no link
	}
	if token, err = s.seatLink(ctx, seats[0], true); err != nil {
		return "", err
	}
	l, err := s.Link(ctx, token)
	if err == nil {
		err = s.SendNumber(ctx, l)
	}
	var f *Failure
	if errors.As(err, &f) && f.Status == http.StatusTooManyRequests {
		// To say so would tell who is registered. A link without a number is of no
		// use, and strangers shall not fill the table with them.
		return token, s.Store().Write(ctx, func(tx store.Side) error {
			_, err := tx.Exec(`DELETE FROM links WHERE hash = $1`, l.hash)
			return err
		})
	}
	return token, err
}

func (s *Site) seatLink(ctx context.Context, seat Seat, typed bool) (token string, err error) {
	err = s.Store().Write(ctx, func(tx store.Side) error {
		token, err = s.NewLink(tx, Link{Grant: Grant{Purpose: ToVote, Person: seat.Person, Practice: seat.Practice, Election: seat.Election}, Expires: seat.Closes.Time(), Typed: typed})
		return err
	})
	return token, err
}

// LetterStart begins the session with the number that was typed, and gives what
// the mailbox may vote for. Whoever comes with a token of no link is told what
// whoever types a wrong number is told.
func (s *Site) LetterStart(c echo.Context, token, number string) ([]Seat, error) {
	l, err := s.Link(c.Request().Context(), token)
	var f *Failure
	switch {
	case errors.As(err, &f) && f.Code == "no-link", err == nil && (l.Purpose != ToVote || !l.Typed):
		if number == "" {
			return nil, NeedNumber
		}
		return nil, wrongNumber("wrong-number", "That is not the number in our email. Check its 6 digits; if there are several emails, use the newest.")
	case err != nil:
		return nil, err
	}
	if err := s.Start(c, l, number); err != nil {
		return nil, err
	}
	return s.seats(c.Request().Context(), s.Desk.Person(c.Request().Context(), l.Person).Email), nil
}

// Seats are what the mailbox of whoever is signed in may vote for.
func (s *Site) Seats(c echo.Context) []Seat {
	ctx := c.Request().Context()
	return s.seats(ctx, s.Desk.Person(ctx, Of(c).Person).Email)
}

// TakeSeat is a voting link for a seat. One of the signed-in person's own is
// bound to this browser; one of somebody else with the same mailbox asks for a
// number of its own.
func (s *Site) TakeSeat(c echo.Context, seat Seat) (token string, err error) {
	own := seat.Person == Of(c).Person
	if token, err = s.seatLink(c.Request().Context(), seat, !own); err != nil || !own || s.browser(c) == nil {
		return token, err
	}
	return token, s.Store().Write(c.Request().Context(), func(tx store.Side) error {
		_, err := tx.Exec(`UPDATE links SET browser = $1 WHERE hash = $2`, s.browser(c), tokenHash(token))
		return err
	})
}

// Registered says whether voting codes of some poll come from a registrar, and
// whether those of some poll are this service's own. Polls that are over do not
// matter.
func (s *Site) Registered() (registrar, own bool) {
	state := s.Desk.State()
	for el := range state.Election.Elections {
		switch {
		case el.Poll.Prepared == nil || el.Poll.Closed():
		case el.Listed != nil:
			registrar = true
		default:
			own = true
		}
	}
	return registrar, own
}
