package practice

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance/conduct"
	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/web/site"
	"github.com/onenorwich/guildhall/web/ui"
)

type consentModel struct {
	Post, Title, Action  string
	Eligible             string
	Name                 ui.Input
	Declare              ui.Checkboxes
	Interests, Statement ui.Textarea
	Correct              ui.Checkboxes
	Button               ui.Button
}

var consentPage = ui.Define[consentModel](files, "consent.html")

// consentable is the nomination of the route, for its nominee, while it can be
// consented to.
func (p pages) consentable(c echo.Context) (standing, error) {
	s, err := p.see(c)
	switch {
	case err != nil:
		return s, err
	case !s.nominee:
		return s, site.Refuse(http.StatusForbidden, "not-nominee", "Only the person who is nominated can consent.")
	case !s.open(election.At(p.Now())):
		return s, site.Refuse(http.StatusConflict, "nominations-closed", "Nominations have closed, or you have withdrawn. Nothing was recorded.")
	case s.n.Decision == election.Valid:
		return s, site.Refuse(http.StatusConflict, "decided", "The nomination has been accepted; it can no longer be changed.")
	}
	return s, nil
}

func (p pages) consenting(c echo.Context) error {
	s, err := p.consentable(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	typed := url.Values{"name": {p.Desk.Particulars(ctx, s.n).Name}}
	if s.n.Consented {
		text := p.Desk.Statement(ctx, s.n)
		typed = url.Values{"name": {text.Name}, "statement": {text.Statement}, "interests": {text.Interests}}
	}
	return p.consentForm(c, http.StatusOK, p.consentModel(c, s, typed), nil)
}

func (p pages) consentForm(c echo.Context, status int, m consentModel, problems ui.Problems) error {
	return consentPage.Render(c, status, ui.Page{Title: "Consent to your nomination", Problems: problems,
		Back: site.NominationPath(election.ID(c.Param("election")), election.ID(c.Param("nomination")))}, m)
}

// standsAs says what a nominee declares about who may stand.
var standsAs = map[string]string{
	election.EligibleGP:      "I am a GP and registered with the General Medical Council.",
	election.EligibleNurse:   "I am a nurse and registered with the Nursing and Midwifery Council.",
	election.EligibleManager: "I am a practice manager, and my practice confirms it.",
	election.EligibleAnyone:  "I may stand for this post.",
}

func (p pages) consentModel(c echo.Context, s standing, typed url.Values) consentModel {
	words := p.Desk.Text(c.Request().Context(), &s.el)
	post, _ := s.el.Post(s.n.Post)
	return consentModel{Post: words.PostName(s.n.Post), Title: words.Title, Action: c.Request().URL.Path,
		Name: ui.Input{Name: "name", Label: "Your name on the ballot paper", Value: typed.Get("name"), Autocomplete: "name"},
		Declare: ui.Checkboxes{Name: "eligible", Label: "May you stand?", Size: "m",
			Items: []ui.Choice{{Value: "yes", Label: standsAs[post.Terms.Eligible], Checked: typed.Get("eligible") == "yes"}}},
		Interests: ui.Textarea{Name: "interests", Label: "Your interests", Size: "m", Value: typed.Get("interests"), Characters: conduct.MaxInterests,
			Hint: "What others might think could sway you: money, other offices, close persons. Write “None” if there are none. They are published."},
		Correct: ui.Checkboxes{Name: "declared", Label: "Declaration of interests",
			Items: []ui.Choice{{Value: "yes", Label: "These are all my interests that matter for this office.", Checked: typed.Get("declared") == "yes"}}},
		Statement: ui.Textarea{Name: "statement", Label: "Your statement", Size: "m", Value: typed.Get("statement"), Rows: 12, Words: conduct.MaxStatement,
			Hint: "Voters read it beside your name. You may leave it empty."},
		Button: ui.Button{Text: "Consent to the nomination"},
	}
}

// consent records the nominee's consent with the declarations.
func (p pages) consent(c echo.Context) error {
	s, err := p.consentable(c)
	if err != nil {
		return err
	}
	typed, err := site.Form(c)
	if err != nil {
		return err
	}
	text := record.StatementText{Name: strings.TrimSpace(typed.Get("name")), Statement: conduct.Tidy(typed.Get("statement")), Interests: conduct.Tidy(typed.Get("interests"))}
	m := p.consentModel(c, s, typed)
	problems := m.check(text, typed)
	if problems == nil {
		err := p.Desk.Consent(c.Request().Context(), site.Of(c).Person, s.el.ID(), s.n.ID, true, true, text)
		if err == nil {
			return site.Redirect(c, site.NominationPath(s.el.ID(), s.n.ID)+"?done=consented")
		}
		var refused *election.Error
		if !errors.As(err, &refused) {
			return err
		}
		problems = ui.Refused(ui.Sentence(refused.Sentence))
	}
	return p.consentForm(c, http.StatusUnprocessableEntity, m, problems)
}

// check puts each problem beside its field.
func (m *consentModel) check(text record.StatementText, typed url.Values) ui.Problems {
	m.Name.Error = sentence(conduct.CheckName(text.Name))
	if typed.Get("eligible") != "yes" {
		m.Declare.Error = "Declare that you may stand; without it the nomination is invalid."
	}
	if text.Interests == "" {
		m.Interests.Error = "Write down your interests, or “None”."
	} else {
		m.Interests.Error = sentence(conduct.CheckInterests(text.Interests))
	}
	if typed.Get("declared") != "yes" {
		m.Correct.Error = "Declare that these are all your interests that matter."
	}
	if m.Statement.Error = ui.TooLong("Your statement", text.Statement, conduct.MaxStatement); m.Statement.Error == "" {
		m.Statement.Error = sentence(conduct.CheckStatement(text.Statement))
	}
	return ui.Problematic(m.Name, m.Declare, m.Interests, m.Correct, m.Statement)
}
