package paper

import (
	"time"
)

// Result is what a declaration of result says, in plain values: this package
// knows no rules and computes nothing but shares and sums of what it is told.
type Result struct {
	Body      string // the body elected for, such as OneNorwich
	Election  string // the election's title
	Reference string
	Mark      Mark
	Officer   string // the returning officer's name

	Opened   time.Time // zero when nothing was polled
	Closed   time.Time
	Declared time.Time

	EntitledPractices int64 // on the frozen roll
	EntitledVotes     int64
	CastPractices     int64 // with a counting ballot
	CastVotes         int64

	WeightRule string   // a sentence: how many votes a practice has
	RuleNotes  []string // sentences, such as that nobody holds two posts
	Rules      string   // version of the rules
	Decisions  []string // logged decisions of the officer that must be read here

	Posts      []Post // in the order of counting
	Protection []Answer
	Challenge  time.Time // the last moment for a challenge
	Kept       time.Time // records are kept until then
	Check      Check
}

// Post is how one post was filled.
type Post struct {
	Title   string
	Places  int64
	Outcome Outcome
	Reason  string // a sentence more: how a tie was broken, why a poll was abandoned

	Candidates []Candidate
	Blank      int64 // votes
	// What was cast in this contest; zero EntitledVotes leaves turnout to the
	// poll as a whole.
	EntitledPractices, EntitledVotes int64
	CastPractices, CastVotes         int64
}

// Candidate is one line of a count.
type Candidate struct {
	Name     string
	Practice string
	Votes    int64
	Elected  bool
	Tied     bool
	// PassedOver is the earlier post to which the candidate was elected.
	PassedOver string
}

// Outcome says how a post was filled, or that it was not.
type Outcome int

// The outcomes of a post.
const (
	Polled      Outcome = iota // elected by poll
	Unopposed                  // no more candidates than places
	NoCandidate                // nobody stood
	Tied                       // equal totals, not decided yet
	Abandoned                  // the poll was given up and its ballots not opened
	Waiting                    // the count of an earlier post, which is tied, decides it
	Vacant                     // those who stood were elected to earlier posts, and no poll was held
)

// Answer is an honest sentence about secrecy or protection under its question.
type Answer struct{ Question, Sentence string }

// Check is what a reader needs to check the result alone.
type Check struct {
	Address    string // of the page that says how, printed as a QR code too
	Commands   []string
	Entries    int64  // the log's length
	Root       string // root hash of the log's tree, in hex
	Checkpoint string // the signed note
	Key        string // the note's verifier key
	Setup      string // root hash of the set-up checkpoint, if it was kept
	Files      []File
}

// File is an archive that belongs to the result.
type File struct {
	Name   string
	What   string
	SHA256 string
}

// Declaration is the declaration of result.
func Declaration(r Result) Document {
	d := Document{
		Issuer: r.Body, Title: "Declaration of result", Subtitle: r.Election,
		Reference: r.Reference, Mark: r.Mark, Date: r.Declared,
	}
	add := func(b ...Block) { d.Blocks = append(d.Blocks, b...) }
	add(Paragraph{Join(Plain("I, "), Strong(r.Officer), Plain(", the returning officer, declare the result of the election as follows."))})
	add(r.summary())
	add(r.turnout()...)
	add(Signature{Name: r.Officer, Role: "Returning officer, " + r.Body, Date: When(r.Declared)})
	if len(r.Posts) > 0 {
		add(PageBreak{}, Heading{2, "The count"}, Para("The posts were counted in this order."))
	}
	for i, p := range r.Posts {
		add(p.blocks(int64(i) + 1)...)
	}
	add(r.rules()...)
	add(protected("How votes were protected", r.Protection)...)
	add(r.challenge()...)
	add(r.Check.blocks()...)
	return d
}

// summary is what most readers come for: who was elected to what.
func (r Result) summary() Block {
	t := Table{Caption: "Result by post", RowHeads: true, Columns: []Column{
		{Title: "Post", Width: 46}, {Title: "Elected", Width: 52}, {Title: "How", Width: 50}}}
	for _, p := range r.Posts {
		t.Rows = append(t.Rows, Row{Cells: []Text{Plain(p.Title), p.elected(), Plain(p.how())}})
	}
	return t
}

func (r Result) turnout() []Block {
	facts := []Fact{}
	if !r.Opened.IsZero() {
		facts = append(facts, Fact{"Poll opened", Plain(When(r.Opened))})
	}
	if !r.Closed.IsZero() {
		facts = append(facts, Fact{"Poll closed", Plain(When(r.Closed))})
	}
	facts = append(facts,
		Fact{"Practices that voted", share(r.CastPractices, r.EntitledPractices)},
		Fact{"Votes cast", share(r.CastVotes, r.EntitledVotes)})
	return []Block{Heading{2, "Turnout"}, Facts{facts}}
}

// share prints a part of a whole in both its forms.
func share(part, whole int64) Text {
	if whole <= 0 {
		return Plain(Number(part))
	}
	return Join(Strong(Number(part)+" of "+Number(whole)), Plain(" ("+Percent(part, whole)+")"))
}

func (r Result) rules() []Block {
	var items []Text
	for _, s := range append([]string{r.WeightRule}, r.RuleNotes...) {
		if s != "" {
			items = append(items, Plain(s))
		}
	}
	out := []Block{Heading{2, "The rules of this election"}}
	if len(items) > 0 {
		out = append(out, List{Items: items})
	}
	if r.Rules != "" {
		out = append(out, Facts{[]Fact{{"Version of the rules", Plain(r.Rules)}}})
	}
	if len(r.Decisions) > 0 {
		n := Notice{Kind: Warning, Title: "Decisions of the returning officer"}
		for _, s := range r.Decisions {
			n.Text = append(n.Text, Plain(s))
		}
		out = append(out, n)
	}
	if len(out) == 1 {
		return nil
	}
	return out
}

func (r Result) challenge() []Block {
	if r.Challenge.IsZero() {
		return nil
	}
	s := "A challenge to this result reaches the returning officer by " + When(r.Challenge) + "."
	if !r.Kept.IsZero() {
		s += " The records are kept until " + Day(r.Kept) + "."
	}
	return []Block{Heading{2, "Challenges"}, Para(s)}
}

func protected(heading string, answers []Answer) []Block {
	if len(answers) == 0 {
		return nil
	}
	var facts []Fact
	for _, a := range answers {
		facts = append(facts, Fact{a.Question, Plain(a.Sentence)})
	}
	return []Block{Heading{2, heading}, Facts{facts}}
}
