package public

import (
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/web/site"
	"github.com/onenorwich/guildhall/web/ui"
)

type homeElection struct {
	Title   string
	Href    string
	Stage   stage
	Turnout ui.Progress
	Links   []ui.Link
}

type homeModel struct {
	Body      string
	Lead      string
	Elections []homeElection
	Ways      ui.Cards
}

var homePage = ui.Define[homeModel](files, "home.html")

// home lists the elections and how far they have come.
func (p *pages) home(c echo.Context) error {
	ctx, v := c.Request().Context(), site.Of(c)
	m := homeModel{Body: p.Body(ctx)}
	var all []election.Election
	for el := range v.Point.State.Election.Elections {
		all = append(all, el)
	}
	slices.SortFunc(all, func(a, b election.Election) int { return int(b.CalledSeq - a.CalledSeq) })
	for _, el := range all {
		o := poll{v.Point, el, p.Desk.Text(ctx, &el)}
		h := homeElection{Title: o.text.Title, Href: o.path(""), Stage: stageOf(&el, p.Now()), Turnout: turnout(&el), Links: links(&o)}
		m.Elections = append(m.Elections, h)
	}
	if len(all) == 0 {
		m.Lead = "No election has been called yet."
	}
	m.Ways = ui.Cards{
		{Title: "Vote", Text: "Open the link in your practice’s email. Lost it? Ask for it again.", Href: "/again"},
		{Title: "Act for a practice", Text: "Nominate, second a nomination, name a deputy.", Href: "/practice"},
		{Title: "Check it yourself", Text: "Download everything that is public, and verify each step.", Href: "/verify"},
	}
	return homePage.Render(c, http.StatusOK, ui.Page{Title: "Elections of " + m.Body, Current: "/", Wide: true}, m)
}

// links lead to the pages of an election that have something to show.
func links(o *poll) []ui.Link {
	list := []ui.Link{{Text: "Notice of election", Href: o.path("")}}
	if o.el.Published {
		list = append(list, ui.Link{Text: "Candidates", Href: o.path("/candidates")})
	}
	if !o.el.Poll.OpenedAt.IsZero() {
		list = append(list, ui.Link{Text: "Ballot box", Href: o.path("/board")}, ui.Link{Text: "Check your receipt", Href: "/receipt"})
	}
	if o.el.Declared != nil {
		list = append(list, ui.Link{Text: "Result", Href: o.path("/result")})
	}
	if o.el.Roll.Frozen != nil {
		list = append(list, ui.Link{Text: "What the result reveals", Href: o.path("/reveals")})
	}
	return list
}
