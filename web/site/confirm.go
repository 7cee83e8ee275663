package site

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/web/ui"
)

type numberModel struct {
	Action string
	Field  ui.Input
	Text   string // of the button
	Waits  string // why the number cannot come now
}

var numberPage = ui.Define[numberModel](files, "number.html")

// Begin answers the POST of a link's page: a session, or the page that asks for
// the number, which is sent the first time. action is the link's own address.
// Where a session has begun, it reports true and the caller leads on.
func (s *Site) Begin(c echo.Context, l Link, action string) (began bool, err error) {
	form, err := Form(c)
	if err != nil {
		return false, err
	}
	err = s.Start(c, l, form.Get("number"))
	if err == nil {
		return true, nil
	}
	if errors.Is(err, NeedNumber) {
		if form.Has("number") {
			return false, s.askNumber(c, action, http.StatusUnprocessableEntity, "Enter the 6-digit number from our email.", "")
		}
		return false, s.sendAndAsk(c, l, action, "")
	}
	var f *Failure
	if errors.As(err, &f) && f.Status == http.StatusForbidden {
		return false, s.askNumber(c, action, http.StatusUnprocessableEntity, f.Sentence, "")
	}
	return false, err
}

// SendAgainAndAsk emails a new number and shows the page that asks for it.
func (s *Site) SendAgainAndAsk(c echo.Context, l Link, action string) error {
	return s.sendAndAsk(c, l, action, "We are sending an email with a further number. Those before are good for their 10 minutes, too.")
}

func (s *Site) sendAndAsk(c echo.Context, l Link, action, done string) error {
	err := s.SendNumber(c, l)
	var f *Failure
	if errors.As(err, &f) && f.Status == http.StatusTooManyRequests {
		return s.askNumber(c, action, f.Status, f.Sentence, "")
	}
	if err != nil {
		return err
	}
	return s.askNumber(c, action, http.StatusOK, "", done)
}

func (s *Site) askNumber(c echo.Context, action string, status int, problem, done string) error {
	m := numberModel{Action: action, Text: "Continue", Waits: s.Waits()}
	m.Field = ui.OneTimeCode("number", "6-digit number")
	m.Field.Hint = "It is good for 10 minutes. If it does not come, look among the junk mail."
	m.Field.Error = problem
	p := ui.Page{Title: "Confirm that it is you", Back: action, Problems: ui.Problematic(m.Field)}
	if done != "" && m.Waits == "" {
		p.Notice = ui.Done(done)
	}
	return numberPage.Render(c, status, p, m)
}
