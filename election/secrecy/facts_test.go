package secrecy

import (
	"encoding/csv"
	"fmt"
	"os"
	"slices"
	"strconv"
	"testing"
)

// norwich reads the list sizes of the 24 practices in 2016.
func norwich(t testing.TB) (patients []int64) {
	t.Helper()
	file, err := os.Open("testdata/norwich-practices.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows[1:] {
		n, err := strconv.ParseInt(row[3], 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		patients = append(patients, n)
	}
	if len(patients) != 24 {
		t.Fatalf("there are %d practices", len(patients))
	}
	return patients
}

// rule finds one of the compared rules.
func rule(t testing.TB, name string, patients []int64) Rule {
	t.Helper()
	for _, r := range Compared(patients) {
		if r.Name == name {
			return r
		}
	}
	t.Fatalf("there is no rule %s", name)
	return Rule{}
}

const (
	bands    = "bands:1=1,5001=2,10001=3"
	listSize = "per:1:up"
)

// How many practices show by their weight that they voted.
func TestUniqueWeightsOfNorwich(t *testing.T) {
	all := norwich(t)
	nearest := Rule{Name: "per:1000:nearest"}
	for _, n := range all {
		nearest.Weights = append(nearest.Weights, (n+500)/1000)
	}
	for _, c := range []struct {
		rule Rule
		want int
	}{
		{rule(t, "equal", all), 0},
		{rule(t, bands, all), 0},
		{rule(t, "per:2000:up", all), 3},
		{rule(t, "per:1000:up", all), 5},
		{nearest, 7},
		{rule(t, listSize, all), 24},
	} {
		o, err := Foresee(t.Context(), Plan{Answers: []int{3}, Draws: 1}, c.rule)
		if err != nil {
			t.Fatal(err)
		}
		if o.Alone != c.want {
			t.Errorf("%s: %d practices have a weight of their own, want %d", c.rule.Name, o.Alone, c.want)
		}
	}
}

// What is known of the real practices: expected shares of votes that are certain
// when every answer is as likely.
func TestCertainVotesOfNorwich(t *testing.T) {
	all := norwich(t)
	for _, c := range []struct {
		practices []int64
		rule      string
		answers   int
		voting    int
		low, high float64
	}{
		{all[1:], "equal", 3, 23, 0, 0},
		{all[1:], bands, 3, 23, 0, 0},
		{all[1:], bands, 4, 23, 0, 0},
		{all[1:], "per:2000:up", 3, 23, 0, 0},
		{all[1:], "per:2000:up", 4, 23, 0, 0.002},
		{all[1:], "per:1000:up", 3, 23, 0, 0.002},
		{all[1:], "per:1000:up", 3, 8, 0.15, 0.35},
		{all[1:], listSize, 3, 23, 0.03, 0.09},
		{all, listSize, 4, 24, 0.30, 0.48},
		{all[1:], listSize, 3, 14, 0.94, 1},
	} {
		o, err := Foresee(t.Context(), Plan{Answers: []int{c.answers}, Voting: []int{c.voting}, Draws: 100, Seed: 1}, rule(t, c.rule, c.practices))
		if err != nil {
			t.Fatal(err)
		}
		if got := o.Cells[0]; got.Scenario.Name != "uniform" || got.NotComputed != nil || got.Share.Value < c.low || got.Share.Value > c.high {
			t.Errorf("%s, %d answers, %d of %d voting: a share of %.3f is certain, want %.3f to %.3f (%v)",
				c.rule, c.answers, c.voting, len(c.practices), got.Share.Value, c.low, c.high, got.NotComputed)
		}
	}
}

// Whichever practice stands outside, the recommended rules pass the gate with
// three and four answers, and the list size does not.
func TestGateOfNorwich(t *testing.T) {
	all := norwich(t)
	for _, outside := range []int{0, 18, 23} {
		patients := slices.Delete(slices.Clone(all), outside, outside+1)
		for _, k := range []int{3, 4} {
			for name, want := range map[string]Verdict{"equal": Holds, bands: Holds, "per:1000:up": Fails, listSize: Fails} {
				draws := 1000
				if want == Fails {
					draws = 40
				}
				o, err := Foresee(t.Context(), Plan{Answers: []int{k}, Draws: draws, Seed: 1}, rule(t, name, patients))
				if err != nil {
					t.Fatal(err)
				}
				if got := o.Gate(); got != want {
					t.Errorf("without practice %d, %s, %d answers: the gate %s, want %s\n%+v", outside, name, k, got, want, o.Rows())
				}
			}
		}
	}
}

func TestComparedRules(t *testing.T) {
	want := map[string]string{
		"equal":       "[1 1 1 1 1]",
		bands:         "[1 1 2 2 3]",
		"per:2000:up": "[1 3 3 5 6]",
		"per:1000:up": "[1 5 6 10 11]",
		listSize:      "[1 5000 5001 10000 10001]",
	}
	for _, r := range Compared([]int64{1, 5000, 5001, 10000, 10001}) {
		if got := fmt.Sprint(r.Weights); got != want[r.Name] || r.Says == "" {
			t.Errorf("%s (%s): %s, want %s", r.Name, r.Says, got, want[r.Name])
		}
		delete(want, r.Name)
	}
	if len(want) > 0 {
		t.Errorf("missing: %v", want)
	}
	if got := fmt.Sprint(Coarser([]int64{1, 3, 4, 6, 7, 9})[1].Weights); got != "[1 1 2 2 3 3]" {
		t.Errorf("three bands of weights: %s", got)
	}
}
