package registrar

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/web/site"
	"github.com/onenorwich/guildhall/web/ui"
)

type electionsModel struct{ Tasks ui.Tasks }

var electionsPage = ui.Define[electionsModel](files, "elections.html")

// elections lists those in which the person is the registrar, the newest first.
func (p *pages) elections(c echo.Context) error {
	v := site.Of(c)
	m := electionsModel{Tasks: ui.Tasks{ID: "election"}}
	for el := range v.Point.State.Election.Elections {
		if !registers(v.Person, &el) || !v.Helps(el.ID()) {
			continue
		}
		s := &stage{v.Point, el, v.Person, election.At(p.Now())}
		row := ui.Task{Title: p.Desk.Text(c.Request().Context(), &el).Title, Href: s.path(""), Status: ui.InProgress, Hint: "Bring the voting codes to the practices."}
		switch {
		case len(el.Identified) == 0:
			row.Status, row.Hint = ui.NotYetStarted, "The contests are to be settled first."
		case el.Listed == nil:
			row.Status, row.Hint, row.Next = ui.NotYetStarted, "Make the voting codes.", true
		case s.late() || s.missing() == 0:
			row.Status, row.Hint = ui.Completed, ""
		}
		m.Tasks.Rows = append([]ui.Task{row}, m.Tasks.Rows...)
	}
	return electionsPage.Render(c, http.StatusOK, ui.Page{Title: "You are the registrar", Current: home}, m)
}

// missing counts the practices that have not been given their code.
func (s *stage) missing() (n int) {
	for row := range s.el.Roll.Rows {
		if s.el.Issued(row.Practice) == "" {
			n++
		}
	}
	return n
}

type tasksModel struct {
	Title string
	Tasks ui.Tasks
	Given ui.Table
	More  []ui.Link
}

var tasksPage = ui.Define[tasksModel](files, "tasks.html")

// tasks is one election's page.
func (p *pages) tasks(c echo.Context, s *stage) error {
	ctx := c.Request().Context()
	m := tasksModel{Title: p.Desk.Text(ctx, &s.el).Title, Tasks: ui.Tasks{ID: "registrar", Rows: s.rows()}}
	if s.unready() == "" {
		m.More = append(m.More, ui.Link{Text: "A practice lost its code", Href: s.path("/lost")},
			ui.Link{Text: "Send codes by email instead of letters, which protects less", Href: s.path("/mail")})
	}
	m.More = append(m.More, ui.Link{Text: "Do this without the browser’s program", Href: s.path("/apart")})
	if s.el.Listed != nil {
		m.Given = ui.Table{Caption: "Who has been given a voting code", Head: ui.Columns("Practice", "Given"), Compact: true}
		for row := range s.el.Roll.Rows {
			m.Given.Rows = append(m.Given.Rows, ui.Cells(p.Desk.Practice(ctx, row.Practice).Name, ways[s.el.Issued(row.Practice)]))
		}
	}
	return tasksPage.Render(c, http.StatusOK, ui.Page{Title: "Registrar: " + m.Title, Back: home, Current: home}, m)
}

// ways are the words for how a practice got its code.
var ways = map[string]string{"": "Not yet", election.ByLetter: "By letter", election.ByMail: "By email", election.Again: "Again, after it was lost"}

func (s *stage) rows() []ui.Task {
	given := s.el.Roll.Len() - s.missing()
	making := ui.Task{Title: "Make the voting codes", Href: s.path("/codes"), Status: ui.NotYetStarted, Hint: "In this browser; the service never learns them."}
	giving := ui.Task{Title: "Bring the codes to the practices", Href: s.path("/letters"), Status: ui.NotYetStarted, Hint: "Print the letters.",
		Due: "by " + ui.When(s.el.CodesCutOff().Time())}
	switch {
	case s.el.Listed != nil:
		making.Status = ui.Completed
	case len(s.el.Identified) == 0:
		making.Status, making.Why = ui.CannotStartYet, "The contests are to be settled first."
	default:
		making.Next = true
	}
	if given > 0 {
		giving.Status, giving.Hint = ui.InProgress, ui.Count(given, "practice has", "practices have")+" been given a voting code, "+ui.Number(s.missing())+" not yet."
	}
	why := s.unready()
	switch {
	case s.el.Listed != nil && s.missing() == 0:
		giving.Status, giving.Hint, giving.Due = ui.Completed, "Every practice has been given its voting code.", ""
	case why != "":
		giving.Status, giving.Why, giving.Due = ui.CannotStartYet, why, ""
	default:
		giving.Next = true
	}
	return []ui.Task{making, giving}
}

// unready says why no code can be given to anybody now, if none can.
func (s *stage) unready() string {
	switch {
	case s.el.Listed == nil:
		return "The voting codes are to be made first."
	case s.el.Poll.Prepared == nil:
		return "The returning officer prepares the ballot first: what you give the practices shows the log as it is then."
	case s.late():
		return "Voting codes could be given until " + ui.When(s.el.CodesCutOff().Time()) + ", a day before the close. That has passed."
	}
	return ""
}
