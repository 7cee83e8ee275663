package officer

import (
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/web/site"
	"github.com/onenorwich/guildhall/web/ui"
)

type electionsModel struct {
	Table ui.Table
	Call  ui.Button
}

var electionsPage = ui.Define[electionsModel](files, "elections.html")

// elections is the officer's first page.
func (p *pages) elections(c echo.Context) error {
	v, ctx := site.Of(c), c.Request().Context()
	var all []election.Election
	for el := range v.Point.State.Election.Elections {
		all = append(all, el)
	}
	slices.SortFunc(all, func(a, b election.Election) int { return int(b.CalledSeq - a.CalledSeq) })
	m := electionsModel{
		Table: ui.Table{Caption: "Elections", Head: ui.Columns("Election", "Poll closes", "Next"), Empty: "No election has been called yet."},
		Call:  ui.Button{Text: "Call an election", Href: "/officer/call"},
	}
	m.Call.Secondary = len(all) > 0
	for _, el := range all {
		st := &stage{point: v.Point, el: el, at: p.Now()}
		next := ""
		for _, g := range st.groups() {
			for _, r := range g.rows {
				if r.Next {
					next = r.Title
				}
			}
		}
		m.Table.Rows = append(m.Table.Rows, []ui.Cell{
			{Text: p.Desk.Text(ctx, &el).Title, Href: st.path(""), Header: true},
			{Text: ui.When(el.Called.Timetable.PollCloses.Time())}, {Text: next}})
	}
	return render(p, c, electionsPage, http.StatusOK, ui.Page{Title: "Returning officer", Wide: true}, m)
}

type tasksModel struct {
	Title string
	Next  ui.Inset
	Go    ui.Button // to the next row's page, if it is the officer's
	Tasks []ui.Tasks
	More  []ui.Link
}

var tasksPage = ui.Define[tasksModel](files, "tasks.html")

// tasks is the task list of one election.
func (p *pages) tasks(c echo.Context, st *stage) error {
	m := tasksModel{Title: p.Desk.Text(c.Request().Context(), &st.el).Title, Tasks: st.tasks(), More: []ui.Link{
		{Text: "The page that everybody sees", Href: st.public("")},
		{Text: "Practices and who votes for them", Href: st.path("people")},
		{Text: "Emails that need you", Href: mailHome},
		{Text: "The log", Href: "/log"},
	}}
	if !st.strict() {
		m.More = append(m.More, ui.Link{Text: "Scrutineers", Href: st.path("team")})
	}
	for _, g := range m.Tasks {
		for _, r := range g.Rows {
			if !r.Next {
				continue
			}
			m.Next.Text = "Next: " + r.Title + "."
			m.Go = ui.Button{Text: r.Title, Href: r.Href}
			if r.Owner != ownerOfficer {
				m.Go = ui.Button{}
				m.Next.Text = "Nothing for you to do now. Next: " + r.Title + " (" + r.Owner + ")."
			}
			if r.Due != "" {
				m.Next.Text += " Due " + r.Due + "."
			}
		}
	}
	return render(p, c, tasksPage, http.StatusOK, ui.Page{Title: m.Title, Back: home, Wide: true}, m)
}
