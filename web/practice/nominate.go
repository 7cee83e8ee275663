package practice

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance/conduct"
	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/web/site"
	"github.com/onenorwich/guildhall/web/ui"
)

type nominateModel struct {
	Practice, Title, Closes, Action string
	Post                            ui.Radios
	Name, Role, Email, Number       ui.Input
	Of, Seconder                    ui.Select
	Button                          ui.Button
}

var nominatePage = ui.Define[nominateModel](files, "nominate.html")

// eligible says in a line who may stand for a post (rules.md 7).
var eligible = map[string]string{
	election.EligibleGP:      "A GP, with a GMC number.",
	election.EligibleNurse:   "A registered nurse, with an NMC PIN.",
	election.EligibleManager: "A practice manager, confirmed in post by the practice.",
	election.EligibleAnyone:  "Anybody.",
}

// open is the election of the route, while it takes nominations.
func (p pages) open(c echo.Context) (el election.Election, err error) {
	el, err = site.Of(c).Poll(election.ID(c.Param("election")))
	if err != nil {
		return el, err
	}
	now, times := election.At(p.Now()), el.Called.Timetable
	switch {
	case now.Before(times.Notice) || el.Roll.Frozen == nil:
		return el, site.Refuse(http.StatusConflict, "not-yet", "Nominations are not open yet. They open on %s, once the roll is frozen.", ui.When(times.Notice.Time()))
	case !now.Before(times.NominationsClose):
		return el, site.Refuse(http.StatusConflict, "nominations-closed", "Nominations closed on %s. Nothing was recorded.", ui.When(times.NominationsClose.Time()))
	}
	return el, nil
}

func (p pages) nominating(c echo.Context) error {
	el, err := p.open(c)
	if err != nil {
		return err
	}
	m := p.form(c, &el, url.Values{"post": {c.QueryParam("post")}})
	return nominatePage.Render(c, http.StatusOK, ui.Page{Title: "Nominate somebody", Back: "/practice/" + c.Param("practice")}, m)
}

// form is the form with what was typed.
func (p pages) form(c echo.Context, el *election.Election, typed url.Values) nominateModel {
	ctx := c.Request().Context()
	own := election.ID(c.Param("practice"))
	words := p.Desk.Text(ctx, el)
	m := nominateModel{Practice: p.Desk.Practice(ctx, own).Name, Title: words.Title, Closes: ui.When(el.Called.Timetable.NominationsClose.Time()),
		Action: c.Request().URL.Path, Button: ui.Button{Text: "Nominate"},
		Post:  ui.Radios{Name: "post", Label: "Which post?", Size: "m"},
		Name:  ui.Input{Name: "name", Label: "Full name", Value: typed.Get("name"), Autocomplete: "off", Hint: "With a title, if it is to stand on the ballot paper: Dr Amina Okafor."},
		Role:  ui.Input{Name: "role", Label: "Role in the practice", Value: typed.Get("role"), Autocomplete: "off", Hint: "For example, GP partner."},
		Email: ui.Input{Name: "email", Label: "The person’s own email address", Value: typed.Get("email"), Type: "email", Autocomplete: "off", Hint: "The request to consent goes there."},
		Number: ui.Input{Name: "number", Label: "Professional number", Value: typed.Get("number"), Autocomplete: "off", Width: 10, Code: true,
			Hint: "GMC number for a GP, NMC PIN for a nurse; leave it empty for a practice manager. The returning officer alone sees it."},
		Of: p.choose(ctx, el, "of", "The person’s practice", "", typed.Get("of"), own),
		Seconder: p.choose(ctx, el, "seconder", "Which practice should second?",
			"Not your own, and not the person’s. We ask it by email.", typed.Get("seconder"), own),
	}
	for _, post := range el.Posts() {
		m.Post.Items = append(m.Post.Items, ui.Choice{Value: string(post.ID), Label: words.PostName(post.ID), Hint: eligible[post.Terms.Eligible], Checked: typed.Get("post") == string(post.ID)})
	}
	return m
}

// choose offers the practices of the roll but one, by name.
func (p pages) choose(ctx context.Context, el *election.Election, name, label, hint, chosen string, without election.ID) ui.Select {
	s := ui.Select{Name: name, Label: label, Hint: hint}
	for row := range el.Roll.Rows {
		if row.Practice != without {
			s.Items = append(s.Items, ui.Choice{Value: string(row.Practice), Label: p.Desk.Practice(ctx, row.Practice).Name, Checked: chosen == string(row.Practice)})
		}
	}
	slices.SortFunc(s.Items, func(a, b ui.Choice) int { return cmp.Compare(a.Label, b.Label) })
	s.Items = append([]ui.Choice{{Label: "Choose a practice"}}, s.Items...)
	return s
}

// nominate records a nomination.
func (p pages) nominate(c echo.Context) error {
	el, err := p.open(c)
	if err != nil {
		return err
	}
	typed, err := site.Form(c)
	if err != nil {
		return err
	}
	v := site.Of(c)
	ctx := c.Request().Context()
	n := conduct.NewNomination{Election: el.ID(), Post: election.ID(typed.Get("post")),
		Of: election.ID(typed.Get("of")), Proposer: election.ID(c.Param("practice")), Seconder: election.ID(typed.Get("seconder")),
		Particulars: record.ParticularsText{Name: strings.TrimSpace(typed.Get("name")), Role: strings.TrimSpace(typed.Get("role")),
			Email: strings.TrimSpace(typed.Get("email")), Number: strings.ToUpper(strings.ReplaceAll(typed.Get("number"), " ", ""))}}
	m := p.form(c, &el, typed)
	problems := m.check(&el, n)
	if problems == nil {
		var nomination election.ID
		nomination, _, err = p.Desk.Nominate(ctx, v.Person, n, func(nomination, nominee election.ID) (conduct.Side, error) {
			return p.AskSupporters(ctx, el.ID(), nomination, n.Post, nominee, n.Proposer, n.Seconder, n.Particulars)
		})
		if err == nil {
			p.Outbox.Wake()
			return site.Redirect(c, site.NominationPath(el.ID(), nomination)+"?done=nominated")
		}
		var refused *election.Error
		if !errors.As(err, &refused) {
			return err
		}
		problems = m.refuse(refused, n, p.Desk.Practice(ctx, n.Proposer).Name)
	}
	return nominatePage.Render(c, http.StatusUnprocessableEntity, ui.Page{Title: "Nominate somebody", Back: "/practice/" + c.Param("practice"), Problems: problems}, m)
}

// check puts each problem beside its field.
func (m *nominateModel) check(el *election.Election, n conduct.NewNomination) ui.Problems {
	post, known := el.Post(n.Post)
	if !known {
		m.Post.Error = "Choose the post for which you nominate."
	}
	m.Name.Error = sentence(conduct.CheckName(n.Particulars.Name))
	m.Role.Error = sentence(conduct.CheckRole(n.Particulars.Role))
	if n.Particulars.Email == "" {
		m.Email.Error = "Enter the person’s email address: without consent the nomination is invalid."
	} else {
		m.Email.Error = sentence(conduct.CheckEmail(n.Particulars.Email))
	}
	switch {
	case known && n.Particulars.Number == "" && post.Terms.Eligible == election.EligibleGP:
		m.Number.Error = "Enter the GMC number: 7 digits, or the letter L and 6 digits."
	case known && n.Particulars.Number == "" && post.Terms.Eligible == election.EligibleNurse:
		m.Number.Error = "Enter the NMC PIN, such as 12A3456B."
	case known:
		m.Number.Error = sentence(conduct.CheckNumber(post.Terms.Eligible, n.Particulars.Number))
	}
	if n.Of == "" {
		m.Of.Error = "Choose the practice in which the person works."
	}
	switch {
	case n.Seconder == "":
		m.Seconder.Error = "Choose the practice that you ask to second."
	case n.Seconder == n.Of:
		m.Seconder.Error = "The person’s own practice cannot second. Choose another one."
	}
	return ui.Problematic(m.Post, m.Name, m.Role, m.Email, m.Number, m.Of, m.Seconder)
}

// refuse puts a rule's refusal beside the field that it is about.
func (m *nominateModel) refuse(r *election.Error, n conduct.NewNomination, practice string) ui.Problems {
	text := ui.Sentence(r.Sentence)
	switch r.Code {
	case "nominated-already":
		m.Name.Error = text
	case "support":
		m.Post.Error = practice + " supports as many nominations for this post as a practice may. Choose another post."
	case "supporters", "not-on-roll":
		m.Seconder.Error = text
	case "officer-stands":
		m.Email.Error = text
	default:
		return ui.Refused(text)
	}
	return ui.Problematic(m.Post, m.Name, m.Role, m.Email, m.Number, m.Of, m.Seconder)
}

// sentence is a refusal's sentence; empty for none.
func sentence(err error) string {
	if err == nil {
		return ""
	}
	var refused *election.Error
	if errors.As(err, &refused) {
		return ui.Sentence(refused.Sentence)
	}
	return "This cannot be used. Type it again."
}
