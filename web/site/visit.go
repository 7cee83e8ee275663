package site

import (
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/web/ui"
)

// Visit is one request: the point of the log that it sees, and who is asking.
type Visit struct {
	Point *record.Point

	// Who was admitted, and no further than the session's grant reaches. Where a
	// route needs nobody, nobody is named.
	Person  election.ID
	Name    string // of the person
	Officer bool   // a returning officer

	grant   Grant  // of the session
	name    string // of the grant's person
	session []byte // digest of the session's identifier; nil if there is none
	ended   bool   // there was a session once, and it has ended
}

// Of is the visit of a request.
func Of(c echo.Context) *Visit {
	v, _ := c.Get(visitKey).(*Visit)
	return v
}

const visitKey = "site.visit"

// SignedIn says whether the route admitted somebody.
func (v *Visit) SignedIn() bool { return v.Person != "" }

// Session is whose session the browser has, and for what: for pages that begin or
// end one.
func (v *Visit) Session() (g Grant, name string) { return v.grant, v.name }

// Poll is an election of the visit's point.
func (v *Visit) Poll(id election.ID) (election.Election, error) {
	el, ok := v.Point.State.Election.Election(id)
	if !ok {
		return el, Refuse(404, "no-election", "There is no election at this address. Start from the front page.")
	}
	return el, nil
}

// Represents says whether the person acts for a practice here.
func (v *Visit) Represents(practice election.ID) bool {
	return v.grant.acts(practice) && v.Point.State.Represents(v.Person, practice)
}

// Practices are those that the person acts for here.
func (v *Visit) Practices() (list []election.ID) {
	for p := range v.Point.State.Practices {
		if v.Represents(p.ID) {
			list = append(list, p.ID)
		}
	}
	return list
}

// Stands says whether the person is the one of a nomination, and here as such.
func (v *Visit) Stands(n election.Nomination) bool {
	own := v.grant.Purpose == ToSignIn || v.grant.Purpose == ToConsent
	return own && v.Person != "" && n.Nominee == v.Person
}

// Helps says whether the person is here as one of the team of an election, if
// they are one.
func (v *Visit) Helps(id election.ID) bool { return v.Person != "" && v.grant.helps(id) }

// anonymous are the addresses whose answers are the same for everybody: there
// the cookie is not even read.
var anonymous = []string{"/booth/", "/booth.sha256", "/booth.json", "/assets/", "/healthz", "/metrics"}

func isAnonymous(path string) bool {
	for _, prefix := range anonymous {
		if strings.HasPrefix(path, prefix) || path+"/" == prefix {
			return true
		}
	}
	// A receipt, /elections/ID/receipt/SEQ.
	rest, ok := strings.CutPrefix(path, "/elections/")
	return ok && strings.Contains(rest, "/receipt/")
}

// Visiting is the middleware that pins the point and finds out who is there.
func (s *Site) Visiting(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		v := &Visit{Point: s.Desk.Clerk.Point()}
		c.Set(visitKey, v)
		if isAnonymous(c.Request().URL.Path) {
			return next(c)
		}
		if err := s.recognise(c, v); err != nil {
			return err
		}
		if s.Desk.Clerk.ClockDoubt() != 0 {
			ui.AddNotice(c, s.clockNotice(c.Request().Context()))
		}
		if v.session != nil {
			ui.SetVisitor(c, ui.Visitor{Name: v.name, SignOut: "/sign-out", Menu: v.menu()})
		}
		return s.counted(c, v, next)
	}
}
