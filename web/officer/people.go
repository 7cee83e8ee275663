package officer

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance"
	"github.com/onenorwich/guildhall/governance/conduct"
	"github.com/onenorwich/guildhall/web/site"
	"github.com/onenorwich/guildhall/web/ui"
)

type peopleModel struct {
	Count    string
	List     ui.Listing
	Action   string
	File     ui.File
	Problems []string
	Send     ui.Button
	Locked   string // why nobody can be uploaded yet
}

var peoplePage = ui.Define[peopleModel](files, "people.html")

// people lists who votes for each practice.
func (p *pages) people(c echo.Context, st *stage) error {
	return p.peoplePage(c, st, http.StatusOK, nil, nil)
}

func (p *pages) peoplePage(c echo.Context, st *stage, status int, file []string, problems ui.Problems) error {
	ctx := c.Request().Context()
	with, all := st.represented()
	m := peopleModel{
		Count:    fmt.Sprintf("%d of %d practices have a voting representative.", with, all),
		Action:   st.path("people"),
		File:     ui.File{Name: "people", Label: "Or name many at once", Accept: ".csv,text/csv", Hint: "A CSV file with the columns ods_code, name, email and telephone. Who is named replaces the representative before."},
		Problems: file,
		Send:     ui.Button{Text: "Record these people", Secondary: true},
	}
	if st.el.Roll.Frozen == nil {
		m.Locked = "Freeze the roll first: it says which practices there are."
	}
	table := ui.Table{Caption: "Who votes for each practice", Empty: "The roll has not been frozen yet.",
		Head: ui.Columns("Practice", "Voting representative", "Email", "Deputies", "Change")}
	for row := range st.el.Roll.Rows {
		practice, _ := st.point.State.Practice(row.Practice)
		person := p.Desk.Person(ctx, practice.Voting)
		name := ui.Cell{Text: person.Name}
		if practice.Voting == "" {
			name = ui.Cell{Part: ui.Tag{Text: "Nobody yet", Colour: "orange"}}
		}
		var deputies []string
		for _, d := range practice.Deputies {
			deputies = append(deputies, p.Desk.Person(ctx, d).Name)
		}
		table.Rows = append(table.Rows, []ui.Cell{
			{Text: p.Desk.Practice(ctx, row.Practice).Name, Header: true}, name, {Text: person.Email},
			{Text: strings.Join(deputies, ", ")}, {Text: "Change", Href: st.path("people/" + string(row.Practice))}})
	}
	m.List = ui.List(table, "practices", m.Action, c.QueryParams())
	return render(p, c, peoplePage, status, ui.Page{Title: "Who votes for each practice", Back: st.path(""), Problems: problems, Wide: true}, m)
}

// peopleUpload names the representatives of a file, all or none.
func (p *pages) peopleUpload(c echo.Context, st *stage) error {
	if _, err := site.Form(c); err != nil {
		return err
	}
	header, err := c.FormFile("people")
	if err != nil {
		return p.peoplePage(c, st, unprocessable, nil, ui.Problems{{Text: "Choose the file with the people.", Href: "#people"}})
	}
	f, err := header.Open()
	if err != nil {
		return err
	}
	defer f.Close()
	list, wrong := readPeople(f, func(id election.ID) bool { _, ok := st.el.Roll.Row(id); return ok })
	if len(wrong) > 0 {
		return p.peoplePage(c, st, unprocessable, wrong, ui.Problems{{
			Text: "The file has " + ui.Count(len(wrong), "problem", "problems") + ". Nothing was recorded.", Href: "#problems"}})
	}
	ctx := c.Request().Context()
	err = p.Desk.NameAll(ctx, who(c), list, func(n conduct.Naming, person election.ID) (conduct.Side, error) {
		return p.Changed(ctx, site.Change{Practice: n.Practice, Person: person, Details: n.Person, Role: "voting representative", By: site.Of(c).Name})
	})
	if err == nil {
		p.Outbox.Wake()
	} else {
		problems, err := refused(err)
		if err != nil {
			return err
		}
		return p.peoplePage(c, st, unprocessable, nil, problems)
	}
	return site.Redirect(c, st.path("people")+"?done=named")
}

type personModel struct {
	Practice string
	Summary  ui.Summary
	Action   string
	Role     ui.Radios
	Name     ui.Input
	Email    ui.Input
	Phone    ui.Input
	Send     ui.Button
}

var personPage = ui.Define[personModel](files, "person.html")

func (p *pages) personForm(c echo.Context, st *stage) error {
	m, err := p.personModel(c, st, nil)
	if err != nil {
		return err
	}
	return p.personPage(c, st, http.StatusOK, m)
}

func (p *pages) personPage(c echo.Context, st *stage, status int, m personModel) error {
	return render(p, c, personPage, status, ui.Page{Title: m.Practice, Back: st.path("people"), Problems: ui.Problematic(m.Name, m.Email, m.Phone)}, m)
}

// personModel is the form with what was typed, and who acts for the practice.
func (p *pages) personModel(c echo.Context, st *stage, typed url.Values) (m personModel, err error) {
	ctx := c.Request().Context()
	id, role := election.ID(c.Param("practice")), typed.Get("role")
	practice, ok := st.point.State.Practice(id)
	if !ok {
		return m, site.Refuse(404, "no-practice", "There is no such practice. Go back to the list.")
	}
	m = personModel{Practice: p.Desk.Practice(ctx, id).Name, Action: st.path("people/" + string(id)),
		Role: ui.Radios{Name: "role", Label: "What will this person be?", Items: []ui.Choice{
			{Value: governance.Voting, Label: "The voting representative", Hint: "Replaces the one before", Checked: role != governance.Deputy},
			{Value: governance.Deputy, Label: "A deputy", Hint: "May vote as well. The practice still has one vote", Checked: role == governance.Deputy}}},
		Name:  ui.Input{Name: "name", Label: "Full name", Value: typed.Get("name")},
		Email: ui.Email("email", "Email address", typed.Get("email")),
		Phone: ui.Telephone("telephone", "Telephone number (optional)", typed.Get("telephone")),
		Send:  ui.Button{Text: "Record this person"},
	}
	m.Name.Autocomplete, m.Email.Autocomplete, m.Phone.Autocomplete = "off", "off", "off" // somebody else's, not the officer's
	m.Email.Hint = "Voting emails go to this address alone."
	if practice.Voting != "" {
		person := p.Desk.Person(ctx, practice.Voting)
		m.Summary = append(m.Summary, ui.Row{Key: "Voting representative", Values: []string{person.Name, person.Email, person.Telephone}})
	} else {
		m.Summary = append(m.Summary, ui.Row{Key: "Voting representative", Value: "Nobody yet"})
	}
	for _, d := range practice.Deputies {
		person := p.Desk.Person(ctx, d)
		m.Summary = append(m.Summary, ui.Row{Key: "Deputy", Values: []string{person.Name, person.Email, person.Telephone}})
	}
	return m, nil
}

// person names one person for a practice.
func (p *pages) person(c echo.Context, st *stage) error {
	form, err := site.Form(c)
	if err != nil {
		return err
	}
	m, err := p.personModel(c, st, form)
	if err != nil {
		return err
	}
	t, ok := site.PersonFields{Name: &m.Name, Email: &m.Email, Telephone: &m.Phone}.Read()
	if !ok {
		return p.personPage(c, st, unprocessable, m)
	}
	role, practice := form.Get("role"), election.ID(c.Param("practice"))
	ctx := c.Request().Context()
	named := "voting representative"
	if role == governance.Deputy {
		named = "deputy"
	}
	_, err = p.Desk.Appoint(ctx, who(c), practice, role, t, func(person election.ID) (conduct.Side, error) {
		return p.Changed(ctx, site.Change{Practice: practice, Person: person, Details: t, Role: named, By: site.Of(c).Name})
	})
	if err == nil {
		p.Outbox.Wake()
	} else {
		problems, err := refused(err)
		if err != nil {
			return err
		}
		m.Name.Error = problems[0].Text // the rules speak of who is named
		return p.personPage(c, st, unprocessable, m)
	}
	return site.Redirect(c, st.path("people")+"?done=named")
}
