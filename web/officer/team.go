package officer

import (
	"context"
	"net/http"
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/web/site"
	"github.com/onenorwich/guildhall/web/ui"
)

type teamModel struct {
	Title           string
	Strict          bool
	Locked          string // why the team cannot be changed
	Now             ui.Table
	Trustees        []place
	Threshold       ui.Input
	Registrar       place
	Operator        place
	Scrutineers     []place
	Action          string
	Record          ui.Button
	MoreTrustees    ui.Button
	MoreScrutineers ui.Button
}

var teamPage = ui.Define[teamModel](files, "team.html")

// naming says why no team can be named now.
func (s *stage) naming() error {
	event := election.TeamNamed{Election: s.el.ID()}
	if s.strict() {
		// People whom nobody knows, so that only the moment counts. The rules of
		// an election do not ask who is known; the alliance's would.
		event.Trustees, event.Threshold, event.Registrar, event.Operator = []election.ID{"probe-1", "probe-2"}, 2, "probe-3", "probe-4"
	}
	rules := s.point.State.Election
	return rules.Apply(election.Fact{Seq: s.point.Head.Size, Time: s.at, By: s.el.Called.Officer}, event)
}

// team is the page on which the returning officer names the team, or, in the
// simple scheme, scrutineers.
func (p *pages) team(c echo.Context, st *stage) error {
	return p.teamPage(c, st, http.StatusOK, p.known(c.Request().Context(), st), nil)
}

func (p *pages) teamPage(c echo.Context, st *stage, status int, form url.Values, problems ui.Problems) error {
	m := teamFields(st, form)
	return p.teamShow(c, st, status, m, problems)
}

func (p *pages) teamShow(c echo.Context, st *stage, status int, m teamModel, problems ui.Problems) error {
	m.Now = p.teamTable(c.Request().Context(), st)
	if err := st.naming(); err != nil {
		m.Locked = ui.Sentence(err.Error())
	}
	return render(p, c, teamPage, status, ui.Page{Title: m.Title, Back: st.path(""), Problems: problems}, m)
}

// teamTable is who has been named.
func (p *pages) teamTable(ctx context.Context, st *stage) ui.Table {
	t := ui.Table{Caption: "Who has been named", Head: ui.Columns("Name", "Part", "Email")}
	if st.el.Team == nil {
		return t
	}
	add := func(part string, people ...election.ID) {
		for _, id := range people {
			if id != "" {
				person := p.Desk.Person(ctx, id)
				t.Rows = append(t.Rows, ui.Cells(person.Name, part, person.Email))
			}
		}
	}
	add("Trustee", st.el.Team.Trustees...)
	add("Registrar", st.el.Team.Registrar)
	add("Operator", st.el.Team.Operator)
	add("Scrutineer", st.el.Team.Scrutineers...)
	return t
}

// teamNamed adds an empty row to the form, or names the team of it.
func (p *pages) teamNamed(c echo.Context, st *stage) error {
	form, err := site.Form(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	m := teamFields(st, form)
	switch do := form.Get("do"); do {
	case "": // nothing was pressed: the team is named, below
	case m.MoreTrustees.Value:
		m.Trustees = append(m.Trustees, newPlace("trustee", len(m.Trustees)+1, "Trustee", nil))
		return p.teamShow(c, st, http.StatusOK, m, nil)
	case m.MoreScrutineers.Value:
		m.Scrutineers = append(m.Scrutineers, newPlace("scrutineer", len(m.Scrutineers)+1, "Scrutineer", nil))
		return p.teamShow(c, st, http.StatusOK, m, nil)
	}
	team, problems := m.read(ctx, p, st)
	if len(problems) > 0 {
		return p.teamShow(c, st, unprocessable, m, problems)
	}
	if err := p.Desk.NameTeam(ctx, who(c), st.el.ID(), team, p.Named(ctx, st.el.ID())); err != nil {
		problems, err := refused(err)
		if err != nil {
			return err
		}
		return p.teamShow(c, p.newer(st), unprocessable, m, problems)
	}
	p.Outbox.Wake()
	return site.Redirect(c, st.path("")+"?done=team")
}

// known is the form with the people who have been named.
func (p *pages) known(ctx context.Context, st *stage) url.Values {
	if st.el.Team == nil {
		return nil
	}
	form := url.Values{}
	put := func(prefix string, n int, id election.ID) {
		person := p.Desk.Person(ctx, id)
		form.Set(fieldOf(prefix, n, "name"), person.Name)
		form.Set(fieldOf(prefix, n, "email"), person.Email)
	}
	for i, id := range st.el.Team.Trustees {
		put("trustee", i+1, id)
	}
	for i, id := range st.el.Team.Scrutineers {
		put("scrutineer", i+1, id)
	}
	if st.strict() {
		put("registrar", 0, st.el.Team.Registrar)
		put("operator", 0, st.el.Team.Operator)
		form.Set("threshold", ui.Number(st.el.Team.Threshold))
	}
	return form
}

// taken says why a person cannot have a part because of another one that they
// have; empty if they can.
func (p *pages) taken(ctx context.Context, st *stage, pl *place) string {
	id := p.Desk.KnownAs(ctx, pl.person())
	if id == "" {
		return ""
	}
	known := p.Desk.Person(ctx, id)
	switch {
	case id == st.el.Called.Officer:
		return "This is your own address. You are the returning officer; " + pl.role() + " must be somebody else."
	case st.el.Nominated(id):
		return known.Name + " is nominated in this election. Name somebody who does not stand."
	case !alike(known.Name, pl.Name.Value):
		return known.Name + " is registered here with this address. If it is the same person, write the name like that; if not, give another address."
	}
	return ""
}

// places are all parts of the form, in the order of the page.
func (m *teamModel) places() (list []*place) {
	for i := range m.Trustees {
		list = append(list, &m.Trustees[i])
	}
	if m.Strict {
		list = append(list, &m.Registrar, &m.Operator)
	}
	for i := range m.Scrutineers {
		list = append(list, &m.Scrutineers[i])
	}
	return list
}

// fields are all fields of the form, in the order of the page.
func (m *teamModel) fields() (list []ui.Field) {
	for i, pl := range m.places() {
		if m.Strict && i == len(m.Trustees) {
			list = append(list, m.Threshold)
		}
		list = append(list, pl.Name, pl.Email)
	}
	return slices.Clip(list)
}
