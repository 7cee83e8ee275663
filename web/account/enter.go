package account

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/web/site"
	"github.com/onenorwich/guildhall/web/ui"
)

type enterModel struct {
	Name   string
	What   []string // the practices and the office
	To     string   // set if a number will be asked for
	Action string
	Button ui.Button
	Now    string // who is signed in already
}

var enterPage = ui.Define[enterModel](files, "enter.html")

// link reads the token of a link that signs in.
func (p pages) link(c echo.Context) (site.Link, string, error) {
	l, err := p.Link(c.Request().Context(), c.Param("token"))
	if err == nil && l.Purpose == site.ToVote {
		err = site.Refuse(http.StatusNotFound, "no-link", "This is a link to vote, not one to sign in. Open it again from the email itself.")
	}
	return l, "/in/" + c.Param("token"), err
}

// show says who would be signed in. It spends nothing: mail systems open links
// by themselves.
func (p pages) show(c echo.Context) error {
	l, action, err := p.link(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	v := site.Of(c)
	person := p.Desk.Person(ctx, l.Person)
	if person.Name == "" {
		return site.Refuse(http.StatusGone, "gone", "The details of this person have been deleted, so nobody can sign in with this link any more.")
	}
	m := enterModel{Name: person.Name, Action: action, Button: ui.Button{Text: "Sign in as " + person.Name}}
	if known, _ := v.Point.State.Person(l.Person); known.Officer {
		m.What = append(m.What, "returning officer")
	}
	for practice := range v.Point.State.Practices {
		if practice.Represented(l.Person) {
			m.What = append(m.What, p.Desk.Practice(ctx, practice.ID).Name)
		}
	}
	for _, part := range site.Parts(&v.Point.State, l.Person) {
		if part.Role != "" {
			m.What = append(m.What, part.Role)
		}
	}
	if p.NeedsNumber(c, l) {
		m.To = site.Masked(person.Email)
	}
	if g, name := v.Session(); g.Person != "" && g.Person != l.Person {
		m.Now = name
	}
	return enterPage.Render(c, http.StatusOK, ui.Page{Title: "Sign in as " + person.Name}, m)
}

// enter begins the session.
func (p pages) enter(c echo.Context) error {
	l, action, err := p.link(c)
	if err != nil {
		return err
	}
	began, err := p.Begin(c, l, action)
	if err != nil || !began {
		return err
	}
	return site.Redirect(c, p.home(c, l))
}

// home is where a person goes who has signed in.
func (p pages) home(c echo.Context, l site.Link) string {
	if l.Next != "" {
		return l.Next
	}
	state := site.Of(c).Point.State
	if person, _ := state.Person(l.Person); person.Officer {
		return "/officer"
	}
	for practice := range state.Practices {
		if practice.Represented(l.Person) {
			return "/practice"
		}
	}
	if home := site.PartHome(&state, l.Person); home != "" {
		return home
	}
	for el := range state.Election.Elections {
		for n := range el.Nominations {
			if n.Nominee == l.Person {
				return site.NominationPath(el.ID(), n.ID)
			}
		}
	}
	return "/"
}

// number sends a new number.
func (p pages) number(c echo.Context) error {
	l, action, err := p.link(c)
	if err != nil {
		return err
	}
	return p.SendAgainAndAsk(c, l, action)
}

// back is where a reloaded number page leads.
func (p pages) back(c echo.Context) error { return site.Redirect(c, "/in/"+c.Param("token")) }
