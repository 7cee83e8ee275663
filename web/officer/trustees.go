package officer

import (
	"context"
	"fmt"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/governance/conduct"
	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/web/site"
	"github.com/onenorwich/guildhall/web/ui"
)

type trusteesModel struct {
	Locked  string // why there is nothing to see yet
	Lead    string
	State   ui.Inset
	Done    ui.Table
	Words   ui.Table
	All     string // the words of all certificates together
	Facts   ui.Summary
	Remind  ui.Button
	Restart ui.Link
}

var trusteesPage = ui.Define[trusteesModel](files, "trustees.html")

// trustees shows how far each trustee is: with the key, the proof, the count.
func (p *pages) trustees(c echo.Context, st *stage) error {
	page := ui.Page{Title: "The trustees", Back: st.path("")}
	m := trusteesModel{}
	if !st.strict() {
		m.Locked = "This election is in the simple scheme: the returning officer’s key and this service’s own decrypt together, and there are no trustees."
		return render(p, c, trusteesPage, http.StatusOK, page, m)
	}
	if err := st.named(); err != nil {
		m.Locked = ui.Sentence(err.Error())
		return render(p, c, trusteesPage, http.StatusOK, page, m)
	}
	ctx := c.Request().Context()
	t := st.el.Team
	m.Lead = "They make the key together, prove before the poll opens that they kept their recovery phrases, and decrypt the totals after the close. You see how far each is; their phrases never come here."
	m.State.Text = p.trusteesState(ctx, st)
	m.Done = ui.Table{Caption: "How far each trustee is", Head: ui.Columns("Trustee", "Key begun", "Words confirmed", "Part of the key", "Phrase proved", "Decrypted")}
	for i, person := range t.Trustees {
		var seat election.Seat
		if len(st.el.Ceremony) > 0 {
			seat = st.el.Ceremony[i]
		}
		line := []ui.Cell{{Text: p.Desk.Person(ctx, person).Name, Header: true}}
		for _, round := range rounds {
			line = append(line, mark(round.far(seat)))
		}
		m.Done.Rows = append(m.Done.Rows, append(line, mark(proved(seat)), mark(st.sharedBy(person))))
	}
	if err := p.words(ctx, st, &m); err != nil {
		return err
	}
	m.Facts = ui.Summary{{Key: "Decrypt together", Value: fmt.Sprintf("%d of %d trustees, and this service", t.Threshold, len(t.Trustees))}}
	if st.el.Keys != nil {
		m.Facts = append(m.Facts, ui.Row{Key: "The public keys of all (SHA-256)", Part: ui.Digest(st.el.Keys.Trustees.String())})
	}
	if slices.ContainsFunc(st.waits(), func(w site.Wait) bool { return t.Seat(w.Person) > 0 }) {
		m.Remind = ui.Button{Text: "Email those who are waited for", Href: st.path("remind-team"), Secondary: true}
	}
	if st.restarting(election.GroundPhraseLost) == nil {
		m.Restart = ui.Link{Text: "Begin the key again", Href: st.path("trustees/restart")}
	}
	return render(p, c, trusteesPage, http.StatusOK, page, m)
}

// mark is a field of the table of what has been done.
func mark(done bool) ui.Cell {
	if done {
		return ui.Cell{Part: ui.Tag{Text: "Done", Colour: "white"}}
	}
	return ui.Cell{Text: "Not yet"}
}

// trusteesState says in a sentence who is waited for.
func (p *pages) trusteesState(ctx context.Context, st *stage) string {
	var names []string
	waited, _ := st.waitsTrustees()
	for i, person := range st.el.Team.Trustees {
		if waited != nil && waited(i, person) {
			names = append(names, p.Desk.Person(ctx, person).Name)
		}
	}
	who := conduct.Together(names)
	switch {
	case st.noPoll():
		return "No post goes to a poll, so the trustees are not needed."
	case st.counted():
		return fmt.Sprintf("The totals have been decrypted, by %s of %d trustees and this service.", ui.Number(st.shared()), len(st.el.Team.Trustees))
	case st.tallied() && len(names) > 0:
		missing := st.el.Team.Threshold - st.shared()
		return fmt.Sprintf("%d of the %d trustees who are needed have decrypted. Still needed: %s.", st.shared(), st.el.Team.Threshold, among(missing, who, len(names)))
	case st.el.Poll.Closed():
		return "The poll has closed. " + ui.Sentence(st.sharable().Error())
	case !st.el.Poll.OpenedAt.IsZero():
		return "The poll is open. The trustees are needed when it has closed."
	case st.el.Poll.Prepared != nil && len(names) == 0:
		return "Every trustee has proved that the phrase was kept. They are needed again when the poll has closed."
	case st.el.Poll.Prepared != nil:
		return "The ballot has been prepared. Waiting for " + who + " to prove that the recovery phrase was kept."
	case st.el.Keys != nil:
		return "The key has been made. The trustees are needed again when the ballot has been prepared."
	case st.seats(rounds[0].far) < len(st.el.Team.Trustees):
		return "Waiting for " + who + " to make a key."
	case st.seats(rounds[1].far) < len(st.el.Team.Trustees):
		return "Waiting for " + who + " to compare the words with the others and confirm them. All of them speak to each other for it, by telephone or in one room."
	}
	return "Waiting for the browser of " + who + " to finish its part of the key."
}

// among is how many of some people are needed: "one of B and C".
func among(n int, who string, of int) string {
	if n >= of {
		return who
	}
	return fmt.Sprintf("%d of %s", n, who)
}

// words are what the trustees compare, for whoever hears them: the trustees go
// by what their own browsers show.
func (p *pages) words(ctx context.Context, st *stage, m *trusteesModel) error {
	if len(st.el.Ceremony) == 0 {
		return nil
	}
	ceremony := record.Ceremony{Blobs: p.Store()}
	list, err := ceremony.Certificates(ctx, &st.el)
	if err != nil {
		return err
	}
	m.Words = ui.Table{Caption: "The words of each trustee’s key", Head: ui.Columns("Trustee", "Words")}
	for i, person := range st.el.Team.Trustees {
		if list[i] == nil {
			continue
		}
		certificate, err := belenios.ParseCertificate(conduct.TrusteeSeat(&st.el, person), list[i])
		if err != nil {
			return err
		}
		m.Words.Rows = append(m.Words.Rows, []ui.Cell{{Text: p.Desk.Person(ctx, person).Name, Header: true}, {Part: ui.Digest(certificate.Words())}})
	}
	if st.seats(rounds[0].far) == len(st.el.Ceremony) {
		committee, err := ceremony.Committee(ctx, &st.el)
		if err != nil {
			return err
		}
		m.All = committee.Words()
	}
	return nil
}
