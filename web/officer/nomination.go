package officer

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance/conduct"
	"github.com/onenorwich/guildhall/web/site"
	"github.com/onenorwich/guildhall/web/ui"
)

// grounds are those on which a nomination is invalid (rules.md 8), in the order
// of the form; site.Grounds has their words.
var grounds = []string{election.GroundParticulars, election.GroundDeclaration, election.GroundConsent, election.GroundSupporters,
	election.GroundNotEligible, election.GroundLate}

type nominationModel struct {
	Name      string
	Post      string
	Facts     ui.Summary
	Statement []string
	Interests []string
	Locked    string // why nothing can be decided now
	Waits     string // why it cannot be accepted now
	Action    string
	Decision  ui.Radios
	Register  ui.Checkboxes
	Reason    ui.Textarea
	Send      ui.Button
}

var nominationPage = ui.Define[nominationModel](files, "nomination.html")

func (p *pages) nomination(c echo.Context, st *stage) error {
	return p.nominationPage(c, st, http.StatusOK, decided{}, nil)
}

// decided is what was typed, and what is wrong with it.
type decided struct{ decision, reason, decisionError, reasonError string }

func (p *pages) nominationPage(c echo.Context, st *stage, status int, typed decided, problems ui.Problems) error {
	ctx := c.Request().Context()
	n, ok := st.el.Nomination(election.ID(c.Param("nomination")))
	if !ok {
		return site.Refuse(404, "no-nomination", "There is no such nomination. Go back to the list.")
	}
	text := p.Desk.Text(ctx, &st.el)
	post, _ := st.el.Post(n.Post)
	part, words := p.Desk.Particulars(ctx, n), p.Desk.Statement(ctx, n)
	m := nominationModel{Name: part.Name, Post: text.PostName(n.Post), Action: st.path("nominations/" + string(n.ID)),
		Facts: ui.Summary{
			{Key: "Post", Value: text.PostName(n.Post)},
			{Key: "Role", Value: part.Role},
			{Key: "Practice", Value: p.Desk.Practice(ctx, n.Of).Name},
			{Key: "Email", Value: part.Email},
		}}
	if part.Number != "" {
		m.Facts = append(m.Facts, ui.Row{Key: number(post.Terms.Eligible), Value: part.Number})
	}
	m.Facts = append(m.Facts, ui.Row{Key: "Proposed by", Value: p.Desk.Practice(ctx, n.Proposer).Name})
	if n.Seconder != "" {
		m.Facts = append(m.Facts, ui.Row{Key: "Seconded by", Value: p.Desk.Practice(ctx, n.Seconder).Name})
	} else {
		m.Facts = append(m.Facts, ui.Row{Key: "Seconded by", Value: p.Desk.Practice(ctx, n.Asked).Name + " has been asked and has not answered yet"})
	}
	if n.Consented {
		m.Facts = append(m.Facts, ui.Row{Key: "Consent", Value: "Given, as “" + words.Name + "” on the ballot paper"},
			ui.Row{Key: "Declarations", Values: []string{"May stand for this post", "Interests declared"}})
		m.Statement, m.Interests = paragraphs(words.Statement), paragraphs(words.Interests)
	} else {
		m.Facts = append(m.Facts, ui.Row{Key: "Consent", Value: "Not given yet"})
	}
	row := ui.Row{Key: "Decision", Part: decisionTag(n)}
	if n.Decision != "" && n.Decision != election.Valid {
		row = ui.Row{Key: "Decision", Values: []string{"Invalid: " + site.Grounds[n.Decision], p.Desk.Reason(ctx, n).Reason}}
	}
	m.Facts = append(m.Facts, row)
	m.form(st, n, post, typed)
	problems = append(ui.Problematic(m.Decision, m.Reason), problems...)
	return render(p, c, nominationPage, status, ui.Page{Title: m.Name, Back: st.path("nominations"), Problems: problems}, m)
}

// form fills in what can be decided.
func (m *nominationModel) form(st *stage, n election.Nomination, post election.Post, typed decided) {
	// Invalid on some ground is what can be decided whenever anything can.
	if err := st.officer(election.NominationDecided{Election: st.el.ID(), Nomination: n.ID, Decision: election.GroundLate}); err != nil {
		m.Locked = ui.Sentence(err.Error())
		return
	}
	m.Decision = ui.Radios{Name: "decision", Label: "Your decision", Error: typed.decisionError}
	if err := st.accepting(n); err != nil {
		m.Waits = ui.Sentence(err.Error())
	} else {
		m.Decision.Items = []ui.Choice{{Value: election.Valid, Label: "Accept the nomination", Checked: typed.decision == election.Valid}}
		if post.Terms.Eligible != election.EligibleAnyone {
			m.Register = ui.Checkboxes{Name: "register", Label: "Before you accept", Items: []ui.Choice{{Value: "yes", Label: register(post.Terms.Eligible)}}}
		}
	}
	for i, g := range grounds {
		m.Decision.Items = append(m.Decision.Items, ui.Choice{Value: g, Label: "Invalid: " + site.Grounds[g], Checked: typed.decision == g, Or: i == 0 && len(m.Decision.Items) > 0})
	}
	m.Reason = ui.Textarea{Name: "reason", Label: "Reason", Hint: "For an invalid nomination. The nominee reads it, and may mend the nomination before the close.", Value: typed.reason, Rows: 3,
		Characters: conduct.MaxReason, Error: typed.reasonError}
	m.Send = ui.Button{Text: "Record the decision"}
}

func number(eligible string) string {
	if eligible == election.EligibleNurse {
		return "NMC PIN"
	}
	return "GMC number"
}

func register(eligible string) string {
	switch eligible {
	case election.EligibleGP:
		return "I have looked the nominee up in the GMC’s register"
	case election.EligibleNurse:
		return "I have looked the nominee up in the NMC’s register"
	}
	return "The practice has confirmed to me that the nominee is in post"
}

// decide records the decision on one nomination.
func (p *pages) decide(c echo.Context, st *stage) error {
	form, err := site.Form(c)
	if err != nil {
		return err
	}
	n, ok := st.el.Nomination(election.ID(c.Param("nomination")))
	if !ok {
		return site.Refuse(404, "no-nomination", "There is no such nomination. Go back to the list.")
	}
	decision, reason := form.Get("decision"), conduct.Tidy(form.Get("reason"))
	typed := decided{decision: decision, reason: reason, reasonError: site.Wrong(conduct.CheckReason(reason, decision != "" && decision != election.Valid))}
	if decision == "" {
		typed.decisionError = "Choose whether you accept the nomination."
	}
	again := func(problems ui.Problems) error {
		return p.nominationPage(c, p.newer(st), unprocessable, typed, problems)
	}
	if typed.decisionError+typed.reasonError != "" {
		return again(nil)
	}
	ctx := c.Request().Context()
	mails, err := p.DecidedMails(ctx, st.el.ID(), n.ID, decision, reason)
	if err == nil {
		err = p.Desk.Decide(ctx, who(c), st.el.ID(), n.ID, decision, form.Get("register") == "yes", reason, mails)
	}
	if err != nil {
		problems, err := refused(err)
		if err != nil {
			return err
		}
		return again(problems)
	}
	p.Outbox.Wake()
	return site.Redirect(c, st.path("nominations")+"?done=decided")
}

// paragraphs parts a text at its line breaks.
func paragraphs(s string) []string {
	var list []string
	for line := range strings.Lines(s) {
		if line = strings.TrimSpace(line); line != "" {
			list = append(list, line)
		}
	}
	return list
}
