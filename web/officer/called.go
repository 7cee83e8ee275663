package officer

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/web/papers"
	"github.com/onenorwich/guildhall/web/ui"
)

type calledModel struct {
	Title      string
	Facts      ui.Summary
	Timetable  ui.Table
	Posts      ui.Table
	Protection ui.Summary
	Notice     ui.Link
}

var calledPage = ui.Define[calledModel](files, "called.html")

// called shows what was called: it cannot be changed any more.
func (p *pages) called(c echo.Context, st *stage) error {
	ctx := c.Request().Context()
	text := p.Desk.Text(ctx, &st.el)
	m := calledModel{Title: text.Title,
		Facts: ui.Summary{
			{Key: "Called", Value: p.entered(c, st.el.CalledSeq)},
			{Key: "Returning officer", Value: p.Desk.Person(ctx, st.el.Called.Officer).Name},
			{Key: "Contact", Values: strings.Split(text.Contact, "\n")},
			{Key: "Rules", Value: "Version " + strconv.Itoa(st.el.Called.Rules)},
		},
		Timetable:  papers.Timetable(&st.el, st.at),
		Posts:      ui.Table{Caption: "Posts, in the order of counting", Head: ui.Columns("Post", "Who may stand")},
		Protection: papers.Protection(ctx, p.Desk, &st.el),
		Notice:     ui.Link{Text: "The notice of election, as everybody sees it", Href: st.public("")},
	}
	m.Facts = append(m.Facts, papers.Team(ctx, p.Desk, &st.el)...)
	for _, post := range st.el.Posts() {
		m.Posts.Rows = append(m.Posts.Rows, ui.Cells(text.PostName(post.ID), papers.Eligible(post.Terms.Eligible)))
	}
	return render(p, c, calledPage, http.StatusOK, ui.Page{Title: "What was called", Back: st.path("")}, m)
}

// entered is when an entry of the log was made.
func (p *pages) entered(c echo.Context, seq int64) string {
	for line, err := range p.Store().Lines(c.Request().Context(), seq) {
		if err != nil {
			break
		}
		if t, ok := entryTime(line); ok {
			return ui.When(t) + ", entry " + ui.Number(int(seq)) + " of the log"
		}
		break
	}
	return "Entry " + ui.Number(int(seq)) + " of the log"
}
