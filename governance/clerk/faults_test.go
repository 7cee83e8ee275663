package clerk_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/audit/store/faulty"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance/clerk"
	"github.com/onenorwich/guildhall/governance/datadir"
	"github.com/onenorwich/guildhall/governance/record"
)

// step is one command of a batch under faults. It can be given again until it
// is acknowledged.
type step struct {
	name string
	do   func(*service) error
	// times says how often it stands in the log.
	times func(*service) int
	never bool // it is refused at all times
}

func voteStep(i, n int) step {
	return step{name: fmt.Sprintf("vote %d of practice %d", n, i),
		do: func(s *service) error { _, err := s.cast(s.vote(s.t, i, n)); return err },
		times: func(s *service) (times int) {
			el, want := s.election(), election.Digest(s.vote(s.t, i, n).Checked[0].Digest())
			for c := range el.Poll.Casts {
				if c.Ballots[0].Ballot == want {
					times++
				}
			}
			return times
		}}
}

// personStep writes a sealed text and a note. Given again after it had been
// recorded, its rule refuses it.
func personStep(id election.ID) step {
	return step{name: string(id),
		do: func(s *service) error { _, err := s.clerk.Do(context.Background(), s.person(id)); return err },
		times: func(s *service) int {
			state := s.clerk.Point().State
			p, ok := state.Person(id)
			if noted := slices.Contains(s.notes(), string(id)); noted != ok {
				s.t.Errorf("%s: recorded %v, but noted %v", id, ok, noted)
			}
			if !ok {
				return 0
			}
			if _, err := s.log.Unseal(context.Background(), p.Seq, "details"); err != nil {
				s.t.Errorf("%s: %v", id, err)
			}
			return 1
		}}
}

// refusedStep writes a note and is refused.
func refusedStep() step {
	return step{name: "refused", never: true,
		do: func(s *service) error {
			cmd := s.person("p-refused")
			cmd.Side = func(tx store.Side) error {
				if err := note("p-refused")(tx); err != nil {
					return err
				}
				return election.Refuse("no", "No.")
			}
			_, err := s.clerk.Do(context.Background(), cmd)
			return err
		},
		times: personStep("p-refused").times}
}

// sweep runs a batch with a fault at its first write, its second one, and so
// on, each in both ways, until there is none left.
func sweep(t *testing.T, steps []step, batch func(s *service, run func(i int), ready func()), after func(*service)) {
	for _, mode := range []faulty.Mode{faulty.Lost, faulty.Persisted} {
		t.Run(mode.String(), func(t *testing.T) {
			t.Parallel()
			for n := 1; ; n++ {
				if !underFault(t, n, mode, steps, batch, after) {
					if n < 20 {
						t.Errorf("there were only %d writes", n-1)
					}
					return
				}
			}
		})
	}
}

func underFault(t *testing.T, n int, mode faulty.Mode, steps []step, batch func(*service, func(int), func()), after func(*service)) (fired bool) {
	s := start(t)
	defer func() {
		if t.Failed() {
			t.Fatalf("with a fault at write %d", n)
		}
	}()
	errs := make([]error, len(steps))
	batch(s, func(i int) { errs[i] = steps[i].do(s) }, func() { s.log.At(n, mode) })
	fired = s.log.Fired()
	s.log.At(0, mode)

	// Another pair of eyes: what was acknowledged is on the disk now.
	held := s.elsewhere()
	for i, step := range steps {
		var unknown *clerk.Unknown
		switch {
		case errs[i] == nil && (step.never || !held(step)):
			t.Errorf("%s was acknowledged, but is not there", step.name)
		case clerk.IsRefusal(errs[i]) && held(step):
			t.Errorf("%s was refused (%v), but is there", step.name, errs[i])
		case errors.As(errs[i], &unknown):
			t.Errorf("%s: the database can be asked, and yet: %v", step.name, errs[i])
		}
	}
	if !fired {
		for i, err := range errs {
			if (err != nil) != steps[i].never {
				t.Errorf("%s without a fault: %v", steps[i].name, err)
			}
		}
	}
	// Half of the runs go on with the same clerk, half with a new one.
	if n%2 == 0 {
		s.restart()
	}
	for i, step := range steps {
		if errs[i] != nil {
			if err := step.do(s); (err != nil) != step.never {
				t.Errorf("%s again: %v", step.name, err)
			}
		}
	}
	s.restart()
	for _, step := range steps {
		want := 1
		if step.never {
			want = 0
		}
		if got := step.times(s); got != want {
			t.Errorf("%s is recorded %d times", step.name, got)
		}
	}
	after(s)
	if n%6 == int(mode) { // a replay it was each time
		s.verify()
	}
	return fired
}

// elsewhere opens the database beside the service, for reading, as an export
// does.
func (s *service) elsewhere() func(step) bool {
	s.t.Helper()
	l, err := store.SQLite{Path: filepath.Join(s.path, datadir.Database), Key: s.key.Public(), ReadOnly: true}.Open(context.Background())
	check(s.t, err)
	s.t.Cleanup(func() { l.Close() })
	point, err := record.Replay(s.key.Origin(), l.Lines(context.Background(), 0))
	check(s.t, err)
	return func(step step) bool {
		other := &service{opened: s.opened, t: s.t, log: faulty.New(l), clerk: clerk.At(point)}
		return step.times(other) > 0
	}
}

// TestFaults: whatever write fails in a batch of ballots, texts and side tables,
// lost or kept, no acknowledged command is lost, none is recorded twice, and
// what is refused leaves no trace.
func TestFaults(t *testing.T) {
	steps := []step{voteStep(0, 0), personStep("p-new"), voteStep(0, 0), refusedStep(), voteStep(1, 1), voteStep(0, 2), personStep("p-newer")}
	sweep(t, steps, func(s *service, run func(int), ready func()) {
		s.together(len(steps), run, ready)
	}, func(s *service) {
		if got := s.voted(); !slices.Equal(got, s.list[:2]) {
			t.Errorf("the side table says that %v voted", got)
		}
		// Those of practice 0 were tried again in any order.
		if got := s.standing(1, 3); got != 1 {
			t.Errorf("vote %d of practice 1 counts", got)
		}
	})
}

// TestFaultsAtClose: the same in the batch that closes the poll, with the last
// ballots, which arrived in time, before the close, and another command after
// it. The ballots are recorded whatever fails: their voters could not try again.
func TestFaultsAtClose(t *testing.T) {
	last := []step{voteStep(0, 0), voteStep(3, 1)}
	steps := append(last, personStep("p-later"))
	sweep(t, steps, func(s *service, run func(int), ready func()) {
		s.clock.at(s.closes.Add(-time.Millisecond))
		arrived := make([]*clerk.Arrival, len(last))
		for i := range last {
			arrived[i] = s.clerk.Arrive()
		}
		s.together(len(steps), func(i int) {
			if i >= len(last) {
				run(i)
				return
			}
			_, err := s.clerk.Cast(context.Background(), arrived[i], s.vote(t, 3*i, i))
			arrived[i].Done()
			if err != nil {
				t.Errorf("%s: %v", steps[i].name, err)
			}
		}, func() { s.clock.pass(time.Minute); ready() })
	}, func(s *service) {
		if kinds := s.kinds(4); !slices.Equal(kinds, []string{"ballot.cast", "ballot.cast", "poll.closed", "person.added"}) {
			t.Errorf("the log ends with %v", kinds)
		}
		if el := s.election(); len(s.voted()) != 0 || len(el.Poll.Voted) != 2 {
			t.Errorf("%d practices are named, %v are left in the side table", len(el.Poll.Voted), s.voted())
		}
	})
}

// TestUnknown: the answer to a commit is lost, and then the database cannot be
// reached. Nobody is told anything that is not known; a vote is tried again and
// meets itself.
func TestUnknown(t *testing.T) {
	s := start(t)
	size := s.clerk.Point().Head.Size
	// What comes next after do, and writes as much, is kept, unanswered.
	after := func(do func() error) {
		t.Helper()
		s.log.At(0, faulty.Persisted)
		check(t, do())
		s.log.At(len(s.log.Ops()), faulty.Persisted)
		s.shaky.away(5)
	}
	after(func() error { _, err := s.clerk.Do(context.Background(), s.person("p-0")); return err })
	_, err := s.clerk.Do(context.Background(), s.person("p-1"))
	var unknown *clerk.Unknown
	if !errors.As(err, &unknown) || !errors.Is(err, errUnreachable) || clerk.IsRefusal(err) {
		t.Errorf("the answer is %v", err)
	}
	if got := s.clerk.Point().Head.Size; got != size+1 {
		t.Errorf("%d entries are shown", got-size)
	}
	s.tick() // the next transaction sees what the database holds
	if got := s.clerk.Point().Head.Size; got != size+2 {
		t.Errorf("%d entries are shown", got-size)
	}

	after(func() error { _, err := s.cast(s.vote(t, 0, 0)); return err })
	r, err := s.cast(s.vote(t, 1, 0))
	check(t, err)
	if !r.Again || r.Seq != size+3 {
		t.Errorf("the receipt is %+v", r)
	}
	s.restart()
	s.count(map[int]int{0: 0, 1: 0})
}
