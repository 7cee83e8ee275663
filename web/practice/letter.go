package practice

import (
	"errors"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance/conduct"
	"github.com/onenorwich/guildhall/web/site"
	"github.com/onenorwich/guildhall/web/ui"
)

// The way of somebody with a letter: the address in its QR code holds the voting
// code in its fragment, which never comes here. A script of ours takes it into the
// tab, for the booth.

type letterModel struct {
	Wait   []string // polls that are not open
	Email  ui.Input
	Button ui.Button
}

type letterNumberModel struct {
	Email  string // as it was typed; empty where a voting code was
	Again  string // where to begin anew
	Action string
	Number ui.Input
	Button ui.Button
}

type chooseModel struct {
	Action string
	Seats  []seatModel
}

type seatModel struct {
	Value, Practice, Title string
	Button                 ui.Button
}

var (
	letterPage       = ui.Define[letterModel](files, "letter.html")
	letterNumberPage = ui.Define[letterNumberModel](files, "letter_number.html")
	choosePage       = ui.Define[chooseModel](files, "choose.html")
)

// letterScripts take the code into the tab, and say that it is there.
var letterScripts = []string{"tab.js", "letter.js"}

// letter is the address that stands in the letters.
func (p pages) letter(c echo.Context) error { return p.letterAgain(c, http.StatusOK, "", "") }

func (p pages) letterAgain(c echo.Context, status int, email, problem string) error {
	m := letterModel{Email: ui.Email("email", "Your email address", email), Button: ui.Button{Text: "Continue"}}
	m.Email.Hint = "The one to which the practice’s emails go. We send a 6-digit number there."
	m.Email.Error = problem
	open := false
	for el := range site.Of(c).Point.State.Election.Elections {
		switch {
		case el.Listed == nil || el.Poll.Closed() || el.Due(election.At(p.Now())):
		case el.Poll.Open():
			open = true
		default:
			m.Wait = append(m.Wait, p.Desk.Text(c.Request().Context(), &el).Title+": the poll opens on "+ui.When(el.Called.Timetable.PollOpens.Time())+". Keep the letter until then.")
		}
	}
	if open {
		m.Wait = nil
	} else if len(m.Wait) == 0 {
		m.Wait = []string{"At present no poll is open in which voting codes came by letter."}
	}
	return letterPage.Render(c, status, ui.Page{Title: "Vote with your letter", Problems: ui.Problematic(m.Email), Scripts: letterScripts}, m)
}

// letterNumber emails the number, and answers the same to everybody.
func (p pages) letterNumber(c echo.Context) error {
	form, err := site.Form(c)
	if err != nil {
		return err
	}
	email := strings.TrimSpace(form.Get("email"))
	if conduct.CheckEmail(email) != nil {
		return p.letterAgain(c, http.StatusUnprocessableEntity, email, "Enter an email address in the correct format, such as name@example.org.")
	}
	return p.ticket(c, site.Ticket{Email: email})
}

// ticket has a number sent, and leads to the page that asks for it: for everybody
// there is one.
func (p pages) ticket(c echo.Context, t site.Ticket) error {
	text, err := p.AskTicket(c, t)
	if err != nil {
		return err
	}
	return site.Redirect(c, "/c/"+text)
}

// letterAsk is the page of a ticket: it asks for the number or, where that has been
// shown in this browser, for which of several practices it is.
func (p pages) letterAsk(c echo.Context) error {
	t, ok := p.Ticket(c.Param("ticket"))
	switch {
	case !ok:
		return site.Redirect(c, "/c")
	case t.Shown != nil:
		return p.whose(c, t)
	}
	return p.askLetter(c, http.StatusOK, t, "")
}

func (p pages) askLetter(c echo.Context, status int, t site.Ticket, problem string) error {
	m := letterNumberModel{Email: t.Email, Again: "/c", Action: "/c/" + c.Param("ticket"), Number: ui.OneTimeCode("number", "6-digit number"), Button: ui.Button{Text: "Continue"}}
	if t.Practice != "" {
		m.Email, m.Again = "", "/vote" // whoever has a code need not know whose mailbox it is
	}
	m.Number.Hint = "It is good for 10 minutes. If it does not come, look among the junk mail."
	m.Number.Error = problem
	return letterNumberPage.Render(c, status, ui.Page{Title: "Confirm that it is you", Back: m.Again, Problems: ui.Problematic(m.Number), Scripts: letterScripts}, m)
}

// letterStart takes the number, or the choice, and leads to the first page of
// voting.
func (p pages) letterStart(c echo.Context) error {
	form, err := site.Form(c)
	if err != nil {
		return err
	}
	t, ok := p.Ticket(c.Param("ticket"))
	switch {
	case !ok:
		return site.Redirect(c, "/c")
	case t.Shown != nil:
		return p.chosen(c, t, form.Get("seat"))
	}
	next, err := p.Show(c, t, strings.TrimSpace(form.Get("number")))
	var f *site.Failure
	switch {
	case errors.Is(err, site.NeedNumber):
		return p.askLetter(c, http.StatusUnprocessableEntity, t, "Enter the 6-digit number from our email.")
	case errors.As(err, &f) && f.Status == http.StatusForbidden:
		return p.askLetter(c, http.StatusUnprocessableEntity, t, f.Sentence)
	case err != nil:
		return err
	}
	return site.Redirect(c, next)
}

// whose asks for which of several practices the letter is.
func (p pages) whose(c echo.Context, t site.Ticket) error {
	ctx := c.Request().Context()
	m := chooseModel{Action: "/c/" + c.Param("ticket")}
	for _, s := range p.Seats(c, t) {
		el, err := p.Desk.Election(s.Election)
		if err != nil {
			return err
		}
		name := p.Desk.Practice(ctx, s.Practice).Name
		m.Seats = append(m.Seats, seatModel{seatName(s), name, p.Desk.Text(ctx, &el).Title, ui.Button{Text: "Vote for " + name, Secondary: true}})
	}
	if len(m.Seats) == 0 {
		return site.Redirect(c, "/c") // not the browser that showed the number
	}
	return choosePage.Render(c, http.StatusOK, ui.Page{Title: "Whose letter is it?", Back: "/c", Scripts: letterScripts}, m)
}

func seatName(s site.Seat) string { return string(s.Election) + " " + string(s.Practice) }

// chosen leads to the practice's first page of voting.
func (p pages) chosen(c echo.Context, t site.Ticket, seat string) error {
	for _, s := range p.Seats(c, t) {
		if seatName(s) != seat {
			continue
		}
		next, err := p.Choose(c, c.Param("ticket"), s)
		if err != nil {
			return err
		}
		return site.Redirect(c, next)
	}
	return site.Redirect(c, "/c")
}
