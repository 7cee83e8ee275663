package papers

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/count"
	"github.com/onenorwich/guildhall/governance"
	"github.com/onenorwich/guildhall/governance/clerk"
	"github.com/onenorwich/guildhall/governance/conduct"
	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/web/paper"
	"github.com/onenorwich/guildhall/web/pdf"
)

// PaperID is the identifier of an election's declaration among the papers.
func PaperID(id election.ID) election.ID { return governance.PaperDeclaration + "-" + id }

// Declaration is the declaration of result: as it was issued, or, until it
// has been, as it would be issued at this point.
func (m *Maker) Declaration(ctx context.Context, p *record.Point, id election.ID) (paper.Document, error) {
	issued, ok := p.State.Paper(PaperID(id))
	if !ok {
		return m.declaration(ctx, p, id, p.Head.Size)
	}
	if known, ok := m.issued.Load(issued.Paper); ok {
		return known.(paper.Document), nil
	}
	d, err := m.declaration(ctx, p, id, issued.Size)
	if err == nil {
		m.issued.Store(issued.Paper, d)
	}
	return d, err
}

// declaration is made from the log's first size entries. What it says of the
// election cannot change after it has been declared, so the state of a later
// point does.
func (m *Maker) declaration(ctx context.Context, p *record.Point, id election.ID, size int64) (paper.Document, error) {
	r, err := m.Result(ctx, p, id)
	if err != nil {
		return paper.Document{}, err
	}
	el, text, _ := m.find(ctx, p, id)
	if el.Declared == nil {
		return paper.Document{}, election.Refuse("not-declared", "The result has not been declared yet.")
	}
	w, err := m.walk(ctx, id, size)
	if err != nil {
		return paper.Document{}, err
	}
	checkpoint, err := m.Desk.Clerk.Checkpoint(&record.Point{Head: w.head})
	if err != nil {
		return paper.Document{}, err
	}
	key := string(m.Desk.Clerk.PublicKey())
	r.Check = paper.Check{
		Address:    m.address("/elections/" + string(id)),
		Commands:   []string{"guildhall verify bundle.zip \\", "  --key '" + key + "'"},
		Entries:    w.head.Size,
		Root:       w.head.Root().String(),
		Checkpoint: string(checkpoint),
		Key:        key,
		Setup:      hexOf(w.setup),
	}
	if r.Check.Files, err = m.files(ctx, p, &el, text); err != nil {
		return paper.Document{}, err
	}
	return paper.Declaration(r), nil
}

// Result is what the totals of a point say of each post, declared or not: a
// provisional result is shown from it too. It lacks what is said of the log.
func (m *Maker) Result(ctx context.Context, p *record.Point, id election.ID) (paper.Result, error) {
	el, text, err := m.find(ctx, p, id)
	if err != nil {
		return paper.Result{}, err
	}
	_, outcomes, err := el.Outcome()
	if err != nil {
		return paper.Result{}, err
	}
	r := paper.Result{
		Body: text.Body, Election: text.Title, Reference: string(id), Mark: m.mark(), Officer: m.officer(ctx, &el),
		CastPractices: int64(len(el.Poll.Voted)), CastVotes: el.Poll.Votes,
		EntitledPractices: int64(el.Roll.Len()), EntitledVotes: el.Roll.Votes,
		RuleNotes: ruleNotes(&el), Rules: strconv.Itoa(el.Called.Rules), Protection: m.answers(ctx, &el),
		Challenge: conduct.ChallengeEnds(&el), Kept: conduct.RecordsKept(&el),
	}
	if s := conduct.RevealedCount(&el); s != "" {
		r.Protection = append(r.Protection, paper.Answer{Question: "What do these totals reveal?", Sentence: s})
	}
	r.Decisions = m.decisions(ctx, &el)
	if el.Declared != nil {
		r.Declared = el.DeclaredAt.Time()
	}
	if el.Poll.Closed() {
		r.Opened, r.Closed = el.Poll.OpenedAt.Time(), el.Poll.ClosedAt.Time()
	}
	if el.Roll.Frozen != nil {
		r.WeightRule = el.Roll.Frozen.Rule.Describe()
	}
	posts := el.Posts()
	for i, post := range posts {
		r.Posts = append(r.Posts, m.post(ctx, text, posts, outcomes, i, post))
	}
	return r, nil
}

// post is how one post was filled.
func (m *Maker) post(ctx context.Context, text record.ElectionText, posts []election.Post, outcomes []count.Outcome, at int, post election.Post) paper.Post {
	o := outcomes[at]
	line := paper.Post{Title: text.PostName(post.ID), Places: 1, Outcome: outcome(post, o)}
	for i, person := range post.Order {
		c, _ := post.Candidate(person)
		card := m.Desk.Card(ctx, c)
		candidate := paper.Candidate{Name: card.Name, Practice: card.Practice,
			Elected: o.Winner == string(person), Tied: slices.Contains(o.Tied, string(person))}
		if post.Result != nil {
			candidate.Votes = post.Result.Counts[i+1]
		}
		if slices.Contains(o.PassedOver, string(person)) {
			for j := range at {
				if outcomes[j].Winner == string(person) {
					candidate.PassedOver = text.PostName(posts[j].ID)
				}
			}
		}
		line.Candidates = append(line.Candidates, candidate)
	}
	if post.Result != nil {
		line.Blank = post.Result.Counts[0]
	}
	if line.Outcome == paper.Tied {
		line.Reason = "The tie is to be broken by lot, by a method that is announced before the draw and that anybody can check."
	}
	return line
}

// Issue prints an election's declaration from the newest point and records it
// in the log.
func (m *Maker) Issue(ctx context.Context, id election.ID) error {
	p := m.Desk.Clerk.Point()
	d, err := m.declaration(ctx, p, id, p.Head.Size)
	if err != nil {
		return err
	}
	raw, err := pdf.Print(d)
	if err != nil {
		return fmt.Errorf("the declaration of %s: %w", id, err)
	}
	return m.Desk.Issue(ctx, id, governance.PaperDeclaration, p.Head.Size, raw)
}

// IssueDue issues every declaration that is due and has not been issued. It
// may be called at every start.
func (m *Maker) IssueDue(ctx context.Context) error {
	s := m.Desk.State()
	for el := range s.Election.Elections {
		if _, ok := s.Paper(PaperID(el.ID())); ok || el.Declared == nil {
			continue
		}
		// A refusal says that somebody else has just issued it.
		if err := m.Issue(ctx, el.ID()); err != nil && !clerk.IsRefusal(err) {
			return err
		}
	}
	return nil
}
