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

// maxDrift is how far the wall clock may leave the other one, and how far the
// last entry may lie in the future.
const maxDrift = time.Minute

// guard notices a clock that jumps.
type guard struct {
	mu      sync.Mutex
	clock   Clock
	wall    time.Time
	elapsed time.Duration
	drift   time.Duration // found, and not yet looked at by anybody
}

func (g *guard) start(c Clock) {
	g.clock, g.wall, g.elapsed = c, c.Now(), c.Elapsed()
}

// check refuses to write while the clock is in doubt.
func (g *guard) check(now, last time.Time) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if last.Sub(now) > maxDrift {
		return election.Refuse("clock-behind", "This machine's clock says %s, but the last entry of the log is dated %s. Nothing can be recorded until the clock is right; set it, and try again.",
			now.Format(time.RFC3339), last.Format(time.RFC3339))
	}
	drift := now.Sub(g.wall) - (g.clock.Elapsed() - g.elapsed)
	if drift.Abs() <= maxDrift && g.drift == 0 {
		// Slow drift is ordinary: clocks are disciplined all the time.
		g.wall, g.elapsed = now, g.clock.Elapsed()
		return nil
	}
	if g.drift == 0 || drift.Abs() > maxDrift {
		g.drift = drift
	}
	if drift.Abs() <= maxDrift {
		// It jumped back to where it belongs.
		g.drift = 0
		return nil
	}
	return election.Refuse("clock-jumped", "This machine's clock has jumped by %s. Nothing is recorded until the returning officer has compared it with another clock and confirmed it, or it has been set right.",
		drift.Round(time.Second))
}

// ClockDoubt is the jump that the clerk has noticed; 0 if there is none.
func (c *Clerk) ClockDoubt() time.Duration {
	c.guard.mu.Lock()
	defer c.guard.mu.Unlock()
	return c.guard.drift
}

// ConfirmClock accepts the wall clock as it now is. The caller records who did.
func (c *Clerk) ConfirmClock() {
	c.guard.mu.Lock()
	defer c.guard.mu.Unlock()
	c.guard.wall, c.guard.elapsed, c.guard.drift = c.guard.clock.Now(), c.guard.clock.Elapsed(), 0
}
