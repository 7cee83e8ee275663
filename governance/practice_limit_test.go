package governance_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance"
)

// TestWhatAPracticeMayPileUp: five deputies, ten names an hour, twenty a day; a
// role may always be ended, and the returning officer may always name somebody.
func TestWhatAPracticeMayPileUp(t *testing.T) {
	p := begin(t)
	n := 0
	name := func() governance.RepresentativeNamed {
		n++
		id := election.ID(fmt.Sprintf("n%d", n))
		p.does(officer, governance.PersonAdded{Person: id})
		return governance.RepresentativeNamed{Practice: "a", Person: id, Role: governance.Deputy}
	}
	end := func(e governance.RepresentativeNamed) {
		p.does("va", governance.RepresentativeEnded{Practice: "a", Person: e.Person})
	}
	for range 5 {
		p.does("va", name())
	}
	p.refuses("deputies", "va", name())
	p.refuses("deputies", officer, name())
	for i := 1; i <= 5; i++ {
		p.does("va", governance.RepresentativeEnded{Practice: "a", Person: election.ID(fmt.Sprintf("n%d", i))})
	}
	for range 5 {
		e := name()
		p.does("va", e)
		end(e)
	}
	p.refuses("changes", "va", name()) // the eleventh in this hour
	p.does("vb", governance.RepresentativeNamed{Practice: "b", Person: "x", Role: governance.Deputy})
	e := name()
	p.does(officer, e)
	end(e)
	p.time = p.time.Add(time.Hour)
	for range 10 {
		e := name()
		p.does("va", e)
		end(e)
	}
	p.time = p.time.Add(time.Hour)
	p.refuses("changes", "va", name()) // the twenty-first in this day
	p.time = p.time.Add(22 * time.Hour)
	p.does("va", name())
}
