package secrecy

import (
	"errors"
	"math"
	"math/big"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
)

// brute goes through all K^n patterns.
func brute(c Contest) (r *Report, ok bool) {
	k, n := len(c.Totals), len(c.Weights)
	prior := c.Prior
	if prior == nil {
		prior = slices.Repeat([]int64{1}, k)
	}
	patterns, all := 0, 0.0
	type by struct {
		voters int
		sum    []float64
	}
	found := map[int64]*by{}
	known := map[int]int{}
	for _, x := range c.Known {
		known[x.Voter] = x.Answer
	}
	for i, w := range c.Weights {
		if _, ok := known[i]; !ok {
			if found[w] == nil {
				found[w] = &by{sum: make([]float64, k)}
			}
			found[w].voters++
		}
	}
	v := make([]int, n)
	for {
		totals, chance, fits := make([]int64, k), 1.0, true
		for i, a := range v {
			totals[a] += c.Weights[i]
			if b, ok := known[i]; ok {
				fits = fits && a == b
			} else {
				chance *= float64(prior[a])
			}
		}
		if fits && slices.Equal(totals, c.Totals) {
			patterns++
			all += chance
			for i, a := range v {
				if _, ok := known[i]; !ok {
					found[c.Weights[i]].sum[a] += chance
				}
			}
		}
		i := 0
		for ; i < n; i++ {
			if v[i]++; v[i] < k {
				break
			}
			v[i] = 0
		}
		if i == n {
			break
		}
	}
	if patterns == 0 {
		return nil, false
	}
	r = &Report{Answers: k, Patterns: big.NewInt(int64(patterns)), Voters: n - len(known)}
	open := slices.Clone(c.Totals)
	for i, a := range known {
		open[a] -= c.Weights[i]
	}
	for _, w := range slices.Sorted(func(yield func(int64) bool) {
		for w := range found {
			if !yield(w) {
				return
			}
		}
	}) {
		f := Finding{Weight: w, Voters: found[w].voters, Chances: make([]float64, k)}
		possible := 0
		for a, sum := range found[w].sum {
			f.Chances[a] = sum / all / float64(f.Voters)
			if sum > 0 {
				possible++
			} else if open[a] > 0 {
				f.Excluded = append(f.Excluded, a)
			}
		}
		if f.Certain = possible == 1; f.Certain {
			r.Certain += f.Voters
		}
		if len(f.Excluded) > 0 {
			r.Excluded += f.Voters
		}
		r.Classes = append(r.Classes, f)
	}
	return r, true
}

// agree compares two reports, chances within rounding.
func agree(t *testing.T, c Contest, got, want *Report) {
	t.Helper()
	if got.Patterns.Cmp(want.Patterns) != 0 || got.Voters != want.Voters || got.Certain != want.Certain || got.Excluded != want.Excluded || len(got.Classes) != len(want.Classes) {
		t.Fatalf("%+v:\n got %+v\nwant %+v", c, got, want)
	}
	for i, f := range got.Classes {
		w := want.Classes[i]
		for a := range f.Chances {
			if math.Abs(f.Chances[a]-w.Chances[a]) > 1e-12 || (f.Chances[a] == 0) != (w.Chances[a] == 0) || (f.Chances[a] == 1) != w.Certain && f.Chances[a] > 0.5 {
				t.Fatalf("%+v:\n got %+v\nwant %+v", c, f, w)
			}
		}
		f.Chances, w.Chances = nil, nil
		if !reflect.DeepEqual(f, w) {
			t.Fatalf("%+v:\n got %+v\nwant %+v", c, f, w)
		}
	}
}

// smallContest draws a contest small enough for brute force. Most totals are a
// real result; some are not, so that what is impossible is found so.
func smallContest(r *rand.Rand) Contest {
	n, k, heaviest := 1+r.IntN(7), 1+r.IntN(4), 1+r.IntN(12)
	c := Contest{Weights: make([]int64, n), Totals: make([]int64, k)}
	for i := range c.Weights {
		c.Weights[i] = 1 + r.Int64N(int64(heaviest))
		a := r.IntN(k)
		c.Totals[a] += c.Weights[i]
		if r.IntN(8) == 0 {
			c.Known = append(c.Known, Known{i, a})
		}
	}
	if r.IntN(6) == 0 {
		from, to := r.IntN(k), r.IntN(k)
		x := r.Int64N(c.Totals[from] + 1)
		c.Totals[from] -= x
		c.Totals[to] += x
	}
	if r.IntN(3) == 0 {
		c.Prior = make([]int64, k)
		for a := range c.Prior {
			c.Prior[a] = 1 + r.Int64N(9)
		}
	}
	return c
}

func TestAgreesWithBruteForce(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 1))
	rolls := 8000
	if testing.Short() {
		rolls = 2000
	}
	impossible, certain := 0, 0
	for range rolls {
		c := smallContest(r)
		want, ok := brute(c)
		got, err := Reveal(t.Context(), c, Limits{})
		if !ok {
			var e *Impossible
			if !errors.As(err, &e) {
				t.Fatalf("%+v: no pattern fits, got %v, %v", c, got, err)
			}
			impossible++
			continue
		}
		if err != nil {
			t.Fatalf("%+v: %v", c, err)
		}
		agree(t, c, got, want)
		certain += want.Certain
	}
	if impossible < rolls/100 || certain < rolls/4 {
		t.Errorf("of %d rolls only %d had impossible totals and %d votes were certain: the test shows too little", rolls, impossible, certain)
	}
}

// Every contest of up to five practices with weights up to three, not a sample.
func TestAgreesWithBruteForceOnAllTinyRolls(t *testing.T) {
	for k := 1; k <= 3; k++ {
		for n := 1; n <= 5; n++ {
			everyRoll(n, 3, func(weights []int64) {
				seen := map[[3]int64]bool{}
				everyPattern(n, k, func(v []int) {
					var totals [3]int64
					for i, a := range v {
						totals[a] += weights[i]
					}
					if seen[totals] {
						return
					}
					seen[totals] = true
					c := Contest{Weights: weights, Totals: totals[:k]}
					want, _ := brute(c)
					got, err := Reveal(t.Context(), c, Limits{})
					if err != nil {
						t.Fatalf("%+v: %v", c, err)
					}
					agree(t, c, got, want)
				})
			})
		}
	}
}

// everyRoll calls f with each rising list of n weights up to top.
func everyRoll(n int, top int64, f func([]int64)) {
	w := slices.Repeat([]int64{1}, n)
	for {
		f(w)
		i := n - 1
		for ; i >= 0 && w[i] == top; i-- {
		}
		if i < 0 {
			return
		}
		for next := w[i] + 1; i < n; i++ {
			w[i] = next
		}
	}
}

func everyPattern(n, k int, f func([]int)) {
	v := make([]int, n)
	for {
		f(v)
		i := 0
		for ; i < n; i++ {
			if v[i]++; v[i] < k {
				break
			}
			v[i] = 0
		}
		if i == n {
			return
		}
	}
}

func TestWorstInsiderAgreesWithBruteForce(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 2))
	learns := 0
	for range 600 {
		c := smallContest(r)
		c.Known = nil
		if _, ok := brute(c); !ok {
			continue
		}
		got, err := WorstInsider(t.Context(), c, Limits{})
		if err != nil {
			t.Fatalf("%+v: %v", c, err)
		}
		if len(c.Weights) < 2 {
			if got != nil {
				t.Fatalf("%+v: a single practice learnt %+v", c, got)
			}
			continue
		}
		certain := 0
		for i := range c.Weights {
			for a := range c.Totals {
				c.Known = []Known{{i, a}}
				if one, ok := brute(c); ok {
					certain = max(certain, one.Certain)
				}
			}
		}
		c.Known = nil
		if got.Report.Certain != certain {
			t.Fatalf("%+v: the worst insider is certain of %d votes, brute force says %d", c, got.Report.Certain, certain)
		}
		i := slices.Index(c.Weights, got.Weight)
		c.Known = []Known{{i, got.Answer}}
		want, ok := brute(c)
		if !ok {
			t.Fatalf("%+v: the worst insider cannot exist", c)
		}
		agree(t, c, got.Report, want)
		c.Known = nil
		plain, _ := brute(c)
		if got.Report.Certain > plain.Certain {
			learns++
		}
	}
	if learns == 0 {
		t.Error("no insider ever learnt anything: the test shows too little")
	}
}
