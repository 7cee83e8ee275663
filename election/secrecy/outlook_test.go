package secrecy

import (
	"errors"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// What the quick way says is certain is what the exact report says.
func TestDrawnPatternsAgreeWithReveal(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 1))
	m := memory{found: map[string][]bool{}}
	certain, asked := 0, 0
	for range 4000 {
		n, k := 1+r.IntN(14), 1+r.IntN(6)
		weights, answers := make([]int64, n), make([]int, n)
		heaviest := int64(1 + r.IntN(60))
		lead := r.IntN(3) // some results are one-sided
		for i := range weights {
			weights[i] = 1 + r.Int64N(heaviest)
			if answers[i] = r.IntN(k); lead > 0 && r.IntN(4) > 0 {
				answers[i] = 0
			}
		}
		cs := classes(weights)
		p, totals := newPattern(cs, k), make([]int64, k)
		for i, a := range answers {
			p.add(a, weights[i])
			totals[a] += weights[i]
		}
		p.sort()
		got, err := m.certain(newBudget(t.Context(), Limits{}), p)
		if err != nil {
			t.Fatal(err)
		}
		report, err := Reveal(t.Context(), Contest{Weights: weights, Totals: totals}, Limits{})
		if err != nil {
			t.Fatal(err)
		}
		for c, f := range report.Classes {
			if got[c] != f.Certain {
				t.Fatalf("weights %v, totals %v: %v, want %+v", weights, totals, got, f)
			}
			asked++
			if f.Certain {
				certain++
			}
		}
	}
	if certain < asked/20 || certain > asked*19/20 {
		t.Errorf("%d of %d classes are certain: the test shows too little", certain, asked)
	}
}

// The excess is counted on the same draws: with equal weights it is nothing, and
// what is certain with them is certain with any.
func TestExcess(t *testing.T) {
	equal := slices.Repeat([]int64{1}, 5)
	rising := []int64{1, 2, 4, 8, 16}
	p := Plan{Answers: []int{3, 2}, Voting: []int{5, 3, 1}, Draws: 300, Seed: 7}
	a, err := Foresee(t.Context(), p, Rule{Weights: equal})
	if err != nil {
		t.Fatal(err)
	}
	b, err := Foresee(t.Context(), p, Rule{Weights: rising})
	if err != nil {
		t.Fatal(err)
	}
	if len(a.Cells) != 9 || a.Gate() != Holds || b.Gate() != Fails {
		t.Errorf("%d cells, the gate %s and %s", len(a.Cells), a.Gate(), b.Gate())
	}
	for i := range a.Cells {
		x, y := a.Cells[i], b.Cells[i]
		if x.Any != x.EqualAny || x.Excess != (Estimate{}) || x.Any != y.EqualAny || x.Share != y.EqualShare {
			t.Errorf("equal weights: %+v", x)
		}
		if y.Any.Value != 1 || y.Share.Value != 1 { // binary weights show everything
			t.Errorf("rising weights: %+v", y)
		}
		if x.Voting == 1 && (x.Any.Value != 1 || y.Excess.Value != 0) {
			t.Errorf("one practice: %+v, %+v", x, y)
		}
	}
}

func TestSameSeedSameElections(t *testing.T) {
	p := Plan{Answers: []int{4}, Draws: 50, Seed: 3}
	weights := rule(t, "per:2000:up", norwich(t)).Weights
	cells := func() []Cell {
		o, err := Foresee(t.Context(), p, Rule{Weights: weights})
		if err != nil {
			t.Fatal(err)
		}
		for i := range o.Cells {
			o.Cells[i].Scenario.chances = nil
		}
		return o.Cells
	}
	first := cells()
	if second := cells(); !reflect.DeepEqual(first, second) {
		t.Errorf("%+v\n%+v", first, second)
	}
	p.Seed = 4
	if other := cells(); reflect.DeepEqual(first, other) {
		t.Error("another seed drew the same elections")
	}
	// The draws are published: they must never change.
	l := newLots(1, 2, 23)
	var got [8]uint64
	for i := range got {
		got[i] = l.below(1000)
	}
	if want := [8]uint64{399, 982, 618, 81, 356, 673, 240, 806}; got != want {
		t.Errorf("the first lots are %v, want %v", got, want)
	}
}

func TestLotsAreFair(t *testing.T) {
	l := newLots(1, 0, 1)
	const draws = 60_000
	var faces, firsts [6]int
	for range draws {
		faces[l.below(6)]++
		order := []int{0, 1, 2, 3, 4, 5}
		l.shuffle(order, 2)
		firsts[order[1]]++
		if slices.Sort(order); !slices.Equal(order, []int{0, 1, 2, 3, 4, 5}) {
			t.Fatal(order)
		}
	}
	for i := range faces {
		for _, n := range []int{faces[i], firsts[i]} {
			if math.Abs(float64(n)-draws/6) > 5*math.Sqrt(draws*5.0/36) {
				t.Errorf("%v, %v", faces, firsts)
			}
		}
	}
}

func TestScenariosArePublished(t *testing.T) {
	for _, s := range Scenarios {
		for k := 1; k <= 64; k++ {
			chances := s.chances(k)
			sum := uint64(0)
			for _, q := range chances {
				if q == 0 {
					t.Errorf("%s: an answer of %d has no chance", s.Name, k)
				}
				sum += q
			}
			if len(chances) != k {
				t.Fatalf("%s: %d chances for %d answers", s.Name, len(chances), k)
			}
			share := func(a int) float64 { return float64(chances[a]) / float64(sum) }
			near := func(a, b float64) bool { return math.Abs(a-b) < 1e-12 }
			switch {
			case s.Name == "uniform" && !near(share(0), 1/float64(k)),
				s.Name == "two-horse" && k == 2 && !near(share(0), 0.5),
				s.Name == "two-horse" && k > 2 && (!near(share(1), 0.45) || !near(share(2), 0.45)),
				s.Name == "landslide" && k > 1 && !near(share(1), 0.6):
				t.Errorf("%s of %d: %v", s.Name, k, chances)
			}
		}
	}
}

func TestWilson(t *testing.T) {
	for _, c := range []struct {
		sum       float64
		n         int
		low, high float64
	}{
		{0, 1000, 0, 0.003827}, // z²/(n+z²)
		{50, 1000, 0.038130, 0.065307},
		{10, 20, 0.299298, 0.700702},
		{20, 20, 0.838874, 1},
		{0, 0, 0, 1},
	} {
		if e := wilson(c.sum, c.n); math.Abs(e.Low-c.low) > 1e-5 || math.Abs(e.High-c.high) > 1e-5 || e.Low > e.Value || e.Value > e.High {
			t.Errorf("%v of %d: %+v, want %v to %v", c.sum, c.n, e, c.low, c.high)
		}
	}
}

func TestGate(t *testing.T) {
	cell := func(low, high float64) Cell { return Cell{Excess: Estimate{(low + high) / 2, low, high}} }
	unknown := Cell{NotComputed: &NotComputed{Limit: "steps"}}
	for _, c := range []struct {
		cells []Cell
		want  Verdict
	}{
		{[]Cell{cell(0, 0.01), cell(0.02, 0.05)}, Holds},
		{[]Cell{cell(0, 0.01), cell(0.04, 0.06)}, Open},
		{[]Cell{cell(0.04, 0.06), cell(0.06, 0.08), cell(0, 0)}, Fails},
		{[]Cell{cell(0, 0.01), unknown}, Open},
		{[]Cell{unknown, cell(0.2, 0.3)}, Fails},
	} {
		if got := (&Outlook{Cells: c.cells}).Gate(); got != c.want {
			t.Errorf("%+v: the gate %s, want %s", c.cells, got, c.want)
		}
	}
}

// An election that is too large makes its whole cell unknown, not rosier.
func TestOutlookSaysWhatItCannotCompute(t *testing.T) {
	o, err := Foresee(t.Context(), Plan{Answers: []int{4}, Draws: 20, Limits: Limits{Kept: 5}}, Rule{Weights: norwich(t)})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range o.Cells {
		if c.NotComputed == nil || c.Excess != (Estimate{}) || !strings.Contains(c.Sentence(o.Practices), "not computed") {
			t.Errorf("%+v", c)
		}
	}
	if o.Gate() != Open || !strings.Contains(o.GateSentence(), "cannot be decided") || o.Rows()[0].Excess != "not computed" {
		t.Errorf("the gate %s: %s", o.Gate(), o.GateSentence())
	}
}

func TestPlansRefused(t *testing.T) {
	rule := Rule{Weights: []int64{1, 2, 3}}
	for name, p := range map[string]Plan{
		"no contest":  {},
		"no answers":  {Answers: []int{0}},
		"too many":    {Answers: []int{MaxAnswers + 1}},
		"nobody":      {Answers: []int{3}, Voting: []int{0}},
		"more voters": {Answers: []int{3}, Voting: []int{4}},
		"draws":       {Answers: []int{3}, Draws: -1},
	} {
		if o, err := Foresee(t.Context(), p, rule); err == nil {
			t.Errorf("%s: %+v", name, o)
		}
	}
	if _, err := Foresee(t.Context(), Plan{Answers: []int{3}}, Rule{}); err == nil {
		t.Error("a rule without weights was accepted")
	}
	if _, err := Compare(t.Context(), Plan{Answers: []int{3}, Draws: 1}, []Rule{rule, {Weights: []int64{1}}}); err == nil {
		t.Error("rules for different practices were compared")
	}
	var large *NotComputed
	if errors.As(error(&Impossible{}), &large) {
		t.Error("what is impossible counts as not computed")
	}
}
