package trustee

import (
	"html/template"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/web/keys"
	"github.com/onenorwich/guildhall/web/site"
	"github.com/onenorwich/guildhall/web/ui"
)

type sittingModel struct {
	Title     string
	Threshold string
	Panel     template.HTML
	Witness   string // where the log is checked and cosigned, once there is a poll to watch
	Apart     string
	Contact   string
}

var sittingPage = ui.Define[sittingModel](files, "sitting.html")

// sitting is the one page of a trustee's: what it shows follows the task.
func (p *pages) sitting(c echo.Context, s *seated) error {
	ctx := c.Request().Context()
	text := p.Desk.Text(ctx, &s.el)
	m := sittingModel{Title: text.Title, Threshold: threshold(s), Panel: keys.Trustee(s.el.ID(), s.path("")), Apart: s.path("/apart"), Contact: text.Contact}
	if !s.el.Poll.OpenedAt.IsZero() {
		m.Witness = "/witness"
	}
	return sittingPage.Render(c, http.StatusOK, ui.Page{Title: "Trustee: " + text.Title, Back: home, Current: home, Scripts: keys.TrusteeScripts}, m)
}

// threshold says who can decrypt.
func threshold(s *seated) string {
	n, t := len(s.el.Team.Trustees), s.el.Team.Threshold
	if n == t {
		return "You are one of " + ui.Number(n) + " trustees. All of you together, with this service, can decrypt the totals; if one phrase is lost, there is no count."
	}
	return "You are one of " + ui.Number(n) + " trustees. Any " + ui.Number(t) + " of you together with this service can decrypt the totals; so " + ui.Count(n-t, "phrase", "phrases") + " may be lost."
}

// taskJSON is the task, for the program in the page and as a file.
func (p *pages) taskJSON(c echo.Context, s *seated) error {
	t, err := p.task(c.Request().Context(), s)
	if err != nil {
		return site.FailJSON(c, err)
	}
	h := c.Response().Header()
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Disposition", `attachment; filename="guildhall-task-`+string(s.el.ID())+"-"+string(t.Round)+`.json"`)
	return c.Blob(http.StatusOK, echo.MIMEApplicationJSON, t.Encode())
}
