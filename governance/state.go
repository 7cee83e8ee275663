package governance

import (
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/table"
)

// Event is one thing that happened: an election's event or one of this
// package's own.
type Event interface{ Kind() string }

// own is an event whose rule lives in this package.
type own interface {
	Event
	apply(s *State, f election.Fact) error
}

// What an event may say of itself. The record lists its blobs and sealed
// fields in the entry; the state checks its people and practices.
type (
	// WithBlobs lists the blobs that an event refers to.
	WithBlobs interface{ Blobs() []election.Digest }
	// WithSealed names the sealed fields that must accompany an event.
	WithSealed interface{ SealedFields() []string }
	// ActsFor is an event done for a practice by one of its people.
	ActsFor interface{ ActsFor() election.ID }
	// NamesPersons is an event that names people.
	NamesPersons interface{ Persons() []election.ID }
	// NamesPractices is an event that names practices.
	NamesPractices interface{ Practices() []election.ID }
)

// State is everything that the log's entries so far have made true. Assigning
// it takes a snapshot.
type State struct {
	Election election.State

	Opened    bool
	Key       election.Digest // the log's public key
	Body      election.Digest // blob: the name of the body
	persons   table.Table[election.ID, Person]
	practices table.Table[election.ID, Practice]
	offices   table.Table[election.ID, Office]
	papers    table.Table[election.ID, PaperIssued]

	signers    table.Table[election.ID, Signer]
	signerKeys table.Table[string, election.ID] // every key that was ever named
	cosigned   table.Table[int64, Cosigning]    // by entry
}

// Apply checks an event against the state and changes the state by it. After
// an error the state is undefined: apply to a copy.
func (s *State) Apply(f election.Fact, e Event) error {
	if _, first := e.(LogOpened); !first && !s.Opened {
		return election.Refuse("not-opened", "The log must begin with log.opened.")
	}
	if err := s.known(f, e); err != nil {
		return err
	}
	switch e := e.(type) {
	case election.Event:
		return s.Election.Apply(f, e)
	case own:
		return e.apply(s, f)
	}
	return election.Refuse("unknown-kind", "This program does not know events of the kind %q.", e.Kind())
}

// known checks the people and practices that an event names.
func (s *State) known(f election.Fact, e Event) error {
	if f.By != "" && f.By != election.Service {
		if _, ok := s.persons.Get(f.By); !ok {
			return election.Refuse("no-person", "The person %q is not known.", f.By)
		}
	}
	if e, ok := e.(ActsFor); ok && !s.Represents(f.By, e.ActsFor()) {
		return election.Refuse("not-representative", "%q does not represent the practice %q.", f.By, e.ActsFor())
	}
	if e, ok := e.(NamesPersons); ok {
		for _, id := range e.Persons() {
			if _, ok := s.persons.Get(id); !ok {
				return election.Refuse("no-person", "The person %q is not known.", id)
			}
		}
	}
	if e, ok := e.(NamesPractices); ok {
		for _, id := range e.Practices() {
			if _, ok := s.practices.Get(id); !ok {
				return election.Refuse("no-practice", "The practice %q is not a member.", id)
			}
		}
	}
	switch e := e.(type) {
	case election.ElectionCalled:
		if p, _ := s.persons.Get(e.Officer); !p.Officer {
			return election.Refuse("not-officer", "%q has not been appointed returning officer.", e.Officer)
		}
	case election.VotersSigned:
		if signer, ok := s.signers.Get(f.By); !ok || signer.Key != e.Key {
			return election.Refuse("no-key", "The list is not signed with the key that the log names for %q.", f.By)
		}
	case election.TeamNamed:
		if err := s.apart(e); err != nil {
			return err
		}
	case election.NominationMade:
		if p, _ := s.persons.Get(e.Nominee); p.Officer {
			return election.Refuse("officer-stands", "A returning officer cannot be a candidate.")
		}
	}
	return nil
}

// apart keeps those who make voting codes or run the service from acting for a
// practice: with a seat in the booth, one person would hold both halves of a
// vote. A returning officer, of any election, names who acts for practices.
func (s *State) apart(e election.TeamNamed) error {
	for _, id := range []election.ID{e.Registrar, e.Operator} {
		if p, _ := s.persons.Get(id); p.Officer {
			return election.Refuse("disjoint", "%q is a returning officer, so cannot be registrar or operator. Name somebody else.", id)
		}
	}
	for p := range s.Practices {
		for _, id := range []election.ID{e.Registrar, e.Operator} {
			if p.Represented(id) {
				return election.Refuse("represents", "%q represents the practice %q, so cannot be registrar or operator. Name somebody else.", id, p.ID)
			}
		}
	}
	return nil
}

// Decoder makes an event of one kind from its encoded data.
type Decoder struct {
	Kind   string
	Decode func(into func(any) error) (Event, error)
}

func of[E own]() Decoder {
	var zero E
	return Decoder{zero.Kind(), func(into func(any) error) (Event, error) {
		var e E
		err := into(&e)
		return e, err
	}}
}

// Kinds lists every kind of event in the log, the elections' included.
func Kinds() []Decoder {
	list := []Decoder{
		of[LogOpened](),
		of[PersonAdded](),
		of[OfficerAppointed](),
		of[PracticeJoined](),
		of[RepresentativeNamed](),
		of[RepresentativeEnded](),
		of[OfficeFilled](),
		of[PaperIssued](),
		of[SignerNamed](),
		of[CheckpointCosigned](),
	}
	for _, d := range election.Kinds() {
		list = append(list, Decoder{d.Kind, func(into func(any) error) (Event, error) { return d.Decode(into) }})
	}
	return list
}
