package officer

import (
	"embed"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/roll"
	"github.com/onenorwich/guildhall/web/papers"
	"github.com/onenorwich/guildhall/web/site"
	"github.com/onenorwich/guildhall/web/ui"
)

//go:embed *.html
var files embed.FS

// home is the address of the officer's first page, in the menu too.
const home = "/officer"

// pages are the returning officer's pages.
type pages struct {
	*site.Site
	papers *papers.Maker
}

// Routes adds the pages. The role is checked here, once, for all of them.
func Routes(e *echo.Echo, s *site.Site) {
	p := &pages{Site: s, papers: &papers.Maker{Desk: s.Desk, BaseURL: s.BaseURL, Demo: s.Demo != nil}}
	g := e.Group(home, site.Needs(site.AnOfficer))
	g.GET("", p.elections)
	g.GET("/call", p.callForm)
	g.POST("/call", p.call)
	g.GET("/offices", p.offices)
	g.GET("/clock", p.clockForm)
	g.POST("/clock", p.clock)
	g.GET("/mail", p.mails)
	g.GET("/mail/:message", p.mail)
	g.POST("/mail/:message", p.mailDecide)

	one := g.Group("/elections/:id")
	one.GET("", p.with(p.tasks))
	one.GET("/called", p.with(p.called))
	one.GET("/roll", p.with(p.rollForm))
	one.POST("/roll", p.with(p.rollPreview), site.BodyLimit(roll.MaxBytes+64<<10))
	one.POST("/roll/freeze", p.with(p.rollFreeze), site.BodyLimit(roll.MaxBytes+64<<10))
	one.GET("/people", p.with(p.people))
	one.POST("/people", p.with(p.peopleUpload), site.BodyLimit(maxPeople+64<<10))
	one.GET("/people/:practice", p.with(p.personForm))
	one.POST("/people/:practice", p.with(p.person))
	one.GET("/team", p.with(p.team))
	one.POST("/team", p.with(p.teamNamed))
	one.GET("/trustees", p.with(p.trustees))
	one.GET("/trustees/restart", p.with(p.restart))
	one.POST("/trustees/restart", p.with(p.restarted))
	one.GET("/registrar", p.with(p.registrar))
	one.GET("/nominations", p.with(p.nominations))
	one.GET("/nominations/:nomination", p.with(p.nomination))
	one.POST("/nominations/:nomination", p.with(p.decide))
	for _, s := range p.steps() {
		one.GET("/"+s.path, p.with(func(c echo.Context, st *stage) error { return p.stepForm(c, st, s) }))
		one.POST("/"+s.path, p.with(func(c echo.Context, st *stage) error { return p.step(c, st, s) }))
	}
	one.GET("/weigh", p.with(p.weighForm(election.WeighedOpening)))
	one.POST("/weigh", p.with(p.weighing(election.WeighedOpening)))
	one.GET("/weigh-count", p.with(p.weighForm(election.WeighedCount)))
	one.POST("/weigh-count", p.with(p.weighing(election.WeighedCount)))
	one.GET("/key", p.with(p.key))
	one.GET("/key/check", p.with(p.keyCheck))
	one.GET("/key.json", p.with(p.keyJSON))
	one.POST("/key", p.with(p.keyMade))
	one.GET("/ballot", p.with(p.ballot))
	one.GET("/poll", p.with(p.poll))
	one.GET("/account", p.with(p.account))
	one.GET("/decrypt", p.with(p.decrypt))
	one.POST("/shares", p.with(p.shares), site.BodyLimit(4<<20))
	one.GET("/result", p.with(p.result))
}

// with finds the election of a route at the visit's point.
func (p *pages) with(next func(echo.Context, *stage) error) echo.HandlerFunc {
	return func(c echo.Context) error {
		st, err := p.stage(c, election.ID(c.Param("id")))
		if err != nil {
			return err
		}
		return next(c, st)
	}
}

func (p *pages) stage(c echo.Context, id election.ID) (*stage, error) {
	v := site.Of(c)
	el, err := v.Poll(id)
	if err != nil {
		return nil, err
	}
	return &stage{point: v.Point, el: el, at: p.Now()}, nil
}

// newer is the stage after something was recorded.
func (p *pages) newer(st *stage) *stage {
	n := &stage{point: p.Desk.Clerk.Point(), el: st.el, at: p.Now()}
	if el, ok := n.point.State.Election.Election(st.el.ID()); ok {
		n.el = el
	}
	return n
}

// who asks, for the log.
func who(c echo.Context) election.ID { return site.Of(c).Person }

// render shows a page of the officer's, with the clock's warning when there is
// one, and with what has just been done.
func render[M any](p *pages, c echo.Context, v *ui.View[M], status int, page ui.Page, m M) error {
	page.Current = home
	if page.Notice.Text == "" {
		if text, ok := done[c.QueryParam("done")]; ok {
			page.Notice = ui.Done(text)
			if mailed[c.QueryParam("done")] && p.MailTrouble() == "" {
				page.Notice.Text += " The emails are being sent; what does not arrive is listed under Emails."
			}
		}
	}
	if trouble := p.MailTrouble(); trouble != "" {
		page.Notice = ui.Notice{Title: "Important", Text: strings.TrimSpace(page.Notice.Text + " " + trouble), Link: ui.Link{Text: "Emails", Href: mailHome}}
	}
	if doubt := p.Desk.Clerk.ClockDoubt(); doubt != 0 {
		page.Notice = ui.Notice{Title: "Important", Text: "The clock of this service has jumped by " + doubt.Round(time.Second).String() +
			". Nothing is recorded, no ballot either, until you have compared it with another clock.",
			Link: ui.Link{Text: "Look at the clock", Href: "/officer/clock"}}
	}
	return v.Render(c, status, page, m)
}

// refused shows a page again with why its form was not accepted. What is no
// refusal goes to the site.
func refused(err error) (ui.Problems, error) {
	f, ok := sentence(err)
	if !ok {
		return nil, err
	}
	return ui.Refused(ui.Sentence(f)), nil
}

const unprocessable = http.StatusUnprocessableEntity

// mailed are the steps after which emails are sent.
var mailed = map[string]bool{"named": true, "team": true, "restarted": true, "waited": true, "decided": true, "opened": true, "reminded": true, "tested": true}

// done are the sentences after a step, by the name that its redirect carries.
var done = map[string]string{
	"called":    "The election has been called.",
	"frozen":    "The roll is frozen.",
	"named":     "The voting representatives have been recorded.",
	"team":      "The team is recorded. An email to everybody whose part is new has been written.",
	"restarted": "The key is made again from the beginning. The emails to the trustees and the registrar have been written.",
	"waited":    "The emails to everybody who is waited for have been written.",
	"decided":   "Your decision has been recorded.",
	"published": "The candidates have been published.",
	"settled":   "The contests are settled, and the order of each ballot paper has been drawn.",
	"key":       "Your public key is in the log.",
	"weighed":   "Your decision has been recorded.",
	"prepared":  "The ballot and the voting codes are ready.",
	"opened":    "The poll is open, and the voting emails have been written.",
	"reminded":  "The reminders have been written.",
	"mail":      "What you found out about the email has been noted.",
	"tested":    "The mail server has taken the test email to you, and those to the practices have been written.",
	"counted":   "The totals have been decrypted.",
	"declared":  "The result has been declared, and the paper has been issued.",
	"clock":     "The clock has been confirmed.",
}
