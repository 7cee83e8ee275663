package trustee

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/web/keys/trustee"
	"github.com/onenorwich/guildhall/web/site"
	"github.com/onenorwich/guildhall/web/ui"
)

type apartModel struct {
	Lead    string
	Asked   bool
	Fresh   bool   // a phrase has to be drawn first
	Compare bool   // the words have to be compared first
	Keep    string // name under which the log's checkpoint is to be kept
	Task    string
	Phrase  string // commands
	Command string
	Action  string
	File    ui.File
	Button  ui.Button
}

var apartPage = ui.Define[apartModel](files, "apart.html")

// apart is for those who answer from the command line.
func (p *pages) apart(c echo.Context, s *seated) error {
	return p.apartPage(c, s, http.StatusOK, nil)
}

func (p *pages) apartPage(c echo.Context, s *seated, status int, problems ui.Problems) error {
	t, err := p.task(c.Request().Context(), s)
	if err != nil {
		return err
	}
	m := apartModel{Lead: t.Why, Task: s.path("/task.json"), Action: s.path("/apart"),
		Fresh: t.Round == trustee.RoundCertificate, Compare: t.Round == trustee.RoundPolynomial,
		Phrase: "guildhall trustee phrase > phrase.txt",
		File:   ui.File{Name: "answer", Label: "The answer", Hint: "The file that the program wrote. Your phrase is not in it."},
		Button: ui.Button{Text: "Send the answer"}}
	if what, ok := asked[t.Round]; ok {
		m.Asked, m.Lead = true, what
	}
	m.Command = "guildhall trustee guildhall-task-" + string(s.el.ID()) + "-" + string(t.Round) + ".json --phrase-file phrase.txt --out answer.json"
	kept := "guildhall-checkpoint-" + string(s.el.ID()) + ".txt"
	if t.Round == trustee.RoundDecrypt {
		m.Command = "curl -sO " + p.URL("/bundle.zip") + "\n" + m.Command + " \\\n  --bundle bundle.zip --checkpoint " + kept
	}
	if t.Trustees[s.seat-1].Proved && !s.el.Poll.Closed() {
		m.Keep = kept
	}
	notice := ui.Notice{}
	if c.QueryParam("done") != "" && problems == nil {
		notice = ui.Done("Your answer has been recorded.")
	}
	return apartPage.Render(c, status, ui.Page{Title: "Without the browser’s program", Back: s.path(""), Current: home, Problems: problems, Notice: notice}, m)
}

// upload takes the answer as a file.
func (p *pages) upload(c echo.Context, s *seated) error {
	raw, err := site.Uploaded(c, "answer", "Choose the file with the answer.")
	if err == nil {
		err = p.give(c.Request().Context(), s, raw)
	}
	problems, err := site.Refused(err)
	switch {
	case problems != nil:
		return p.apartPage(c, s, http.StatusUnprocessableEntity, problems)
	case err != nil:
		return err
	}
	return site.Redirect(c, s.path("/apart")+"?done=1")
}
