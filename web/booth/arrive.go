package booth

import (
	"bytes"
	"context"
	"io"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance/clerk"
	"github.com/onenorwich/guildhall/web/site"
)

// castPath is the route that takes votes.
const castPath = "/cast/:election"

const arrivedKey = "booth.arrived"

// delivered is a vote that has arrived, and its turn to be looked at.
type delivered struct {
	body    []byte
	arrival *clerk.Arrival
	rest    func() // gives the turn to the next
}

// mostWaiting is how many votes of one session wait at once. A page sends one,
// and the same again where no answer came.
const mostWaiting = 8

// Arriving is the middleware that takes votes in. It belongs before whatever
// looks at the database: when a vote's last byte has been read it is stamped,
// and only then does anything costly begin, the session's look-up included, in
// turn with the other votes. So the stamp never waits for another vote, however
// many there are.
func Arriving(s *site.Site) echo.MiddlewareFunc {
	held := &room{}
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if c.Path() != castPath || c.Request().Method != http.MethodPost {
				return next(c)
			}
			site.RaiseLimit(c, maxVote)
			body, leave, err := held.read(c.Request().Context(), s.Network(c), c.Request().Body)
			defer leave()
			if err != nil {
				return err // it did not arrive whole; the page sends it again
			}
			vote := &delivered{body: body, arrival: s.Desk.Clerk.Arrive()}
			defer vote.arrival.Done()
			key, known := s.SessionKey(c)
			if known && s.Desk.Turns.Waiting(key) >= mostWaiting {
				return refuse(c, errCrowded)
			}
			// Arrived is arrived: a connection that breaks now takes nothing back.
			if vote.rest, err = s.Desk.Turns.Take(context.WithoutCancel(c.Request().Context()), key); err != nil {
				return err
			}
			defer vote.rest()
			c.Set(arrivedKey, vote)
			return next(c)
		}
	}
}

var errCrowded = election.Refuse("too-many-votes", "Several votes of this browser are still being looked at. This one has not been recorded. Wait a minute, then cast it again; the last vote counts.")

// read reads a body of at most what its reader allows, and takes room for what
// it has read: none until something has come, and at most about as much again.
// leave gives the room back.
func (r *room) read(ctx context.Context, from string, body io.Reader) (raw []byte, leave func(), err error) {
	taken := 0
	leave = func() { r.leave(from, taken) }
	var whole bytes.Buffer
	for part := firstPart; ; part = min(2*part, readPart) {
		if whole.Len() > 0 {
			if err := r.enter(ctx, from, part); err != nil {
				return nil, leave, err
			}
			taken += part
		}
		_, err := io.CopyN(&whole, body, int64(part))
		if err == io.EOF {
			return whole.Bytes(), leave, nil
		}
		if err != nil {
			return nil, leave, err
		}
	}
}

// A vote is read in parts, of which the first is no more than what a connection
// takes that has sent nothing, and each next one is twice as long, up to readPart.
const (
	firstPart = 512
	readPart  = 16 << 10
)
