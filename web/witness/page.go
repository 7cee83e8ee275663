package witness

import (
	"fmt"
	"html/template"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/governance"
	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/web/keys"
	"github.com/onenorwich/guildhall/web/site"
	"github.com/onenorwich/guildhall/web/ui"
)

type pageModel struct {
	Parts []string // "a scrutineer of the Committee election 2026"
	Panel template.HTML
	Facts ui.Summary
	Key   string // the witness's public key, as others compare it
	Tasks []ui.Tasks
	How   ui.Details
}

var witnessPage = ui.Define[pageModel](files, "witness.html")

// page is the one page of a witness's.
func (p *pages) page(c echo.Context) error {
	ctx, v := c.Request().Context(), site.Of(c)
	state := &v.Point.State
	panel := keys.WitnessPanel{Person: v.Person, Back: home}
	m := pageModel{How: how()}
	for el := range state.Election.Elections {
		if !governance.Watches(v.Person, &el) || !v.Helps(el.ID()) {
			continue
		}
		text := p.Desk.Text(ctx, &el)
		part := "a scrutineer"
		if el.Team.Seat(v.Person) > 0 {
			part = "a trustee"
		}
		m.Parts = append(m.Parts, part+" of the "+text.Title)
		duty := newDuty(state, &el, v.Person, p.Now())
		m.Tasks = append(m.Tasks, duty.tasks(text.Title))
		panel.Contact = text.Contact
	}
	if signer, ok := state.Signer(v.Person); ok {
		panel.Named = signer.Key.String()
		m.Key = string(record.CosignerKey(v.Point.Head.Origin, v.Person, signer.Key))
		m.Facts = ui.Summary{{Key: "Named in the log", Value: ui.When(signer.At.Time())}, {Key: "Signed last", Value: last(state, signer)}}
	}
	m.Panel = keys.Witness(panel)
	return witnessPage.Render(c, http.StatusOK, ui.Page{Title: "Check and sign the log", Current: home, Scripts: keys.WitnessScripts}, m)
}

// last says what a person signed last.
func last(state *governance.State, signer governance.Signer) string {
	said := "Nothing yet"
	for _, c := range state.Cosignings {
		if c.Person == signer.Person {
			said = fmt.Sprintf("%s, the first %s entries", ui.When(c.At.Time()), ui.Number(int(c.Size)))
		}
	}
	return said
}

// how says what happens at the click.
func how() ui.Details {
	return ui.Details{Summary: "What happens when you press the button", Paragraphs: []string{
		"This browser fetches the whole public log, as anybody can. It checks that each entry follows from the one before, that the rules allowed it, that the log’s key signed all of it, and that what you signed last time has not been changed.",
		"Only then it signs the newest checkpoint: the number of entries and one hash over all of them. It keeps what it signed, and sends it to the service, which puts it on record.",
		"Whoever rewrites the log afterwards, even with the log’s own key, cannot make your signature fit. Anybody who verifies the log sees how often you signed, and with which key.",
	}}
}
