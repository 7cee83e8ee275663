package belenios

import (
	"reflect"
	"testing"
)

// TestWholeElection makes an election in each group and verifies it.
func TestWholeElection(t *testing.T) {
	for _, groupName := range []string{Ed25519, Belenios2048} {
		t.Run(groupName, func(t *testing.T) {
			s := newScene(t, groupName, scenario{trustees: 2})
			raw := s.archive(t, testVotes)
			r, err := verify(raw)
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(r.Result, testResult) {
				t.Errorf("the result is %v, not %v", r.Result, testResult)
			}
			if r.Ballots != 4 || r.Superseded != 1 || r.NumTallied != 3 || r.TotalWeight != 6 || r.Group != groupName {
				t.Errorf("the report says %+v", r)
			}
			if again := takeApart(t, raw).write(t); string(again) != string(raw) {
				t.Error("the same calls give other bytes")
			}
		})
	}
}

// TestEmptyBox: an election in which nobody votes decrypts to zeros.
func TestEmptyBox(t *testing.T) {
	s := newScene(t, Ed25519, scenario{})
	r, err := verify(s.archive(t, nil))
	if err != nil {
		t.Fatal(err)
	}
	if want := (Result{{0, 0, 0, 0}, {0, 0}, {0, 0, 0, 0}}); !reflect.DeepEqual(r.Result, want) {
		t.Errorf("the result is %v", r.Result)
	}
}

// TestLargeWeights: counts over 1073741823 become strings and are found.
func TestLargeWeights(t *testing.T) {
	s := newScene(t, Ed25519, scenario{weights: []int64{1 << 31, 1 << 30, 5}})
	r, err := verify(s.archive(t, []vote{
		{0, [][]int{{0, 1, 0, 0}, {1, 0}, {0, 1, 1, 0}}},
		{1, [][]int{{0, 0, 1, 0}, {1, 1}, {0, 0, 0, 1}}},
		{2, [][]int{{1, 0, 0, 0}, {0, 0}, {1, 0, 0, 0}}},
	}))
	if err != nil {
		t.Fatal(err)
	}
	want := Result{{5, 1 << 31, 1 << 30, 0}, {1<<31 + 1<<30, 1 << 30}, {5, 1 << 31, 1 << 31, 1 << 30}}
	if !reflect.DeepEqual(r.Result, want) {
		t.Errorf("the result is %v, not %v", r.Result, want)
	}
	if got := string(Result{{1073741823, 1073741824}}.Encode()); got != `{"result":[[1073741823,"1073741824"]]}` {
		t.Errorf("encoded as %s", got)
	}
}
