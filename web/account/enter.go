package account

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/web/site"
	"github.com/onenorwich/guildhall/web/ui"
)

type enterModel struct {
	Action string
	Button ui.Button
	Site   string
	Number bool   // one will be asked for
	Now    string // who is signed in already

	// For a bound browser alone.
	Name string
	What []string // the practices and the office
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
	m := enterModel{Action: action, Button: ui.Button{Text: "Continue"}, Site: p.Host(), Number: p.NeedsNumber(c, l)}
	title := "Continue with your link"
	if p.Bound(c, l) {
		m.Name, m.What = person.Name, parts(c, p, l)
		title = "Sign in as " + person.Name
		m.Button.Text = title
	}
	if g, name := v.Session(); g.Person != "" && g.Person != l.Person {
		m.Now = name
	}
	return enterPage.Render(c, http.StatusOK, ui.Page{Title: title}, m)
}

// parts are what a link's person acts for, for a bound browser.
func parts(c echo.Context, p pages, l site.Link) (list []string) {
	state := &site.Of(c).Point.State
	if known, _ := state.Person(l.Person); known.Officer {
		list = append(list, "returning officer")
	}
	for practice := range state.Practices {
		if practice.Represented(l.Person) {
			list = append(list, p.Desk.Practice(c.Request().Context(), practice.ID).Name)
		}
	}
	for _, part := range site.Parts(state, l.Person) {
		if part.Role != "" {
			list = append(list, part.Role)
		}
	}
	return list
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
