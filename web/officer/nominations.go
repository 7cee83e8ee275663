package officer

import (
	"cmp"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/web/ui"
)

type nominationsModel struct {
	Intro  string
	Tables []ui.Table
}

var nominationsPage = ui.Define[nominationsModel](files, "nominations.html")

// nominations lists all nominations by post.
func (p *pages) nominations(c echo.Context, st *stage) error {
	ctx := c.Request().Context()
	text := p.Desk.Text(ctx, &st.el)
	closes := st.el.Called.Timetable.NominationsClose.Time()
	m := nominationsModel{Intro: "Nominations close at " + moment(closes) + "."}
	if !st.at.Before(closes) {
		m.Intro = "Nominations closed at " + moment(closes) + "."
	}
	var all []election.Nomination
	for n := range st.el.Nominations {
		all = append(all, n)
	}
	slices.SortFunc(all, func(a, b election.Nomination) int { return cmp.Compare(a.MadeSeq, b.MadeSeq) })
	for _, post := range st.el.Posts() {
		t := ui.Table{Caption: text.PostName(post.ID), Head: ui.Columns("Nominee", "Practice", "Seconded", "Consent", "Decision"), Empty: "No nomination for this post."}
		for _, n := range all {
			if n.Post != post.ID {
				continue
			}
			t.Rows = append(t.Rows, []ui.Cell{
				{Text: p.Desk.Particulars(ctx, n).Name, Href: st.path("nominations/" + string(n.ID)), Header: true},
				{Text: p.Desk.Practice(ctx, n.Of).Name}, {Text: yes(n.Seconder != "")}, {Text: yes(n.Consented)}, {Part: decisionTag(n)}})
		}
		m.Tables = append(m.Tables, t)
	}
	return render(p, c, nominationsPage, http.StatusOK, ui.Page{Title: "Nominations", Back: st.path(""), Wide: true}, m)
}

func yes(b bool) string {
	if b {
		return "Yes"
	}
	return "Not yet"
}

func decisionTag(n election.Nomination) ui.Tag {
	switch {
	case n.Withdrawn:
		return ui.Tag{Text: "Withdrawn", Colour: "grey"}
	case n.Decision == "":
		return ui.Tag{Text: "To decide", Colour: "blue"}
	case n.Decision == election.Valid:
		return ui.Tag{Text: "Accepted", Colour: "white"}
	}
	return ui.Tag{Text: "Invalid", Colour: "orange"}
}
