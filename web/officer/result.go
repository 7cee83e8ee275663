package officer

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/web/papers"
	"github.com/onenorwich/guildhall/web/ui"
)

type resultModel struct {
	Lead    string
	Waiting string // why there is no result yet
	Summary ui.Table
	Posts   []papers.Count
	Declare ui.Button
	Links   []ui.Link
}

var resultPage = ui.Define[resultModel](files, "result.html")

// result is the provisional result: the officer shows it to candidates and
// scrutineers before declaring it.
func (p *pages) result(c echo.Context, st *stage) error {
	m := resultModel{Lead: "This result is provisional. Show it to the candidates and the scrutineers; they may ask you to verify again. Then declare it.",
		Declare: ui.Button{Text: "Go on to declare it", Href: st.path("declare")}}
	if st.el.Declared != nil {
		m.Lead = "The result was declared on " + ui.When(st.el.DeclaredAt.Time()) + "."
		m.Declare = ui.Button{}
		m.Links = []ui.Link{{Text: "The result, as everybody sees it", Href: st.public("/result")}, {Text: "The declaration", Href: st.public("/papers/declaration")}}
	}
	page := ui.Page{Title: "The provisional result", Back: st.path("")}
	if _, _, err := st.el.Outcome(); err != nil {
		m.Waiting = ui.Sentence(err.Error())
		return render(p, c, resultPage, http.StatusOK, page, m)
	}
	r, err := p.papers.Result(c.Request().Context(), st.point, st.el.ID())
	if err != nil {
		return err
	}
	m.Summary = papers.Summary(r)
	m.Posts = papers.Counts(r)
	return render(p, c, resultPage, http.StatusOK, page, m)
}
