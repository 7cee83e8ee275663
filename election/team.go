package election

import "slices"

// MinTrustees and MaxTrustees bound a committee of trustees. A committee of one
// would be the simple scheme under another name.
const (
	MinTrustees = 2
	MaxTrustees = 16
)

// TeamNamed names, beside the returning officer, who does what in an election.
// It may be said again, whole, until the keys or the voting codes are begun.
type TeamNamed struct {
	Election    ID   `json:"election"`
	Threshold   int  `json:"threshold"` // how many trustees decrypt; 0 in the simple scheme
	Trustees    []ID `json:"trustees"`  // in the order of their seats
	Registrar   ID   `json:"registrar"` // makes the voting codes; empty in the simple scheme
	Operator    ID   `json:"operator"`  // runs the service; empty in the simple scheme
	Scrutineers []ID `json:"scrutineers"`
}

func (TeamNamed) Kind() string { return "team.named" }

// Persons lists the people that the event names.
func (e TeamNamed) Persons() []ID {
	list := slices.Concat(e.Trustees, e.Scrutineers)
	for _, id := range []ID{e.Registrar, e.Operator} {
		if id != "" {
			list = append(list, id)
		}
	}
	return list
}

func (e TeamNamed) apply(s *State, f Fact) error {
	return s.change(e.Election, func(el *Election) error {
		if err := el.officer(f); err != nil {
			return err
		}
		if el.Called.Scheme == Simple && el.Poll.Prepared != nil {
			return Refuse("begun", "The ballot has been prepared; scrutineers cannot be named any more.")
		}
		if len(el.Ceremony) > 0 || len(el.Poll.voters) > 0 || el.Poll.Prepared != nil {
			return Refuse("begun", "The keys or the voting codes have been begun with these people; they cannot be exchanged any more. Start the key ceremony again first.")
		}
		for _, id := range e.Persons() {
			if el.Nominated(id) {
				return Refuse("stands", "%q is nominated in this election. Name somebody who does not stand.", id)
			}
		}
		if err := e.check(el.Called); err != nil {
			return err
		}
		e.Trustees, e.Scrutineers = slices.Clone(e.Trustees), slices.Clone(e.Scrutineers)
		el.Team = &e
		return nil
	})
}

// check holds the team against the scheme. In the strict scheme whoever knows a
// voting code, whoever runs the service and whoever decrypts are different
// people: two of these powers in one hand are what the scheme takes away.
func (e TeamNamed) check(called ElectionCalled) error {
	for _, id := range []ID{called.Officer, e.Registrar, e.Operator} {
		if double(e.Scrutineers) || id != "" && slices.Contains(e.Scrutineers, id) {
			return Refuse("scrutineers", "A scrutineer is named once, and is neither the returning officer nor the registrar nor the operator: scrutineers watch all three.")
		}
	}
	if called.Scheme != Strict {
		if e.Threshold != 0 || len(e.Trustees) > 0 || e.Registrar != "" || e.Operator != "" {
			return Refuse("simple", "In the simple scheme there are no trustees, registrar or operator to name; only scrutineers.")
		}
		return nil
	}
	n := len(e.Trustees)
	switch {
	case n < MinTrustees || n > MaxTrustees:
		return Refuse("trustees", "There are %d to %d trustees, not %d.", MinTrustees, MaxTrustees, n)
	case e.Threshold > n || 2*e.Threshold <= n:
		return Refuse("threshold", "Of %d trustees, %d to %d decrypt together: more than half, so that no two groups of them can. %d do not.", n, n/2+1, n, e.Threshold)
	case e.Registrar == "" || e.Operator == "":
		return Refuse("team", "Name a registrar, who makes the voting codes, and the operator, who runs the service.")
	}
	if double(append([]ID{called.Officer, e.Registrar, e.Operator}, e.Trustees...)) {
		return Refuse("disjoint", "The returning officer, the registrar, the operator and each trustee must be different people. Name somebody else where one person stands twice.")
	}
	return nil
}

// double says whether one of the people stands in the list twice.
func double(list []ID) bool {
	for i, id := range list {
		if slices.Contains(list[:i], id) {
			return true
		}
	}
	return false
}

// Seat is the number of a trustee among the team's, from 1; 0 for anybody else.
func (t *TeamNamed) Seat(person ID) int {
	if t == nil {
		return 0
	}
	return 1 + slices.Index(t.Trustees, person)
}
