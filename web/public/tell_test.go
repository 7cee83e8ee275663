package public

import (
	"testing"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/roll"
	"github.com/onenorwich/guildhall/governance"
	"github.com/onenorwich/guildhall/governance/rehearsal"
	"github.com/onenorwich/guildhall/web/site"
)

// TestEveryKindHasASentence: an entry of any kind is told in words.
func TestEveryKindHasASentence(t *testing.T) {
	rows := []roll.Row{{ODS: "D82000", Name: "One"}, {ODS: "D82001", Name: "Two"}, {ODS: "D82002", Name: "Three"}}
	r, err := rehearsal.Start(t.Context(), t.TempDir(), rehearsal.Default(rows, roll.Rule{Kind: roll.Equal}))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Dir.Close()
	if err := r.Until(t.Context(), rehearsal.Begun); err != nil {
		t.Fatal(err)
	}
	state := r.Desk().State()
	tell := &teller{p: &pages{Site: &site.Site{Desk: r.Desk()}}, ctx: t.Context(), state: &state}
	for _, d := range governance.Kinds() {
		event, err := d.Decode(func(any) error { return nil })
		if err != nil {
			t.Fatal(err)
		}
		if _, ok := event.(election.CodeIssued); ok {
			event = election.CodeIssued{How: election.Again}
		}
		if got := tell.event(event); got == "" || got == untold(d.Kind) {
			t.Errorf("an entry of the kind %s is not told: %q", d.Kind, got)
		}
	}
}
