package secrecy

import (
	"encoding/json"
	"math/big"
	"strings"
	"testing"
)

func TestSentences(t *testing.T) {
	names := []string{"a blank vote", "Dr Adams", "Dr Brown"}
	for _, c := range []struct {
		contest Contest
		want    []string
	}{
		{Contest{Weights: []int64{3, 3, 4}, Totals: []int64{0, 7, 3}}, []string{
			"2 ways of voting give these totals, and all of them agree about 1 practice of 3 (33.3%): how they voted is certain.",
			"Each of the 2 practices with 3 votes: the best guess, Dr Adams, is right 50% of the time.",
			"The only practice with 4 votes voted for Dr Adams: that is certain.",
		}},
		{Contest{Weights: []int64{1, 2, 4}, Totals: []int64{1, 2, 4}}, []string{
			"Only one way of voting gives these totals: anybody can read from them how every practice voted.",
			"The only practice with 1 vote voted for a blank vote: that is certain.",
			"The only practice with 2 votes voted for Dr Adams: that is certain.",
			"The only practice with 4 votes voted for Dr Brown: that is certain.",
		}},
		{Contest{Weights: []int64{1, 1, 2, 2}, Totals: []int64{1, 2, 3}}, []string{
			"4 ways of voting give these totals, and nobody's vote is certain.",
			"Each of the 2 practices with 1 vote cannot have voted for Dr Adams. The best guess, a blank vote, is right 50% of the time.",
			"Each of the 2 practices with 2 votes cannot have voted for a blank vote. The best guess, Dr Adams, is right 50% of the time.",
		}},
	} {
		r, err := Reveal(t.Context(), c.contest, Limits{})
		if err != nil {
			t.Fatal(err)
		}
		if got, want := strings.Join(r.Sentences(names), "\n"), strings.Join(c.want, "\n"); got != want {
			t.Errorf("%+v:\n%s\nwant\n%s", c.contest, got, want)
		}
	}
}

func TestInsiderSentences(t *testing.T) {
	for _, c := range []struct {
		contest Contest
		want    string
	}{
		{Contest{Weights: []int64{3, 3, 4}, Totals: []int64{0, 7, 3}},
			"A practice with 3 votes that knows its own vote for answer 1 can be certain how 2 of the other 2 practices voted. No single practice can be certain of more."},
		{Contest{Weights: []int64{1, 1, 1, 1, 1, 1}, Totals: []int64{3, 3}},
			"No single practice can be certain how another voted. The best guess, by a practice with 1 vote, is right 60% of the time."},
		{Contest{Weights: []int64{1, 1, 1, 2, 2, 2}, Totals: []int64{1, 4, 4}},
			"No single practice can be certain how another voted. A practice with 1 vote that knows its own vote for answer 1 can tell of 5 practices which answer they did not give."},
	} {
		in, err := WorstInsider(t.Context(), c.contest, Limits{})
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(in.Sentences(nil), "\n"); got != c.want {
			t.Errorf("%+v:\n%s\nwant\n%s", c.contest, got, c.want)
		}
	}
}

func TestOutlookSentences(t *testing.T) {
	o := &Outlook{Practices: 23, Alone: 1, Draws: 1000, Cells: []Cell{
		{Scenario: Scenarios[0], Voting: 23, Any: wilson(1, 1000), Excess: wilson(1, 1000), Share: wilson(0.5, 1000)},
		{Scenario: Scenarios[2], Voting: 14, Any: wilson(47, 1000), EqualAny: wilson(1, 1000), Excess: wilson(46, 1000), Share: wilson(9, 1000)},
	}}
	want := `The gate cannot be decided from 1,000 drawn elections: with 14 of 23 practices voting and a landslide result the excess lies between 3.5% and 6.1%, and 5% is allowed. Draw more elections, or take coarser weights; equal ones always pass.
1 practice has a weight that nobody else has: in the public ballot box its weight shows that it voted, and when, whatever the encryption.
All 23 practices vote, every answer, blank included, is as likely as any other: some vote is certain in 0.1% of elections (equal weights: 0%; excess 0.1%, 95% interval less than 0.1% to 0.6%); of all votes less than 0.1% are certain.
14 of 23 practices vote, one candidate gets 60%, all other answers share 40%: some vote is certain in 4.7% of elections (equal weights: 0.1%; excess 4.6%, 95% interval 3.5% to 6.1%); of all votes 0.9% are certain.`
	if got := strings.Join(o.Sentences(), "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	o.Cells = o.Cells[:1]
	o.Alone = 2
	if s := o.Sentences(); !strings.HasPrefix(s[0], "The gate holds: ") || !strings.HasPrefix(s[1], "2 practices each have a weight") {
		t.Errorf("%q", s)
	}
	o.Cells[0].Excess = wilson(200, 1000)
	if s := o.GateSentence(); !strings.HasPrefix(s, "The gate fails: with 23 of 23 practices voting and a uniform result, these weights make some vote certain in 20% of elections") {
		t.Error(s)
	}
}

func TestNumbersForPeople(t *testing.T) {
	for n, want := range map[string]string{"7": "7", "1234": "1,234", "123456789012345": "123,456,789,012,345", "1234567890123456": "1.23 × 10^15"} {
		b, _ := new(big.Int).SetString(n, 10)
		if got := readable(b); got != want {
			t.Errorf("%s: %s, want %s", n, got, want)
		}
	}
	for p, want := range map[float64]string{0: "0%", 1: "100%", 0.0001: "less than 0.1%", 0.99999: "more than 99.9%", 0.05: "5%", 0.123: "12.3%"} {
		if got := percent(p); got != want {
			t.Errorf("%v: %s, want %s", p, got, want)
		}
	}
}

func TestResultForPrograms(t *testing.T) {
	c := Contest{Weights: []int64{3, 3, 4}, Totals: []int64{0, 7, 3}}
	r, err := Reveal(t.Context(), c, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	in, err := WorstInsider(t.Context(), c, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	raw, err := json.Marshal(NewResult(r, in, nil, nil))
	if err != nil {
		t.Fatal(err)
	}
	want := `{"patterns":2,"certain":0.3333333333333333,"excluded":0.3333333333333333,"largest":{"3":0.5,"4":1},"voters":3,` +
		`"classes":[{"weight":3,"voters":2,"certain":false,"excluded":[],"largest":0.5,"probabilities":[0,0.5,0.5]},` +
		`{"weight":4,"voters":1,"certain":true,"answer":1,"excluded":[2],"largest":1,"probabilities":[0,1,0]}],` +
		`"insider":{"weight":3,"answer":1,"certain":1,"excluded":1,"largest":1},"says":`
	if !strings.HasPrefix(string(raw), want) {
		t.Errorf("got\n%s\nwant\n%s", raw, want)
	}
	r.Patterns.Exp(big.NewInt(10), big.NewInt(40), nil)
	if raw, err = json.Marshal(NewResult(r, nil, &NotComputed{"steps", 5}, nil)); err != nil || !strings.HasPrefix(string(raw), `{"patterns":1`+strings.Repeat("0", 40)+`,`) ||
		!strings.Contains(string(raw), `"insider_not_computed":"Not computed: more than 5 `) {
		t.Errorf("%s, %v", raw, err)
	}
}
