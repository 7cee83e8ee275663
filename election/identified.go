package election

import "slices"

// Identified is a contest's identifier in the ballot protocol.
type Identified struct {
	Post ID     `json:"post"`
	UUID string `json:"uuid"`
}

// ContestsIdentified gives each contest its identifier, before there is a
// ballot. The public half of a voting code follows from the code and the
// identifier, so the registrar can make codes from here on.
type ContestsIdentified struct {
	Election ID           `json:"election"`
	Contests []Identified `json:"contests"`
}

func (ContestsIdentified) Kind() string { return "contests.identified" }

func (e ContestsIdentified) apply(s *State, f Fact) error {
	return s.change(e.Election, func(el *Election) error {
		if err := service(f); err != nil {
			return err
		}
		contested := el.Contested()
		switch {
		case el.Called.Scheme != Strict:
			return Refuse("simple", "In the simple scheme the contests get their identifiers with the ballot.")
		case !el.Settled || len(el.Identified) > 0:
			return Refuse("identified", "The contests get their identifiers once, when they are settled.")
		case len(contested) == 0 || len(e.Contests) != len(contested):
			return Refuse("contests", "%d posts go to a poll, not %d.", len(contested), len(e.Contests))
		}
		for i, c := range e.Contests {
			if c.Post != contested[i].ID {
				return Refuse("contests", "The contests follow the order of counting; %q stands where %q belongs.", c.Post, contested[i].ID)
			}
			if err := s.identify(c.UUID); err != nil {
				return err
			}
		}
		el.Identified = slices.Clone(e.Contests)
		return nil
	})
}

// identify takes an identifier that no contest had before: a voting code would
// give the same credential in both.
func (s *State) identify(uuid string) error {
	if err := checkUUID(uuid); err != nil {
		return err
	}
	if _, used := s.uuids.Get(uuid); used {
		return Refuse("uuid", "The contest identifier %q has been used before.", uuid)
	}
	s.uuids.Set(uuid, true)
	return nil
}
