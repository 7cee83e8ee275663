package trustee_test

import (
	"bytes"
	"context"
	"fmt"
	"iter"
	"slices"
	"sync"
	"testing"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/election/roll"
	"github.com/onenorwich/guildhall/governance"
	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/governance/rehearsal"
	"github.com/onenorwich/guildhall/web/keys/count"
	"github.com/onenorwich/guildhall/web/keys/trustee"
)

const poll election.ID = "committee-2026"

// scene is an election in the strict scheme whose poll has closed: two of three
// trustees decrypt.
type scene struct {
	r    *rehearsal.Rehearsal
	el   election.Election
	kept count.Kept // by a trustee, when the phrase was proved
}

// played is the scene before anybody decrypts; it is played once.
var played = sync.OnceValues(func() (*scene, error) {
	ctx := context.Background()
	var rows []roll.Row
	for i := range 6 {
		rows = append(rows, roll.Row{ODS: fmt.Sprintf("D8%04d", i), Name: fmt.Sprintf("Practice %d", i), Patients: 3000})
	}
	rule, err := roll.ParseRule("equal")
	if err != nil {
		return nil, err
	}
	script := rehearsal.Default(rows, rule)
	script.Trustees, script.Threshold, script.Turnout = 3, 2, 1
	r, err := rehearsal.Start(ctx, folder, script)
	if err != nil {
		return nil, err
	}
	s := &scene{r: r}
	if err := r.Until(ctx, rehearsal.Prepared); err != nil {
		return nil, err
	}
	checkpoint, err := r.Desk().Clerk.Checkpoint(r.Desk().Clerk.Point())
	if err != nil {
		return nil, err
	}
	if s.kept, err = s.kept.Keep(string(r.Dir.Key.Public()), checkpoint); err != nil {
		return nil, err
	}
	if err := r.Until(ctx, rehearsal.Tallied); err != nil {
		return nil, err
	}
	s.el, err = r.Desk().Election(poll)
	return s, err
})

func newScene(t testing.TB) *scene {
	t.Helper()
	s, err := played()
	must(t, err)
	return s
}

// task is what the service shows a trustee at the count.
func (s *scene) task(t testing.TB, seat int) *trustee.Task {
	t.Helper()
	certificates, err := record.Ceremony{Blobs: s.r.Dir.Log}.Certificates(context.Background(), &s.el)
	must(t, err)
	task := &trustee.Task{Kind: trustee.TaskKind, Version: 1, Election: poll, Title: "Committee election 2026", Group: belenios.Ed25519,
		Threshold: 2, Seat: seat, Round: trustee.RoundDecrypt}
	for i, c := range certificates {
		task.Trustees = append(task.Trustees, trustee.Member{Name: []string{"Ada", "Bea", "Cleo"}[i]})
		task.Certificates = append(task.Certificates, string(c))
	}
	again, err := trustee.ParseTask(task.Encode())
	must(t, err)
	return again
}

// seed is a trustee's phrase.
func (s *scene) seed(seat int) belenios.Seed { return s.r.Team.Trustees[seat-1].Phrase }

// verify does what a trustee's program does with a bundle.
func (s *scene) verify(t testing.TB, seat int, bundle []byte, kept count.Kept) (*trustee.Count, error) {
	t.Helper()
	return s.task(t, seat).Verify(context.Background(), s.seed(seat), count.Bundle{From: bytes.NewReader(bundle), Size: int64(len(bundle))}, kept, nil)
}

// honest is the bundle of the log as it is.
func (s *scene) honest(t testing.TB) []byte {
	t.Helper()
	return s.tell(t, func(*liar, governance.Event) bool { return true })
}

// liar is a service that tells the log anew, chain, signature and all.
type liar struct {
	*scene
	t     testing.TB
	point *record.Point
	lines [][]byte
	from  []int64 // the entry that each stands for
	blobs map[audit.Digest][]byte
}

// tell gives the bundle of a log in which change may leave entries out (it answers
// false) or enter others in their place. Every entry must be allowed by the rules.
func (s *scene) tell(t testing.TB, change func(*liar, governance.Event) bool) []byte {
	t.Helper()
	ctx := context.Background()
	point, err := record.Start(s.r.Dir.Key.Origin())
	must(t, err)
	l := &liar{scene: s, t: t, point: point, blobs: map[audit.Digest][]byte{}}
	forked := false
	for line, err := range s.r.Dir.Log.Lines(ctx, 0) {
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
	checkpoint, err := s.r.Dir.Key.Checkpoint(l.point.Head)
	must(t, err)
	var b bytes.Buffer
	must(t, record.Contents(ctx, l.point, s.r.Dir.Key.Public(), checkpoint, l, true).WriteZip(ctx, &b))
	return b.Bytes()
}

// enter writes an event in the place of an entry, whose time, author and sealed
// texts it keeps.
func (l *liar) enter(e audit.Entry, event governance.Event) {
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

// store adds a file.
func (l *liar) store(raw []byte) election.Digest {
	d := audit.Hash(raw)
	l.blobs[d] = raw
	return election.Digest(d)
}

// Lines, Blob and Sealed are record.Source.
func (l *liar) Lines(_ context.Context, from int64) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		for _, line := range l.lines[from:] {
			if !yield(line, nil) {
				return
			}
		}
	}
}

func (l *liar) Blob(ctx context.Context, d audit.Digest) ([]byte, error) {
	if raw, ok := l.blobs[d]; ok {
		return raw, nil
	}
	return l.r.Dir.Log.Blob(ctx, d)
}

// Sealed are those of the entry that this one stands for: a public bundle
// withholds them, so nobody sees that they belong to another place.
func (l *liar) Sealed(ctx context.Context, seq int64) ([]audit.SealedRecord, error) {
	return l.r.Dir.Log.Sealed(ctx, l.from[seq])
}

// tally is the tally of a contest over the first n ballots in the box.
func (s *scene) tally(t testing.TB, post election.ID, n int) *belenios.Tally {
	t.Helper()
	ctx := context.Background()
	contests, err := s.r.Desk().Contests(ctx, &s.el)
	must(t, err)
	for at, c := range contests {
		if c.Post != post {
			continue
		}
		box := c.Setup.NewBox()
		for cast := range s.el.Poll.Casts {
			if n--; n < 0 {
				break
			}
			raw, err := s.r.Dir.Log.Blob(ctx, audit.Digest(cast.Ballots[at].Ballot))
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

// only tells a log in which the first n ballots alone were cast, by n practices:
// each rule is kept.
func (s *scene) only(t testing.TB, n int) []byte {
	t.Helper()
	cast := 0
	return s.tell(t, func(l *liar, e governance.Event) bool {
		switch e := e.(type) {
		case election.BallotCast:
			cast++
			return cast <= n
		case election.PollClosed:
			e.Voted = e.Voted[:n]
			l.same(e)
			return false
		case election.TallyMade:
			tally := s.tally(t, e.Post, n)
			e.Voters, e.Votes, e.Tally = tally.NumTallied(), tally.TotalWeight(), l.store(tally.Encrypted())
			l.same(e)
			return false
		case election.SecrecyWeighed:
			if e.Stage == election.WeighedCount {
				el, _ := l.point.State.Election.Election(poll)
				o, err := record.Outlook(context.Background(), &el, e.Stage)
				must(t, err)
				was := e.Passes
				if e = record.Weighing(&el, e.Stage, o); e.Passes != was {
					t.Fatalf("the gate: %v, before %v", e.Passes, was)
				}
				l.same(e)
				return false
			}
		}
		return true
	})
}

// same enters an event in the place of the one that is being told.
func (l *liar) same(event governance.Event) {
	l.t.Helper()
	for line, err := range l.r.Dir.Log.Lines(context.Background(), 0) {
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
