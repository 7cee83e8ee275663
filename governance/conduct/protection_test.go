package conduct_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/roll"
	"github.com/onenorwich/guildhall/governance"
	"github.com/onenorwich/guildhall/governance/clerk"
	"github.com/onenorwich/guildhall/governance/conduct"
	"github.com/onenorwich/guildhall/governance/rehearsal"
)

// TestStrictSentences: in the strict scheme the sentences say what the log
// holds, with names where names may stand.
func TestStrictSentences(t *testing.T) {
	ctx := t.Context()
	rule, err := roll.ParseRule("equal")
	if err != nil {
		t.Fatal(err)
	}
	var rows []roll.Row
	for _, code := range []string{"D80001", "D80002", "D80003", "D80004", "D80005", "D80006"} {
		rows = append(rows, roll.Row{ODS: code, Name: "Practice " + code, Patients: 4000})
	}
	script := rehearsal.Default(rows, rule)
	script.Trustees, script.Threshold = 3, 2
	r, err := rehearsal.Start(ctx, t.TempDir(), script)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Dir.Close() })
	if err := r.Until(ctx, rehearsal.Prepared); err != nil {
		t.Fatal(err)
	}
	desk := r.Desk()
	el, err := desk.Election(script.ID)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, id := range el.Team.Trustees {
		names = append(names, desk.Person(ctx, id).Name)
	}
	registrar := desk.Person(ctx, r.Team.Registrar).Name
	want := func(place int, named, unnamed string) {
		t.Helper()
		if el, err = desk.Election(script.ID); err != nil {
			t.Fatal(err)
		}
		if got := desk.Protection(ctx, &el)[place].Sentence; got != named {
			t.Errorf("%q, not %q", got, named)
		}
		if got := conduct.Protection(&el)[place].Sentence; got != unnamed {
			t.Errorf("%q, not %q", got, unnamed)
		}
	}
	want(0, "Any two of "+names[0]+", "+names[1]+" and "+names[2]+" together with this service.", "Any two of the three trustees together with this service.")
	want(1, "The registrar, "+registrar+".", "The registrar.")
	lost := "One of the three trustees’ keys may be lost. If two are, or this service’s own: no count; a new poll."
	want(2, lost, lost)

	issue := func(how string, practices ...string) {
		t.Helper()
		for _, p := range practices {
			act := clerk.Act{By: r.Team.Registrar, Event: election.CodeIssued{Election: script.ID, Practice: conduct.PracticeID(p), How: how}}
			if _, err := desk.Clerk.Do(ctx, clerk.Command{Decide: func(*governance.State, time.Time) ([]clerk.Act, error) { return []clerk.Act{act}, nil }}); err != nil {
				t.Fatal(err)
			}
		}
	}
	issue(election.ByLetter, "D80001", "D80002", "D80003", "D80004")
	want(1, "The registrar, "+registrar+".", "The registrar.")
	issue(election.ByMail, "D80005", "D80006")
	some := " Where the voting code went by email (2 of 6 practices), this service or your mail provider, too. You would be told by email."
	want(1, "The registrar, "+registrar+"."+some, "The registrar."+some)
	// What was seen once stays seen.
	issue(election.Again, "D80005")
	want(1, "The registrar, "+registrar+"."+some, "The registrar."+some)
	issue(election.ByMail, "D80001", "D80002", "D80003", "D80004")
	every := " This service or your mail provider, too: the voting codes went by email. You would be told by email."
	want(1, "The registrar, "+registrar+"."+every, "The registrar."+every)
}

// TestStrictNumbers: every size of a committee reads as a sentence.
func TestStrictNumbers(t *testing.T) {
	el := election.Election{Called: election.ElectionCalled{Scheme: election.Strict}}
	sentences := func() string {
		var list []string
		for _, a := range conduct.Protection(&el)[:3] {
			list = append(list, a.Sentence)
		}
		return strings.Join(list, " | ")
	}
	if got := sentences(); got != "Enough of the trustees, together with this service. The trustees have not been named yet. | The registrar, who has not been named yet. | This is known when the trustees have been named." {
		t.Error(got)
	}
	for _, c := range []struct {
		threshold, trustees int
		reads, loses        string
	}{
		{2, 2, "Both trustees together with this service.", "None may be lost. If a trustee’s key is, or this service’s own: no count; a new poll."},
		{3, 3, "All three trustees together with this service.", "None may be lost. If a trustee’s key is, or this service’s own: no count; a new poll."},
		{3, 5, "Any three of the five trustees together with this service.", "Up to two of the five trustees’ keys may be lost. If more are, or this service’s own: no count; a new poll."},
		{15, 16, "Any fifteen of the sixteen trustees together with this service.", "One of the sixteen trustees’ keys may be lost. If two are, or this service’s own: no count; a new poll."},
	} {
		el.Team = &election.TeamNamed{Threshold: c.threshold, Trustees: slices.Repeat([]election.ID{"a"}, c.trustees), Registrar: "r"}
		if got := sentences(); got != c.reads+" | The registrar. | "+c.loses {
			t.Errorf("%d of %d: %s", c.threshold, c.trustees, got)
		}
	}
}
