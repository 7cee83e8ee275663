package registrar

import (
	"encoding/json"
	"html/template"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/web/site"
	"github.com/onenorwich/guildhall/web/ui"
)

type giveModel struct {
	Locked  string
	Warning ui.Warning
	CutOff  string
	Panel   template.HTML
	Mail    string
}

var (
	lettersPage = ui.Define[giveModel](files, "letters.html")
	mailPage    = ui.Define[giveModel](files, "mail.html")
	lostPage    = ui.Define[giveModel](files, "lost.html")
)

// letters is the page on which the letters are printed.
func (p *pages) letters(c echo.Context, s *stage) error {
	return p.give(c, s, lettersPage, "letters", "Print the letters", ui.Warning{Title: "Whoever has the letters could vote", Text: "Each letter holds a voting code.",
		List: []string{"Print on a printer that nobody else can reach, and delete the PDF file then.", "Put each letter into an envelope of its own, addressed to the practice’s voting representative.", "Use both sides of the paper: each letter is one sheet."}})
}

// mailing is the page from which codes are sent by email.
func (p *pages) mailing(c echo.Context, s *stage) error {
	return p.give(c, s, mailPage, "mail", "Send codes by email instead", ui.Warning{Title: "This protects less than letters", Text: "The codes pass through this service and through the mail providers.",
		List: []string{"Whoever runs this service, or a mail provider, could read the codes as they pass, and vote with them. A practice is told by email of each ballot.", "This service keeps nothing of them: each email is told to the mail server while you wait.", "The log says of each practice that its code was sent by email."}})
}

// lost is the page on which a code is given again.
func (p *pages) lost(c echo.Context, s *stage) error {
	w := ui.Warning{}
	return p.give(c, s, lostPage, "lost", "A practice lost its code", w)
}

func (p *pages) give(c echo.Context, s *stage, v *ui.View[giveModel], kind, title string, w ui.Warning) error {
	m := giveModel{Locked: s.unready(), Warning: w, CutOff: ui.When(s.el.CodesCutOff().Time()), Mail: s.path("/mail")}
	page := ui.Page{Title: title, Back: s.path(""), Current: home}
	if kind == "mail" && m.Locked == "" && p.Direct == nil {
		m.Locked = "This service has no mail server, so it cannot send voting codes. Print letters instead."
	}
	if m.Locked == "" {
		page.Scripts, m.Panel = scripts, panel(kind, s)
	}
	return v.Render(c, http.StatusOK, page, m)
}

// givenJSON is what the page says before a code leaves it.
type givenJSON struct {
	How       string        `json:"how"`
	Practices []election.ID `json:"practices"`
	Checked   bool          `json:"checked"` // that the identity of whoever asks was checked, where a code was lost
}

// issued records that codes are given, before the page gives them.
func (p *pages) issued(c echo.Context, s *stage) error {
	var g givenJSON
	if err := json.NewDecoder(c.Request().Body).Decode(&g); err != nil || len(g.Practices) == 0 {
		return site.FailJSON(c, site.Refuse(http.StatusBadRequest, "damaged", "What the page sent arrived damaged. Nothing was recorded; try again."))
	}
	if err := g.check(); err != nil {
		return site.FailJSON(c, err)
	}
	if err := p.Desk.IssueCodes(c.Request().Context(), s.by, s.el.ID(), g.How, g.Practices...); err != nil {
		return site.FailJSON(c, err)
	}
	return c.JSON(http.StatusOK, map[string]bool{"done": true})
}

// check wants it said that an identity was checked before a code is given again.
func (g givenJSON) check() error {
	if g.How == election.Again && !g.Checked {
		return election.Refuse("unchecked", "Check first who is asking, and say that you did: ring the practice on a number that you know.")
	}
	return nil
}
