package officer

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/web/ui"
)

type ballotModel struct {
	Locked string
	Title  string
	Closes string
	Papers []ui.Radios
	Facts  ui.Summary
	Test   ui.Button
	Open   ui.Button
}

var ballotPage = ui.Define[ballotModel](files, "ballot.html")

// blankLabel is the last answer of every ballot paper.
const blankLabel = "I do not want to vote for this post"

// ballot shows the ballot paper as practices will see it.
func (p *pages) ballot(c echo.Context, st *stage) error {
	ctx := c.Request().Context()
	text := p.Desk.Text(ctx, &st.el)
	m := ballotModel{Title: text.Title, Closes: moment(st.el.Called.Timetable.PollCloses.Time())}
	if st.el.Poll.Prepared == nil {
		m.Locked = "The ballot has not been prepared yet."
		if err := st.service(st.preparing()...); err != nil {
			m.Locked = ui.Sentence(err.Error())
		}
		return render(p, c, ballotPage, http.StatusOK, ui.Page{Title: "The ballot paper", Back: st.path("")}, m)
	}
	for _, post := range st.el.Contested() {
		r := ui.Radios{Name: string(post.ID), Label: text.PostName(post.ID), Size: "m", Hint: "Choose one."}
		for _, person := range post.Order {
			candidate, _ := post.Candidate(person)
			card := p.Desk.Card(ctx, candidate)
			r.Items = append(r.Items, ui.Choice{Value: string(person), Label: card.Name, Hint: card.Role + ", " + card.Practice,
				More: ui.Details{Summary: "Read the statement of " + card.Name, Paragraphs: orNone(paragraphs(card.Statement))}})
		}
		r.Items = append(r.Items, ui.Choice{Value: "blank", Label: blankLabel, Or: true})
		m.Papers = append(m.Papers, r)
		m.Facts = append(m.Facts, ui.Row{Key: text.PostName(post.ID), Value: "Contest " + post.Contest.UUID})
	}
	if st.el.Poll.OpenedAt.IsZero() {
		m.Test = ui.Button{Text: "Send a test email", Href: st.path("test-mail"), Secondary: true}
		if err := st.officer(st.opening()); err == nil {
			m.Open = ui.Button{Text: "Go on to open the poll", Href: st.path("open")}
		}
	}
	return render(p, c, ballotPage, http.StatusOK, ui.Page{Title: "The ballot paper", Back: st.path("")}, m)
}

func orNone(list []string) []string {
	if len(list) == 0 {
		return []string{"No statement was given."}
	}
	return list
}
