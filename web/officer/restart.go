package officer

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/web/site"
	"github.com/onenorwich/guildhall/web/ui"
)

type restartModel struct {
	Locked  string // why there is nothing to begin again
	Warning ui.Warning
	Action  string
	Ground  ui.Radios
	Sure    ui.Checkboxes
	Send    ui.Button
	Cancel  ui.Link
}

var restartPage = ui.Define[restartModel](files, "restart.html")

// restartGrounds are those on which a key ceremony is begun again, in words.
var restartGrounds = []struct{ ground, label, hint string }{
	{election.GroundWordsDiffer, "The words that the trustees compared differ", "Somebody may have put a key of their own between them"},
	{election.GroundPhraseLost, "A trustee has lost the recovery phrase", ""},
	{election.GroundBadShare, "A trustee’s part of the key was not right", "A browser said so during the ceremony"},
	{election.GroundTeam, "A trustee or the registrar has to be exchanged", "You name the team again afterwards"},
}

// restarting is why the key ceremony cannot be begun again now.
func (s *stage) restarting(ground string) error {
	return s.officer(election.CeremonyRestarted{Election: s.el.ID(), Ground: ground})
}

// restart asks whether, and why, the key is to be made again.
func (p *pages) restart(c echo.Context, st *stage) error {
	return p.restartPage(c, st, http.StatusOK, "", "", "", nil)
}

func (p *pages) restartPage(c echo.Context, st *stage, status int, ground, wrong, unsure string, problems ui.Problems) error {
	m := restartModel{Action: st.path("trustees/restart"), Cancel: ui.Link{Text: "Leave it as it is", Href: st.path("trustees")},
		Warning: ui.Warning{Title: "What has been done does not count any more", List: []string{
			"Every trustee makes a new key with a new recovery phrase, all compare words again, and each proves the phrase again.",
			"The registrar’s list of voting codes falls, and the registrar makes it again.",
			"A ballot that was prepared has to be prepared again.",
			"The trustees and the registrar get an email that says so. The log keeps what happened, with your ground.",
		}},
		Ground: ui.Radios{Name: "ground", Label: "Why?", Error: wrong},
		Sure:   ui.Checkboxes{Name: "sure", Label: "Are you sure?", Error: unsure, Items: []ui.Choice{{Value: "yes", Label: "I have told the trustees and the registrar, and begin the key again"}}},
		Send:   ui.Button{Text: "Begin the key again", Warning: true},
	}
	for _, g := range restartGrounds {
		m.Ground.Items = append(m.Ground.Items, ui.Choice{Value: g.ground, Label: g.label, Hint: g.hint, Checked: g.ground == ground})
	}
	if err := st.restarting(election.GroundPhraseLost); err != nil {
		m.Locked = ui.Sentence(err.Error())
	}
	problems = append(problems, ui.Problematic(m.Ground, m.Sure)...)
	return render(p, c, restartPage, status, ui.Page{Title: "Begin the key again", Back: st.path("trustees"), Problems: problems}, m)
}

// restarted begins the key ceremony again.
func (p *pages) restarted(c echo.Context, st *stage) error {
	form, err := site.Form(c)
	if err != nil {
		return err
	}
	ground := form.Get("ground")
	var wrong, unsure string
	if ground == "" {
		wrong = "Choose why the key is made again."
	}
	if form.Get("sure") != "yes" {
		unsure = "Say that you are sure: what the trustees and the registrar have done is lost."
	}
	if wrong != "" || unsure != "" {
		return p.restartPage(c, st, unprocessable, ground, wrong, unsure, nil)
	}
	ctx := c.Request().Context()
	mails, err := p.Restarted(ctx, st.el.ID())
	if err != nil {
		return err
	}
	if err := p.Desk.RestartCeremony(ctx, who(c), st.el.ID(), ground, mails); err != nil {
		problems, err := refused(err)
		if err != nil {
			return err
		}
		return p.restartPage(c, p.newer(st), unprocessable, ground, "", "", problems)
	}
	p.Outbox.Wake()
	return site.Redirect(c, st.path("trustees")+"?done=restarted")
}
