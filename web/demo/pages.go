package demo

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/web/mail"
	"github.com/onenorwich/guildhall/web/site"
	"github.com/onenorwich/guildhall/web/ui"
)

// Routes adds the demonstration's own pages.
func (d *Demo) Routes(e *echo.Echo, s *site.Site) {
	d.site = s
	g := e.Group("/demo")
	g.GET("", d.welcome)
	e.GET("/", d.welcome) // instead of the list of elections: there is one
	g.POST("/officer", d.beOfficer)
	g.POST("/clock", d.moveClock)
	g.GET("/mail", d.mailbox)
	g.GET("/mail/:id", d.message)
	g.GET("/key", d.key)
}

type welcomeModel struct {
	Voted, Practices int
	Open             bool
	Closes           time.Time
	Practice         string
	Email            string // address of the visitor's invitation
	Election         string
	Outside          string
	Officer          ui.Button
	Clock            []ui.Button
	Key              string // name of the returning officer's key file
	Notice           string
}

var welcomePage = ui.Define[welcomeModel](files, "welcome.html")

func (d *Demo) welcome(c echo.Context) error {
	el, err := site.Of(c).Poll(d.kept.Election)
	if err != nil {
		return err
	}
	m := welcomeModel{
		Voted: el.Poll.Turnout(), Practices: el.Roll.Len(), Open: el.Poll.Open(),
		Closes: el.Called.Timetable.PollCloses.Time(), Election: "/elections/" + string(el.ID()), Outside: Outside,
		Practice: d.site.Desk.Practice(c.Request().Context(), visitor).Name,
		Officer:  ui.Button{Text: "Be the returning officer"},
		Key:      d.keyName(),
	}
	if m.Email, err = d.invitation(c, &el); err != nil {
		return err
	}
	if m.Open {
		m.Clock = []ui.Button{
			{Text: "Forward one day", Name: "to", Value: "day", Secondary: true},
			{Text: "To one minute before the close", Name: "to", Value: "minute", Secondary: true},
			{Text: "To the close of the poll", Name: "to", Value: "close", Secondary: true},
		}
	} else {
		m.Clock = []ui.Button{{Text: "Forward one day", Name: "to", Value: "day", Secondary: true}}
	}
	return welcomePage.Render(c, http.StatusOK, ui.Page{Title: "Demonstration", Current: "/"}, m)
}

// invitation is the address of the email that the visitor votes with.
func (d *Demo) invitation(c echo.Context, el *election.Election) (string, error) {
	list, err := d.site.Outbox.List(c.Request().Context(), el.ID())
	if err != nil {
		return "", err
	}
	for _, m := range list {
		if m.Practice == visitor && m.Kind == mail.Invitation {
			return "/demo/mail/" + strconv.FormatInt(m.ID, 10), nil
		}
	}
	return "/demo/mail", nil
}

// beOfficer signs the visitor in as the returning officer.
func (d *Demo) beOfficer(c echo.Context) error {
	link := site.Link{Grant: site.Grant{Purpose: site.ToSignIn, Person: d.kept.Officer}, Next: "/officer"}
	if err := d.signIn(c, link); err != nil {
		return err
	}
	return site.Redirect(c, "/officer/elections/"+string(d.kept.Election))
}

// signIn begins a session with a link made on the spot.
func (d *Demo) signIn(c echo.Context, link site.Link) error {
	link.Expires = d.site.Now().Add(24 * time.Hour)
	var token string
	err := d.site.Store().Write(c.Request().Context(), func(tx store.Side) (err error) {
		token, err = d.site.NewLink(tx, link)
		return err
	})
	if err != nil {
		return err
	}
	if link, err = d.site.Link(c.Request().Context(), token); err != nil {
		return err
	}
	return d.site.Start(c, link, "")
}

// moveClock moves the clock forwards, and lets what is due happen at once.
// Whoever is signed in stays so: the jump is the demonstration's, not theirs.
func (d *Demo) moveClock(c echo.Context) error {
	form, err := site.Form(c)
	if err != nil {
		return err
	}
	el, err := site.Of(c).Poll(d.kept.Election)
	if err != nil {
		return err
	}
	closes := el.Called.Timetable.PollCloses.Time()
	switch form.Get("to") {
	case "day":
		d.Clock.Advance(24 * time.Hour)
	case "minute":
		d.Clock.Set(closes.Add(-time.Minute))
	case "close":
		d.Clock.Set(closes)
	default:
		return site.Refuse(http.StatusUnprocessableEntity, "clock", "Choose how far to move the clock.")
	}
	ctx := c.Request().Context()
	if err := d.site.Desk.Clerk.Tick(ctx); err != nil {
		return err
	}
	if err := d.site.Desk.AfterClose(ctx); err != nil {
		return err
	}
	if err := d.keep(); err != nil {
		return err
	}
	if g, _ := site.Of(c).Session(); g.Person != "" {
		if err := d.signIn(c, site.Link{Grant: g}); err != nil {
			return err
		}
	}
	return site.Redirect(c, "/demo")
}

type mailboxModel struct{ Emails ui.Table }

var mailboxPage = ui.Define[mailboxModel](files, "mailbox.html")

func (d *Demo) mailbox(c echo.Context) error {
	list, err := d.site.Outbox.List(c.Request().Context(), d.kept.Election)
	if err != nil {
		return err
	}
	loose, err := d.site.Outbox.List(c.Request().Context(), "")
	if err != nil {
		return err
	}
	seen := make(map[int64]bool)
	table := ui.Table{Caption: "Emails, newest first", Head: ui.Columns("To", "Subject", "Sent"), Empty: "No email has been sent yet."}
	for _, m := range append(loose, list...) {
		if seen[m.ID] {
			continue
		}
		seen[m.ID] = true
		sent := ui.When(m.Queued)
		if m.State == mail.Bounced {
			sent += ", came back"
		}
		table.Rows = append(table.Rows, []ui.Cell{
			{Text: m.Name},
			{Text: m.Subject, Href: fmt.Sprintf("/demo/mail/%d", m.ID)},
			{Text: sent},
		})
	}
	return mailboxPage.Render(c, http.StatusOK, ui.Page{Title: "Emails", Back: "/demo", Wide: true}, mailboxModel{table})
}

type messageModel struct {
	To, Address, Subject string
	Sent                 time.Time
	CameBack, Deleted    bool
	Lines                []line
}

var messagePage = ui.Define[messageModel](files, "message.html")

func (d *Demo) message(c echo.Context) error {
	id, err := strconv.ParseInt(c.Param("id"), 10, 64)
	if err != nil {
		return echo.ErrNotFound
	}
	m, err := d.site.Outbox.Message(c.Request().Context(), id)
	if err != nil {
		return site.Refuse(http.StatusNotFound, "no-email", "There is no such email. Go back to the list.")
	}
	return messagePage.Render(c, http.StatusOK, ui.Page{Title: m.Subject, Back: "/demo/mail"}, messageModel{
		To: m.Name, Address: m.To, Subject: m.Subject, Sent: m.Queued, CameBack: m.State == mail.Bounced, Deleted: m.Text == "", Lines: lines(m.Text, d.site.BaseURL),
	})
}
