package clerk

import (
	"sync"
	"time"
)

// Arrival stamps something that has arrived and is still being checked. A poll
// does not close while anything that arrived before its deadline is.
type Arrival struct {
	at   time.Time
	desk *desk
	once sync.Once
}

// desk holds the arrivals that have not been dealt with.
type desk struct {
	mu   sync.Mutex
	open map[*Arrival]bool
	wake chan struct{}
}

// Arrive stamps an arrival with the clerk's clock. Done must be called once
// nothing more comes of it; calling it again does nothing. The
// stamp is given under the lock, so that who finds the lock free after a
// deadline has seen every arrival before it.
func (c *Clerk) Arrive() *Arrival {
	d := &c.desk
	d.mu.Lock()
	defer d.mu.Unlock()
	a := &Arrival{at: c.Now(), desk: d}
	if d.open == nil {
		d.open = make(map[*Arrival]bool)
	}
	d.open[a] = true
	return a
}

// At is when it arrived.
func (a *Arrival) At() time.Time { return a.at }

// Done says that nothing more comes of the arrival.
func (a *Arrival) Done() {
	a.once.Do(func() {
		a.desk.mu.Lock()
		defer a.desk.mu.Unlock()
		delete(a.desk.open, a)
		if a.desk.wake != nil {
			close(a.desk.wake)
			a.desk.wake = nil
		}
	})
}

// changed is closed when the next arrival is done.
func (d *desk) changed() <-chan struct{} {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.wake == nil {
		d.wake = make(chan struct{})
	}
	return d.wake
}

// before says whether anything that arrived before t is still being checked,
// the commands aside that this batch has settled.
func (d *desk) before(t time.Time, batch []*pending) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	here := make(map[*Arrival]bool)
	for _, p := range batch {
		if p.cmd.Arrived != nil && settled(p.err) {
			here[p.cmd.Arrived] = true
		}
	}
	for a := range d.open {
		if a.at.Before(t) && !here[a] {
			return true
		}
	}
	return false
}
