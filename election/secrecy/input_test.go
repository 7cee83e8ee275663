package secrecy

import (
	"errors"
	"reflect"
	"testing"
)

func TestParse(t *testing.T) {
	if got, err := ParseNumbers("weights", " 3,3, 4"); err != nil || !reflect.DeepEqual(got, []int64{3, 3, 4}) {
		t.Errorf("%v, %v", got, err)
	}
	if got, err := ParseKnown("1=0, 4 = 2"); err != nil || !reflect.DeepEqual(got, []Known{{0, 0}, {3, 2}}) {
		t.Errorf("%v, %v", got, err)
	}
	if got, err := ParseKnown(" "); err != nil || got != nil {
		t.Errorf("%v, %v", got, err)
	}
	for _, bad := range []string{"", "3,,4", "3;4", "3.5", "99999999999999999999", "3,4,"} {
		if got, err := ParseNumbers("totals", bad); err == nil {
			t.Errorf("%q is %v", bad, got)
		}
	}
	for _, bad := range []string{"1", "1=", "=1", "0=1", "-1=1", "1=0,", "1=0=0", "a=b"} {
		if got, err := ParseKnown(bad); err == nil {
			t.Errorf("%q is %v", bad, got)
		}
	}
}

// FuzzReveal: whatever the figures, there is a true report or a refusal.
func FuzzReveal(f *testing.F) {
	f.Add("3,3,4", "0,7,3", "1=2")
	f.Add("1,2,4,8", "5,10", "")
	f.Add("12806,16634,13312,7549", "12806,29946,7549", "")
	f.Add("9007199254740991,1", "1,9007199254740991", "2=0")
	f.Add("1,1,1,1,1,1,1", "3,3,1", "7=2")
	f.Fuzz(func(t *testing.T, weights, totals, known string) {
		w, err := ParseNumbers("weights", weights)
		if err != nil || len(w) > 40 {
			return
		}
		x, err := ParseNumbers("totals", totals)
		if err != nil {
			return
		}
		k, err := ParseKnown(known)
		if err != nil {
			return
		}
		c := Contest{Weights: w, Totals: x, Known: k}
		small := Limits{Steps: 200_000, Kept: 50_000, Words: 1_000_000}
		r, err := Reveal(t.Context(), c, small)
		var impossible *Impossible
		if c.Check() == nil && len(w) <= 6 && len(x) <= 4 {
			want, ok := brute(c)
			switch {
			case !ok && !errors.As(err, &impossible):
				t.Fatalf("%+v: no pattern fits, got %+v, %v", c, r, err)
			case ok && err != nil:
				t.Fatalf("%+v: %v", c, err)
			case ok:
				agree(t, c, r, want)
			}
		}
		if err != nil {
			return
		}
		for _, f := range r.Classes {
			sum := 0.0
			for _, p := range f.Chances {
				sum += p
			}
			if sum < 1-1e-9 || sum > 1+1e-9 || f.Certain != (f.Largest() == 1) {
				t.Fatalf("%+v: %+v", c, f)
			}
		}
		if len(r.Sentences(nil)) == 0 {
			t.Fatal("nothing to say")
		}
	})
}
