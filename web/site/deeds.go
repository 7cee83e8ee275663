package site

import (
	"errors"
	"maps"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"
	"golang.org/x/time/rate"

	"github.com/onenorwich/guildhall/election"
)

const (
	// deedsAnHour is how much may be recorded in an hour for one practice, or by
	// one person elsewhere: most of it stays in the log for ever, and tells others
	// by email. Nobody who means well comes near it.
	deedsAnHour = 60
	// codesAnHour is how often a registrar may send one practice its code.
	codesAnHour = 10
)

func newDeeds(now func() time.Time) (deeds, codes *limiters) {
	return newLimiters(rate.Every(time.Hour/deedsAnHour), deedsAnHour, now), newLimiters(rate.Every(time.Hour/codesAnHour), codesAnHour, now)
}

// counted counts what a person who is signed in has recorded, and refuses what is
// too much. A returning officer is trusted with the log's length; a registrar gives
// hundreds of codes in a row; a vote has a limit of its own; and a role may always
// be ended, as a session may. It looks at the session itself, since no route has
// admitted anybody yet; what a route then refuses to this session counts for
// nothing, so that whoever holds a forwarded link uses up nobody's deeds.
func (s *Site) counted(c echo.Context, v *Visit, next echo.HandlerFunc) error {
	if c.Request().Method != http.MethodPost || v.session == nil || free[c.Path()] {
		return next(c)
	}
	g, state := v.grant, &v.Point.State
	if person, _ := state.Person(g.Person); person.Officer && g.Purpose == ToSignIn {
		return next(c)
	}
	key := "person " + string(g.Person)
	practice := election.ID(c.Param("practice"))
	if practice != "" && g.acts(practice) && state.Represents(g.Person, practice) {
		key = "practice " + string(practice)
	}
	giveBack, ok := s.rates.deed.take(key)
	if !ok {
		c.Response().Header().Set("Retry-After", "600")
		return Refuse(http.StatusTooManyRequests, "too-many-deeds", "Very much has been recorded here in the last hour. Nothing was recorded now. Wait ten minutes, then try again, or ring the returning officer.")
	}
	err := next(c)
	var f *Failure
	if errors.As(err, &f) && (f.Status == http.StatusUnauthorized || f.Status == http.StatusForbidden) {
		giveBack()
	}
	return err
}

// free are the addresses with another limit, or with none because nothing can be
// piled up there.
var free = map[string]bool{
	"/cast/:election": true, "/sign-out": true, "/practice/:practice/people/:person/end": true, "/receipt": true,
	"/registrar/:id/list": true, "/registrar/:id/issued": true, "/registrar/:id/mail": true, "/registrar/:id/apart": true,
	"/in/:token": true, "/in/:token/number": true, "/v/:token": true, "/v/:token/number": true, "/v/:token/confirm": true, "/c": true, "/c/:ticket": true,
	"/sign-in": true, "/again": true, "/vote": true,
}

// MayTell counts a voting code that a registrar sends to a practice.
func (s *Site) MayTell(practice election.ID) bool { return s.rates.code.allow(string(practice), 1) }

// FreeOfDeeds are the addresses that this limit leaves out.
func FreeOfDeeds() map[string]bool { return maps.Clone(free) }
