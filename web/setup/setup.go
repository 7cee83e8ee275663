// Package setup begins a new log: whoever started the service, and only they,
// names the body and its first returning officer.
//
// Invariant: the address works only while the log is empty, and only with the
// token that was printed where the service was started.
package setup

import (
	"crypto/rand"
	"crypto/subtle"
	"embed"
	"encoding/hex"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/governance/conduct"
	"github.com/onenorwich/guildhall/web/site"
	"github.com/onenorwich/guildhall/web/ui"
)

//go:embed *.html
var files embed.FS

// Setup is the page that begins a log.
type Setup struct {
	site  *site.Site
	token string
}

// New draws the token of an empty log's set-up.
func New(s *site.Site) *Setup {
	b := make([]byte, 16)
	if _, err := rand.Read(b); err != nil {
		panic(err) // the system has no randomness
	}
	return &Setup{site: s, token: hex.EncodeToString(b)}
}

// Link is the address to be printed; "" once the log has begun.
func (s *Setup) Link() string {
	if s.site.Desk.State().Opened {
		return ""
	}
	return s.site.URL("/setup/" + s.token)
}

// Routes adds the page.
func (s *Setup) Routes(e *echo.Echo, _ *site.Site) {
	g := e.Group("/setup/:token", s.only)
	g.GET("", s.show)
	g.POST("", s.begin)
}

// only lets the holder of the token through, while the log is empty.
func (s *Setup) only(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if site.Of(c).Point.State.Opened {
			return site.Refuse(http.StatusGone, "set-up", "This service has been set up already. Sign in with your email address.")
		}
		if subtle.ConstantTimeCompare([]byte(c.Param("token")), []byte(s.token)) != 1 {
			return site.Refuse(http.StatusNotFound, "no-setup", "This is not the set-up address. Copy it whole from where the service was started; it changes with every start.")
		}
		return next(c)
	}
}

type model struct {
	Action                 string
	Body                   ui.Input
	Name, Email, Telephone ui.Input
	Chair, ChairEmail      ui.Input
	Begin                  ui.Button
	Mail                   ui.Warning // where no email can leave
}

var page = ui.Define[model](files, "setup.html")

func (s *Setup) form(get func(string) string) model {
	m := model{
		Action:     "/setup/" + s.token,
		Body:       ui.Input{Name: "body", Label: "Name of the alliance", Value: get("body"), Hint: "As it stands on notices and ballot papers"},
		Name:       ui.Input{Name: "name", Label: "Full name", Value: get("name")},
		Email:      ui.Email("email", "Email address", get("email")),
		Telephone:  ui.Telephone("telephone", "Telephone number", get("telephone")),
		Chair:      ui.Input{Name: "chair", Label: "Full name", Value: get("chair"), Hint: "Leave this empty if there is no interim chair"},
		ChairEmail: ui.Email("chair-email", "Email address", get("chair-email")),
		Begin:      ui.Button{Text: "Begin the log"},
	}
	if s.site.MailTrouble() != "" {
		m.Mail = ui.Warning{Title: "No email can be sent", Text: s.site.MailTrouble() + " Nobody could sign in or vote: practices get their links by email. Start the service with a mail server (--smtp-host) before you call an election."}
	}
	return m
}

// read takes what was typed, and says beside each field what is wrong with it.
func (m *model) read() (setup conduct.Setup, problems ui.Problems) {
	setup.Body = strings.TrimSpace(m.Body.Value)
	m.Body.Error = site.Wrong(conduct.CheckBody(setup.Body))
	setup.Officer, _ = site.PersonFields{Name: &m.Name, Email: &m.Email, Telephone: &m.Telephone}.Read()
	if strings.TrimSpace(m.Chair.Value+m.ChairEmail.Value) != "" {
		chair, _ := site.PersonFields{Name: &m.Chair, Email: &m.ChairEmail}.Read()
		setup.Interim = &chair
	}
	return setup, ui.Problematic(m.Body, m.Name, m.Email, m.Telephone, m.Chair, m.ChairEmail)
}

func (s *Setup) show(c echo.Context) error {
	return page.Render(c, http.StatusOK, ui.Page{Title: "Set up Guildhall"}, s.form(func(name string) string { return map[string]string{"body": "OneNorwich"}[name] }))
}

func (s *Setup) begin(c echo.Context) error {
	form, err := site.Form(c)
	if err != nil {
		return err
	}
	m := s.form(form.Get)
	setup, problems := m.read()
	if problems != nil {
		return page.Render(c, http.StatusUnprocessableEntity, ui.Page{Title: "Set up Guildhall", Problems: problems}, m)
	}
	setup.Key = s.site.Desk.Clerk.PublicKey()
	id, err := s.site.Desk.Begin(c.Request().Context(), setup)
	if problems, err := site.Refused(err); err == nil && problems != nil {
		return page.Render(c, http.StatusUnprocessableEntity, ui.Page{Title: "Set up Guildhall", Problems: problems}, m)
	}
	if err != nil {
		return err
	}
	// Whoever holds the token is the operator, who has just named the officer:
	// the officer's first link is shown here and needs no email.
	var token string
	err = s.site.Store().Write(c.Request().Context(), func(tx store.Side) (err error) {
		token, err = s.site.NewLink(tx, site.Link{Grant: site.Grant{Purpose: site.ToSignIn, Person: id}, Next: "/officer", Expires: s.site.Now().Add(24 * time.Hour)})
		return err
	})
	if err != nil {
		return err
	}
	return site.Redirect(c, "/in/"+token)
}
