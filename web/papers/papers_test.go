package papers_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/election/roll"
	"github.com/onenorwich/guildhall/governance/clerk"
	"github.com/onenorwich/guildhall/governance/conduct"
	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/governance/rehearsal"
	"github.com/onenorwich/guildhall/web/paper"
	"github.com/onenorwich/guildhall/web/papers"
	"github.com/onenorwich/guildhall/web/pdf"
)

const id = "committee-2026"

// play plays the scripted election, in which a share of the practices votes.
func play(t *testing.T, until rehearsal.Stage, turnout float64) (*rehearsal.Rehearsal, *papers.Maker) {
	t.Helper()
	rule, err := roll.ParseRule("bands:1=1,5001=2")
	must(t, err)
	var rows []roll.Row
	for i := range 6 {
		rows = append(rows, roll.Row{ODS: fmt.Sprintf("D8%04d", i), Name: fmt.Sprintf("Practice %c Surgery", 'A'+i), Patients: int64(3000 + 2000*(i/2))})
	}
	script := rehearsal.Default(rows, rule)
	script.Turnout = turnout
	r, err := rehearsal.Start(context.Background(), t.TempDir(), script)
	must(t, err)
	t.Cleanup(func() { r.Dir.Close() })
	must(t, r.Until(context.Background(), until))
	return r, &papers.Maker{Desk: r.Desk(), BaseURL: "https://vote.example.org"}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func text(d paper.Document) string { return strings.Join(d.Texts(), "\n") }

// both is the only person of the script who stands for two posts.
func both(t *testing.T, el *election.Election) election.ID {
	t.Helper()
	chair, _ := el.Post("chair")
	vice, _ := el.Post("vice-chair")
	for _, p := range chair.Order {
		if slices.Contains(vice.Order, p) {
			return p
		}
	}
	t.Fatal("nobody stands for two posts")
	return ""
}

// cast opens the poll and casts one vote for each of the six practices: how
// many of them vote for each candidate of a post, the one who stands for two
// posts first, then the others. The rest is blank.
func cast(t *testing.T, r *rehearsal.Rehearsal, votes map[election.ID][]int) {
	t.Helper()
	ctx := context.Background()
	must(t, r.Until(ctx, rehearsal.Opened))
	el, err := r.Desk().Election(id)
	must(t, err)
	contests, err := r.Desk().Contests(ctx, &el)
	must(t, err)
	twice, voter := both(t, &el), 0
	for row := range el.Roll.Rows {
		code, err := belenios.ParseCode(r.Codes[row.Practice])
		must(t, err)
		vote := clerk.Vote{Election: id, Practice: row.Practice}
		for _, c := range contests {
			post, _ := el.Post(c.Post)
			choice := make([]int, len(post.Order)+1)
			choice[answer(post.Order, twice, votes[c.Post], voter)] = 1
			ballot, err := belenios.Encrypt(rand.Reader, c.Setup.Election, code, [][]int{choice})
			must(t, err)
			vote.Ballots = append(vote.Ballots, ballot.Raw)
		}
		vote.Checked, err = r.Desk().CheckBallots(ctx, &el, vote.Ballots)
		must(t, err)
		arrived := r.Desk().Clerk.Arrive()
		_, err = r.Desk().Clerk.Cast(ctx, arrived, vote)
		arrived.Done()
		must(t, err)
		voter++
	}
}

// answer is the place on the ballot paper that a voter marks.
func answer(order []election.ID, first election.ID, shares []int, voter int) int {
	others := slices.Clone(order)
	if i := slices.Index(others, first); i > 0 {
		others[0], others[i] = others[i], others[0]
	}
	for at, share := range shares {
		if voter < share {
			return slices.Index(order, others[at]) + 1
		}
		voter -= share
	}
	return 0
}

func TestPassedOver(t *testing.T) {
	r, m := play(t, rehearsal.Prepared, 0)
	cast(t, r, map[election.ID][]int{"chair": {6}, "vice-chair": {5, 1}})
	must(t, r.Until(context.Background(), rehearsal.Counted))
	result, err := m.Result(context.Background(), r.Desk().Clerk.Point(), id)
	must(t, err)
	vice := result.Posts[1]
	passed := slices.IndexFunc(vice.Candidates, func(c paper.Candidate) bool { return c.PassedOver == "Chair" })
	if vice.Outcome != paper.Polled || passed < 0 || vice.Candidates[passed].Elected || vice.Elected() == "" {
		t.Errorf("vice-chair: %+v", vice)
	}
	sentences := strings.Join(papers.Counts(result)[1].Sentences, " ")
	if !strings.Contains(sentences, "is passed over: elected to an earlier post, Chair.") {
		t.Errorf("the page says %q", sentences)
	}
	if result.Posts[2].Outcome != paper.Unopposed || len(papers.Counts(result)[2].Bars.Rows) != 0 {
		t.Error("an unopposed post has a count")
	}
}

func TestTieAndWhatWaitsForIt(t *testing.T) {
	r, m := play(t, rehearsal.Prepared, 0)
	// The first four practices have one vote each, the last two have two:
	// 1+1+1+1 against 2+2.
	cast(t, r, map[election.ID][]int{"chair": {4, 2}, "vice-chair": {6}})
	must(t, r.Until(context.Background(), rehearsal.Declared))
	d, err := m.Declaration(context.Background(), r.Desk().Clerk.Point(), id)
	must(t, err)
	for _, want := range []string{"The votes are equal. This post is not decided yet.", "The tie is to be broken by lot", "This post is not decided yet.", "has equal votes for an earlier post, and nobody holds two"} {
		if !strings.Contains(text(d), want) {
			t.Errorf("the declaration does not say %q", want)
		}
	}
	result, err := m.Result(context.Background(), r.Desk().Clerk.Point(), id)
	must(t, err)
	if result.Posts[0].Outcome != paper.Tied || result.Posts[1].Outcome != paper.Waiting || result.Posts[1].Elected() != "" {
		t.Errorf("outcomes %v and %v", result.Posts[0].Outcome, result.Posts[1].Outcome)
	}
	if s := papers.Summary(result).Rows[0]; s[1].Text != "Nobody" {
		t.Errorf("%q is shown as elected", s[1].Text)
	}
}

// TestDeclaration holds what the paper says against the log, and its bytes
// against a second making.
func TestDeclaration(t *testing.T) {
	ctx := context.Background()
	r, m := play(t, rehearsal.Declared, 1)
	point := r.Desk().Clerk.Point()
	checkpoint, err := r.Desk().Clerk.Checkpoint(point)
	must(t, err)
	d, err := m.Declaration(ctx, point, id)
	must(t, err)
	says := text(d)
	want := []string{point.Head.Root().String(), string(r.Dir.Key.Public()), "https://vote.example.org/elections/committee-2026",
		"6 of 6", "The returning officer together with this service.", "None may be lost. If the returning officer’s is, or this service’s own: no count; a new poll.", "Monday 4 January 2027, 11:59pm", "14 December 2027", "committee-2026-chair.bel"}
	for line := range strings.Lines(string(checkpoint)) {
		want = append(want, strings.TrimSpace(line))
	}
	for _, w := range want {
		if !strings.Contains(says, w) {
			t.Errorf("the declaration does not say %q", w)
		}
	}
	must(t, m.Issue(ctx, id))
	state := r.Desk().State()
	issued, ok := state.Paper(papers.PaperID(id))
	if !ok || issued.Size != point.Head.Size {
		t.Fatalf("issued: %+v", issued)
	}
	// Another program, later, from the same log.
	must(t, r.Desk().Name(ctx, r.Officer, "d80000", "deputy", record.PersonText{Name: "Dee Dale", Email: "dee@example.org"}))
	again := &papers.Maker{Desk: conduct.New(r.Desk().Clerk), BaseURL: m.BaseURL}
	d2, err := again.Declaration(ctx, r.Desk().Clerk.Point(), id)
	must(t, err)
	raw, err := pdf.Print(d2)
	must(t, err)
	if audit.Hash(raw) != audit.Digest(issued.PDF) {
		t.Error("the paper made again is not the paper that was issued")
	}
	before := r.Desk().Clerk.Point().Head.Size
	must(t, m.IssueDue(ctx))
	if r.Desk().Clerk.Point().Head.Size != before {
		t.Error("the declaration was issued twice")
	}
	marked, err := (&papers.Maker{Desk: r.Desk(), BaseURL: m.BaseURL, Demo: true}).Declaration(ctx, point, id)
	must(t, err)
	if marked.Mark != paper.Demonstration {
		t.Error("a demonstration's paper is not marked")
	}
}

func TestTooEarly(t *testing.T) {
	ctx := context.Background()
	r, m := play(t, rehearsal.Decided, 1)
	point := r.Desk().Clerk.Point()
	for name, f := range map[string]func() error{
		"declaration":       func() error { _, err := m.Declaration(ctx, point, id); return err },
		"notice of poll":    func() error { _, err := m.NoticeOfPoll(ctx, point, id); return err },
		"candidates":        func() error { _, err := m.Candidates(ctx, point, id); return err },
		"issue":             func() error { return m.Issue(ctx, id) },
		"no such election":  func() error { _, err := m.Candidates(ctx, point, "nothing"); return err },
		"result not there":  func() error { _, err := m.Result(ctx, point, id); return err },
		"declared nowhere?": func() error { _, err := m.Declaration(ctx, point, "nothing"); return err },
	} {
		if err := f(); err == nil || !strings.HasSuffix(err.Error(), ".") {
			t.Errorf("%s: %v is no sentence", name, err)
		}
	}
}
