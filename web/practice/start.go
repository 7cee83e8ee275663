package practice

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/web/site"
	"github.com/onenorwich/guildhall/web/ui"
)

// start begins the session that may cast, and leads to the booth.
func (p pages) start(c echo.Context) error {
	v, err := p.link(c)
	if err == errClosed {
		return p.closed(c, v)
	}
	if err != nil {
		return err
	}
	began, err := p.Begin(c, v.Link, v.action)
	if err != nil || !began {
		return err
	}
	return site.Redirect(c, "/booth/"+string(v.Election))
}

// number sends a new number: to the page that asks for it, or to the booth.
func (p pages) number(c echo.Context) error {
	v, err := p.link(c)
	if site.WantsJSON(c) {
		if err == nil {
			err = p.SendNumber(c, v.Link)
		}
		return answer(c, err, "We have sent an email with a 6-digit number to your registered address. It is good for 10 minutes.")
	}
	if err == errClosed {
		return p.closed(c, v)
	}
	if err != nil {
		return err
	}
	return p.SendAgainAndAsk(c, v.Link, v.action)
}

// confirm is the booth's way to a session, in place: the choices stay in the
// page.
func (p pages) confirm(c echo.Context) error {
	v, err := p.link(c)
	if err != nil {
		return answer(c, err, "")
	}
	var asked struct {
		Number string `json:"number"`
	}
	if err := json.NewDecoder(c.Request().Body).Decode(&asked); err != nil {
		return answer(c, site.Refuse(http.StatusBadRequest, "form", "The number arrived damaged. Enter it again."), "")
	}
	if strings.TrimSpace(asked.Number) == "" {
		return answer(c, site.NeedNumber, "")
	}
	return answer(c, p.Start(c, v.Link, asked.Number), "")
}

// told is an answer to the booth.
type told struct {
	OK       bool   `json:"ok"`
	Sentence string `json:"sentence,omitempty"`
}

// answer tells the booth; only what is ours to explain goes to Fail.
func answer(c echo.Context, err error, sentence string) error {
	var f *site.Failure
	switch {
	case err == nil:
		return c.JSON(http.StatusOK, told{true, sentence})
	case err == errClosed:
		return c.JSON(http.StatusGone, told{false, "The poll is closed. Nothing that arrives now is counted."})
	case errors.As(err, &f) && f.Status < 500:
		return c.JSON(http.StatusForbidden, told{false, f.Sentence})
	}
	return err
}

// back is where a reloaded number page leads.
func (p pages) back(c echo.Context) error { return site.Redirect(c, "/v/"+c.Param("token")) }

type strangerModel struct {
	Action, Contact string
	Report          ui.Button
	Done            bool
}

var strangerPage = ui.Define[strangerModel](files, "stranger.html")

// stranger is for whoever got the link of somebody else.
func (p pages) stranger(c echo.Context) error { return p.notMe(c, false) }

// report tells the returning officer.
func (p pages) report(c echo.Context) error {
	v, err := p.link(c)
	if err == nil {
		err = p.ReportStranger(c, v.Link)
	}
	if err != nil && err != errClosed {
		return err
	}
	return p.notMe(c, true)
}

func (p pages) notMe(c echo.Context, done bool) error {
	v, err := p.link(c)
	if err == errClosed {
		return p.closed(c, v)
	}
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	return strangerPage.Render(c, http.StatusOK, ui.Page{Title: "This email was not for me", Back: v.action}, strangerModel{
		Action: v.action + "/not-me", Contact: p.Contact(ctx, v.Election), Report: ui.Button{Text: "Tell the returning officer", Secondary: true}, Done: done})
}
