package public

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/web/paper"
	"github.com/onenorwich/guildhall/web/papers"
	"github.com/onenorwich/guildhall/web/ui"
)

type resultModel struct {
	Title   string
	Waiting string
	Lead    string
	Summary ui.Table
	Facts   ui.Summary
	Posts   []papers.Count
	Links   []ui.Link
}

var resultPage = ui.Define[resultModel](files, "result.html")

// result is the declared result.
func (p *pages) result(c echo.Context, o poll) error {
	m := resultModel{Title: o.text.Title}
	page := ui.Page{Title: "Result: " + o.text.Title, Back: o.path(""), Current: "/"}
	if o.el.Declared == nil {
		m.Waiting = "The result has not been declared yet. " + stageOf(&o.el, p.Now()).Sentence
		return resultPage.Render(c, http.StatusOK, page, m)
	}
	r, err := p.papers.Result(c.Request().Context(), o.point, o.el.ID())
	if err != nil {
		return err
	}
	m.Lead = "Declared by the returning officer, " + r.Officer + ", on " + ui.When(r.Declared) + "."
	m.Summary, m.Posts = papers.Summary(r), papers.Counts(r)
	if o.el.Poll.Closed() {
		m.Facts = ui.Summary{
			{Key: "Practices that voted", Value: share(r.CastPractices, r.EntitledPractices)},
			{Key: "Votes cast", Value: share(r.CastVotes, r.EntitledVotes)},
		}
	}
	m.Facts = append(m.Facts, ui.Row{Key: "Challenges", Value: "Until " + ui.When(r.Challenge)})
	m.Links = []ui.Link{{Text: "The declaration of result", Href: o.path("/papers/declaration")},
		{Text: "The declaration of result (PDF)", Href: o.path("/papers/declaration.pdf")}, {Text: "What these totals reveal about single votes", Href: o.path("/reveals")}, {Text: "Check this result yourself", Href: "/verify"}}
	return resultPage.Render(c, http.StatusOK, page, m)
}

func share(part, whole int64) string {
	return paper.Number(part) + " of " + paper.Number(whole) + " (" + paper.Percent(part, whole) + ")"
}
