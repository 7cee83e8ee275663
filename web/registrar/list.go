package registrar

import (
	"context"
	"errors"
	"html/template"
	"io"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/election"
	codebook "github.com/onenorwich/guildhall/web/codes"
	"github.com/onenorwich/guildhall/web/site"
	"github.com/onenorwich/guildhall/web/ui"
)

type codesModel struct {
	Title  string
	Locked string
	Facts  ui.Summary
	Panel  template.HTML
	Apart  string
}

var codesPage = ui.Define[codesModel](files, "codes.html")

// codes is the page on which the voting codes are made.
func (p *pages) codes(c echo.Context, s *stage) error {
	m := codesModel{Title: "Make the voting codes", Apart: s.path("/apart")}
	page := ui.Page{Title: m.Title, Back: s.path(""), Current: home}
	m.Locked, m.Facts = s.unlisted()
	if m.Locked == "" {
		page.Scripts, m.Panel = scripts, panel("make", s)
	}
	return codesPage.Render(c, http.StatusOK, page, m)
}

// unlisted says why no list can be sent now, if none can.
func (s *stage) unlisted() (why string, facts ui.Summary) {
	switch {
	case s.el.Listed != nil:
		return "The voting codes have been made, and their public half is in the log.", ui.Summary{
			{Key: "The list (SHA-256)", Part: ui.Digest(s.el.Listed.List.String())},
			{Key: "Your signing key", Part: ui.Digest(s.el.Listed.Key.String())}}
	case len(s.el.Identified) == 0:
		return "The contests have not been settled yet. You are told when they are.", nil
	}
	return "", nil
}

// list takes the public half from the program in the page.
func (p *pages) list(c echo.Context, s *stage) error {
	raw, err := io.ReadAll(c.Request().Body)
	if err == nil {
		err = p.take(c.Request().Context(), s, raw)
	}
	if err != nil {
		return site.FailJSON(c, err)
	}
	return c.JSON(http.StatusOK, map[string]bool{"done": true})
}

// take records the public half of the codes, with the key that signed it.
func (p *pages) take(ctx context.Context, s *stage, raw []byte) error {
	r, err := codebook.ReadReply(raw)
	if err != nil {
		return err
	}
	key, err := r.RawKey()
	switch {
	case err != nil:
		return err
	case r.Election != s.el.ID():
		return election.Refuse("other-election", "This is the list of another election (%s). Nothing was recorded.", r.Election)
	case s.el.Listed != nil:
		return election.Refuse("signed", "The list of voting codes has been signed already.")
	}
	var refusal *election.Error
	if err := p.Desk.NameSigner(ctx, s.by, key); errors.As(err, &refusal) && refusal.Code == "key-used" {
		return election.Refuse("old-file", "You have made newer voting codes since this file. Choose the newest file, or make new codes.")
	} else if err != nil {
		return err
	}
	return p.Desk.ListVoters(ctx, s.by, s.el.ID(), []byte(r.List), []byte(r.Signature))
}

type apartModel struct {
	Locked   string
	Facts    ui.Summary
	Task     string
	Commands string
	Letters  string
	Action   string
	File     ui.File
	Button   ui.Button
}

var apartPage = ui.Define[apartModel](files, "apart.html")

// apart is for those who make the codes with the command line.
func (p *pages) apart(c echo.Context, s *stage) error { return p.apartPage(c, s, http.StatusOK, nil) }

func (p *pages) apartPage(c echo.Context, s *stage, status int, problems ui.Problems) error {
	id := string(s.el.ID())
	task := "guildhall-registrar-" + id + ".json"
	m := apartModel{Task: s.path("/task.json"), Action: s.path("/apart"),
		Commands: "guildhall registrar codes " + task + " --out codes",
		Letters:  "guildhall registrar letters " + task + " codes/" + codebook.Name(s.el.ID()) + " --out letters.pdf",
		File:     ui.File{Name: "reply", Label: "The public half", Hint: "The file " + codebook.ReplyName(s.el.ID()) + " that the program wrote. No voting code is in it."},
		Button:   ui.Button{Text: "Send the public half"}}
	m.Locked, m.Facts = s.unlisted()
	notice := ui.Notice{}
	if c.QueryParam("done") != "" && problems == nil {
		notice = ui.Done("The list has been recorded.")
	}
	return apartPage.Render(c, status, ui.Page{Title: "Without the browser’s program", Back: s.path(""), Current: home, Problems: problems, Notice: notice}, m)
}

// upload takes the public half as a file.
func (p *pages) upload(c echo.Context, s *stage) error {
	raw, err := site.Uploaded(c, "reply", "Choose the file with the public half.")
	if err == nil {
		err = p.take(c.Request().Context(), s, raw)
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
