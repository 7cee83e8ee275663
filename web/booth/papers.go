package booth

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance/conduct"
	"github.com/onenorwich/guildhall/web/booth/ballot"
	"github.com/onenorwich/guildhall/web/site"
	"github.com/onenorwich/guildhall/web/ui"
)

// papers is what the booth shows: public, and the same for everybody.
type papersJSON struct {
	Election   election.ID  `json:"election"`
	Title      string       `json:"title"`
	Body       string       `json:"body"`
	State      string       `json:"state"`    // "waiting", "open" or "closed"
	Sentence   string       `json:"sentence"` // why nobody can vote now
	Closes     string       `json:"closes"`
	Contact    string       `json:"contact"`
	Address    string       `json:"address"` // of the election's page
	Board      string       `json:"board"`
	Protection []answerJSON `json:"protection"`
	Posts      []postJSON   `json:"posts"`
	// Known are the beginnings of the public credentials of the first contest.
	Known []string `json:"known"`
}

type answerJSON struct {
	Question string `json:"question"`
	Answer   string `json:"answer"`
}

type postJSON struct {
	Post       election.ID     `json:"post"`
	Name       string          `json:"name"`
	Note       string          `json:"note"` // why a candidate may be passed over
	Definition string          `json:"definition"`
	Candidates []candidateJSON `json:"candidates"`
}

type candidateJSON struct {
	Name      string `json:"name"`
	Role      string `json:"role"`
	Practice  string `json:"practice"`
	Proposer  string `json:"proposer"`
	Seconder  string `json:"seconder"`
	Statement string `json:"statement"`
	Interests string `json:"interests"`
}

func (b *booth) papers(c echo.Context) error {
	ctx := c.Request().Context()
	el, err := site.Of(c).Poll(election.ID(c.Param("election")))
	if err != nil {
		return err
	}
	desk := b.site.Desk
	words := desk.Text(ctx, &el)
	closes := el.Called.Timetable.PollCloses.Time()
	p := papersJSON{
		Election: el.ID(), Title: words.Title, Body: words.Body, Contact: words.Contact,
		Closes: ui.When(closes), Address: "/elections/" + string(el.ID()), Board: "/elections/" + string(el.ID()) + "/board",
		Posts: []postJSON{}, Known: []string{},
	}
	for _, a := range conduct.Protection(&el) {
		p.Protection = append(p.Protection, answerJSON{a.Question, a.Sentence})
	}
	switch {
	case el.Poll.Closed() || el.Poll.Open() && !b.site.Now().Before(closes):
		p.State = "closed"
		p.Sentence = fmt.Sprintf("The poll closed on %s. Nothing has been sent. Votes that were cast before are counted.", ui.When(closes))
	case !el.Poll.Open():
		p.State = "waiting"
		p.Sentence = fmt.Sprintf("The poll opens on %s. Every practice is sent an email then.", ui.When(el.Called.Timetable.PollOpens.Time()))
	default:
		p.State = "open"
		if err := b.fill(ctx, &el, &p); err != nil {
			return err
		}
	}
	body, err := json.Marshal(p)
	if err != nil {
		return err
	}
	return same(c, echo.MIMEApplicationJSON, body)
}

// fill adds the ballot papers of an open poll.
func (b *booth) fill(ctx context.Context, el *election.Election, p *papersJSON) error {
	desk := b.site.Desk
	words := desk.Text(ctx, el)
	contests, err := desk.Contests(ctx, el)
	if err != nil {
		return err
	}
	for _, contest := range contests {
		post, _ := el.Post(contest.Post)
		raw, err := desk.Clerk.Log().Blob(ctx, audit.Digest(contest.Definition))
		if err != nil {
			return err
		}
		out := postJSON{Post: post.ID, Name: words.PostName(post.ID), Definition: string(raw), Note: b.note(ctx, el, post)}
		for _, person := range post.Order {
			candidate, _ := post.Candidate(person)
			card := desk.Card(ctx, candidate)
			out.Candidates = append(out.Candidates, candidateJSON{card.Name, card.Role, card.Practice, card.Proposer, card.Seconder, card.Statement, card.Interests})
		}
		p.Posts = append(p.Posts, out)
	}
	for _, right := range contests[0].Setup.Credentials.Rights() {
		p.Known = append(p.Known, right.Credential[:ballot.Known])
	}
	slices.Sort(p.Known)
	return nil
}

// note explains why votes for a candidate of this post may come to nothing: who
// is elected to a post that is counted earlier is passed over in this one.
func (b *booth) note(ctx context.Context, el *election.Election, post election.Post) string {
	if !el.Called.OnePost {
		return ""
	}
	words := b.site.Desk.Text(ctx, el)
	var lines []string
	for _, person := range post.Order {
		candidate, _ := post.Candidate(person)
		name := b.site.Desk.Card(ctx, candidate).Name
		for _, earlier := range el.Posts()[:post.Place] {
			if !slices.ContainsFunc(el.Standing(earlier.ID), func(c election.Candidate) bool { return c.Person == person }) {
				continue
			}
			if earlier.Settled == election.ByPoll {
				lines = append(lines, fmt.Sprintf("%s also stands for %s, which is counted before this post.", name, words.PostName(earlier.ID)))
			} else {
				lines = append(lines, fmt.Sprintf("%s is elected to %s without a poll.", name, words.PostName(earlier.ID)))
			}
		}
	}
	if len(lines) == 0 {
		return ""
	}
	return strings.Join(lines, " ") + " Nobody can hold two posts: whoever is elected to the earlier post is passed over here, and the votes given to them here do not move to anybody else."
}
