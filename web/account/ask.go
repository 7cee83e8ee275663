package account

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/governance/conduct"
	"github.com/onenorwich/guildhall/web/site"
	"github.com/onenorwich/guildhall/web/ui"
)

type askModel struct {
	Email  ui.Input
	Next   string
	Button ui.Button
}

type sentModel struct {
	Email string
	Waits string // why it cannot come now
}

var (
	askPage  = ui.Define[askModel](files, "ask.html")
	sentPage = ui.Define[sentModel](files, "sent.html")
)

// ask is the page where a link is asked for.
func (p pages) ask(c echo.Context) error {
	return p.askAgain(c, http.StatusOK, "", site.Local(c.QueryParam("next")), "")
}

func (p pages) askAgain(c echo.Context, status int, email, next, problem string) error {
	m := askModel{Email: ui.Email("email", "Your email address", email), Next: next, Button: ui.Button{Text: "Email me a link"}}
	m.Email.Hint = "The one that is registered here, as your practice or the returning officer gave it."
	m.Email.Error = problem
	return askPage.Render(c, status, ui.Page{Title: "Sign in", Problems: ui.Problematic(m.Email)}, m)
}

// send queues a link, and answers the same to everybody.
func (p pages) send(c echo.Context) error {
	form, err := site.Form(c)
	if err != nil {
		return err
	}
	email, next := strings.TrimSpace(form.Get("email")), site.Local(form.Get("next"))
	if conduct.CheckEmail(email) != nil {
		return p.askAgain(c, http.StatusUnprocessableEntity, email, next, "Enter an email address in the correct format, such as name@example.org.")
	}
	if err := p.SendSignIn(c, email, next); err != nil {
		return err
	}
	return sentPage.Render(c, http.StatusOK, ui.Page{Title: "Look in your mailbox"}, sentModel{email, p.Waits()})
}
