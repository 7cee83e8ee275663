package rehearsal_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election/roll"
	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/governance/rehearsal"
)

func rows(n int) (list []roll.Row) {
	for i := range n {
		list = append(list, roll.Row{ODS: fmt.Sprintf("D8%04d", i), Name: fmt.Sprintf("Practice %d", i), Patients: int64(3000 + 777*i)})
	}
	return list
}

// TestStrictElection plays one with trustees and a registrar.
func TestStrictElection(t *testing.T) {
	rule, err := roll.ParseRule("bands:1=1,5001=2,10001=3")
	if err != nil {
		t.Fatal(err)
	}
	script := rehearsal.Default(rows(12), rule)
	script.Trustees, script.Threshold = 3, 2
	whole(t, script)
}

// TestWholeElection plays an election to its end, exports it, verifies the
// bundle, and compares the result with the votes that were cast.
func TestWholeElection(t *testing.T) {
	rule, err := roll.ParseRule("bands:1=1,5001=2,10001=3")
	if err != nil {
		t.Fatal(err)
	}
	whole(t, rehearsal.Default(rows(12), rule))
}

func whole(t *testing.T, script rehearsal.Script) {
	t.Helper()
	ctx := context.Background()
	r, err := rehearsal.Start(ctx, t.TempDir(), script)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Dir.Close()
	if err := r.Until(ctx, rehearsal.Declared); err != nil {
		t.Fatal(err)
	}
	el, err := r.Desk().Election(script.ID)
	if err != nil {
		t.Fatal(err)
	}
	for i, post := range el.Contested() {
		want := make([]int64, len(post.Order)+1)
		for practice, choices := range r.Votes {
			row, _ := el.Roll.Row(practice)
			want[choices[i]] += row.Votes
		}
		if got := post.Result.Counts; fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s: counted %v, but %v were cast", post.ID, got, want)
		}
	}
	if el.Declared == nil || len(el.Poll.Voted) != len(r.Votes) {
		t.Errorf("declared: %v; %d practices voted, %d are named", el.Declared != nil, len(r.Votes), len(el.Poll.Voted))
	}
	state := r.Desk().State()
	if o, ok := state.Office("lead-nurse"); !ok || o.Election != script.ID {
		t.Errorf("the lead nurse's office was not filled: %+v", o)
	}

	dir := filepath.Join(t.TempDir(), "bundle")
	point := r.Desk().Clerk.Point()
	checkpoint, err := r.Desk().Clerk.Checkpoint(point)
	if err != nil {
		t.Fatal(err)
	}
	if err := record.Contents(ctx, point, r.Dir.Key.Public(), checkpoint, r.Dir.Log, true).WriteFolder(ctx, dir); err != nil {
		t.Fatal(err)
	}
	b, err := audit.OpenBundle(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	v, err := record.Verify(ctx, b, record.Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	if len(v.Contests) != len(el.Contested()) || v.Summary.Head.Size != point.Head.Size {
		t.Errorf("verified %d contests and %d entries", len(v.Contests), v.Summary.Head.Size)
	}
	for _, c := range v.Checks {
		t.Logf("%6d  %8v  %s", c.Count, c.Duration.Round(time.Millisecond), c.Name)
	}
}
