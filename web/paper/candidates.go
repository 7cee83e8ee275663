package paper

import (
	"strings"
	"time"
)

// Stand is what a statement of candidates says.
type Stand struct {
	Body      string
	Election  string
	Reference string
	Mark      Mark
	Officer   string
	Published time.Time
	Withdraw  time.Time // the last moment for a withdrawal
	Rules     string
	Posts     []StandPost // in the order of counting
}

// StandPost is a post and who stands for it, in alphabetical order.
type StandPost struct {
	Title      string
	Places     int64
	Candidates []Standing
}

// StatementOfCandidates publishes who stands, with the same space for each.
func StatementOfCandidates(s Stand) Document {
	d := Document{Issuer: s.Body, Title: "Statement of candidates", Subtitle: s.Election, Reference: s.Reference, Mark: s.Mark, Date: s.Published}
	add := func(b ...Block) { d.Blocks = append(d.Blocks, b...) }
	add(Para("These candidates stand for election. Each statement is the candidate’s own and is printed as it was given."))
	facts := []Fact{{"Published", Plain(When(s.Published))}}
	if !s.Withdraw.IsZero() {
		facts = append(facts, Fact{"Withdrawals", Plain("In writing to the returning officer by " + When(s.Withdraw))})
	}
	facts = append(facts, Fact{"Returning officer", Plain(s.Officer)})
	if s.Rules != "" {
		facts = append(facts, Fact{"Version of the rules", Plain(s.Rules)})
	}
	add(Facts{facts})
	for _, p := range s.Posts {
		add(Heading{2, p.Title})
		if p.Places > 1 {
			add(Para("There are " + Number(p.Places) + " places."))
		}
		if len(p.Candidates) == 0 {
			add(Para("Nobody stands for this post."))
		}
		for _, c := range p.Candidates {
			add(c.blocks()...)
		}
	}
	return d
}

func (c Standing) blocks() []Block {
	who := c.Practice
	if c.Role != "" {
		who = c.Role + ", " + c.Practice
	}
	facts := []Fact{{"Practice", Plain(who)}}
	if c.Proposer != "" {
		facts = append(facts, Fact{"Proposed by", Plain(c.Proposer)})
	}
	if c.Seconder != "" {
		facts = append(facts, Fact{"Seconded by", Plain(c.Seconder)})
	}
	interests := "None declared"
	if len(c.Interests) > 0 {
		interests = strings.Join(c.Interests, "; ")
	}
	facts = append(facts, Fact{"Interests", Plain(interests)})
	out := []Block{Heading{3, c.Name}, Facts{facts}}
	for _, p := range c.Statement {
		out = append(out, Para(p))
	}
	if len(c.Statement) == 0 {
		out = append(out, Para("No statement was given."))
	}
	return out
}
