// Package counttest is a service that lies: it tells the log of a rehearsal anew,
// chain, signature and all, as one who holds the log's key can, for the tests of
// those who verify before they decrypt.
package counttest

import (
	"bytes"
	"context"
	"iter"
	"slices"
	"testing"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/governance"
	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/governance/rehearsal"
)

// Service is the service of a rehearsal whose poll has closed.
type Service struct {
	R  *rehearsal.Rehearsal
	El election.Election
}

// New is the service of a rehearsal.
func New(t testing.TB, r *rehearsal.Rehearsal) *Service {
	t.Helper()
	el, err := r.Desk().Election(r.Script.ID)
	must(t, err)
	return &Service{r, el}
}

// Honest is the bundle of the log as it is.
func (s *Service) Honest(t testing.TB) []byte {
	t.Helper()
	return s.Tell(t, func(*Liar, governance.Event) bool { return true })
}

// Liar is a service that tells the log anew, chain, signature and all.
type Liar struct {
	*Service
	t     testing.TB
	point *record.Point // of the log as it has been told so far
	lines [][]byte
	from  []int64 // the entry that each stands for
	blobs map[audit.Digest][]byte
}

// Tell gives the bundle of a log in which change may leave entries out (it answers
// false) or enter others in their place. Every entry must be allowed by the rules.
func (s *Service) Tell(t testing.TB, change func(*Liar, governance.Event) bool) []byte {
	t.Helper()
	ctx := context.Background()
	point, err := record.Start(s.R.Dir.Key.Origin())
	must(t, err)
	l := &Liar{Service: s, t: t, point: point, blobs: map[audit.Digest][]byte{}}
	forked := false
	for line, err := range s.R.Dir.Log.Lines(ctx, 0) {
		must(t, err)
		e, err := audit.ParseEntry(line)
		must(t, err)
		event, err := record.Event(e)
		must(t, err)
		_, cosigned := event.(governance.CheckpointCosigned)
		if cosigned && forked {
			continue // nobody cosigned this log
		}
		if !change(l, event) {
			forked = true
			continue
		}
		l.enter(e, event)
	}
	checkpoint, err := s.R.Dir.Key.Checkpoint(l.point.Head)
	must(t, err)
	var b bytes.Buffer
	must(t, record.Lean(record.Contents(ctx, l.point, s.R.Dir.Key.Public(), checkpoint, l, true)).WriteZip(ctx, &b))
	return b.Bytes()
}

// enter writes an event in the place of an entry, whose time, author and sealed
// texts it keeps.
func (l *Liar) enter(e audit.Entry, event governance.Event) {
	l.t.Helper()
	var err error
	l.from = append(l.from, e.Seq)
	e.Seq, e.Prev, e.Kind = l.point.Head.Size, l.point.Head.Leaf, event.Kind()
	e.Data, err = audit.Encode(event)
	must(l.t, err)
	e.Blobs = nil
	if with, ok := event.(governance.WithBlobs); ok {
		for _, d := range with.Blobs() {
			if !slices.Contains(e.Blobs, audit.Digest(d)) {
				e.Blobs = append(e.Blobs, audit.Digest(d))
			}
		}
	}
	line, err := e.Line()
	must(l.t, err)
	must(l.t, l.point.Fold(line))
	l.lines = append(l.lines, line)
}

// Store adds a file.
func (l *Liar) Store(raw []byte) election.Digest {
	d := audit.Hash(raw)
	l.blobs[d] = raw
	return election.Digest(d)
}

// Lines, Blob and Sealed are record.Source.
func (l *Liar) Lines(_ context.Context, from int64) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		for _, line := range l.lines[from:] {
			if !yield(line, nil) {
				return
			}
		}
	}
}

func (l *Liar) Blob(ctx context.Context, d audit.Digest) ([]byte, error) {
	if raw, ok := l.blobs[d]; ok {
		return raw, nil
	}
	return l.R.Dir.Log.Blob(ctx, d)
}

// Sealed are those of the entry that this one stands for: a public bundle
// withholds them, so nobody sees that they belong to another place.
func (l *Liar) Sealed(ctx context.Context, seq int64) ([]audit.SealedRecord, error) {
	return l.R.Dir.Log.Sealed(ctx, l.from[seq])
}

// Tally is the tally of a contest over the first n ballots in the box.
func (s *Service) Tally(t testing.TB, post election.ID, n int) *belenios.Tally {
	t.Helper()
	ctx := context.Background()
	contests, err := s.R.Desk().Contests(ctx, &s.El)
	must(t, err)
	for at, c := range contests {
		if c.Post != post {
			continue
		}
		box := c.Setup.NewBox()
		for cast := range s.El.Poll.Casts {
			if n--; n < 0 {
				break
			}
			raw, err := s.R.Dir.Log.Blob(ctx, audit.Digest(cast.Ballots[at].Ballot))
			must(t, err)
			checked, err := c.Verifier.Check(raw)
			must(t, err)
			must(t, box.Add(checked))
		}
		tally, err := box.Tally()
		must(t, err)
		return tally
	}
	t.Fatalf("no contest %s", post)
	return nil
}

// Only tells a log in which the first n ballots alone were cast, by n practices:
// each rule is kept.
func (s *Service) Only(t testing.TB, n int) []byte {
	t.Helper()
	cast := 0
	return s.Tell(t, func(l *Liar, e governance.Event) bool {
		switch e := e.(type) {
		case election.BallotCast:
			cast++
			return cast <= n
		case election.PollClosed:
			e.Voted = e.Voted[:n]
			l.Same(e)
			return false
		case election.TallyMade:
			tally := s.Tally(t, e.Post, n)
			e.Voters, e.Votes, e.Tally = tally.NumTallied(), tally.TotalWeight(), l.Store(tally.Encrypted())
			l.Same(e)
			return false
		case election.SecrecyWeighed:
			if e.Stage == election.WeighedCount {
				el, _ := l.point.State.Election.Election(s.El.ID())
				o, err := record.Outlook(context.Background(), &el, e.Stage)
				must(t, err)
				was := e.Passes
				if e = record.Weighing(&el, e.Stage, o); e.Passes != was {
					t.Fatalf("the gate: %v, before %v", e.Passes, was)
				}
				l.Same(e)
				return false
			}
		}
		return true
	})
}

// Same enters an event in the place of the one that is being told.
func (l *Liar) Same(event governance.Event) {
	l.t.Helper()
	for line, err := range l.R.Dir.Log.Lines(context.Background(), 0) {
		must(l.t, err)
		e, err := audit.ParseEntry(line)
		must(l.t, err)
		if e.Kind != event.Kind() {
			continue
		}
		was, err := record.Event(e)
		must(l.t, err)
		if about(was) == about(event) {
			l.enter(e, event)
			return
		}
	}
	l.t.Fatalf("there is no %s", event.Kind())
}

// about tells the entries of one kind apart.
func about(e governance.Event) string {
	switch e := e.(type) {
	case election.TallyMade:
		return string(e.Post)
	case election.SecrecyWeighed:
		return e.Stage
	}
	return e.Kind()
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
