package site

import (
	"embed"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/governance/clerk"
	"github.com/onenorwich/guildhall/web/ui"
)

//go:embed *.html
var files embed.FS

type failModel struct {
	Title    string
	Sentence string
	Button   ui.Button
	ID       string // of the request, for those who ring
}

var failPage = ui.Define[failModel](files, "fail.html")

// Fail is the service's echo.HTTPErrorHandler.
func (s *Site) Fail(err error, c echo.Context) {
	f, internal := failure(err)
	id := c.Response().Header().Get(echo.HeaderXRequestID)
	if internal {
		s.Log.WithFields(map[string]any{"request": id, "route": c.Path(), "error": err.Error()}).Error("a request failed")
	}
	if c.Response().Committed {
		return
	}
	if clerk.IsClock(f.Code) {
		f = &Failure{f.Status, f.Code, f.Sentence + asking(s.contact(c.Request().Context(), ""))}
	}
	if c.Request().Method == http.MethodHead {
		_ = c.NoContent(f.Status)
		return
	}
	if WantsJSON(c) {
		_ = c.JSON(f.Status, map[string]string{"code": f.Code, "sentence": f.Sentence})
		return
	}
	m := failModel{Title: title(f), Sentence: f.Sentence, Button: ui.Button{Text: "Go to the front page", Href: "/"}}
	switch {
	case f.Status == http.StatusUnauthorized || f.Code == "other-link":
		m.Button = ui.Button{Text: "Sign in", Href: "/sign-in?next=" + url.QueryEscape(here(c))}
	case f.Code == "no-link" || f.Code == "expired":
		m.Button = ui.Button{Text: "Ask for a new link", Href: "/sign-in"}
		if strings.HasPrefix(c.Path(), "/v/") {
			m.Button = ui.Button{Text: "Ask for your email again", Href: "/again"}
		}
	}
	if f.Status >= 500 {
		m.ID = id
	}
	if err := failPage.Render(c, f.Status, ui.Page{Title: m.Title}, m); err != nil {
		s.Log.WithFields(map[string]any{"request": id, "error": err.Error()}).Error("the page of an error failed")
		_ = c.String(f.Status, f.Sentence)
	}
}

// here is the page to come back to after signing in; empty where coming back
// would repeat something.
func here(c echo.Context) string {
	if c.Request().Method != http.MethodGet {
		return ""
	}
	return Local(c.Request().URL.Path)
}

// WantsJSON says whether a script asks, which shows the sentence itself.
func WantsJSON(c echo.Context) bool {
	return strings.HasPrefix(c.Request().Header.Get(echo.HeaderAccept), echo.MIMEApplicationJSON)
}

// FailJSON marks a request as a script's whatever it asks for, so that Fail
// answers its error as such.
func FailJSON(c echo.Context, err error) error {
	c.Request().Header.Set(echo.HeaderAccept, echo.MIMEApplicationJSON)
	return err
}

func title(f *Failure) string {
	if clerk.IsClock(f.Code) {
		return "The clock is being checked"
	}
	switch f.Status {
	case http.StatusUnauthorized:
		if f.Code == "session-ended" {
			return "You have been signed out"
		}
		return "Sign in"
	case http.StatusForbidden:
		return "You cannot open this page"
	case http.StatusNotFound:
		if f.Code == "no-link" {
			return "This link is not known here"
		}
		return "Page not found"
	case http.StatusGone:
		return "This link does not work any more"
	case http.StatusRequestEntityTooLarge:
		return "That is too long"
	case http.StatusTooManyRequests:
		return "Too many tries"
	case http.StatusMethodNotAllowed:
		return "This page cannot be opened like this"
	case http.StatusServiceUnavailable:
		return "We do not know yet"
	}
	if f.Status >= 500 {
		return "Sorry, something went wrong"
	}
	return "This cannot be done"
}
