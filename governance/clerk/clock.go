package clerk

import (
	"sync"
	"time"

	"github.com/onenorwich/guildhall/election"
)

// Clock tells the time twice: Now is the wall clock, Elapsed the time since
// the service started by a clock that nobody can set.
type Clock struct {
	Now     func() time.Time
	Elapsed func() time.Duration
}

// SystemClock is this machine's clock.
func SystemClock() Clock {
	start := time.Now()
	return Clock{
		Now:     func() time.Time { return time.Now().Round(0).UTC() },
		Elapsed: func() time.Duration { return time.Since(start) },
	}
}

const (
	// maxDrift is how far the wall clock may leave the other one, and how far
	// the last entry may lie in the future.
	maxDrift = time.Minute
	// slew is how fast a wall clock may leave the other one for good: a second
	// in slew seconds, twice of what operating systems do to set it right.
	slew = 1000
)

// guard notices a clock that jumps.
type guard struct {
	mu    sync.Mutex
	clock Clock
	start time.Time
	lead  time.Duration // of the wall clock over the other one, when last trusted
	seen  time.Duration // Elapsed at that time
	ahead time.Time     // entries up to here may lie in the future: somebody has looked
}

func (g *guard) begin(c Clock) {
	g.clock, g.start, g.seen = c, c.Now(), c.Elapsed()
	g.lead = -g.seen
}

// reading is what the two clocks say at one moment.
type reading struct {
	wall    time.Time
	elapsed time.Duration
	drift   time.Duration // of the wall clock from where it should be
	behind  time.Duration // that the wall clock is behind the last entry, if that is too much
}

// doubt is how far the wall clock is off; 0 while it is trusted.
func (r reading) doubt() time.Duration {
	if r.drift.Abs() > maxDrift {
		return r.drift
	}
	return -r.behind
}

// read reads the clocks; last is the time of the last entry. It is called under
// the lock.
func (g *guard) read(wall, last time.Time) reading {
	r := reading{wall: wall, elapsed: g.clock.Elapsed()}
	r.drift = wall.Sub(g.start) - r.elapsed - g.lead
	if behind := last.Sub(wall); behind > maxDrift && last.After(g.ahead) {
		r.behind = behind
	}
	return r
}

// check refuses to write while the clock is in doubt: now is its time, last
// that of the last entry. A clock that comes back to where it belongs is
// trusted again.
func (g *guard) check(now, last time.Time) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	r := g.read(now, last)
	const until = "Nothing was recorded, and nothing is until that clock has been set right, or the returning officer has compared it with another one and confirmed it."
	switch {
	case r.behind != 0:
		return election.Refuse("clock-behind", "The clock of this election service is being checked: it says %s, but the last entry of the log is dated %s. "+until,
			election.At(now), election.At(last))
	case r.doubt() != 0:
		return election.Refuse("clock-jumped", "The clock of this election service is being checked, because it has jumped by %s. "+until, r.drift.Round(time.Second))
	}
	// Slow drift is ordinary: clocks are disciplined all the time.
	most := (r.elapsed - g.seen) / slew
	g.lead += min(max(r.drift, -most), most)
	g.seen = r.elapsed
	return nil
}

// IsClock says whether a refusal is that the service's clock is in doubt.
func IsClock(code string) bool { return code == "clock-jumped" || code == "clock-behind" }

// ClockDoubt is how far the wall clock has jumped; 0 while it is trusted. It is
// negative where the clock is behind what it was, or behind the last entry.
func (c *Clerk) ClockDoubt() time.Duration {
	g := &c.guard
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.read(g.clock.Now(), c.Point().Head.Time).doubt()
}

// Wall is what the wall clock says, trusted or not: for whoever compares it.
func (c *Clerk) Wall() time.Time { return c.opt.Clock.Now() }

// Now is the time by which everything goes that is not in the log: pages, links,
// sessions, emails, and what is deleted when its time has come. While the wall
// clock is in doubt it is reckoned from the other one, and no deadline comes: so
// a jump closes, expires and deletes nothing.
func (c *Clerk) Now() time.Time {
	p := c.Point()
	g := &c.guard
	g.mu.Lock()
	r := g.read(g.clock.Now(), p.Head.Time)
	trusted, now := g.start.Add(g.seen+g.lead), g.start.Add(r.elapsed+g.lead)
	g.mu.Unlock()
	if r.doubt() == 0 {
		return r.wall
	}
	if last := p.Head.Time; now.Before(last) {
		trusted, now = last, last // entries never run backwards
	}
	for el := range p.State.Election.Elections {
		t := el.Called.Timetable
		for _, m := range []election.Moment{t.Notice, t.NominationsClose, t.WithdrawalsClose, t.Published, t.PollNotice, t.PollOpens, t.PollCloses} {
			if d := m.Time(); d.After(trusted) && !now.Before(d) {
				now = d.Add(-time.Millisecond)
			}
		}
	}
	return now
}

// ConfirmClock accepts the wall clock as it now is. The caller records who did.
func (c *Clerk) ConfirmClock() {
	g := &c.guard
	g.mu.Lock()
	defer g.mu.Unlock()
	g.seen = g.clock.Elapsed()
	g.lead, g.ahead = g.clock.Now().Sub(g.start)-g.seen, c.Point().Head.Time
}
