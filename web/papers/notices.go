package papers

import (
	"context"
	"strconv"
	"strings"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/web/paper"
)

// NoticeOfPoll tells the practices that there is a poll, once the ballot has
// been prepared.
func (m *Maker) NoticeOfPoll(ctx context.Context, p *record.Point, id election.ID) (paper.Document, error) {
	el, text, err := m.find(ctx, p, id)
	if err != nil {
		return paper.Document{}, err
	}
	if el.Poll.Prepared == nil {
		return paper.Document{}, election.Refuse("not-prepared", "There is no notice of poll before the ballot has been prepared.")
	}
	w, err := m.walk(ctx, id, p.Head.Size)
	if err != nil {
		return paper.Document{}, err
	}
	t := el.Called.Timetable
	n := paper.Poll{
		Body: text.Body, Election: text.Title, Reference: string(id), Mark: m.mark(),
		Officer: m.officer(ctx, &el), Contact: lines(text.Contact), Given: t.PollNotice.Time(),
		Opens: t.PollOpens.Time(), Closes: t.PollCloses.Time(), Address: m.address("/elections/" + string(id)),
		Practices: int64(el.Roll.Len()), Votes: el.Roll.Votes, WeightRule: el.Roll.Frozen.Rule.Describe(),
		RuleNotes: ruleNotes(&el), Rules: strconv.Itoa(el.Called.Rules), Protection: m.answers(ctx, &el),
		Key: string(m.Desk.Clerk.PublicKey()), Setup: hexOf(w.setup),
	}
	for _, post := range el.Posts() {
		line := paper.PollPost{Title: text.PostName(post.ID), Places: 1}
		switch post.Settled {
		case election.Unopposed:
			line.Outcome = paper.Unopposed
		case election.Nobody:
			line.Outcome = paper.NoCandidate
		}
		for _, person := range post.Order {
			c, _ := post.Candidate(person)
			line.Candidates = append(line.Candidates, standing(m.Desk.Card(ctx, c)))
		}
		n.Posts = append(n.Posts, line)
	}
	return paper.NoticeOfPoll(n), nil
}

// Candidates is the statement of candidates, once they have been published.
// Who withdrew later is left out.
func (m *Maker) Candidates(ctx context.Context, p *record.Point, id election.ID) (paper.Document, error) {
	el, text, err := m.find(ctx, p, id)
	if err != nil {
		return paper.Document{}, err
	}
	if !el.Published {
		return paper.Document{}, election.Refuse("unpublished", "The candidates have not been published yet.")
	}
	w, err := m.walk(ctx, id, p.Head.Size)
	if err != nil {
		return paper.Document{}, err
	}
	s := paper.Stand{
		Body: text.Body, Election: text.Title, Reference: string(id), Mark: m.mark(), Officer: m.officer(ctx, &el),
		Published: w.published, Withdraw: el.Called.Timetable.WithdrawalsClose.Time(), Rules: strconv.Itoa(el.Called.Rules),
	}
	for _, post := range el.Posts() {
		line := paper.StandPost{Title: text.PostName(post.ID), Places: 1}
		for _, c := range el.Standing(post.ID) {
			line.Candidates = append(line.Candidates, standing(m.Desk.Card(ctx, c)))
		}
		s.Posts = append(s.Posts, line)
	}
	return paper.StatementOfCandidates(s), nil
}

func standing(c record.Card) paper.Standing {
	return paper.Standing{Name: c.Name, Role: c.Role, Practice: c.Practice, Proposer: c.Proposer, Seconder: c.Seconder,
		Interests: lines(c.Interests), Statement: lines(c.Statement)}
}

// lines parts a text where its writer began a new line.
func lines(s string) []string {
	var list []string
	for line := range strings.Lines(s) {
		if line = strings.TrimSpace(line); line != "" {
			list = append(list, line)
		}
	}
	return list
}
