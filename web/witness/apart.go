package witness

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/web/site"
	"github.com/onenorwich/guildhall/web/ui"
)

type apartModel struct {
	Make, Sign string // commands
	Key        ui.Input
	Note       ui.File
	Name, Send ui.Button
}

var apartPage = ui.Define[apartModel](files, "apart.html")

// done are the sentences after a step, by the name that its redirect carries.
var done = map[string]string{
	"key":  "Your key is named in the log.",
	"note": "Your signature has been recorded.",
}

// apart is for those who sign on the command line.
func (p *pages) apart(c echo.Context) error { return p.showApart(c, http.StatusOK, nil) }

func (p *pages) showApart(c echo.Context, status int, problems ui.Problems) error {
	command := "guildhall witness " + p.BaseURL + " --key-file witness.json --keep witness"
	m := apartModel{
		Make: command + " --person " + string(site.Of(c).Person), Sign: command,
		Key:  ui.Input{Name: "key", Label: "Public half of your signing key", Hint: "64 digits and letters, as the program prints them."},
		Name: ui.Button{Text: "Name this key", Secondary: true},
		Note: ui.File{Name: "note", Label: "The checkpoint that you signed", Hint: "The file witness/checkpoint. Your key is not in it."},
		Send: ui.Button{Text: "Send the signed checkpoint"},
	}
	page := ui.Page{Title: "Sign on the command line", Back: home, Current: home, Problems: problems}
	if text, ok := done[c.QueryParam("done")]; ok && problems == nil {
		page.Notice = ui.Done(text)
	}
	return apartPage.Render(c, status, page, m)
}

// nameApart and sendApart take the forms of that page.
func (p *pages) nameApart(c echo.Context) error {
	return p.form(c, "key", p.named(c, []byte(c.FormValue("key"))))
}

func (p *pages) sendApart(c echo.Context) error {
	raw, err := site.Uploaded(c, "note", "Choose the file with the signed checkpoint.")
	if err == nil {
		err = p.Desk.Cosign(c.Request().Context(), site.Of(c).Person, raw)
	}
	return p.form(c, "note", err)
}

// form leads on after a form, or shows the page with what was wrong.
func (p *pages) form(c echo.Context, what string, err error) error {
	problems, err := site.Refused(err)
	switch {
	case problems != nil:
		return p.showApart(c, http.StatusUnprocessableEntity, problems)
	case err != nil:
		return err
	}
	return site.Redirect(c, home+"/apart?done="+what)
}
