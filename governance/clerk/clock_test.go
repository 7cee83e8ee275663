package clerk_test

import (
	"context"
	"testing"
	"time"

	"github.com/onenorwich/guildhall/governance/clerk"
)

func (s *service) do() error {
	_, err := s.clerk.Do(context.Background(), clerk.Command{Decide: nothing})
	return err
}

// TestClockJumps: a wall clock that leaves the other one by more than a minute
// stops everything that would be recorded, with a sentence; nothing is lost.
func TestClockJumps(t *testing.T) {
	for _, c := range []struct {
		name string
		jump time.Duration
		says string
	}{
		{"over the deadline", 2 * time.Hour, "jumped by 2h0m0s"},
		{"a little", 61 * time.Second, "jumped by 1m1s"},
		{"back", -61 * time.Second, "jumped by -1m1s"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := start(t)
			_, err := s.cast(s.vote(t, 0, 0))
			check(t, err)
			s.clock.pass(time.Minute + time.Second)
			check(t, s.do())
			size := s.clerk.Point().Head.Size
			s.clock.jump(c.jump)
			_, err = s.cast(s.vote(t, 0, 1))
			refused(t, err, "clock-jumped", c.says, "confirmed")
			_, err = s.clerk.Do(context.Background(), s.person("p-1"))
			refused(t, err, "clock-jumped")
			refused(t, s.do(), "clock-jumped")
			if el := s.election(); el.Poll.Closed() || s.clerk.Point().Head.Size != size {
				t.Fatal("something was recorded by a clock in doubt")
			}
			if d := s.clerk.ClockDoubt(); d != c.jump {
				t.Errorf("the doubt is %v", d)
			}
			// Time goes on; the doubt stays.
			s.clock.pass(time.Minute)
			refused(t, s.do(), "clock-jumped", c.says)

			// It is set right: nobody needs to confirm anything.
			s.clock.jump(-c.jump)
			check(t, s.do())
			if d := s.clerk.ClockDoubt(); d != 0 {
				t.Errorf("the doubt is still %v", d)
			}
			// Or somebody confirms that it is right as it is.
			s.clock.jump(c.jump)
			refused(t, s.do(), "clock-jumped")
			s.clerk.ConfirmClock()
			check(t, s.do())
			if el := s.election(); el.Poll.Closed() != (c.jump > time.Hour) {
				t.Errorf("closed: %v", el.Poll.Closed())
			}
			s.count(map[int]int{0: 0})
		})
	}
}

// TestClockDrift: clocks are disciplined slowly all the time, and that is no
// jump; many small jumps are.
func TestClockDrift(t *testing.T) {
	s := start(t)
	for range 200 { // more than a minute and a half in two days
		s.clock.move(15*time.Minute+500*time.Millisecond, 15*time.Minute)
		check(t, s.do())
	}
	s.clock.jump(50 * time.Second)
	check(t, s.do())
	s.clock.pass(time.Second)
	s.clock.jump(50 * time.Second)
	refused(t, s.do(), "clock-jumped")
}

// TestClockBehind: where the last entry lies in the future, one of the two
// clocks was wrong. It waits until the clock is right or somebody has looked.
func TestClockBehind(t *testing.T) {
	s := start(t)
	_, err := s.cast(s.vote(t, 0, 0))
	check(t, err)
	behind := func(d time.Duration) { // the machine starts with its clock behind
		s.clock.jump(-d)
		s.restart()
	}
	behind(time.Minute) // this much is borne
	_, err = s.cast(s.vote(t, 0, 1))
	check(t, err)
	behind(30 * time.Minute)
	_, err = s.cast(s.vote(t, 0, 2))
	refused(t, err, "clock-behind", "2026-12-14T16:00:00.000Z", "confirmed")
	if d := s.clerk.ClockDoubt(); d >= 0 {
		t.Errorf("the doubt is %v", d)
	}
	s.clock.move(31*time.Minute, 31*time.Minute) // the clock catches up
	_, err = s.cast(s.vote(t, 0, 2))
	check(t, err)

	behind(20 * time.Minute)
	refused(t, s.do(), "clock-behind")
	s.clerk.ConfirmClock()
	last := s.clerk.Point().Head.Time
	_, err = s.cast(s.vote(t, 1, 1))
	check(t, err)
	if got := s.clerk.Point().Head.Time; got.Before(last) {
		t.Error("the log runs backwards")
	}
	check(t, s.do())
	s.count(map[int]int{0: 2, 1: 1})
}

// TestStaleStamp: what was stamped while the clock was ahead does not put an
// entry into the future once the clock has been set right.
func TestStaleStamp(t *testing.T) {
	s := start(t)
	s.clock.jump(30 * time.Minute)
	a := s.clerk.Arrive()
	s.clock.jump(-30 * time.Minute)
	r, err := s.clerk.Cast(context.Background(), a, s.vote(t, 0, 0))
	check(t, err)
	if !r.Time.Equal(s.clock.now()) {
		t.Errorf("recorded at %v, but it is %v", r.Time, s.clock.now())
	}
	check(t, s.do())
}

// TestNowWhileInDoubt: by a clock that has jumped no time of anybody's runs out:
// Now goes on by the other clock, and stops before the next deadline.
func TestNowWhileInDoubt(t *testing.T) {
	for _, jump := range []time.Duration{400 * 24 * time.Hour, -400 * 24 * time.Hour} {
		s := start(t)
		check(t, s.do())
		before := s.clock.now()
		s.clock.jump(jump)
		if d := s.clerk.ClockDoubt(); d != jump { // before anything was tried
			t.Errorf("%v: the doubt is %v", jump, d)
		}
		if got := s.clerk.Now(); !got.Equal(before) {
			t.Errorf("%v: it is %v, not %v", jump, got, before)
		}
		if got := s.clerk.Wall(); !got.Equal(before.Add(jump)) {
			t.Errorf("%v: the wall clock is shown as %v", jump, got)
		}
		s.clock.pass(20 * time.Minute)
		if got := s.clerk.Now(); !got.Equal(before.Add(20 * time.Minute)) {
			t.Errorf("%v: it is %v twenty minutes later", jump, got)
		}
		s.clock.pass(3 * time.Hour)
		if got := s.clerk.Now(); !got.Before(s.closes) || s.closes.Sub(got) > time.Second {
			t.Errorf("%v: it is %v after the deadline of %v", jump, got, s.closes)
		}
		if at := s.clerk.Arrive().At(); !at.Before(s.closes) {
			t.Errorf("%v: a vote was stamped %v, after the close", jump, at)
		}
		s.clock.jump(-jump) // it is set right
		if got := s.clerk.Now(); !got.Equal(s.clock.now()) {
			t.Errorf("%v: it is %v, not %v", jump, got, s.clock.now())
		}
	}
}
