package secrecy

import (
	"context"
	"errors"
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

// result draws a result of these weights.
func result(r *rand.Rand, weights []int64, k int) []int64 {
	totals := make([]int64, k)
	for _, w := range weights {
		totals[r.IntN(k)] += w
	}
	return totals
}

// quick fails a test whose work took longer than well under a second.
func quick(t *testing.T, what string, f func()) {
	t.Helper()
	began := time.Now()
	f()
	// A busy machine and the race detector are no reason to fail: the work
	// itself takes a few milliseconds.
	if took := time.Since(began); took > 900*time.Millisecond {
		t.Errorf("%s took %v", what, took)
	}
}

func TestBandsWithManyAnswers(t *testing.T) {
	weights := rule(t, bands, norwich(t)[1:]).Weights
	quick(t, "23 practices, 64 answers, three bands", func() {
		c := Contest{Weights: weights, Totals: result(rand.New(rand.NewPCG(1, 1)), weights, 64)}
		r, err := Reveal(t.Context(), c, Limits{})
		if err != nil {
			t.Fatal(err)
		}
		if r.Patterns.Sign() <= 0 || r.Voters != 23 || len(r.Classes) != 3 {
			t.Errorf("%+v", r)
		}
		if in, err := WorstInsider(t.Context(), c, Limits{}); err != nil || in.Report.Voters != 22 {
			t.Errorf("%+v, %v", in, err)
		}
	})
}

// With equal weights everything is known in closed form: the multinomial.
func TestThousandEqualVoters(t *testing.T) {
	weights := slices.Repeat([]int64{3}, 1000)
	for _, totals := range [][]int64{{3 * 400, 3 * 350, 3 * 250}, {3000, 0}, result(rand.New(rand.NewPCG(1, 2)), weights, 64)} {
		quick(t, "1,000 equal voters", func() {
			r, err := Reveal(t.Context(), Contest{Weights: weights, Totals: totals}, Limits{})
			if err != nil {
				t.Fatal(err)
			}
			want, left := big.NewInt(1), int64(1000)
			for _, total := range totals {
				want.Mul(want, new(big.Int).Binomial(left, total/3))
				left -= total / 3
			}
			if r.Patterns.Cmp(want) != 0 {
				t.Errorf("%v: %v patterns, want %v", totals, r.Patterns, want)
			}
			for a, total := range totals {
				if p := r.Classes[0].Chances[a]; math.Abs(p-float64(total)/3000) > 1e-15 {
					t.Errorf("answer %d has chance %v of %d/3000", a, p, total)
				}
			}
			if in, err := WorstInsider(t.Context(), Contest{Weights: weights, Totals: totals}, Limits{}); err != nil || in.Report.Certain > 0 && len(totals) != 2 {
				t.Errorf("%+v, %v", in, err)
			}
		})
	}
}

// The list sizes themselves: 23 distinct weights, by meeting in the middle.
func TestDistinctWeights(t *testing.T) {
	weights := norwich(t)[1:]
	r := rand.New(rand.NewPCG(1, 3))
	for k := 2; k <= 4; k++ {
		totals := result(r, weights, k)
		report, err := Reveal(t.Context(), Contest{Weights: weights, Totals: totals}, Limits{})
		if err != nil {
			t.Fatal(err)
		}
		if report.Patterns.Sign() <= 0 {
			t.Errorf("%d answers: %v patterns", k, report.Patterns)
		}
		// What is expected of each answer is exactly its total.
		for a, total := range totals {
			sum := 0.0
			for _, f := range report.Classes {
				sum += f.Chances[a] * float64(f.Weight)
			}
			if math.Abs(sum-float64(total)) > 1e-6 {
				t.Errorf("%d answers: answer %d is expected to have %v votes, has %d", k, a, sum, total)
			}
		}
	}
}

// A total of zero tells that nobody gave the answer, and no more.
func TestUnanimity(t *testing.T) {
	weights := make([]int64, 500) // all distinct: too many even to number, and no need to
	sum := int64(0)
	for i := range weights {
		weights[i] = int64(1000 + i)
		sum += weights[i]
	}
	r, err := Reveal(t.Context(), Contest{Weights: weights, Totals: []int64{0, sum, 0}}, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if r.Patterns.Int64() != 1 || r.CertainShare() != 1 || r.Excluded != 0 || r.Classes[0].Likeliest() != 1 {
		t.Errorf("%v patterns, %d certain, %d excluded", r.Patterns, r.Certain, r.Excluded)
	}
}

func TestPriorChangesChancesOnly(t *testing.T) {
	c := Contest{Weights: []int64{1, 1, 2, 3}, Totals: []int64{3, 4}}
	plain, err := Reveal(t.Context(), c, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	c.Prior = []int64{1, 9}
	skewed, err := Reveal(t.Context(), c, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if plain.Patterns.Cmp(skewed.Patterns) != 0 || plain.Certain != skewed.Certain || plain.Excluded != skewed.Excluded {
		t.Errorf("the prior changed facts: %+v, %+v", plain, skewed)
	}
	if plain.Classes[2].Chances[0] == skewed.Classes[2].Chances[0] {
		t.Error("the prior changed nothing")
	}
	c.Prior = []int64{7, 7}
	if same, err := Reveal(t.Context(), c, Limits{}); err != nil || same.Classes[2].Chances[0] != plain.Classes[2].Chances[0] {
		t.Errorf("equal chances are not the uniform prior: %+v, %v", same, err)
	}
}

func TestCertainInAnyContest(t *testing.T) {
	weights := []int64{1, 2, 4}
	var reports []*Report
	for _, totals := range [][]int64{{7, 0}, {3, 4}} {
		r, err := Reveal(t.Context(), Contest{Weights: weights, Totals: totals}, Limits{})
		if err != nil {
			t.Fatal(err)
		}
		reports = append(reports, r)
	}
	if got := CertainInAny(reports...); got != 3 {
		t.Errorf("%d", got)
	}
	r, err := Reveal(t.Context(), Contest{Weights: []int64{1, 1, 2}, Totals: []int64{2, 2}}, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if got := CertainInAny(r); got != 0 {
		t.Errorf("%d", got)
	}
}

// What is too large is said to be, soon, and not guessed.
func TestSaysWhatItCannotCompute(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 4))
	forty, hundred := make([]int64, 40), make([]int64, 100)
	for i := range forty {
		forty[i] = 5000 + r.Int64N(20000)
	}
	for i := range hundred {
		hundred[i] = 5000 + int64(i)
	}
	banded := slices.Concat(slices.Repeat([]int64{1}, 300), slices.Repeat([]int64{2}, 300), slices.Repeat([]int64{3}, 300))
	for _, c := range []struct {
		name    string
		weights []int64
		k       int
		l       Limits
		limit   string
	}{
		{"forty list sizes", forty, 4, Limits{Steps: 10_000_000}, "steps"},
		{"a hundred weights", hundred, 3, Limits{}, "classes"},
		{"900 in three bands", banded, 9, Limits{Kept: 200_000}, "kept"},
		{"few steps", forty, 2, Limits{Steps: 10_000}, "steps"},
		{"few words", slices.Repeat([]int64{1, 2}, 200), 5, Limits{Words: 1000}, "words"},
	} {
		began := time.Now()
		report, err := Reveal(t.Context(), Contest{Weights: c.weights, Totals: result(r, c.weights, c.k)}, c.l)
		var large *NotComputed
		if !errors.As(err, &large) || large.Limit != c.limit || report != nil {
			t.Errorf("%s: %v, %v", c.name, report, err)
			continue
		}
		if s := large.Error(); !strings.HasPrefix(s, "Not computed: ") || !strings.HasSuffix(s, "That says nothing either way.") {
			t.Errorf("%s: %s", c.name, s)
		}
		if took := time.Since(began); took > 20*time.Second {
			t.Errorf("%s: it took %v to say so", c.name, took)
		}
	}
}

func TestStopsWhenNobodyWaits(t *testing.T) {
	weights := norwich(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	c := Contest{Weights: weights, Totals: result(rand.New(rand.NewPCG(1, 5)), weights, 3)}
	if _, err := Reveal(ctx, c, Limits{}); !errors.Is(err, context.Canceled) {
		t.Errorf("Reveal: %v", err)
	}
	if _, err := WorstInsider(ctx, c, Limits{}); !errors.Is(err, context.Canceled) {
		t.Errorf("WorstInsider: %v", err)
	}
	if _, err := Foresee(ctx, Plan{Answers: []int{4}}, Rule{Weights: weights}); !errors.Is(err, context.Canceled) {
		t.Errorf("Foresee: %v", err)
	}
}

func TestRefusals(t *testing.T) {
	three := []int64{3, 3, 4}
	for name, c := range map[string]struct {
		contest Contest
		says    string
	}{
		"no weights":      {Contest{Totals: []int64{1}}, "no weights"},
		"zero weight":     {Contest{Weights: []int64{1, 0}, Totals: []int64{1}}, "Practice 2 has 0 votes"},
		"huge weights":    {Contest{Weights: []int64{MaxVotes, 1}, Totals: []int64{1}}, "add up to more"},
		"too many":        {Contest{Weights: make([]int64, MaxVoters+1), Totals: []int64{1}}, "at most 10000"},
		"no answers":      {Contest{Weights: three}, "0 answers is out of range"},
		"negative total":  {Contest{Weights: three, Totals: []int64{11, -1}}, "below zero|do not add up"},
		"too few votes":   {Contest{Weights: three, Totals: []int64{4, 5}}, "do not add up to the 10 votes"},
		"overflow":        {Contest{Weights: three, Totals: []int64{math.MaxInt64, math.MaxInt64, 12}}, "do not add up"},
		"other prior":     {Contest{Weights: three, Totals: []int64{4, 6}, Prior: []int64{1}}, "1 chances for 2 answers"},
		"impossible":      {Contest{Weights: three, Totals: []int64{5, 5}}, "No way of voting"},
		"zero chance":     {Contest{Weights: three, Totals: []int64{4, 6}, Prior: []int64{1, 0}}, "every answer has a chance"},
		"known stranger":  {Contest{Weights: three, Totals: []int64{4, 6}, Known: []Known{{3, 0}}}, "no practice 4"},
		"known answer":    {Contest{Weights: three, Totals: []int64{4, 6}, Known: []Known{{0, 2}}}, "no answer 2"},
		"known twice":     {Contest{Weights: three, Totals: []int64{4, 6}, Known: []Known{{0, 1}, {0, 1}}}, "twice"},
		"known too many":  {Contest{Weights: three, Totals: []int64{3, 7}, Known: []Known{{2, 0}}}, "more than its total"},
		"known otherwise": {Contest{Weights: three, Totals: []int64{4, 6}, Known: []Known{{0, 0}}}, "No way of voting"},
	} {
		report, err := Reveal(t.Context(), c.contest, Limits{})
		if err == nil || report != nil {
			t.Errorf("%s: %+v, %v", name, report, err)
			continue
		}
		if !slices.ContainsFunc(strings.Split(c.says, "|"), func(s string) bool { return strings.Contains(err.Error(), s) }) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := WorstInsider(t.Context(), c.contest, Limits{}); err == nil {
			t.Errorf("%s: the insider was found", name)
		}
	}
}

func TestEverythingKnown(t *testing.T) {
	c := Contest{Weights: []int64{1, 2}, Totals: []int64{1, 2}, Known: []Known{{0, 0}, {1, 1}}}
	r, err := Reveal(t.Context(), c, Limits{})
	if err != nil || r.Patterns.Int64() != 1 || r.Voters != 0 || r.CertainShare() != 0 {
		t.Errorf("%+v, %v", r, err)
	}
	if s := r.Sentences(nil); len(s) != 1 || !strings.Contains(s[0], "known already") {
		t.Errorf("%q", s)
	}
	if in, err := WorstInsider(t.Context(), c, Limits{}); in != nil || err != nil {
		t.Errorf("%+v, %v", in, err)
	}
}
