package record_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/roll"
	"github.com/onenorwich/guildhall/governance"
	"github.com/onenorwich/guildhall/governance/clerk"
	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/governance/rehearsal"
)

// tale is a whole rehearsal with everything at hand that a liar who holds the
// service's key would have.
type tale struct {
	key     audit.Key
	officer election.ID
	lines   [][]byte
	entries []audit.Entry
	before  []record.Point // before[i] is the point before entry i; the last one is the end
	blobs   map[audit.Digest][]byte
	sealed  map[int64][]audit.SealedRecord
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// practices is a roll of n practices of different sizes.
func practices(n int) (list []roll.Row) {
	for i := range n {
		list = append(list, roll.Row{ODS: fmt.Sprintf("D8%04d", i), Name: fmt.Sprintf("Practice %d", i), Patients: int64(3000 + 777*i)})
	}
	return list
}

func bands(t testing.TB) roll.Rule {
	t.Helper()
	rule, err := roll.ParseRule("bands:1=1,5001=2,10001=3")
	must(t, err)
	return rule
}

// played is one tale for all tests of the package; it is never changed.
var played = sync.OnceValue(func() *tale {
	s, err := play(context.Background(), 11)
	if err != nil {
		panic(err)
	}
	return s
})

// play plays an election with as many practices.
func play(ctx context.Context, n int) (*tale, error) {
	dir, err := os.MkdirTemp("", "tale")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	rule, err := roll.ParseRule("bands:1=1,5001=2,10001=3")
	if err != nil {
		return nil, err
	}
	script := rehearsal.Default(practices(n), rule)
	r, err := rehearsal.Start(ctx, dir, script)
	if err != nil {
		return nil, err
	}
	defer r.Dir.Close()
	return playOn(ctx, r)
}

// playOn plays a rehearsal to its end, with the few steps that it lacks: a
// deputy comes and goes, a scrutineer cosigns checkpoints, and a paper is issued.
func playOn(ctx context.Context, r *rehearsal.Rehearsal) (*tale, error) {
	if err := r.Until(ctx, rehearsal.Begun); err != nil {
		return nil, err
	}
	desk := r.Desk()
	practice := election.ID(r.Script.Rows[0].ID())
	deputy := record.PersonText{Name: "Deputy Person", Email: "deputy@example.org"}
	if err := desk.Name(ctx, r.Officer, practice, governance.Deputy, deputy); err != nil {
		return nil, err
	}
	state := desk.State()
	p, _ := state.Practice(practice)
	if _, err := desk.Clerk.Do(ctx, clerk.Command{Decide: func(*governance.State, time.Time) ([]clerk.Act, error) {
		return []clerk.Act{{By: r.Officer, Event: governance.RepresentativeEnded{Practice: practice, Person: p.Deputies[0]}}}, nil
	}}); err != nil {
		return nil, err
	}
	if err := r.Until(ctx, rehearsal.Called); err != nil {
		return nil, err
	}
	witness, err := watch(ctx, r, 1)
	if err != nil {
		return nil, err
	}
	if err := r.Until(ctx, rehearsal.Opened); err != nil {
		return nil, err
	}
	if err := witness.sign(ctx, r); err != nil {
		return nil, err
	}
	if err := r.Until(ctx, rehearsal.Closed); err != nil {
		return nil, err
	}
	if err := witness.sign(ctx, r); err != nil {
		return nil, err
	}
	if err := witness.take(ctx, r, 2); err != nil {
		return nil, err
	}
	if err := r.Until(ctx, rehearsal.Declared); err != nil {
		return nil, err
	}
	if err := witness.sign(ctx, r); err != nil {
		return nil, err
	}
	if err := desk.Issue(ctx, r.Script.ID, governance.PaperDeclaration, desk.Clerk.Point().Head.Size, []byte("%PDF-1.4 declaration\n")); err != nil {
		return nil, err
	}
	return take(ctx, r)
}

// take copies a rehearsal's log out of its database.
func take(ctx context.Context, r *rehearsal.Rehearsal) (*tale, error) {
	s := &tale{key: r.Dir.Key, officer: r.Officer, blobs: map[audit.Digest][]byte{}, sealed: map[int64][]audit.SealedRecord{}}
	point, err := record.Start(s.key.Origin())
	if err != nil {
		return nil, err
	}
	for line, err := range r.Dir.Log.Lines(ctx, 0) {
		if err != nil {
			return nil, err
		}
		line = bytes.Clone(line)
		s.before = append(s.before, *point)
		if err := point.Fold(line); err != nil {
			return nil, err
		}
		e, err := audit.ParseEntry(line)
		if err != nil {
			return nil, err
		}
		s.lines, s.entries = append(s.lines, line), append(s.entries, e)
		for _, d := range e.Blobs {
			if s.blobs[d], err = r.Dir.Log.Blob(ctx, d); err != nil {
				return nil, err
			}
		}
		if s.sealed[e.Seq], err = r.Dir.Log.Sealed(ctx, e.Seq); err != nil {
			return nil, err
		}
	}
	s.before = append(s.before, *point)
	return s, nil
}

// nth is the place of the n-th entry of a kind, from 0; from the end, -1 and
// so on.
func (s *tale) nth(kind string, n int) int {
	var at []int
	for i, e := range s.entries {
		if e.Kind == kind {
			at = append(at, i)
		}
	}
	if n < 0 {
		n += len(at)
	}
	if n < 0 || n >= len(at) {
		panic("the tale has too few entries of the kind " + kind)
	}
	return at[n]
}

func (s *tale) end() int { return len(s.entries) }

// election is the tale's election as it stood before an entry.
func (s *tale) election(at int) election.Election {
	el, ok := s.before[at].State.Election.Election("committee-2026")
	if !ok {
		panic("the election has not been called there")
	}
	return el
}

// event decodes an entry afresh, so that it can be changed.
func (s *tale) event(at int) governance.Event {
	e, err := record.Event(s.entries[at])
	if err != nil {
		panic(err)
	}
	return e
}

// draft is an entry that a liar is about to append.
type draft struct {
	tale   *tale
	at     int // place in the log; the entries before are the tale's own
	by     election.ID
	time   time.Time
	event  governance.Event
	blobs  []audit.Digest
	sealed int
	listed bool // blobs and sealed are as set, not as the event asks
	line   func(string) string
}

// genuine is a draft of the n-th entry of a kind, as it was and where it was.
func (s *tale) genuine(kind string, n int) *draft {
	at := s.nth(kind, n)
	return s.draft(at, s.entries[at].By, s.event(at))
}

// draft is a draft of any event, at the time of the entry that stood there.
func (s *tale) draft(at int, by string, e governance.Event) *draft {
	d := &draft{tale: s, by: election.ID(by), event: e}
	return d.put(at)
}

// put moves a draft to another place, and to the time of that place.
func (d *draft) put(at int) *draft {
	d.at, d.time = at, d.tale.entries[min(at, d.tale.end()-1)].Time
	return d
}

func (d *draft) after(kind string) *draft  { return d.put(d.tale.nth(kind, -1) + 1) }
func (d *draft) before(kind string) *draft { return d.put(d.tale.nth(kind, 0)) }
func (d *draft) atEnd() *draft             { return d.put(d.tale.end()) }

func (d *draft) as(by election.ID) *draft { d.by = by; return d }

func (d *draft) when(t time.Time) *draft { d.time = t; return d }

func (d *draft) list(blobs []audit.Digest, sealed int) *draft {
	d.blobs, d.sealed, d.listed = blobs, sealed, true
	return d
}

func (d *draft) bytes(fn func(string) string) *draft { d.line = fn; return d }

// change edits the event of a draft.
func change[E governance.Event](d *draft, fn func(e *E)) *draft {
	e := d.event.(E)
	fn(&e)
	d.event = e
	return d
}

// entry is the draft as a well-chained line behind a point.
func (d *draft) entry(t testing.TB, head audit.Head) []byte {
	t.Helper()
	data, err := audit.Encode(d.event)
	must(t, err)
	e := audit.Entry{Seq: head.Size, Prev: head.Leaf, Time: d.time, Kind: d.event.Kind(), By: string(d.by), Data: data}
	if e.Time.Before(head.Time) {
		e.Time = head.Time
	}
	if !d.listed {
		if with, ok := d.event.(governance.WithBlobs); ok {
			seen := map[election.Digest]bool{}
			for _, b := range with.Blobs() {
				if !seen[b] {
					seen[b] = true
					d.blobs = append(d.blobs, audit.Digest(b))
				}
			}
		}
		if with, ok := d.event.(governance.WithSealed); ok {
			d.sealed = len(with.SealedFields())
		}
	}
	e.Blobs = d.blobs
	for i := range d.sealed {
		e.Sealed = append(e.Sealed, audit.Hash(fmt.Append(nil, "sealed ", i)))
	}
	line, err := e.Line()
	must(t, err)
	if d.line != nil {
		changed := d.line(string(line))
		if changed == string(line) {
			t.Fatal("the draft's line was not changed")
		}
		line = []byte(changed)
	}
	return line
}

// refused requires that a point refuses a line, naming the entry, with a rule's
// code, or, where want begins with a tilde, with words in its reason.
func refused(t testing.TB, p record.Point, line []byte, want string) {
	t.Helper()
	seq := p.Head.Size
	err := p.Fold(line)
	if err == nil {
		t.Fatalf("the log was accepted with this at its end: %s", line)
	}
	var fault *audit.Fault
	if !errors.As(err, &fault) || fault.Seq != seq || !strings.Contains(err.Error(), fmt.Sprintf("entry %d", seq)) {
		t.Fatalf("the refusal does not name the entry %d: %v", seq, err)
	}
	if words, ok := strings.CutPrefix(want, "~"); ok {
		if !strings.Contains(err.Error(), words) {
			t.Fatalf("it was refused otherwise than expected (%q): %v", words, err)
		}
		return
	}
	var rule *election.Error
	if !errors.As(err, &rule) || rule.Code != want {
		t.Fatalf("it was refused otherwise than expected (%s): %v", want, err)
	}
}
