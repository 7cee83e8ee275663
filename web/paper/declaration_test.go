package paper

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func all(d Document) string { return strings.Join(d.Texts(), "\n") }

func TestHowAPostWasFilled(t *testing.T) {
	a := Candidate{Name: "Ann Arden", Practice: "Castle Partnership", Votes: 9, Elected: true}
	b := Candidate{Name: "Ben Burke", Practice: "Lawson Road Surgery", Votes: 4}
	with := func(c Candidate, f func(*Candidate)) Candidate { f(&c); return c }
	tied := func(c *Candidate) { c.Elected, c.Tied, c.Votes = false, true, 7 }
	cases := map[string]struct {
		post Post
		want []string
		not  []string
	}{
		"poll":             {Post{Places: 1, Candidates: []Candidate{a, b}, Blank: 2}, []string{"Ann Arden is elected by poll.", "Elected by poll", "9, elected", "Not elected", "Blank votes", "15"}, []string{"unopposed"}},
		"two":              {Post{Places: 2, Candidates: []Candidate{a, with(b, func(c *Candidate) { c.Elected = true })}}, []string{"Ann Arden and Ben Burke are elected by poll. There were 2 places."}, nil},
		"unopposed":        {Post{Places: 1, Outcome: Unopposed, Candidates: []Candidate{a}}, []string{"Ann Arden is elected unopposed", "Elected unopposed"}, []string{"Votes for", "Blank"}},
		"nobody":           {Post{Places: 1, Outcome: NoCandidate}, []string{"Nobody stood for this post.", "No candidate"}, []string{"Votes for"}},
		"tie":              {Post{Places: 1, Outcome: Tied, Candidates: []Candidate{with(a, tied), with(b, tied)}}, []string{"The votes are equal. This post is not decided yet.", "7, equal votes", "Equal votes, not yet decided", "Nobody"}, []string{"Elected by poll"}},
		"abandoned":        {Post{Places: 1, Outcome: Abandoned, Reason: "A candidate has died.", Candidates: []Candidate{b}}, []string{"Its ballots were not opened.", "A candidate has died.", "Not counted"}, []string{"Votes for"}},
		"passed":           {Post{Places: 1, Candidates: []Candidate{with(a, func(c *Candidate) { c.Elected, c.PassedOver = false, "Chair" }), with(b, func(c *Candidate) { c.Elected = true })}}, []string{"Ann Arden was passed over: already elected to an earlier post, Chair.", "9, passed over", "Ben Burke is elected by poll."}, nil},
		"all over":         {Post{Places: 1, Candidates: []Candidate{with(a, func(c *Candidate) { c.Elected, c.PassedOver = false, "Chair" })}}, []string{"Nobody is elected to this post.", "By poll: nobody could be elected"}, nil},
		"waits":            {Post{Places: 1, Outcome: Waiting, Candidates: []Candidate{with(a, func(c *Candidate) { c.Elected = false }), b}}, []string{"This post is not decided yet.", "Waits for an earlier post", "Votes for"}, []string{"Elected by poll", "Not counted"}},
		"waits, unopposed": {Post{Places: 1, Outcome: Waiting, Candidates: []Candidate{with(b, func(c *Candidate) { c.Votes = 0 })}}, []string{"Not decided yet"}, []string{"Votes for", "Elected unopposed"}},
		"vacant":           {Post{Places: 1, Outcome: Vacant, Candidates: []Candidate{with(a, func(c *Candidate) { c.Elected, c.PassedOver = false, "Chair" })}}, []string{"Nobody is elected to this post. A new election", "Not filled", "Ann Arden was passed over"}, []string{"Votes for", "Elected unopposed"}},
	}
	for name, c := range cases {
		c.post.Title = "Lead nurse"
		text := all(Declaration(Result{Body: "OneNorwich", Officer: "M Ellery", Posts: []Post{c.post}}))
		for _, w := range c.want {
			if !strings.Contains(text, w) {
				t.Errorf("%s: the declaration does not say %q:\n%s", name, w, text)
			}
		}
		for _, w := range c.not {
			if strings.Contains(text, w) {
				t.Errorf("%s: the declaration says %q", name, w)
			}
		}
	}
}

func TestDeclarationSaysWhatTheRulesAsk(t *testing.T) {
	r := sample[Result](t, "result.json")
	text := all(Declaration(r))
	want := []string{r.Body, r.Election, r.Officer, r.Rules, r.WeightRule, "Monday 14 December 2026, 5pm", "19 of 23 (82.6%)", "117 of 142 (82.4%)",
		"1,204", r.Check.Root, r.Check.Setup, r.Check.Key, r.Check.Address, r.Check.Commands[0], Demonstration.Sentence()}
	want = append(want, r.RuleNotes...)
	for _, a := range r.Protection {
		want = append(want, a.Question, a.Sentence)
	}
	want = append(want, strings.Split(r.Check.Checkpoint, "\n")...)
	for _, f := range r.Check.Files {
		want = append(want, f.Name, f.SHA256)
	}
	for _, p := range r.Posts {
		want = append(want, p.Title)
		for _, c := range p.Candidates {
			want = append(want, c.Name, c.Practice)
		}
	}
	for _, w := range want {
		if !strings.Contains(text, w) {
			t.Errorf("the declaration does not say %q", w)
		}
	}
}

// TestPostsStandInCountingOrder: the order is the result's, not the alphabet's.
func TestPostsStandInCountingOrder(t *testing.T) {
	d := Declaration(Result{Posts: []Post{{Title: "Zebra"}, {Title: "Apple"}}})
	var heads []string
	for _, b := range d.Blocks {
		if h, ok := b.(Heading); ok && h.Level == 3 {
			heads = append(heads, h.Text)
		}
	}
	if !slices.Equal(heads, []string{"1. Zebra", "2. Apple"}) {
		t.Error(heads)
	}
}

func TestWhatIsNotKnownIsLeftOut(t *testing.T) {
	text := all(Declaration(Result{Body: "OneNorwich", Officer: "M Ellery", Declared: time.Date(2026, 12, 14, 18, 0, 0, 0, time.UTC)}))
	for _, w := range []string{"How to check", "Challenges", "protected", "not known", "Poll opened", "Version of the rules"} {
		if strings.Contains(text, w) {
			t.Errorf("an empty result says %q", w)
		}
	}
}

func TestSquares(t *testing.T) {
	size, runs, err := QR{Address: "https://example.org/elections/committee-2026"}.Squares()
	if err != nil {
		t.Fatal(err)
	}
	dark := map[[2]int]bool{}
	for _, r := range runs {
		for x := r.X; x < r.X+r.Width; x++ {
			if x < Quiet || x >= size-Quiet || r.Y < Quiet || r.Y >= size-Quiet {
				t.Fatalf("a module stands in the quiet border: %v", r)
			}
			dark[[2]int{x, r.Y}] = true
		}
	}
	// The three finder patterns: a ring of 7, a light ring, a core of 3.
	for _, corner := range [][2]int{{Quiet, Quiet}, {size - Quiet - 7, Quiet}, {Quiet, size - Quiet - 7}} {
		for dy := range 7 {
			for dx := range 7 {
				ring := max(max(dx-3, 3-dx), max(dy-3, 3-dy))
				if got := dark[[2]int{corner[0] + dx, corner[1] + dy}]; got != (ring != 2) {
					t.Fatalf("no finder pattern at %v", corner)
				}
			}
		}
	}
	if _, _, err := (QR{Address: strings.Repeat("x", 5000)}).Squares(); err == nil {
		t.Error("an address of 5,000 letters fits in a code")
	}
}
