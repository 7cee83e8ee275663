package governance

import (
	"slices"

	"github.com/onenorwich/guildhall/election"
)

// Practice is a member of the alliance.
type Practice struct {
	ID       election.ID
	Details  election.Digest // blob: name and postcode
	Voting   election.ID     // the voting representative
	Deputies []election.ID

	named []election.Moment // when its own people named somebody, within the last day
}

// Represented says whether a person acts for the practice.
func (p Practice) Represented(person election.ID) bool {
	return person != "" && (p.Voting == person || slices.Contains(p.Deputies, person))
}

// Practice is one practice by identifier.
func (s *State) Practice(id election.ID) (Practice, bool) { return s.practices.Get(id) }

// Practices runs over all practices by identifier.
func (s *State) Practices(yield func(Practice) bool) {
	for _, p := range s.practices.All() {
		if !yield(p) {
			return
		}
	}
}

// Represents says whether a person acts for a practice.
func (s *State) Represents(person, practice election.ID) bool {
	p, ok := s.practices.Get(practice)
	return ok && p.Represented(person)
}

// PracticeJoined makes a practice a member.
type PracticeJoined struct {
	Practice election.ID     `json:"practice"`
	Details  election.Digest `json:"details"`
}

func (PracticeJoined) Kind() string { return "practice.joined" }

// Blobs lists the blobs that the event refers to.
func (e PracticeJoined) Blobs() []election.Digest { return []election.Digest{e.Details} }

func (e PracticeJoined) apply(s *State, f election.Fact) error {
	if err := s.officer(f); err != nil {
		return err
	}
	if err := e.Practice.Check(); err != nil {
		return err
	}
	if _, taken := s.practices.Get(e.Practice); taken {
		return election.Refuse("member", "The practice %q is a member already.", e.Practice)
	}
	s.practices.Set(e.Practice, Practice{ID: e.Practice, Details: e.Details})
	return nil
}

// Roles of the people who act for a practice.
const (
	Voting = "voting"
	Deputy = "deputy"
)

// RepresentativeNamed names who acts for a practice: its voting representative,
// who replaces the one before, or one more deputy.
type RepresentativeNamed struct {
	Practice election.ID `json:"practice"`
	Person   election.ID `json:"person"`
	Role     string      `json:"role"`
}

func (RepresentativeNamed) Kind() string { return "representative.named" }

// Persons lists the people that the event names.
func (e RepresentativeNamed) Persons() []election.ID { return []election.ID{e.Person} }

// Practices lists the practices that the event names.
func (e RepresentativeNamed) Practices() []election.ID { return []election.ID{e.Practice} }

func (e RepresentativeNamed) apply(s *State, f election.Fact) error {
	if err := s.mayName(f, e.Practice); err != nil {
		return err
	}
	if p, _ := s.persons.Get(e.Person); p.Officer {
		return election.Refuse("officer-represents", "A returning officer cannot represent a practice.")
	}
	for el := range s.Election.Elections {
		if el.Declared == nil && el.Team != nil && (el.Team.Registrar == e.Person || el.Team.Operator == e.Person) {
			return election.Refuse("in-team", "The registrar and the operator of an election cannot represent a practice; %q is one of them in %q.", e.Person, el.ID())
		}
	}
	p, _ := s.practices.Get(e.Practice)
	if p.Represented(e.Person) {
		return election.Refuse("represents", "%q represents this practice already.", e.Person)
	}
	if s.officer(f) != nil {
		if err := p.count(f.Time); err != nil {
			return err
		}
	}
	switch e.Role {
	case Voting:
		p.Voting = e.Person
	case Deputy:
		if len(p.Deputies) >= MostDeputies {
			return election.Refuse("deputies", "A practice has at most %d deputies. End the role of one of them first.", MostDeputies)
		}
		p.Deputies = append(slices.Clip(p.Deputies), e.Person)
	default:
		return election.Refuse("role", "A representative is %q or %q, not %q.", Voting, Deputy, e.Role)
	}
	s.practices.Set(p.ID, p)
	return nil
}

// RepresentativeEnded ends a person's acting for a practice.
type RepresentativeEnded struct {
	Practice election.ID `json:"practice"`
	Person   election.ID `json:"person"`
}

func (RepresentativeEnded) Kind() string { return "representative.ended" }

// Practices lists the practices that the event names.
func (e RepresentativeEnded) Practices() []election.ID { return []election.ID{e.Practice} }

func (e RepresentativeEnded) apply(s *State, f election.Fact) error {
	if err := s.mayName(f, e.Practice); err != nil {
		return err
	}
	p, _ := s.practices.Get(e.Practice)
	if !p.Represented(e.Person) {
		return election.Refuse("represents", "%q does not represent this practice.", e.Person)
	}
	if p.Voting == e.Person {
		p.Voting = ""
	} else {
		p.Deputies = slices.DeleteFunc(slices.Clone(p.Deputies), func(id election.ID) bool { return id == e.Person })
	}
	s.practices.Set(p.ID, p)
	return nil
}

// mayName: a practice names its own people; a returning officer, and the
// operator at the set-up, may record it for them.
func (s *State) mayName(f election.Fact, practice election.ID) error {
	if s.Represents(f.By, practice) {
		return nil
	}
	return s.officer(f)
}
