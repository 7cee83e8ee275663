package rehearsal

import (
	"sync"
	"time"

	"github.com/onenorwich/guildhall/governance/clerk"
)

// Clock is a clock that the script sets. It stands still until Run.
type Clock struct {
	mu      sync.Mutex
	at      time.Time
	running bool
	since   time.Time // machine time at which at was right, while running
	first   time.Time
}

// NewClock stands at t.
func NewClock(t time.Time) *Clock { return &Clock{at: t, first: t} }

// Now is the clock's time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now()
}

func (c *Clock) now() time.Time {
	if c.running {
		return c.at.Add(time.Since(c.since)).UTC()
	}
	return c.at.UTC()
}

// Set moves the clock forwards to t; it never goes back.
func (c *Clock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if t.After(c.now()) {
		c.at, c.since = t, time.Now()
	}
}

// Advance moves the clock forwards by d.
func (c *Clock) Advance(d time.Duration) { c.Set(c.Now().Add(d)) }

// Run lets the clock run on by itself.
func (c *Clock) Run() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at, c.since, c.running = c.now(), time.Now(), true
}

// Clerk is the clock as the clerk wants it. What the script sets is no jump.
func (c *Clock) Clerk() clerk.Clock {
	return clerk.Clock{Now: c.Now, Elapsed: func() time.Duration { return c.Now().Sub(c.first) }}
}
