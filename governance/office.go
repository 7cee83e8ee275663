package governance

import "github.com/onenorwich/guildhall/election"

// How an office came to be filled.
const (
	Interim   = "interim"  // until an election
	ByElected = "election" // by the declaration of an election
)

// Office is a post of the committee and who holds it.
type Office struct {
	ID       election.ID
	Holder   election.ID
	Basis    string
	Election election.ID // with ByElected
	Since    election.Moment
	Before   election.ID // who handed over, if anybody
}

// Office is one office by identifier.
func (s *State) Office(id election.ID) (Office, bool) { return s.offices.Get(id) }

// Offices runs over all offices by identifier.
func (s *State) Offices(yield func(Office) bool) {
	for _, o := range s.offices.All() {
		if !yield(o) {
			return
		}
	}
}

// OfficeFilled puts a person into an office. An interim holder hands over to
// whoever an election's declaration names, and to nobody else.
type OfficeFilled struct {
	Office   election.ID `json:"office"`
	Holder   election.ID `json:"holder"`
	Basis    string      `json:"basis"`
	Election election.ID `json:"election"`
}

func (OfficeFilled) Kind() string { return "office.filled" }

// Persons lists the people that the event names.
func (e OfficeFilled) Persons() []election.ID { return []election.ID{e.Holder} }

func (e OfficeFilled) apply(s *State, f election.Fact) error {
	if err := s.officer(f); err != nil {
		return err
	}
	if err := e.Office.Check(); err != nil {
		return err
	}
	if p, _ := s.persons.Get(e.Holder); p.Officer {
		return election.Refuse("officer-member", "A returning officer is no member of the committee, so %q cannot hold an office.", e.Holder)
	}
	o, held := s.offices.Get(e.Office)
	switch e.Basis {
	case Interim:
		if held || e.Election != "" {
			return election.Refuse("office-held", "The office %q is held already; an interim holder is only named for an empty one.", e.Office)
		}
	case ByElected:
		if err := s.declared(e); err != nil {
			return err
		}
		// An old declaration must not bring a former holder back.
		el, _ := s.Election.Election(e.Election)
		if last, _ := s.Election.Election(o.Election); held && o.Basis == ByElected && el.DeclaredSeq <= last.DeclaredSeq {
			return election.Refuse("office-held", "The office %q was filled by this election, or by a later one, already.", e.Office)
		}
	default:
		return election.Refuse("basis", "An office is filled on the basis %q or %q, not %q.", Interim, ByElected, e.Basis)
	}
	s.offices.Set(e.Office, Office{ID: e.Office, Holder: e.Holder, Basis: e.Basis, Election: e.Election, Since: election.At(f.Time), Before: o.Holder})
	return nil
}

// declared checks that the declaration of the election names the holder.
func (s *State) declared(e OfficeFilled) error {
	el, _ := s.Election.Election(e.Election)
	if el.Declared == nil {
		return election.Refuse("not-declared", "The election %q has not been declared.", e.Election)
	}
	for _, p := range el.Declared.Posts {
		if p.Post == e.Office && p.Elected == e.Holder {
			return nil
		}
	}
	return election.Refuse("not-elected", "The declaration does not name %q for the office %q.", e.Holder, e.Office)
}
