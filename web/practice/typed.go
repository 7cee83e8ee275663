package practice

import (
	"errors"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/governance/conduct"
	"github.com/onenorwich/guildhall/web/site"
	"github.com/onenorwich/guildhall/web/ui"
)

type typingModel struct {
	Code   ui.Input
	Button ui.Button
	Letter string // address for those whose code came by letter
}

type lostModel struct {
	Email  ui.Input
	Button ui.Button
}

type againModel struct{ Email, Waits string }

var (
	typingPage = ui.Define[typingModel](files, "typing.html")
	lostPage   = ui.Define[lostModel](files, "lost.html")
	againPage  = ui.Define[againModel](files, "again.html")
)

// typing is the address that people type by hand.
func (p pages) typing(c echo.Context) error {
	if p.byLetter() {
		return site.Redirect(c, "/c")
	}
	return p.typeAgain(c, http.StatusOK, "")
}

// byLetter says whether codes come from a registrar alone: none of those may be
// typed here, because what is typed here is sent.
func (p pages) byLetter() bool {
	registrar, own := p.Registered()
	return registrar && !own
}

// typeAgain does not repeat what was typed: a voting code stands in no page that is
// kept.
func (p pages) typeAgain(c echo.Context, status int, problem string) error {
	m := typingModel{Code: ui.Input{Name: "code", Label: "Voting code", Code: true, Autocomplete: "off", Error: problem,
		Hint: "22 letters and digits from your email, such as XXXXX-XXXXXX-XXXXX-XXXXXX. Capital and small letters are different."},
		Button: ui.Button{Text: "Continue"}}
	if registrar, _ := p.Registered(); registrar {
		m.Letter = "/c"
	}
	return typingPage.Render(c, status, ui.Page{Title: "Vote with a voting code", Problems: ui.Problematic(m.Code)}, m)
}

// typed leads to the page that asks for a number, and so to the first page of
// voting. The code does not go along: whoever has shown the number gets it in the
// booth.
func (p pages) typed(c echo.Context) error {
	if p.byLetter() {
		return site.Redirect(c, "/c")
	}
	form, err := site.Form(c)
	if err != nil {
		return err
	}
	text := form.Get("code")
	if len(text) > 200 {
		text = text[:200]
	}
	code, err := belenios.ParseCode(text)
	if err != nil {
		sentence := err.Error()
		return p.typeAgain(c, http.StatusUnprocessableEntity, strings.ToUpper(sentence[:1])+sentence[1:]+".")
	}
	t, err := p.TypedCode(c.Request().Context(), code.Reveal())
	var refused *election.Error
	if errors.As(err, &refused) {
		return p.typeAgain(c, http.StatusUnprocessableEntity, refused.Sentence)
	}
	if err != nil {
		return err
	}
	return p.ticket(c, t)
}

// lost is for whoever cannot find the voting email.
func (p pages) lost(c echo.Context) error { return p.lostAgain(c, http.StatusOK, "", "") }

func (p pages) lostAgain(c echo.Context, status int, email, problem string) error {
	m := lostModel{Email: ui.Email("email", "Your email address", email), Button: ui.Button{Text: "Send it again"}}
	m.Email.Error = problem
	m.Email.Hint = "The one to which the practice's emails go."
	return lostPage.Render(c, status, ui.Page{Title: "Ask for your voting email again", Problems: ui.Problematic(m.Email)}, m)
}

// again queues the voting emails of an address, and answers the same to
// everybody.
func (p pages) again(c echo.Context) error {
	form, err := site.Form(c)
	if err != nil {
		return err
	}
	email := strings.TrimSpace(form.Get("email"))
	if conduct.CheckEmail(email) != nil {
		return p.lostAgain(c, http.StatusUnprocessableEntity, email, "Enter an email address in the correct format, such as name@example.org.")
	}
	if err := p.SendAgain(c, email); err != nil {
		return err
	}
	return againPage.Render(c, http.StatusOK, ui.Page{Title: "Look in your mailbox"}, againModel{email, p.Waits()})
}
