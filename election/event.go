package election

import (
	"time"

	"github.com/onenorwich/guildhall/election/table"
)

// Service is who the log names for what the service does by itself: closing a
// poll at its deadline, multiplying ballots into a tally.
const Service ID = "service"

// Fact is all that a rule may know of its entry.
type Fact struct {
	Seq  int64     // position in the log, from 0
	Time time.Time // UTC, whole milliseconds, never before the entry before it
	By   ID        // who did it, as the service claims; empty for a ballot
}

// Event is one thing that happened, with its rule. apply checks, then changes;
// after an error the state must be thrown away.
type Event interface {
	Kind() string
	apply(s *State, f Fact) error
}

// State is everything that the events so far have made true. Assigning it
// takes a snapshot.
type State struct {
	elections    table.Table[ID, Election]
	fingerprints table.Table[string, int64] // of every key that signed for a trustee, for ever
	uuids        table.Table[string, bool]  // identifiers that contests had
}

// Apply checks an event against the state and changes the state by it. After
// an error the state is undefined: apply to a copy.
func (s *State) Apply(f Fact, e Event) error { return e.apply(s, f) }

// Election is one election by its identifier.
func (s *State) Election(id ID) (Election, bool) { return s.elections.Get(id) }

// Elections runs over all elections by identifier.
func (s *State) Elections(yield func(Election) bool) {
	for _, e := range s.elections.All() {
		if !yield(e) {
			return
		}
	}
}

// change looks an election up, lets fn check and change the row, and stores
// it. Every rule but the first goes through here.
func (s *State) change(id ID, fn func(e *Election) error) error {
	e, ok := s.elections.Get(id)
	if !ok {
		return Refuse("no-election", "There is no election %q.", id)
	}
	if err := fn(&e); err != nil {
		return err
	}
	s.elections.Set(id, e)
	return nil
}

// Decoder makes an event of one kind from its encoded data. The caller brings
// the decoder, so that this package knows no encoding.
type Decoder struct {
	Kind   string
	Decode func(into func(any) error) (Event, error)
}

func of[E Event]() Decoder {
	var zero E
	return Decoder{zero.Kind(), func(into func(any) error) (Event, error) {
		var e E
		err := into(&e)
		return e, err
	}}
}

// Kinds lists every kind of event that this package knows, one line a kind.
func Kinds() []Decoder {
	return []Decoder{
		of[ElectionCalled](),
		of[RollListed](),
		of[RollFrozen](),
		of[NominationMade](),
		of[NominationSeconded](),
		of[NominationConsented](),
		of[NominationDecided](),
		of[NominationWithdrawn](),
		of[CandidatesPublished](),
		of[ContestsSettled](),
		of[KeyMade](),
		of[TeamNamed](),
		of[ContestsIdentified](),
		of[CertificateGiven](),
		of[PolynomialGiven](),
		of[OutputGiven](),
		of[KeysMade](),
		of[CeremonyRestarted](),
		of[VotersListed](),
		of[VotersSigned](),
		of[CodeIssued](),
		of[PollPrepared](),
		of[PhraseProved](),
		of[SecrecyWeighed](),
		of[PollOpened](),
		of[BallotCast](),
		of[BallotSpent](),
		of[PollClosed](),
		of[TallyMade](),
		of[ShareGiven](),
		of[ResultFound](),
		of[ElectionDeclared](),
	}
}
