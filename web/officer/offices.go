package officer

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance"
	"github.com/onenorwich/guildhall/governance/conduct"
	"github.com/onenorwich/guildhall/web/site"
	"github.com/onenorwich/guildhall/web/ui"
)

type officesModel struct {
	Table ui.Table
}

var officesPage = ui.Define[officesModel](files, "offices.html")

// offices lists who holds which office.
func (p *pages) offices(c echo.Context) error {
	v, ctx := site.Of(c), c.Request().Context()
	m := officesModel{Table: ui.Table{Caption: "Offices", Head: ui.Columns("Office", "Holder", "How", "Since", "Took over from"), Empty: "No office is held yet."}}
	names, _ := conduct.CommitteePosts()
	name := func(id election.ID) string {
		for _, n := range names {
			if n.Post == id {
				return n.Name
			}
		}
		return string(id)
	}
	held := func(id election.ID) string {
		if s := p.Desk.Person(ctx, id).Name; s != "" || id == "" {
			return s
		}
		return "Name destroyed"
	}
	row := func(id election.ID) {
		o, ok := v.Point.State.Office(id)
		if !ok {
			m.Table.Rows = append(m.Table.Rows, ui.Cells(name(id), "Vacant", "–", "–", "–"))
			return
		}
		how, before := "Interim, until an election", "–"
		if o.Basis == governance.ByElected {
			how = "Elected"
			if el, ok := v.Point.State.Election.Election(o.Election); ok {
				how = "Elected: " + p.Desk.Text(ctx, &el).Title
			}
		}
		if o.Before != "" {
			before = held(o.Before)
		}
		m.Table.Rows = append(m.Table.Rows, ui.Cells(name(id), held(o.Holder), how, ui.Date(o.Since.Time()), before))
	}
	for _, n := range names {
		row(n.Post)
	}
	for o := range v.Point.State.Offices {
		if name(o.ID) == string(o.ID) {
			row(o.ID)
		}
	}
	return render(p, c, officesPage, http.StatusOK, ui.Page{Title: "Offices", Back: home, Wide: true}, m)
}
