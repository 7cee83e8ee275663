package clerk_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/audit/store/faulty"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/election/roll"
	"github.com/onenorwich/guildhall/governance"
	"github.com/onenorwich/guildhall/governance/clerk"
	"github.com/onenorwich/guildhall/governance/conduct"
	"github.com/onenorwich/guildhall/governance/datadir"
	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/governance/rehearsal"
)

// opened is a rehearsal whose poll has just opened; its folder is copied for
// each test, so that the ballot papers are made once.
type opened struct {
	dir      string
	key      audit.Key
	trustee  *belenios.TrusteeKey
	officer  election.ID
	id       election.ID
	codes    map[election.ID]string
	closes   time.Time
	list     []election.ID // the practices
	contests []conduct.Contest

	mu    sync.Mutex
	votes map[string]clerk.Vote
}

// notes is a side table of the tests.
const notes = `CREATE TABLE IF NOT EXISTS notes (text TEXT PRIMARY KEY)`

const practices = 6

var template *opened

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "guildhall-clerk")
	if err == nil {
		template, err = open(filepath.Join(dir, "data"))
	}
	code := 1
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
	} else {
		code = m.Run()
	}
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

func open(dir string) (*opened, error) {
	ctx := context.Background()
	rule, err := roll.ParseRule("bands:1=1,5001=2")
	if err != nil {
		return nil, err
	}
	var rows []roll.Row
	for i := range practices { // three with one vote, three with two
		rows = append(rows, roll.Row{ODS: fmt.Sprintf("D8%04d", i), Name: fmt.Sprintf("Practice %d", i), Patients: int64(3000 + 999*i)})
	}
	r, err := rehearsal.Start(ctx, dir, rehearsal.Default(rows, rule), notes)
	if err != nil {
		return nil, err
	}
	if err := r.Until(ctx, rehearsal.Opened); err != nil {
		return nil, err
	}
	el, err := r.Desk().Election(r.Script.ID)
	if err != nil {
		return nil, err
	}
	o := &opened{dir: dir, key: r.Dir.Key, trustee: r.Key, officer: r.Officer, id: el.ID(), codes: r.Codes,
		closes: el.Called.Timetable.PollCloses.Time(), votes: make(map[string]clerk.Vote)}
	for row := range el.Roll.Rows {
		o.list = append(o.list, row.Practice)
	}
	if o.contests, err = r.Desk().Contests(ctx, &el); err != nil {
		return nil, err
	}
	return o, r.Dir.Close()
}

// make makes and checks a vote with a practice's voting code: the answer n in
// every contest.
func (o *opened) make(t testing.TB, code string, n int) ([][]byte, []belenios.Checked) {
	t.Helper()
	parsed, err := belenios.ParseCode(code)
	check(t, err)
	var raw [][]byte
	var list []belenios.Checked
	for _, c := range o.contests {
		choice := make([]int, c.Setup.Election.Questions[0].Size())
		choice[n%len(choice)] = 1
		b, err := belenios.Encrypt(rand.Reader, c.Setup.Election, parsed, [][]int{choice})
		check(t, err)
		checked, err := c.Verifier.Check(b.Raw)
		check(t, err)
		raw, list = append(raw, b.Raw), append(list, checked)
	}
	return raw, list
}

// vote is the n-th vote of the i-th practice, the same each time it is asked for.
func (o *opened) vote(t testing.TB, i, n int) clerk.Vote {
	t.Helper()
	o.mu.Lock()
	defer o.mu.Unlock()
	name := fmt.Sprint(i, n)
	v, ok := o.votes[name]
	if !ok {
		v = clerk.Vote{Election: o.id, Practice: o.list[i]}
		v.Ballots, v.Checked = o.make(t, o.codes[o.list[i]], n)
		o.votes[name] = v
	}
	return v
}

// hands are a clock's two hands, moved by the test.
type hands struct {
	mu      sync.Mutex
	wall    time.Time
	elapsed time.Duration
}

func (h *hands) now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.wall
}

// pass lets time pass; jump moves the wall clock alone.
func (h *hands) pass(d time.Duration) { h.move(d, d) }
func (h *hands) jump(d time.Duration) { h.move(d, 0) }
func (h *hands) move(wall, elapsed time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.wall, h.elapsed = h.wall.Add(wall), h.elapsed+elapsed
}

// at lets time pass until t.
func (h *hands) at(t time.Time) { h.pass(t.Sub(h.now())) }

func (h *hands) clock() clerk.Clock {
	return clerk.Clock{Now: h.now, Elapsed: func() time.Duration {
		h.mu.Lock()
		defer h.mu.Unlock()
		return h.elapsed
	}}
}

// service is a clerk on a data folder of its own, an hour before the close.
type service struct {
	*opened
	t     testing.TB
	path  string
	clock *hands
	log   *faulty.Log
	shaky *shaky
	clerk *clerk.Clerk
	said  []error // the store's errors that the clerk reported
}

func start(t testing.TB) *service {
	t.Helper()
	s := &service{opened: template, t: t, path: t.TempDir(), clock: &hands{wall: template.closes.Add(-time.Hour)}}
	for _, name := range []string{datadir.Database, datadir.KeyFile, datadir.Checkpoint} {
		b, err := os.ReadFile(filepath.Join(template.dir, name))
		check(t, err)
		check(t, os.WriteFile(filepath.Join(s.path, name), b, 0o600))
	}
	s.begin()
	t.Cleanup(s.end)
	return s
}

func (s *service) begin() {
	s.t.Helper()
	l, err := store.SQLite{Path: filepath.Join(s.path, datadir.Database), Key: s.key.Public(), Kept: []string{filepath.Join(s.path, datadir.Checkpoint)},
		Schema: []string{clerk.Schema, conduct.Schema, notes}}.Open(context.Background())
	check(s.t, err)
	s.log = faulty.New(l)
	s.shaky = &shaky{Log: s.log}
	s.clerk, err = clerk.Start(context.Background(), s.shaky, clerk.Options{Key: s.key, Clock: s.clock.clock(),
		Trouble: func(err error) { s.said = append(s.said, err) }})
	check(s.t, err)
}

// shaky is a log that cannot be reached for a while.
type shaky struct {
	store.Log
	from, to, n int // the transactions that fail, counted from 1
}

var errUnreachable = errors.New("the database cannot be reached")

func (l *shaky) Update(ctx context.Context, size int64, fn func(store.Tx, [][]byte) error) error {
	if l.n++; l.from <= l.n && l.n < l.to {
		return errUnreachable
	}
	return l.Log.Update(ctx, size, fn)
}

// away makes the database unreachable for n transactions after the next one.
func (l *shaky) away(n int) { l.n, l.from, l.to = 0, 2, 2+n }

func (s *service) end() {
	s.clerk.Close()
	check(s.t, s.log.Close())
}

func (s *service) restart() {
	s.t.Helper()
	s.end()
	s.begin()
}

func (s *service) cast(v clerk.Vote) (clerk.Receipt, error) {
	a := s.clerk.Arrive()
	defer a.Done()
	return s.clerk.Cast(context.Background(), a, v)
}

func (s *service) tick() { s.t.Helper(); check(s.t, s.clerk.Tick(context.Background())) }

func (s *service) election() election.Election {
	s.t.Helper()
	el, ok := s.clerk.Point().State.Election.Election(s.id)
	if !ok {
		s.t.Fatal("the election is gone")
	}
	return el
}

// person is a command of the returning officer's, with a sealed text and a
// change to a side table.
func (s *service) person(id election.ID) clerk.Command {
	return clerk.Command{
		Decide: func(*governance.State, time.Time) ([]clerk.Act, error) {
			return []clerk.Act{{By: s.officer, Event: governance.PersonAdded{Person: id},
				Sealed: map[string][]byte{governance.SealedDetails: record.Text(record.PersonText{Name: string(id), Email: "a@example.org"})}}}, nil
		},
		Side: note(string(id)),
	}
}

func note(text string) func(store.Side) error {
	return func(tx store.Side) error {
		_, err := tx.Exec(`INSERT INTO notes (text) VALUES ($1)`, text)
		return err
	}
}

func (s *service) notes() (list []string) {
	s.t.Helper()
	check(s.t, s.log.View(context.Background(), func(tx store.Side) error {
		rows, err := tx.Query(`SELECT text FROM notes ORDER BY text`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var text string
			if err := rows.Scan(&text); err != nil {
				return err
			}
			list = append(list, text)
		}
		return rows.Err()
	}))
	return list
}

// voted lists what the side table of an open poll holds.
func (s *service) voted() (list []election.ID) {
	s.t.Helper()
	check(s.t, s.log.View(context.Background(), func(tx store.Side) (err error) {
		list, err = clerk.VotedList(tx, s.id)
		return err
	}))
	return list
}

// together makes the clerk decide what queue hands over in one batch: it is
// kept busy meanwhile. ready runs when all of it waits.
func (s *service) together(n int, queue func(i int), ready func()) {
	s.t.Helper()
	busy, free := make(chan struct{}), make(chan struct{})
	blocker := s.clerk.Submit(clerk.Command{Decide: func(*governance.State, time.Time) ([]clerk.Act, error) {
		close(busy)
		<-free
		return nil, nil
	}})
	<-busy
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { queue(i) })
		for s.clerk.Waiting() <= i {
			runtime.Gosched()
		}
	}
	if ready != nil {
		ready()
	}
	close(free)
	_, _ = blocker.Wait() // ready may have set a fault at its commit
	all.Wait()
}

// verify exports the log as a bundle and verifies it as an auditor would.
func (s *service) verify() {
	s.t.Helper()
	ctx := context.Background()
	point := s.clerk.Point()
	checkpoint, err := s.log.Checkpoint(ctx)
	check(s.t, err)
	var zip bytes.Buffer
	check(s.t, record.Contents(ctx, point, s.key.Public(), checkpoint, s.log, false).WriteZip(ctx, &zip))
	b, err := audit.ReadBundle(bytes.NewReader(zip.Bytes()), int64(zip.Len()))
	check(s.t, err)
	defer b.Close()
	v, err := record.Verify(ctx, b, record.Options{Now: time.Now})
	check(s.t, err)
	if v.Summary.Head.Size != point.Head.Size {
		s.t.Errorf("the bundle has %d entries, the log %d", v.Summary.Head.Size, point.Head.Size)
	}
}

// count closes the poll, counts it, and compares the result with the choices
// that must count: the last answer of each practice.
func (s *service) count(last map[int]int) {
	s.t.Helper()
	ctx := context.Background()
	if s.clock.now().Before(s.closes) {
		s.clock.at(s.closes)
	}
	s.tick()
	check(s.t, s.clerk.Trouble())
	desk := conduct.New(s.clerk)
	check(s.t, desk.AfterClose(ctx))
	el := s.election()
	tallies, err := desk.Tallies(ctx, &el)
	check(s.t, err)
	shares, bindings, err := record.Decrypt(rand.Reader, s.trustee, tallies...)
	check(s.t, err)
	check(s.t, desk.Weigh(ctx, s.officer, s.id, election.WeighedCount, "These votes are a test's."))
	check(s.t, desk.Give(ctx, s.officer, s.id, shares, bindings))
	el = s.election()
	for _, post := range el.Contested() {
		want := make([]int64, len(post.Order)+1)
		for i, n := range last {
			row, _ := el.Roll.Row(s.list[i])
			want[n%len(want)] += row.Votes
		}
		if !slices.Equal(post.Result.Counts, want) {
			s.t.Errorf("%s: counted %v, but the votes are %v", post.ID, post.Result.Counts, want)
		}
	}
	if len(el.Poll.Voted) != len(last) {
		s.t.Errorf("%d practices are named, %d voted", len(el.Poll.Voted), len(last))
	}
	s.verify()
}

// entries are the last n entries.
func (s *service) entries(n int64) (list []audit.Entry) {
	s.t.Helper()
	for line, err := range s.log.Lines(context.Background(), s.clerk.Point().Head.Size-n) {
		check(s.t, err)
		e, err := audit.ParseEntry(line)
		check(s.t, err)
		list = append(list, e)
	}
	return list
}

// kinds names the kinds of the last n entries.
func (s *service) kinds(n int64) (list []string) {
	s.t.Helper()
	for _, e := range s.entries(n) {
		list = append(list, e.Kind)
	}
	return list
}

func nothing(*governance.State, time.Time) ([]clerk.Act, error) { return nil, nil }

// standing says which vote of a practice counts in the log now; -1 is none.
func (s *service) standing(i, votes int) int {
	el := s.election()
	for n := range votes {
		v := s.vote(s.t, i, n)
		voter, ok := el.Poll.Voter(election.Digest(hash(v.Checked[0].Credential())))
		if !ok {
			s.t.Fatal("a voting code is gone")
		}
		seq, ok := el.Poll.Last(voter)
		if !ok {
			return -1
		}
		if at, ok := el.Poll.Find(election.Digest(v.Checked[0].Digest())); ok && at == seq {
			return n
		}
	}
	s.t.Fatal("an unknown vote counts")
	return -1
}

var random = rand.Reader

func replaceOnce(t testing.TB, raw []byte, old, with string) []byte {
	t.Helper()
	if bytes.Count(raw, []byte(old)) != 1 {
		t.Fatalf("%q does not stand once in %q", old, raw)
	}
	return bytes.Replace(raw, []byte(old), []byte(with), 1)
}

func hash(s string) audit.Digest { return audit.Hash([]byte(s)) }

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// refused checks that err is a refusal with a code, whose sentence has all words.
func refused(t testing.TB, err error, code string, words ...string) {
	t.Helper()
	var e *election.Error
	if !errors.As(err, &e) || e.Code != code {
		t.Fatalf("want a refusal %q, got %v", code, err)
	}
	for _, w := range words {
		if !strings.Contains(e.Sentence, w) {
			t.Errorf("%q does not say %q", e.Sentence, w)
		}
	}
}
