package site

import (
	"context"
	"crypto/subtle"
	"net/http"
	"slices"

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
	if practice == "" { // whoever asks is not to learn which
		return "You also need your practice’s voting code, which comes from " + registrar + "; this service does not know it."
	}
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

// seats are what whoever reads the mail of a ticket's address may vote for: with
// the code that was typed, or with one that this service does not know. Where
// several people share a mailbox, a practice is there once.
func (s *Site) seats(ctx context.Context, t Ticket) (list []Seat) {
	state := s.Desk.State()
	for _, r := range s.known(ctx, t.Email) {
		for el := range state.Election.Elections {
			if !el.Poll.Open() || el.Due(election.At(s.Now())) || t.Practice == "" && el.Listed == nil || t.Practice != "" && t.Election != el.ID() {
				continue
			}
			for p := range state.Practices {
				_, onRoll := el.Roll.Row(p.ID)
				if !onRoll || !p.Represented(r.id) || t.Practice != "" && t.Practice != p.ID {
					continue
				}
				same := func(s Seat) bool { return s.Practice == p.ID && s.Election == el.ID() }
				if !slices.ContainsFunc(list, same) {
					list = append(list, Seat{r.id, p.ID, el.ID(), el.Called.Timetable.PollCloses})
				}
			}
		}
	}
	return list
}

// target is what a ticket's numbers are counted by.
func (t Ticket) target() string {
	if t.Practice != "" {
		return "seat " + string(t.Election) + " " + string(t.Practice)
	}
	return "box " + election.Fold(t.Email)
}

// AskTicket has a number sent to a ticket's address, if it is registered and may
// vote, and gives what stands in the address of the page that asks for it. Its
// caller says the same to everybody; the search and the email come after the
// answer.
func (s *Site) AskTicket(c echo.Context, t Ticket) (text string, err error) {
	if network := s.Network(c); s.ledger.ask(forNumber, network, t.target()) {
		err = s.After("a number could not be sent", func(ctx context.Context) error {
			seats := s.seats(ctx, t)
			if len(seats) == 0 {
				return nil
			}
			seat, practice := seats[0], election.ID("")
			if len(seats) == 1 {
				practice = seat.Practice
			}
			return s.sendNumber(ctx, network, recipient{id: seat.Person, text: s.Desk.Person(ctx, seat.Person)}, practice, seat.Election)
		})
	}
	if err != nil {
		return "", err
	}
	return s.NewTicket(t)
}

// Show checks the number that was typed with a ticket. With the right one the
// voting link is made, bound to this browser, and the session begins; or, where the
// mailbox may vote for several practices, a ticket that asks for which.
func (s *Site) Show(c echo.Context, t Ticket, number string) (next string, err error) {
	ctx, box := c.Request().Context(), election.Fold(t.Email)
	if err := s.checkNumber(s.Network(c), t.target(), box, number); err != nil {
		return "", err
	}
	seats := s.seats(ctx, t)
	switch len(seats) {
	case 0:
		return "", Refuse(http.StatusConflict, "no-poll", "At present no poll is open in which you may vote like this. If that is a mistake, ring the returning officer.")
	case 1:
		return s.take(c, seats[0])
	}
	mine, err := s.thisBrowser(c)
	if err != nil {
		return "", err
	}
	s.setCookie(c, browserCookie, mine, browserLife)
	t.Shown = tokenHash(mine)
	text, err := s.NewTicket(t)
	return "/c/" + text, err
}

// Seats are what somebody may choose from who has shown the number; none for any
// other browser.
func (s *Site) Seats(c echo.Context, t Ticket) []Seat {
	if mine := s.browser(c); t.Shown == nil || subtle.ConstantTimeCompare(t.Shown, mine) != 1 {
		return nil
	}
	return s.seats(c.Request().Context(), t)
}

// Choose takes one of the Seats, once with one ticket: the page with the choice
// stays in the browser's history.
func (s *Site) Choose(c echo.Context, text string, seat Seat) (next string, err error) {
	if !s.ledger.once(text) {
		return "/c", nil
	}
	return s.take(c, seat)
}

// take makes a voting link for a seat, this browser's own, and begins its session.
func (s *Site) take(c echo.Context, seat Seat) (next string, err error) {
	mine, err := s.thisBrowser(c)
	if err != nil {
		return "", err
	}
	l := Link{Grant: Grant{Purpose: ToVote, Person: seat.Person, Practice: seat.Practice, Election: seat.Election}, Expires: seat.Closes.Time()}
	var token, cookie string
	err = s.Store().Write(c.Request().Context(), func(tx store.Side) error {
		if token, err = s.NewLink(tx, l); err != nil {
			return err
		}
		l.hash = tokenHash(token)
		cookie, err = s.bind(tx, c, l, mine)
		return err
	})
	if err != nil {
		return "", err
	}
	s.began(c, mine, cookie)
	return "/v/" + token, nil
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
