package site

import (
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance"
	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/web/ui"
)

// Visit is one request: the point of the log that it sees, and who is asking.
type Visit struct {
	Point *record.Point

	Person    election.ID   // who is signed in; empty for nobody
	Name      string        // of the person
	Officer   bool          // a returning officer
	Practices []election.ID // that the person represents now
	Voting    election.ID   // the practice of the voting link with which the session began
	Election  election.ID   // and its election

	linked  bool   // the session began with a voting link, whoever acts for the practice by now
	session []byte // digest of the session's identifier
	ended   bool   // there was a session once, and it has ended
}

// Of is the visit of a request.
func Of(c echo.Context) *Visit {
	v, _ := c.Get(visitKey).(*Visit)
	return v
}

const visitKey = "site.visit"

// SignedIn says whether somebody is signed in.
func (v *Visit) SignedIn() bool { return v.Person != "" }

// Poll is an election of the visit's point.
func (v *Visit) Poll(id election.ID) (election.Election, error) {
	el, ok := v.Point.State.Election.Election(id)
	if !ok {
		return el, Refuse(404, "no-election", "There is no election at this address. Start from the front page.")
	}
	return el, nil
}

// Represents says whether the person represents a practice.
func (v *Visit) Represents(practice election.ID) bool {
	return v.Point.State.Represents(v.Person, practice)
}

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
			ui.SetNotice(c, s.clockNotice(c.Request().Context()))
		}
		if v.SignedIn() {
			ui.SetVisitor(c, ui.Visitor{Name: v.Name, SignOut: "/sign-out", Menu: menu(Parts(&v.Point.State, v.Person))})
		}
		return next(c)
	}
}

// know fills in what the log says of the signed-in person.
func (v *Visit) know(s *governance.State) {
	p, ok := s.Person(v.Person)
	if !ok {
		v.Person = ""
		return
	}
	v.Officer = p.Officer
	for practice := range s.Practices {
		if practice.Represented(v.Person) {
			v.Practices = append(v.Practices, practice.ID)
		}
	}
	v.linked = v.Voting != ""
	if v.linked && !s.Represents(v.Person, v.Voting) {
		v.Voting = "" // somebody else acts for the practice now
	}
}

// RequirePerson lets only those through who are signed in.
func RequirePerson(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if v := Of(c); !v.SignedIn() {
			return v.notSignedIn()
		}
		return next(c)
	}
}

// RequireOfficer lets only returning officers through.
func RequireOfficer(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		v := Of(c)
		switch {
		case !v.SignedIn():
			return v.notSignedIn()
		case !v.Officer:
			return Refuse(403, "not-officer", "This page is the returning officer's. Sign in with the returning officer's own email address.")
		}
		return next(c)
	}
}

// RequirePractice lets only those through who represent the practice that the
// route's parameter :practice names.
func RequirePractice(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		v := Of(c)
		switch {
		case !v.SignedIn():
			return v.notSignedIn()
		case !v.Represents(election.ID(c.Param("practice"))):
			return Refuse(403, "not-yours", "You do not act for this practice. Ask its voting representative to name you as a deputy, or sign in with another email address.")
		}
		return next(c)
	}
}

// RequireMailbox refuses a session that began with a voting link. Such a link
// may have been forwarded; whoever changes who acts for a practice shows that
// the registered mailbox is theirs.
func RequireMailbox(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if Of(c).linked {
			return Refuse(403, "voting-link", "You came here with a voting link, which somebody may have forwarded. For this page, sign in with your own email address: choose Sign out above, then Sign in.")
		}
		return next(c)
	}
}

func (v *Visit) notSignedIn() error {
	if v.ended {
		return Refuse(401, "session-ended", "You have been signed out, because you signed out elsewhere or some hours have passed. Sign in again, and go on.")
	}
	return Refuse(401, "sign-in", "Sign in to see this page.")
}
