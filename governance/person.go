package governance

import "github.com/onenorwich/guildhall/election"

// SealedDetails is the field that holds a person's name, address for mail and
// telephone.
const SealedDetails = "details"

// Person is somebody who acts, by identifier; who it is stays sealed.
type Person struct {
	ID      election.ID
	Seq     int64 // entry whose sealed text holds the details
	Officer bool  // may call elections
}

// Person is one person by identifier.
func (s *State) Person(id election.ID) (Person, bool) { return s.persons.Get(id) }

// Persons runs over all people by identifier.
func (s *State) Persons(yield func(Person) bool) {
	for _, p := range s.persons.All() {
		if !yield(p) {
			return
		}
	}
}

// PersonAdded makes a person known. It may be recorded by the service at the
// set-up, and by anybody who is known already.
type PersonAdded struct {
	Person election.ID `json:"person"`
}

func (PersonAdded) Kind() string { return "person.added" }

// SealedFields names the sealed details.
func (PersonAdded) SealedFields() []string { return []string{SealedDetails} }

func (e PersonAdded) apply(s *State, f election.Fact) error {
	if err := e.Person.Check(); err != nil {
		return err
	}
	if _, taken := s.persons.Get(e.Person); taken || e.Person == election.Service {
		return election.Refuse("person-taken", "The identifier %q is taken.", e.Person)
	}
	if f.By == "" {
		return election.Refuse("nobody", "Somebody must have added this person.")
	}
	s.persons.Set(e.Person, Person{ID: e.Person, Seq: f.Seq})
	return nil
}

// OfficerAppointed appoints a returning officer, at the set-up or by another
// returning officer.
type OfficerAppointed struct {
	Person election.ID `json:"person"`
}

func (OfficerAppointed) Kind() string { return "officer.appointed" }

// Persons lists the people that the event names.
func (e OfficerAppointed) Persons() []election.ID { return []election.ID{e.Person} }

func (e OfficerAppointed) apply(s *State, f election.Fact) error {
	if err := s.officer(f); err != nil {
		return err
	}
	if p, _ := s.persons.Get(e.Person); p.Officer {
		return election.Refuse("officer", "%q is a returning officer already.", e.Person)
	}
	for p := range s.Practices {
		if p.Represented(e.Person) {
			return election.Refuse("officer-represents", "A returning officer cannot represent a practice; %q represents %q.", e.Person, p.ID)
		}
	}
	for o := range s.Offices {
		if o.Holder == e.Person {
			return election.Refuse("officer-member", "A returning officer is no member of the committee; %q holds the office %q.", e.Person, o.ID)
		}
	}
	for el := range s.Election.Elections {
		if el.Declared == nil && el.Team != nil && (el.Team.Registrar == e.Person || el.Team.Operator == e.Person) {
			return election.Refuse("in-team", "The registrar and the operator of an election cannot be returning officers; %q is one of them in %q.", e.Person, el.ID())
		}
		if el.Declared == nil && el.Nominated(e.Person) {
			return election.Refuse("officer-stands", "A returning officer cannot be a candidate; %q is nominated in the election %q.", e.Person, el.ID())
		}
	}
	p, _ := s.persons.Get(e.Person)
	p.Officer = true
	s.persons.Set(p.ID, p)
	return nil
}

// officer refuses what neither a returning officer nor the service's operator,
// at the set-up, claims to have done.
func (s *State) officer(f election.Fact) error {
	if f.By == election.Service {
		return nil
	}
	if p, _ := s.persons.Get(f.By); !p.Officer {
		return election.Refuse("not-officer", "Only a returning officer may do this.")
	}
	return nil
}
