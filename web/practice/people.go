package practice

import (
	"errors"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance"
	"github.com/onenorwich/guildhall/governance/conduct"
	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/web/site"
	"github.com/onenorwich/guildhall/web/ui"
)

type peopleModel struct {
	Practice, Action string
	People           ui.Summary
	Role             ui.Radios
	Name             ui.Input
	Email, Telephone ui.Input
	Partner          ui.Checkboxes
	Button           ui.Button
}

type endModel struct {
	Name, Role, Practice, Action string
	Button                       ui.Button
	Self                         bool
}

var (
	peoplePage = ui.Define[peopleModel](files, "people.html")
	endPage    = ui.Define[endModel](files, "end.html")
)

// people lists who acts for a practice, and takes a further name.
func (p pages) people(c echo.Context) error {
	return p.peopleForm(c, http.StatusOK, p.peopleModel(c, url.Values{"role": {governance.Deputy}}), nil)
}

func (p pages) peopleForm(c echo.Context, status int, m peopleModel, problems ui.Problems) error {
	return peoplePage.Render(c, status, ui.Page{Title: "Who acts for " + m.Practice, Back: "/practice/" + c.Param("practice"), Problems: problems, Notice: notice(c)}, m)
}

func (p pages) peopleModel(c echo.Context, typed url.Values) peopleModel {
	ctx := c.Request().Context()
	id := election.ID(c.Param("practice"))
	practice, _ := site.Of(c).Point.State.Practice(id)
	path := "/practice/" + string(id) + "/people"
	m := peopleModel{Practice: p.Desk.Practice(ctx, id).Name, Action: path,
		Role: ui.Radios{Name: "role", Label: "As what?", Items: []ui.Choice{
			{Value: governance.Deputy, Label: "Deputy", Hint: "In addition to those above.", Checked: typed.Get("role") == governance.Deputy},
			{Value: governance.Voting, Label: "Voting representative", Hint: "In place of the one before.", Checked: typed.Get("role") == governance.Voting}}},
		Name: ui.Input{Name: "name", Label: "Full name", Value: typed.Get("name"), Autocomplete: "off"},
		Email: ui.Input{Name: "email", Label: "Email address", Value: typed.Get("email"), Type: "email", Autocomplete: "off",
			Hint: "The person’s own, not a shared mailbox: whoever reads it can vote for the practice."},
		Telephone: ui.Input{Name: "telephone", Label: "Telephone number (optional)", Value: typed.Get("telephone"), Type: "tel", Autocomplete: "off", Width: 20},
		Partner: ui.Checkboxes{Name: "authority", Label: "Authority", Items: []ui.Choice{{Value: "yes",
			Label: "A partner of the practice has authorised this in writing.", Checked: typed.Get("authority") == "yes"}}},
		Button: ui.Button{Text: "Name this person"},
	}
	row := func(person election.ID, role string) {
		text := p.Desk.Person(ctx, person)
		m.People = append(m.People, ui.Row{Key: text.Name, Values: []string{role, text.Email},
			Change: path + "/" + string(person) + "/end", Action: "End this role"})
	}
	if practice.Voting != "" {
		row(practice.Voting, "Voting representative")
	}
	for _, d := range practice.Deputies {
		row(d, "Deputy")
	}
	return m
}

// roleNames are the roles in words.
var roleNames = map[string]string{governance.Voting: "voting representative", governance.Deputy: "deputy"}

// appoint names a person.
func (p pages) appoint(c echo.Context) error {
	typed, err := site.Form(c)
	if err != nil {
		return err
	}
	v := site.Of(c)
	ctx := c.Request().Context()
	id := election.ID(c.Param("practice"))
	role := typed.Get("role")
	m := p.peopleModel(c, typed)
	text, problems := m.check(typed)
	if problems == nil {
		_, err := p.Desk.Appoint(ctx, v.Person, id, role, text, func(person election.ID) (conduct.Side, error) {
			return p.Changed(ctx, site.Change{Practice: id, Person: person, Details: text, Role: roleNames[role], By: v.Name})
		})
		if err == nil {
			p.Outbox.Wake()
			return site.Redirect(c, m.Action+"?done=named")
		}
		var refused *election.Error
		if !errors.As(err, &refused) {
			return err
		}
		m.Name.Error = ui.Sentence(refused.Sentence) // the rules speak of who is named
		problems = ui.Problematic(m.Name)
	}
	return p.peopleForm(c, http.StatusUnprocessableEntity, m, problems)
}

// check puts each problem beside its field.
func (m *peopleModel) check(typed url.Values) (record.PersonText, ui.Problems) {
	if roleNames[typed.Get("role")] == "" {
		m.Role.Error = "Say whether the person is a deputy or the voting representative."
	}
	text, _ := site.PersonFields{Name: &m.Name, Email: &m.Email, Telephone: &m.Telephone}.Read()
	if typed.Get("authority") != "yes" {
		m.Partner.Error = "A partner must have authorised the change in writing. Tick the box if that is so."
	}
	return text, ui.Problematic(m.Role, m.Name, m.Email, m.Telephone, m.Partner)
}

// acting is the person of the route, who acts for the practice.
func (p pages) acting(c echo.Context) (person election.ID, role string, err error) {
	practice, _ := site.Of(c).Point.State.Practice(election.ID(c.Param("practice")))
	person = election.ID(c.Param("person"))
	switch {
	case !practice.Represented(person):
		return "", "", site.Refuse(http.StatusNotFound, "no-person", "This person does not act for the practice any more. Go back to the list.")
	case practice.Voting == person:
		return person, "voting representative", nil
	}
	return person, "deputy", nil
}

// ending asks once more.
func (p pages) ending(c echo.Context) error {
	person, role, err := p.acting(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	return endPage.Render(c, http.StatusOK, ui.Page{Title: "End a person’s role", Back: "/practice/" + c.Param("practice") + "/people"}, endModel{
		Name: p.Desk.Person(ctx, person).Name, Role: role, Practice: p.Desk.Practice(ctx, election.ID(c.Param("practice"))).Name,
		Action: c.Request().URL.Path, Button: ui.Button{Text: "End the role", Warning: true}, Self: person == site.Of(c).Person})
}

func (p pages) end(c echo.Context) error {
	person, _, err := p.acting(c)
	if err != nil {
		return err
	}
	v := site.Of(c)
	ctx := c.Request().Context()
	id := election.ID(c.Param("practice"))
	mails, err := p.Changed(ctx, site.Change{Practice: id, Person: person, Details: p.Desk.Person(ctx, person), By: v.Name})
	if err != nil {
		return err
	}
	if err := p.Desk.EndActing(ctx, v.Person, id, person, mails); err != nil {
		return err
	}
	p.Outbox.Wake()
	if person == v.Person {
		return site.Redirect(c, "/signed-out")
	}
	return site.Redirect(c, "/practice/"+string(id)+"/people?done=named")
}
