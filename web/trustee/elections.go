package trustee

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/web/keys/trustee"
	"github.com/onenorwich/guildhall/web/site"
	"github.com/onenorwich/guildhall/web/ui"
)

type electionsModel struct{ Tasks ui.Tasks }

var electionsPage = ui.Define[electionsModel](files, "elections.html")

// elections lists those in which the person is a trustee, the newest first.
func (p *pages) elections(c echo.Context) error {
	v := site.Of(c)
	ctx := c.Request().Context()
	m := electionsModel{Tasks: ui.Tasks{ID: "election"}}
	for el := range v.Point.State.Election.Elections {
		s := &seated{v.Point, el, v.Person, el.Team.Seat(v.Person)}
		if s.seat == 0 || !v.Helps(el.ID()) {
			continue
		}
		t, err := p.task(ctx, s)
		if err != nil {
			return err
		}
		row := ui.Task{Title: t.Title, Href: s.path(""), Status: ui.InProgress, Hint: asked[t.Round]}
		switch t.Round {
		case trustee.RoundCertificate:
			row.Status, row.Next = ui.NotYetStarted, true
		case trustee.RoundWait:
			row.Hint = t.Why
		case trustee.RoundDone:
			row.Status, row.Hint = ui.Completed, t.Why
		default:
			row.Next = true
		}
		m.Tasks.Rows = append([]ui.Task{row}, m.Tasks.Rows...)
	}
	return electionsPage.Render(c, http.StatusOK, ui.Page{Title: "You are a trustee", Current: home}, m)
}

// asked says what each round is for.
var asked = map[trustee.Round]string{
	trustee.RoundCertificate: "Make your key, together with the other trustees.",
	trustee.RoundPolynomial:  "Compare the words with the other trustees.",
	trustee.RoundOutput:      "Your part of the key is to be made.",
	trustee.RoundProof:       "Prove that you kept your recovery phrase.",
	trustee.RoundDecrypt:     "Verify the count and decrypt the totals.",
}
