package registrar

import (
	"encoding/json"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/election"
	postal "github.com/onenorwich/guildhall/web/mail"
	"github.com/onenorwich/guildhall/web/site"
)

// mailJSON is one code on its way. It lives as long as the request.
type mailJSON struct {
	Practice election.ID `json:"practice"`
	Code     string      `json:"code"`
	Again    bool        `json:"again"`
	Checked  bool        `json:"checked"`
}

// mail sends one practice its code. The code is in this function's memory and in
// the conversation with the mail server, and nowhere else: the log line of a
// request holds its route alone, and what fails is told to the registrar only.
func (p *pages) mail(c echo.Context, s *stage) error {
	var m mailJSON
	if err := json.NewDecoder(c.Request().Body).Decode(&m); err != nil {
		return site.FailJSON(c, site.Refuse(http.StatusBadRequest, "damaged", "What the page sent arrived damaged. Nothing was sent; try again."))
	}
	how := election.ByMail
	if m.Again {
		how = election.Again
	}
	err := givenJSON{How: how, Checked: m.Checked}.check()
	if err == nil {
		err = p.Desk.MayIssue(s.by, s.el.ID(), how, m.Practice)
	}
	if err == nil {
		err = p.Desk.CheckCode(&s.el, m.Practice, m.Code)
	}
	if err != nil {
		return site.FailJSON(c, err)
	}
	if !p.MayTell(m.Practice) {
		return site.FailJSON(c, site.Refuse(http.StatusTooManyRequests, "too-many", "This practice has been sent its code many times in the last hour. Print a letter, or wait an hour."))
	}
	told, err := p.TellCode(c.Request().Context(), &s.el, m.Practice, m.Code, m.Again)
	if err != nil {
		return site.FailJSON(c, err)
	}
	answer := toldJSON{}
	for _, t := range told {
		answer.People = append(answer.People, personJSON{t.Name, t.Taken(), said(t)})
		answer.Taken = answer.Taken || t.Taken()
	}
	if answer.Taken {
		// That it went by mail is said of a code that was lost, too: the sentences
		// of who could vote for a practice follow from it.
		for _, how := range slices.Compact([]string{election.ByMail, how}) {
			if err := p.Desk.IssueCodes(c.Request().Context(), s.by, s.el.ID(), how, m.Practice); err != nil {
				return site.FailJSON(c, err)
			}
		}
	}
	return c.JSON(http.StatusOK, answer)
}

type personJSON struct {
	Name  string `json:"name"`
	Taken bool   `json:"taken"`
	Said  string `json:"said"`
}

type toldJSON struct {
	Taken  bool         `json:"taken"` // by the server, for somebody of the practice
	People []personJSON `json:"people"`
}

// said is what became of an email, in words.
func said(t site.Told) string {
	switch t.State {
	case postal.Accepted:
		return "The mail server has taken it."
	case postal.Uncertain:
		return "Nobody knows whether the mail server took it: " + t.Said
	case postal.Waiting:
		return "The mail server did not take it now; try again later: " + t.Said
	}
	return "The mail server refused it: " + t.Said
}
