package clerk_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance/clerk"
)

// TestLastSecond: a ballot that arrived two seconds before the close and is
// checked for five counts; the close waits for it, and everything else waits
// for the close, so that the log's time does not pass the deadline before.
func TestLastSecond(t *testing.T) {
	s := start(t)
	ctx := context.Background()
	_, err := s.cast(s.vote(t, 1, 0))
	check(t, err)
	s.clock.at(s.closes.Add(-2 * time.Second))
	first, second := s.clerk.Arrive(), s.clerk.Arrive()
	if at := first.At(); !at.Equal(s.closes.Add(-2 * time.Second)) {
		t.Errorf("stamped %v", at)
	}
	s.clock.pass(5 * time.Second)
	officer := s.clerk.Submit(s.person("p-later"))
	tick := s.clerk.Submit(clerk.Command{Decide: nothing})

	r, err := s.clerk.Cast(ctx, first, s.vote(t, 0, 0))
	check(t, err)
	first.Done()
	if !r.Time.Equal(s.closes.Add(-2 * time.Second)) {
		t.Errorf("the receipt says %v", r.Time)
	}
	// The second one is still being checked.
	if el := s.election(); el.Poll.Closed() || officer.Answered() || tick.Answered() {
		t.Fatalf("closed %v, officer answered %v, tick answered %v", el.Poll.Closed(), officer.Answered(), tick.Answered())
	}
	_, err = s.clerk.Cast(ctx, second, s.vote(t, 1, 1))
	check(t, err)
	second.Done()
	second.Done() // again does nothing
	_, err = officer.Wait()
	check(t, err)
	_, err = tick.Wait()
	check(t, err)

	var kinds []string
	for _, e := range s.entries(4) {
		kinds = append(kinds, e.Kind)
		if late := !e.Time.Before(s.closes); late != (e.Kind != "ballot.cast") {
			t.Errorf("%s at %v", e.Kind, e.Time)
		}
	}
	if !slices.Equal(kinds, []string{"ballot.cast", "ballot.cast", "poll.closed", "person.added"}) {
		t.Errorf("the log ends with %v", kinds)
	}
	s.restart()
	s.count(map[int]int{0: 0, 1: 1})
}

// TestTooLate: what arrives at the very deadline is refused, with the time of
// the vote that stands; the poll is closed first, by whatever comes.
func TestTooLate(t *testing.T) {
	s := start(t)
	r, err := s.cast(s.vote(t, 0, 0))
	check(t, err)
	s.clock.at(s.closes)
	_, err = s.cast(s.vote(t, 0, 1))
	refused(t, err, "closed", election.At(s.closes).String(), "Your vote of "+election.At(r.Time).String()+" stands")
	if el := s.election(); !el.Poll.Closed() {
		t.Error("the late ballot did not close the poll")
	}
	_, err = s.cast(s.vote(t, 3, 1))
	refused(t, err, "closed", "No vote had been cast")
	s.count(map[int]int{0: 0})
}

// TestAbandoned: an arrival of which nothing comes does not keep the poll open.
func TestAbandoned(t *testing.T) {
	s := start(t)
	s.clock.at(s.closes.Add(-time.Second))
	gone, refusedOne := s.clerk.Arrive(), s.clerk.Arrive()
	s.clock.pass(time.Second)
	later := s.clerk.Submit(s.person("p-later"))
	// A foreign code: refused, and the arrival is settled with that.
	v := s.vote(t, 0, 0)
	v.Practice = s.list[5]
	_, err := s.clerk.Cast(context.Background(), refusedOne, v)
	refused(t, err, "foreign-code")
	if later.Answered() {
		t.Fatal("something later was recorded before the close")
	}
	gone.Done()
	_, err = later.Wait() // without any further command
	check(t, err)
	refusedOne.Done()
	if kinds := s.kinds(2); !slices.Equal(kinds, []string{"poll.closed", "person.added"}) {
		t.Errorf("the log ends with %v", kinds)
	}
}

// TestStopWhileHeld: the service stops while commands wait for a close.
func TestStopWhileHeld(t *testing.T) {
	s := start(t)
	s.clock.at(s.closes.Add(-time.Second))
	a := s.clerk.Arrive()
	s.clock.pass(time.Second)
	later := s.clerk.Submit(s.person("p-later"))
	s.clerk.Close()
	_, err := later.Wait()
	refused(t, err, "stopped")
	a.Done()
	s.restart()
	if el := s.election(); !el.Poll.Closed() || s.kinds(1)[0] != "poll.closed" {
		t.Error("the poll was not closed at the start")
	}
}

// TestDownAtTheDeadline: a service that was not there closes the poll when it
// starts, before it takes anything.
func TestDownAtTheDeadline(t *testing.T) {
	s := start(t)
	_, err := s.cast(s.vote(t, 2, 0))
	check(t, err)
	s.clock.at(s.closes.Add(3 * time.Hour))
	s.restart()
	el := s.election()
	if !el.Poll.Closed() || !slices.Equal(el.Poll.Voted, s.list[2:3]) {
		t.Errorf("closed %v, voted %v", el.Poll.Closed(), el.Poll.Voted)
	}
	s.count(map[int]int{2: 0})
}

// TestTamperedVoted: where the side table does not give what the ballot box
// says, the poll cannot be closed: the clerk says so, nothing is half-done, and
// everything else goes on. Put right again, it closes.
func TestTamperedVoted(t *testing.T) {
	for _, c := range []struct{ name, tamper, repair string }{
		{"a row too many", `INSERT INTO voted SELECT election, 'd80005', 99 FROM voted WHERE practice = 'd80000'`, `DELETE FROM voted WHERE practice = 'd80005'`},
		{"a row too few", `DELETE FROM voted WHERE practice = 'd80003'`, `INSERT INTO voted SELECT election, 'd80003', 99 FROM voted`},
		{"another's votes", `UPDATE voted SET practice = 'd80001' WHERE practice = 'd80003'`, `UPDATE voted SET practice = 'd80003' WHERE practice = 'd80001'`},
		{"no practice", `UPDATE voted SET practice = 'nobody' WHERE practice = 'd80003'`, `UPDATE voted SET practice = 'd80003' WHERE practice = 'nobody'`},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := start(t)
			for _, i := range []int{0, 3} {
				_, err := s.cast(s.vote(t, i, 1))
				check(t, err)
			}
			s.side(c.tamper)
			before := s.voted()
			s.clock.at(s.closes)
			s.tick()
			if err := s.clerk.Trouble(); err == nil || !clerk.IsRefusal(err) {
				t.Errorf("the trouble is %v", err)
			}
			if el := s.election(); el.Poll.Closed() || !slices.Equal(s.voted(), before) {
				t.Errorf("closed %v; the side table holds %v, not %v", el.Poll.Closed(), s.voted(), before)
			}
			_, err := s.clerk.Do(context.Background(), s.person("p-goes-on"))
			check(t, err)
			_, err = s.cast(s.vote(t, 0, 2))
			refused(t, err, "closed")
			s.verify()

			s.side(c.repair)
			s.count(map[int]int{0: 1, 3: 1})
			if err := s.clerk.Trouble(); err != nil {
				t.Errorf("the trouble stays: %v", err)
			}
		})
	}
}

// side changes a side table behind the clerk's back.
func (s *service) side(query string) {
	s.t.Helper()
	check(s.t, s.log.Write(context.Background(), func(tx store.Side) error {
		n, err := tx.Exec(query)
		if err == nil && n != 1 {
			s.t.Fatalf("%q changed %d rows", query, n)
		}
		return err
	}))
}
