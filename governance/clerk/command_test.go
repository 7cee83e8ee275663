package clerk_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/audit/store/faulty"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance"
	"github.com/onenorwich/guildhall/governance/clerk"
)

func count(list []string, s string) (n int) {
	for _, x := range list {
		if x == s {
			n++
		}
	}
	return n
}

// TestGroupCommit: what waits together is committed together, and each command
// has its own answer.
func TestGroupCommit(t *testing.T) {
	const n = 3 * practices
	s := start(t)
	var votes []clerk.Vote
	for i := range n {
		votes = append(votes, s.vote(t, i%practices, i/practices))
	}
	receipts, errs := make([]clerk.Receipt, n), make([]error, n)
	first := s.clerk.Point().Head.Size
	s.together(n, func(i int) { receipts[i], errs[i] = s.cast(votes[i]) }, func() { s.log.At(0, faulty.Lost) })
	if commits := count(s.log.Ops(), "commit"); commits != 2 { // the blocker's own, and theirs
		t.Errorf("%d votes took %d commits", n, commits)
	}
	for i, r := range receipts {
		check(t, errs[i])
		if r.Seq != first+int64(i) || r.Again || r.Replaced != (i >= practices) {
			t.Errorf("vote %d has the receipt %+v", i, r)
		}
	}
	s.restart()
	s.count(map[int]int{0: 2, 1: 2, 2: 2, 3: 2, 4: 2, 5: 2})
}

// TestOneFailsAlone: a command that is refused, or whose code panics, in Decide
// or in Side, leaves no trace, and the others of its batch are recorded.
func TestOneFailsAlone(t *testing.T) {
	s := start(t)
	wrong := errors.New("a side table said no")
	with := func(id election.ID, side func(store.Side) error) clerk.Command {
		cmd := s.person(id)
		cmd.Blobs = [][]byte{[]byte("a file of " + id)}
		cmd.Side = func(tx store.Side) error {
			if err := note(string(id))(tx); err != nil {
				return err
			}
			return side(tx)
		}
		return cmd
	}
	fine := func(store.Side) error { return nil }
	panics := with("p-panics", fine)
	panics.Decide = func(*governance.State, time.Time) ([]clerk.Act, error) { panic("in Decide") }
	meddles := with("p-meddles", fine)
	meddles.Decide = func(st *governance.State, _ time.Time) ([]clerk.Act, error) {
		*st = governance.State{}
		return nil, election.Refuse("no", "No.")
	}
	fileless := with("p-fileless", fine)
	fileless.Decide = func(*governance.State, time.Time) ([]clerk.Act, error) {
		return []clerk.Act{{By: s.officer, Event: governance.PracticeJoined{Practice: "d99999", Details: election.Digest{1}}}}, nil
	}
	second := with("p-second", fine)
	second.Decide = func(st *governance.State, at time.Time) ([]clerk.Act, error) {
		first, err := s.person("p-second").Decide(st, at)
		return append(first, first...), err // the second one is refused, so both are
	}
	list := []struct {
		id  election.ID
		cmd clerk.Command
		ok  bool
	}{
		{"p-a", with("p-a", fine), true},
		{"p-error", with("p-error", func(store.Side) error { return wrong }), false},
		{"p-panics", panics, false},
		{"p-b", with("p-b", fine), true},
		{"p-side-panics", with("p-side-panics", func(store.Side) error { panic("in Side") }), false},
		{"p-unique", with("p-unique", note("p-a")), false},
		{"p-meddles", meddles, false},
		{"p-fileless", fileless, false},
		{"p-second", second, false},
		{"p-c", with("p-c", fine), true},
	}
	errs := make([]error, len(list))
	size := s.clerk.Point().Head.Size
	s.together(len(list), func(i int) { _, errs[i] = s.clerk.Do(context.Background(), list[i].cmd) }, nil)
	if got := s.clerk.Point().Head.Size - size; got != 3 {
		t.Errorf("%d entries were written", got)
	}
	s.restart()
	for i, c := range list {
		state := s.clerk.Point().State
		_, there := state.Person(c.id)
		_, file := s.log.Blob(context.Background(), hash("a file of "+string(c.id)))
		noted := slices.Contains(s.notes(), string(c.id))
		if there != c.ok || noted != c.ok || (file == nil) != c.ok || (errs[i] == nil) != c.ok {
			t.Errorf("%s: recorded %v, noted %v, file %v, answer %v", c.id, there, noted, file, errs[i])
		}
	}
	if !errors.Is(errs[1], wrong) || !strings.Contains(errs[2].Error(), "in Decide") || !strings.Contains(errs[4].Error(), "in Side") {
		t.Errorf("the answers are %v", errs)
	}
	refused(t, errs[8], "person-taken")
	s.verify()
}

// TestContext: who does not wait any longer hears so, and does not block others.
func TestContext(t *testing.T) {
	s := start(t)
	ctx, cancel := context.WithCancel(context.Background())
	gone, answered := make(chan error), make(chan error, 1)
	s.together(2, func(i int) {
		if i == 0 {
			_, err := s.clerk.Do(ctx, s.person("p-gone"))
			gone <- err
			return
		}
		_, err := s.clerk.Do(context.Background(), s.person("p-stays"))
		answered <- err
	}, func() {
		cancel()
		if err := <-gone; !errors.Is(err, context.Canceled) {
			t.Errorf("the answer is %v", err)
		}
	})
	check(t, <-answered)
	// It had been handed over: that nobody waits takes nothing back.
	if notes := s.notes(); !slices.Equal(notes, []string{"p-gone", "p-stays"}) {
		t.Errorf("recorded: %v", notes)
	}
}

// TestStop: what waits when the service stops is refused or recorded, never both
// and never neither, and nobody waits for ever.
func TestStop(t *testing.T) {
	s := start(t)
	const n = 20
	errs := make([]error, n)
	stopped := make(chan struct{})
	s.together(n, func(i int) { _, errs[i] = s.clerk.Do(context.Background(), s.person(id(i))) }, func() {
		go func() { s.clerk.Close(); close(stopped) }()
	})
	<-stopped
	_, err := s.clerk.Do(context.Background(), s.person("p-after"))
	refused(t, err, "stopped", "Nothing was recorded")
	s.restart() // closes it again
	state := s.clerk.Point().State
	for i, err := range errs {
		_, there := state.Person(id(i))
		if there != (err == nil) {
			t.Errorf("command %d: recorded %v, answer %v", i, there, err)
		}
		if err != nil {
			refused(t, err, "stopped")
		}
	}
}

func id(i int) election.ID { return election.ID(fmt.Sprintf("p-%d", i)) }
