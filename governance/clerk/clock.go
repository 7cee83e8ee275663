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
	doubt time.Duration // found, and not yet looked at by anybody
	ahead time.Time     // entries up to here may lie in the future: somebody has looked
}

func (g *guard) begin(c Clock) {
	g.clock, g.start, g.seen = c, c.Now(), c.Elapsed()
	g.lead = -g.seen
}

// check refuses to write while the clock is in doubt: now is its time, last
// that of the last entry. A clock that comes back to where it belongs is
// trusted again.
func (g *guard) check(now, last time.Time) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if ahead := last.Sub(now); ahead > maxDrift && last.After(g.ahead) {
		g.doubt = -ahead
		return election.Refuse("clock-behind", "This machine's clock says %s, but the last entry of the log is dated %s. Nothing is recorded until the clock has been set right, or the returning officer has compared it with another clock and confirmed it.",
			election.At(now), election.At(last))
	}
	elapsed := g.clock.Elapsed()
	drift := now.Sub(g.start) - elapsed - g.lead
	if drift.Abs() > maxDrift {
		g.doubt = drift
		return election.Refuse("clock-jumped", "This machine's clock has jumped by %s. Nothing is recorded until it has been set right, or the returning officer has compared it with another clock and confirmed it.",
			drift.Round(time.Second))
	}
	// Slow drift is ordinary: clocks are disciplined all the time.
	most := (elapsed - g.seen) / slew
	g.lead += min(max(drift, -most), most)
	g.seen, g.doubt = elapsed, 0
	return nil
}

// ClockDoubt is the jump that the clerk has noticed; 0 if there is none. It is
// negative where the clock is behind what it was, or behind the last entry.
func (c *Clerk) ClockDoubt() time.Duration {
	c.guard.mu.Lock()
	defer c.guard.mu.Unlock()
	return c.guard.doubt
}

// ConfirmClock accepts the wall clock as it now is. The caller records who did.
func (c *Clerk) ConfirmClock() {
	g := &c.guard
	g.mu.Lock()
	defer g.mu.Unlock()
	g.seen = g.clock.Elapsed()
	g.lead, g.doubt, g.ahead = g.clock.Now().Sub(g.start)-g.seen, 0, c.Point().Head.Time
}
