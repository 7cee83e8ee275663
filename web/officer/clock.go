package officer

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/web/site"
	"github.com/onenorwich/guildhall/web/ui"
)

type clockModel struct {
	Facts   ui.Summary
	Fine    bool
	Confirm ui.Button
}

var clockPage = ui.Define[clockModel](files, "clock.html")

// clockForm shows the service's clock. When it has jumped, the officer
// compares it with another one.
func (p *pages) clockForm(c echo.Context) error {
	now, doubt := p.Desk.Clerk.Wall(), p.Desk.Clerk.ClockDoubt()
	m := clockModel{Fine: doubt == 0, Facts: ui.Summary{
		{Key: "This service’s clock says", Value: ui.Date(now) + ", " + ui.Seconds(now)},
		{Key: "The last entry of the log is of", Value: ui.Date(site.Of(c).Point.Head.Time) + ", " + ui.Seconds(site.Of(c).Point.Head.Time)},
	}, Confirm: ui.Button{Text: "The clock is right now", Warning: true}}
	if doubt != 0 {
		word := "forwards"
		if doubt < 0 {
			word = "backwards"
		}
		m.Facts = append(m.Facts, ui.Row{Key: "It has jumped", Value: doubt.Abs().Round(time.Second).String() + " " + word})
	}
	return render(p, c, clockPage, http.StatusOK, ui.Page{Title: "The clock", Back: home}, m)
}

// clock accepts the clock as it is. Who did stands in the service's own log:
// the alliance's log can take no entry before.
func (p *pages) clock(c echo.Context) error {
	p.Log.WithField("person", string(who(c))).WithField("jump", p.Desk.Clerk.ClockDoubt().String()).Warn("the clock was confirmed by a returning officer")
	p.Desk.Clerk.ConfirmClock()
	return site.Redirect(c, home+"?done=clock")
}
