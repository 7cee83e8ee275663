package officer

import (
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/web/ui"
)

type registrarModel struct {
	Locked string // why there is nothing to see yet
	Lead   string
	State  ui.Inset
	Facts  ui.Summary
	Given  ui.Table
	Remind ui.Button
}

var registrarPage = ui.Define[registrarModel](files, "registrar.html")

// given are the words for how a practice got its code.
var given = map[string]string{election.ByLetter: "By letter", election.ByMail: "By email, which this service and mail providers could read", election.Again: "Again, after it was lost"}

// registrar shows whether the voting codes are made, and who lacks one.
func (p *pages) registrar(c echo.Context, st *stage) error {
	page := ui.Page{Title: "The registrar", Back: st.path("")}
	m := registrarModel{}
	if !st.strict() {
		m.Locked = "This election is in the simple scheme: this service makes the voting codes, and there is no registrar."
		return render(p, c, registrarPage, http.StatusOK, page, m)
	}
	if err := st.named(); err != nil {
		m.Locked = ui.Sentence(err.Error())
		return render(p, c, registrarPage, http.StatusOK, page, m)
	}
	ctx := c.Request().Context()
	name := p.Desk.Person(ctx, st.el.Team.Registrar).Name
	m.Lead = name + " makes the voting codes and brings one to each practice. You cannot see a code, and neither can this service: a practice that has lost its own asks the registrar."
	m.State.Text = registrarState(st, name)
	m.Facts = ui.Summary{{Key: "Codes are given", Value: "Until " + ui.When(st.el.CodesCutOff().Time()) + ", a day before the close"}}
	if l := st.el.Listed; l != nil {
		m.Facts = append(m.Facts, ui.Row{Key: "Signed list of the codes’ public halves (SHA-256)", Part: ui.Digest(l.List.String())})
		m.Given = ui.Table{Caption: "Who has been sent a voting code", Head: ui.Columns("Practice", "Sent")}
		for _, lacks := range []bool{true, false} { // those who need something first
			for row := range st.el.Roll.Rows {
				how := st.el.Issued(row.Practice)
				if lacks != (how == "") {
					continue
				}
				sent := ui.Cell{Text: given[how]}
				if lacks {
					sent = ui.Cell{Part: ui.Tag{Text: "Not yet", Colour: "orange"}}
				}
				m.Given.Rows = append(m.Given.Rows, []ui.Cell{{Text: p.Desk.Practice(ctx, row.Practice).Name, Header: true}, sent})
			}
		}
	}
	if st.waitsRegistrar() != "" {
		m.Remind = ui.Button{Text: "Email those who are waited for", Href: st.path("remind-team"), Secondary: true}
	}
	return render(p, c, registrarPage, http.StatusOK, page, m)
}

func registrarState(st *stage, name string) string {
	lacking, all := st.lacking(), st.el.Roll.Len()
	switch {
	case st.noPoll():
		return "No post goes to a poll, so no voting codes are needed."
	case len(st.el.Identified) == 0:
		return "The voting codes are made for the contests. They can be made when the contests have been settled."
	case st.el.Listed == nil:
		return "Waiting for " + name + " to make the voting codes."
	case st.el.Poll.Prepared == nil:
		return "The voting codes have been made. They are sent when the ballot has been prepared: each letter shows the log as it is then."
	case lacking == 0:
		return "Every practice has been sent a voting code."
	case st.codesLate():
		return fmt.Sprintf("%d of %d practices were never sent a voting code, and it is too late for that now.", lacking, all)
	}
	return fmt.Sprintf("%d of %d practices have been sent a voting code. Waiting for %s to send the others.", all-lacking, all, name)
}
