package public

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/web/ui"
)

type candidate struct {
	Name      string
	Withdrawn bool
	Facts     ui.Summary
	Statement []string
}

type candidatePost struct {
	Title      string
	How        string
	Candidates []candidate
}

type candidatesModel struct {
	Title   string
	Waiting string
	Posts   []candidatePost
	Paper   ui.Link
}

var candidatesPage = ui.Define[candidatesModel](files, "candidates.html")

// candidates shows who stands, each with the same space.
func (p *pages) candidates(c echo.Context, o poll) error {
	ctx := c.Request().Context()
	m := candidatesModel{Title: o.text.Title}
	if !o.el.Published {
		m.Waiting = "The candidates are published at " + moment(o.el.Called.Timetable.Published.Time()) + "."
	}
	for _, post := range o.el.Posts() {
		line := candidatePost{Title: o.text.PostName(post.ID)}
		switch post.Settled {
		case election.ByPoll:
			line.How = "This post goes to a poll."
		case election.Unopposed:
			line.How = "Only one candidate stands, so there is no poll for this post."
		case election.Nobody:
			line.How = "Nobody stands for this post."
		}
		standing := make(map[election.ID]bool)
		for _, s := range o.el.Standing(post.ID) {
			standing[s.Person] = true
		}
		for _, person := range post.Candidates {
			card := p.Desk.Card(ctx, person)
			line.Candidates = append(line.Candidates, candidate{Name: card.Name, Withdrawn: !standing[person.Person],
				Facts: ui.Summary{
					{Key: "Practice", Value: card.Role + ", " + card.Practice},
					{Key: "Proposed by", Value: card.Proposer},
					{Key: "Seconded by", Value: card.Seconder},
					{Key: "Interests", Values: paragraphs(card.Interests)},
				}, Statement: paragraphs(card.Statement)})
		}
		m.Posts = append(m.Posts, line)
	}
	m.Paper = ui.Link{Text: "Statement of candidates, as a paper", Href: o.path("/papers/candidates")}
	return candidatesPage.Render(c, http.StatusOK, ui.Page{Title: "Candidates: " + o.text.Title, Back: o.path(""), Current: "/"}, m)
}
