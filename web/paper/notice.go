package paper

import "time"

// Poll is what a notice of poll says.
type Poll struct {
	Body      string
	Election  string
	Reference string
	Mark      Mark
	Officer   string
	Contact   []string // how to reach the returning officer, one way a line
	Given     time.Time

	Opens   time.Time
	Closes  time.Time
	LostBy  time.Time // the last moment to ask for a lost code
	Address string    // of the poll

	Practices  int64 // entitled
	Votes      int64
	WeightRule string
	RuleNotes  []string
	Rules      string
	Posts      []PollPost // in the order of the ballot
	Protection []Answer
	Key        string // the log's verifier key
	Setup      string // root hash of the set-up checkpoint
}

// PollPost is a post on a notice of poll.
type PollPost struct {
	Title      string
	Places     int64
	Outcome    Outcome // Polled, Unopposed or NoCandidate
	Candidates []Standing
}

// Standing is a candidate before the poll.
type Standing struct {
	Name      string
	Role      string // in the practice
	Practice  string
	Proposer  string // the practice that proposes
	Seconder  string
	Interests []string
	Statement []string // paragraphs
}

// NoticeOfPoll tells the practices that there is a poll, and how to vote.
func NoticeOfPoll(p Poll) Document {
	d := Document{Issuer: p.Body, Title: "Notice of poll", Subtitle: p.Election, Reference: p.Reference, Mark: p.Mark, Date: p.Given}
	add := func(b ...Block) { d.Blocks = append(d.Blocks, b...) }
	add(Paragraph{Join(Plain("A poll is held. It closes on "), Strong(When(p.Closes)), Plain(". A vote that arrives at or after the close is not counted."))})
	facts := []Fact{{"Poll opens", Plain(When(p.Opens))}, {"Poll closes", Plain(When(p.Closes))}}
	if !p.LostBy.IsZero() {
		facts = append(facts, Fact{"Lost voting codes", Plain("Ask for yours by " + When(p.LostBy) + ".")})
	}
	facts = append(facts, Fact{"Entitled to vote", Plain(Count(p.Practices, "practice") + " with " + Count(p.Votes, "vote"))})
	facts = append(facts, Fact{"Returning officer", Plain(p.Officer)})
	for _, c := range p.Contact {
		facts = append(facts, Fact{"Contact", Plain(c)})
	}
	add(Facts{facts})
	add(Heading{2, "How to vote"})
	add(List{Numbered: true, Items: []Text{
		Plain("The voting representative of your practice gets an email with one link and a voting code."),
		Plain("Follow the link and choose for each post. You may leave a post blank."),
		Plain("Check your votes and cast them. You then see that your vote has been cast."),
	}})
	add(Notice{Title: "You may vote again", Text: []Text{Plain("You may vote again until the close. Only your practice’s last ballot counts. This differs from polls in which the first one does.")}})
	if p.Address != "" {
		add(QR{Address: p.Address, Caption: Plain("The poll, its candidates and the ballot box are here:")})
	}
	add(Heading{2, "Posts and candidates"})
	for _, post := range p.Posts {
		add(post.blocks()...)
	}
	add(Result{WeightRule: p.WeightRule, RuleNotes: p.RuleNotes, Rules: p.Rules}.rules()...)
	add(protected("How votes are protected", p.Protection)...)
	add(Check{Key: p.Key, Setup: p.Setup}.keep()...)
	add(Signature{Name: p.Officer, Role: "Returning officer, " + p.Body, Date: When(p.Given)})
	return d
}

func (p PollPost) blocks() []Block {
	out := []Block{Heading{3, p.Title}}
	switch {
	case p.Outcome == NoCandidate || len(p.Candidates) == 0:
		return append(out, Para("Nobody stands for this post. There is no poll for it."))
	case p.Outcome == Unopposed:
		out = append(out, Para("There are no more candidates than places. There is no poll for this post."))
	case p.Places > 1:
		out = append(out, Para("There are "+Number(p.Places)+" places."))
	}
	caption := "Candidates for " + p.Title
	if p.Outcome == Polled {
		caption += ", in the order of the ballot"
	}
	t := Table{Caption: caption, RowHeads: true,
		Columns: []Column{{Title: "Candidate", Width: 46}, {Title: "Practice", Width: 102}}}
	for _, c := range p.Candidates {
		t.Rows = append(t.Rows, Cells(c.Name, c.Practice))
	}
	return append(out, t)
}

// keep asks a reader to keep what later proves that the log is the same.
func (c Check) keep() []Block {
	if c.Key == "" && c.Setup == "" {
		return nil
	}
	var facts []Fact
	if c.Setup != "" {
		facts = append(facts, Fact{"Root hash at the set-up", Code(c.Setup)})
	}
	if c.Key != "" {
		facts = append(facts, Fact{"Key of the log", Code(c.Key)})
	}
	return []Block{Heading{2, "Keep these"}, Para("With them anybody can check later that the log of this election is the one that was begun here."), Facts{facts}}
}
