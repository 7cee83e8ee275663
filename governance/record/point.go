package record

import (
	"crypto/rand"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance"
)

// Point is the log at one position: what it makes true, and its head. A
// published Point is never changed; assigning it takes a snapshot.
type Point struct {
	State governance.State
	Head  audit.Head
}

// Start is the point before the first entry of the log named origin.
func Start(origin string) (*Point, error) {
	head, err := audit.Start(origin)
	return &Point{Head: head}, err
}

// Fold checks the next line of the log against chain and rules and moves the
// point behind it. After an error, a *audit.Fault that names the entry and
// wraps the rule's own *election.Error where there is one, the point is
// undefined.
func (p *Point) Fold(line []byte) error {
	entry, head, err := p.Head.Next(line)
	if err != nil {
		return err
	}
	event, err := Event(entry)
	if err != nil {
		return &audit.Fault{Seq: entry.Seq, Reason: err.Error()}
	}
	if err := p.State.Apply(fact(entry), event); err != nil {
		return &forbidden{&audit.Fault{Seq: entry.Seq, Reason: fmt.Sprintf("the rules do not allow this %s: %v", entry.Kind, err)}, err}
	}
	p.Head = head
	return nil
}

// forbidden is the fault of an entry that a rule does not allow. It is both the
// *audit.Fault that names the entry and the *election.Error of the rule.
type forbidden struct {
	fault *audit.Fault
	rule  error
}

func (f *forbidden) Error() string   { return f.fault.Error() }
func (f *forbidden) Unwrap() []error { return []error{f.fault, f.rule} }

// Entered is a line ready to be stored, with its sealed payloads.
type Entered struct {
	Line   []byte
	Blobs  []audit.Digest
	Sealed []audit.SealedRecord
}

// Enter writes the entry of an event and moves the point behind it. The time
// is at, or the last entry's where at is before it. sealed holds the texts of
// the event's sealed fields, by field. An error of type *election.Error is a
// refusal by a rule; the point is undefined after any error.
func (p *Point) Enter(at time.Time, by election.ID, event governance.Event, sealed map[string][]byte) (Entered, error) {
	data, err := audit.Encode(event)
	if err != nil {
		return Entered{}, err
	}
	entry := audit.Entry{Seq: p.Head.Size, Prev: p.Head.Leaf, Time: at.UTC().Truncate(time.Millisecond),
		Kind: event.Kind(), By: string(by), Data: data, Blobs: blobs(event)}
	if entry.Time.Before(p.Head.Time) {
		entry.Time = p.Head.Time
	}
	// The rule first: its sentence is for people, the chain's is not.
	if err := p.State.Apply(fact(entry), event); err != nil {
		return Entered{}, err
	}
	done := Entered{Blobs: entry.Blobs}
	for _, field := range fields(event) {
		payload, ok := sealed[field]
		if !ok {
			return Entered{}, fmt.Errorf("record: the text of the sealed field %q of %s is missing", field, entry.Kind)
		}
		var key audit.Secret
		if _, err := rand.Read(key[:]); err != nil {
			return Entered{}, err
		}
		r := audit.Seal(p.Head.Origin, entry.Seq, audit.Sealed{Field: field, Payload: payload}, key)
		done.Sealed = append(done.Sealed, r)
		entry.Sealed = append(entry.Sealed, r.MAC)
	}
	if done.Line, err = entry.Line(); err != nil {
		return Entered{}, err
	}
	// What a replay would refuse must not be written.
	again, head, err := p.Head.Next(done.Line)
	if err != nil {
		return Entered{}, err
	}
	if _, err := Event(again); err != nil {
		return Entered{}, err
	}
	p.Head = head
	return done, nil
}

// FoldAll folds lines one after the other, until the first error.
func (p *Point) FoldAll(lines iter.Seq2[[]byte, error]) error {
	for line, err := range lines {
		if err != nil {
			return err
		}
		if err := p.Fold(line); err != nil {
			return err
		}
	}
	return nil
}

// Replay folds a whole log from its origin.
func Replay(origin string, lines iter.Seq2[[]byte, error]) (*Point, error) {
	p, err := Start(origin)
	if err != nil {
		return nil, err
	}
	if err := p.FoldAll(lines); err != nil {
		return nil, err
	}
	if p.Head.Size == 0 {
		return nil, errors.New("the log is empty")
	}
	return p, nil
}
