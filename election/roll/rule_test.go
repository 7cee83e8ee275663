package roll

import (
	"encoding/json"
	"math/big"
	"strings"
	"testing"
)

func TestRuleText(t *testing.T) {
	for _, c := range []struct{ text, canonical, json, sentence string }{
		{"equal", "", `{"kind":"equal"}`, "One vote for each practice."},
		{" Equal ", "equal", `{"kind":"equal"}`, "One vote for each practice."},
		{"equal,cap:3", "", `{"kind":"equal","cap":3}`, "One vote for each practice, at most 3."},
		{"listed", "", `{"kind":"listed"}`, "The number of votes listed for each practice on the roll."},
		{"listed, cap:12", "listed,cap:12", `{"kind":"listed","cap":12}`, "The number of votes listed for each practice on the roll, at most 12."},
		{"per:2000:up,cap:5", "", `{"kind":"per","per":2000,"rounding":"up","cap":5}`, "One vote for every 2,000 patients or part of 2,000, at most 5."},
		{"PER : 2000 : Down", "per:2000:down", `{"kind":"per","per":2000,"rounding":"down"}`, "One vote for every full 2,000 patients."},
		{"per:1500:nearest", "", `{"kind":"per","per":1500,"rounding":"nearest"}`, "One vote for every 1,500 patients, rounded to the nearest whole vote (a half goes up)."},
		{"per:1:up", "", `{"kind":"per","per":1,"rounding":"up"}`, "One vote for every registered patient."},
		{"bands:1=1,5001=2,10001=3", "", `{"kind":"bands","bands":[{"from":1,"votes":1},{"from":5001,"votes":2},{"from":10001,"votes":3}]}`,
			"1 vote up to 5,000 patients, 2 votes from 5,001 to 10,000, 3 votes from 10,001."},
		{"bands: 0=1, 5001=2, cap:2", "bands:0=1,5001=2,cap:2", `{"kind":"bands","bands":[{"from":0,"votes":1},{"from":5001,"votes":2}],"cap":2}`,
			"1 vote up to 5,000 patients, 2 votes from 5,001, at most 2."},
		{"bands:1=4", "", `{"kind":"bands","bands":[{"from":1,"votes":4}]}`, "4 votes for each practice."},
	} {
		r, err := ParseRule(c.text)
		if err != nil {
			t.Errorf("%q: %v", c.text, err)
			continue
		}
		if c.canonical == "" {
			c.canonical = c.text
		}
		if r.String() != c.canonical {
			t.Errorf("%q prints as %q, want %q", c.text, r, c.canonical)
		}
		if got := r.Describe(); got != c.sentence {
			t.Errorf("%q says %q, want %q", c.text, got, c.sentence)
		}
		b, err := json.Marshal(r)
		if err != nil || string(b) != c.json {
			t.Errorf("%q: JSON %s (%v), want %s", c.text, b, err, c.json)
		}
		var back Rule
		if err := json.Unmarshal(b, &back); err != nil || !back.Same(r) || back.Check() != nil {
			t.Errorf("%q: %s came back as %v (%v)", c.text, b, back, err)
		}
	}
}

func TestBadRules(t *testing.T) {
	for text, want := range map[string]string{
		"":                                `"" is not a weight rule; ` + forms + ".",
		"one each":                        `"one each" is not a weight rule; ` + forms + ".",
		"equal:1":                         `"equal:1" is not a weight rule; ` + forms + ".",
		"equal:":                          `"equal:" is not a weight rule; ` + forms + ".",
		"equal,equal":                     `"equal,equal" is not a weight rule; ` + forms + ".",
		"cap:5":                           `"cap:5" is not a weight rule; ` + forms + ".",
		"listed,cap:2,cap:3":              `"listed,cap:2,cap:3" is not a weight rule; ` + forms + ".",
		"per":                             `The number of patients a vote is "", which is not a whole number; write it with digits alone, as in 2000.`,
		"per:2000":                        "The weight rule does not say how to round; write per:2000:up, per:2000:down or per:2000:nearest.",
		"per:2000:sideways":               "The weight rule does not say how to round; write per:2000:up, per:2000:down or per:2000:nearest.",
		"per:2000:up:":                    "The weight rule does not say how to round; write per:2000:up, per:2000:down or per:2000:nearest.",
		"per:2,000:up":                    `The number of patients a vote is "2,000", which is not a whole number; write it with digits alone, as in 2000.`,
		"per:02000:up":                    `The number of patients a vote is "02000", which is not a whole number; write it with digits alone, as in 2000.`,
		"per:+2:up":                       `The number of patients a vote is "+2", which is not a whole number; write it with digits alone, as in 2000.`,
		"per:99999999999999999999:up":     `The number of patients a vote is "99999999999999999999", which is not a whole number; write it with digits alone, as in 2000.`,
		"per:0:up":                        "One vote for every 0 patients is out of range; use a number from 1 to 1,000,000.",
		"per:-2000:up":                    "One vote for every -2,000 patients is out of range; use a number from 1 to 1,000,000.",
		"per:1000001:up":                  "One vote for every 1,000,001 patients is out of range; use a number from 1 to 1,000,000.",
		"per:2000:up,cap:0":               "A cap of 0 votes leaves no vote to anybody; use a number from 1 or leave the cap out.",
		"per:2000:up,cap:-1":              "A cap of -1 votes is out of range; use a number from 1 to 1,000,000.",
		"per:2000:up,cap:":                `The cap is "", which is not a whole number; write it with digits alone, as in 2000.`,
		"bands":                           `"" is not a band; write from how many patients, an equals sign and the votes, as in bands:1=1,5001=2,10001=3.`,
		"bands:1=1,5001":                  `"5001" is not a band; write from how many patients, an equals sign and the votes, as in bands:1=1,5001=2,10001=3.`,
		"bands:1=1,":                      `"" is not a band; write from how many patients, an equals sign and the votes, as in bands:1=1,5001=2,10001=3.`,
		"bands:1=1,cap:2,5001=2":          `"cap:2" is not a band; write from how many patients, an equals sign and the votes, as in bands:1=1,5001=2,10001=3.`,
		"bands:5001=2":                    "The first band starts at 5,001 patients and leaves smaller practices without a vote; start it at 1.",
		"bands:1=0":                       "The band that starts at 1 gives 0 votes; give it a number from 1 to 1,000,000.",
		"bands:1=1,10001=3,5001=2":        "The band that starts at 5,001 comes after the one at 10,001; write the bands in rising order, each once.",
		"bands:1=1,1=2":                   "The band that starts at 1 comes after the one at 1; write the bands in rising order, each once.",
		"bands:0=1,5001=1":                "The band that starts at 5,001 does not give more votes than the band before it; leave it out or give it more.",
		"bands:1=1,2000000=2":             "A band starts at 2,000,000 patients, which no practice has; start it at 1,000,000 at most.",
		strings.Repeat("bands:1=1,", 300): "The weight rule is too long; " + forms + ".",
	} {
		if r, err := ParseRule(text); err == nil {
			t.Errorf("%q: accepted as %s", text, r)
		} else if err.Error() != want {
			t.Errorf("%q:\n got %s\nwant %s", text, err, want)
		}
	}
	for _, r := range []Rule{
		{}, {Kind: "lottery"}, {Kind: Equal, Per: 1}, {Kind: Equal, Rounding: Up}, {Kind: Listed, Bands: []Band{{1, 1}}},
		{Kind: Bands}, {Kind: Bands, Per: 3, Bands: []Band{{1, 1}}}, {Kind: Per, Per: 2000}, {Kind: Per, Rounding: Up},
		{Kind: Bands, Bands: make([]Band, MaxBands+1)}, {Kind: Equal, Cap: -1}, {Kind: Equal, Cap: MaxVotes + 1},
	} {
		if r.Check() == nil {
			t.Errorf("%+v: accepted", r)
		}
		if _, err := r.Votes(5000, 1); err == nil {
			t.Errorf("%+v: gave a weight", r)
		}
	}
}

func TestVotes(t *testing.T) {
	for _, c := range []struct {
		rule             string
		patients, listed int64
		want             int64
	}{
		{"equal", 0, 0, 1},
		{"equal,cap:3", 9000, 7, 1},
		{"per:2000:up", 1, 0, 1},
		{"per:2000:up", 2000, 0, 1},
		{"per:2000:up", 2001, 0, 2},
		{"per:2000:up,cap:5", 19308, 0, 5},
		{"per:2000:down", 2000, 0, 1},
		{"per:2000:down", 3999, 0, 1},
		{"per:2000:nearest", 1000, 0, 1},
		{"per:2000:nearest", 2999, 0, 1},
		{"per:2000:nearest", 3000, 0, 2},
		{"per:3:nearest", 4, 0, 1},
		{"per:3:nearest", 5, 0, 2},
		{"per:1:up", MaxPatients, 0, MaxPatients},
		{"per:1000000:nearest", MaxPatients, 0, 1},
		{"bands:1=1,5001=2,10001=3", 1, 0, 1},
		{"bands:1=1,5001=2,10001=3", 5000, 0, 1},
		{"bands:1=1,5001=2,10001=3", 5001, 0, 2},
		{"bands:1=1,5001=2,10001=3", 10001, 0, 3},
		{"bands:1=1,5001=2,10001=3,cap:2", 10001, 0, 2},
		{"listed", 0, 4, 4},
		{"listed,cap:3", 12806, 4, 3},
	} {
		if got, err := rule(t, c.rule).Votes(c.patients, c.listed); err != nil || got != c.want {
			t.Errorf("%s with %d patients and %d listed: got %d (%v), want %d", c.rule, c.patients, c.listed, got, err, c.want)
		}
	}
	for _, c := range []struct {
		rule             string
		patients, listed int64
		want             string
	}{
		{"per:2000:down", 1999, 0, "With 1,999 registered patients there is no vote under per:2000:down; round up (per:2000:up), give a vote for fewer patients, or take the practice off the roll."},
		{"per:2000:nearest", 999, 0, "With 999 registered patients there is no vote under per:2000:nearest; round up (per:2000:up), give a vote for fewer patients, or take the practice off the roll."},
		{"per:2000:up", 0, 0, "A figure of 0 registered patients is out of range; correct it to one from 1 to 1,000,000."},
		{"bands:0=1", -5, 0, "A figure of -5 registered patients is out of range; correct it to one from 1 to 1,000,000."},
		{"per:1:up", 1 << 62, 0, "A figure of 4,611,686,018,427,387,904 registered patients is out of range; correct it to one from 1 to 1,000,000."},
		{"listed", 5000, 0, "The roll lists 0 votes; under the rule listed the column votes needs a number from 1 to 1,000,000."},
		{"listed", 5000, -1, "The roll lists -1 votes; under the rule listed the column votes needs a number from 1 to 1,000,000."},
	} {
		if got, err := rule(t, c.rule).Votes(c.patients, c.listed); err == nil || err.Error() != c.want {
			t.Errorf("%s with %d patients and %d listed: got %d, %v\nwant %s", c.rule, c.patients, c.listed, got, err, c.want)
		}
	}
}

// The three roundings, held against rational arithmetic.
func TestRoundingIsExact(t *testing.T) {
	half := big.NewRat(1, 2)
	for _, per := range []int64{1, 2, 3, 7, 999, 1000, 2000} {
		for patients := int64(1); patients <= 4100; patients++ {
			q := big.NewRat(patients, per)
			want := map[string]int64{"down": floor(q), "nearest": floor(new(big.Rat).Add(q, half)), "up": -floor(new(big.Rat).Neg(q))}
			for rounding, w := range want {
				r := Rule{Kind: Per, Per: per, Rounding: Rounding(rounding)}
				got, err := r.Votes(patients, 0)
				if (err != nil) != (w == 0) || got != w {
					t.Fatalf("%s of %d: got %d (%v), want %d", r, patients, got, err, w)
				}
			}
		}
	}
}

func floor(q *big.Rat) int64 { return new(big.Int).Div(q.Num(), q.Denom()).Int64() } // Euclidean; the denominator is positive

func TestWeights(t *testing.T) {
	rows := []Row{{"D82632", "Old Palace", 3053, 2}, {"Y03595", "Beechcroft", 3631, 0}, {"D82088", "UEA", 19308, 5}}
	got, err := rule(t, "per:2000:up,cap:5").Weights(rows)
	if err != nil || len(got) != 3 || got[0] != 2 || got[1] != 2 || got[2] != 5 {
		t.Errorf("got %v, %v", got, err)
	}
	for text, want := range map[string]string{
		"per:3600:down": "D82632 (Old Palace): With 3,053 registered patients there is no vote under per:3600:down; round up (per:3600:up), give a vote for fewer patients, or take the practice off the roll.",
		"listed":        "Y03595 (Beechcroft): The roll lists 0 votes; under the rule listed the column votes needs a number from 1 to 1,000,000.",
	} {
		if w, err := rule(t, text).Weights(rows); err == nil || err.Error() != want || w != nil {
			t.Errorf("%s: got %v, %v\nwant %s", text, w, err, want)
		}
	}
	_, err = rule(t, "listed").Weights([]Row{{"D82632", "Old Palace", 3053, 0}})
	if want := "The rule listed takes the votes from the roll, but the roll has no column votes; add the column or choose another rule."; err == nil || err.Error() != want {
		t.Errorf("got %v", err)
	}
	if _, err := (Rule{}).Weights(rows); err == nil {
		t.Error("no rule at all gave weights")
	}
}

func rule(t *testing.T, text string) Rule {
	t.Helper()
	r, err := ParseRule(text)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func FuzzParseRule(f *testing.F) {
	for _, s := range []string{"equal", "listed,cap:2", "per:2000:up,cap:5", "bands:1=1,5001=2,10001=3,cap:2", "bands:0=1", "per:2,000:up"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r, err := ParseRule(text)
		if err != nil {
			return
		}
		if err := r.Check(); err != nil {
			t.Fatalf("%q: parsed but not allowed: %v", text, err)
		}
		again, err := ParseRule(r.String())
		if err != nil || !again.Same(r) || again.String() != r.String() {
			t.Fatalf("%q: %s came back as %s (%v)", text, r, again, err)
		}
		if v, err := r.Votes(5000, 3); err == nil && (v < 1 || r.Cap > 0 && v > r.Cap) {
			t.Fatalf("%q: weight %d", text, v)
		}
	})
}
