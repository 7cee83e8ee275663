package site

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance"
)

// Need is what a route asks of whoever comes.
type Need int

// The needs. A route without one is for everybody, and is told of nobody.
const (
	APerson     Need = iota // somebody who has signed in
	AnOfficer               // a returning officer who has signed in
	APractice               // somebody who has signed in and acts for :practice
	ANomination             // somebody whom :nomination of :election concerns
	ASeconder               // the same, with a link to second
	ANominee                // the same, with a link to consent
	AHelper                 // somebody of the team of :id, or of any where there is no :id
	AWatcher                // a trustee or scrutineer of any election
)

// Needs is the middleware of a group of routes: it lets through who has what the
// group needs. This is the only place where a session's grant is weighed. Handlers
// see a Visit that is cut down to it.
func Needs(need Need) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if err := Of(c).admit(need, c); err != nil {
				return err
			}
			return next(c)
		}
	}
}

// admit checks the session and then the person, and names the person to the
// handler.
func (v *Visit) admit(need Need, c echo.Context) error {
	if v.session == nil {
		return v.notSignedIn()
	}
	if !v.reaches(need, c) {
		return Refuse(http.StatusForbidden, "other-link", "You came here with a link for %s, which somebody may have forwarded. For this page, sign in with your own email address.", v.grant.alone())
	}
	v.Person, v.Name = v.grant.Person, v.name
	state := &v.Point.State
	person, _ := state.Person(v.Person)
	v.Officer = person.Officer && v.grant.Purpose == ToSignIn
	switch {
	case need == AnOfficer && !v.Officer:
		return Refuse(http.StatusForbidden, "not-officer", "This page is the returning officer's. Sign in with the returning officer's own email address.")
	case need == APractice && !v.Represents(election.ID(c.Param("practice"))):
		return Refuse(http.StatusForbidden, "not-yours", "You do not act for this practice. Ask its voting representative to name you as a deputy, or sign in with another email address.")
	}
	return nil
}

// reaches says whether the session's grant reaches a route.
func (v *Visit) reaches(need Need, c echo.Context) bool {
	g := v.grant
	if g.Purpose == ToSignIn {
		return true
	}
	nomination := g.sees(election.ID(c.Param("election")), election.ID(c.Param("nomination")))
	switch need {
	case ANomination:
		return nomination
	case ASeconder:
		return nomination && g.Purpose == ToSecond
	case ANominee:
		return nomination && g.Purpose == ToConsent
	case AHelper:
		id := election.ID(c.Param("id"))
		return g.Purpose == ToHelp && (id == "" || id == g.Election)
	case AWatcher:
		el, ok := v.Point.State.Election.Election(g.Election)
		return g.Purpose == ToHelp && ok && governance.Watches(g.Person, &el)
	}
	return false
}

// VotingFor is the practice for which the session may cast in an election: the one
// of its voting link, while the person acts for it; empty if there is none.
func (v *Visit) VotingFor(id election.ID) election.ID {
	g := v.grant
	if v.session == nil || g.Purpose != ToVote || g.Election != id || !v.Point.State.Represents(g.Person, g.Practice) {
		return ""
	}
	return g.Practice
}

func (v *Visit) notSignedIn() error {
	if v.ended {
		return Refuse(http.StatusUnauthorized, "session-ended", "You have been signed out, because you signed out elsewhere or some hours have passed. Sign in again, and go on.")
	}
	return Refuse(http.StatusUnauthorized, "sign-in", "Sign in to see this page.")
}
