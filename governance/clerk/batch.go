package clerk

import (
	"context"
	"time"

	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance/record"
)

// attempt is what a batch has come to inside its transaction.
type attempt struct {
	next    *record.Point
	from    int64      // entries before the batch
	files   files      // that the batch has stored so far
	held    []*pending // not decided: they wait until a poll that is due has closed
	trouble error      // what kept a poll from closing
	whole   bool       // everything was written, but for the commit
}

// batch decides and commits a batch. It returns the commands that must wait
// until a poll that is due has closed.
func (c *Clerk) batch(batch []*pending) (held []*pending) {
	base := c.Point()
	now := c.opt.Clock.Now()
	if err := c.guard.check(now, base.Head.Time); err != nil {
		answer(batch, nil, func(*pending) error { return err })
		return nil
	}
	a, err := c.write(base, batch, now)
	verdict := func(p *pending) error { return p.err }
	if err != nil {
		a, verdict = c.find(base, a, err)
	} else {
		c.trouble.Store(&a.trouble)
	}
	if a.next != nil && a.next.Head.Size > base.Head.Size {
		c.point.Store(a.next)
	}
	waits := make(map[*pending]bool)
	for _, p := range a.held {
		waits[p] = true
	}
	decided := batch[:0:0]
	for _, p := range batch {
		if !waits[p] {
			decided = append(decided, p)
		}
	}
	answer(decided, a.next, verdict)
	return a.held
}

// answer tells each command its verdict.
func answer(batch []*pending, next *record.Point, verdict func(*pending) error) {
	for _, p := range batch {
		if p.err = verdict(p); p.err == nil {
			p.done.Point = next
		} else {
			p.done = Done{}
		}
		if settled(p.err) && p.cmd.Arrived != nil {
			p.cmd.Arrived.Done()
		}
		close(p.reply)
	}
}

// write decides the batch inside one transaction.
func (c *Clerk) write(base *record.Point, batch []*pending, now time.Time) (a *attempt, err error) {
	a = &attempt{}
	defer func() {
		if r := recover(); r != nil { // of the store: it has rolled back
			*a, err = attempt{}, panicked(r)
		}
	}()
	err = c.log.Update(context.Background(), base.Head.Size, func(tx store.Tx, newer [][]byte) error {
		*a = attempt{next: fork(base), files: make(files)}
		for _, line := range newer {
			if err := a.next.Fold(line); err != nil {
				return err
			}
		}
		a.from = a.next.Head.Size
		if err := c.decideAll(tx, a, batch, now); err != nil {
			return err
		}
		if a.next.Head.Size > a.from {
			checkpoint, err := c.opt.Key.Checkpoint(a.next.Head)
			if err != nil {
				return err
			}
			if err := tx.PutCheckpoint(checkpoint); err != nil {
				return err
			}
		}
		a.whole = true
		return nil
	})
	return a, err
}

const (
	looks = 5
	pause = 50 * time.Millisecond
)

// find finds out what the database holds after an error. The answers follow
// from that, and from nothing else: what was decided in a batch that is not
// there, a refusal or "recorded already" included, was decided on what never
// happened.
func (c *Clerk) find(base *record.Point, a *attempt, cause error) (found *attempt, verdict func(*pending) error) {
	c.report(cause)
	next, kept, err := c.look(base, a)
	for n := 1; err != nil && n < looks; n++ {
		time.Sleep(time.Duration(n) * pause)
		next, kept, err = c.look(base, a)
	}
	found = &attempt{next: next}
	if a.whole {
		found.held = a.held
	}
	switch {
	case err != nil:
		c.report(err)
		return &attempt{held: found.held}, func(p *pending) error { return &Unknown{err} }
	case kept:
		return found, func(p *pending) error { return p.err }
	case a.whole && a.next.Head.Size == a.from:
		// Without an entry nothing shows whether side tables were changed.
		return found, func(p *pending) error {
			if p.err == nil && p.cmd.Side != nil {
				return &Unknown{cause}
			}
			return notRecorded
		}
	}
	return found, func(*pending) error { return notRecorded }
}

var notRecorded = election.Refuse("not-recorded", "The database failed. Nothing was recorded; try again in a minute.")

// look reads, in a transaction that writes nothing, what the database holds,
// and whether a's entries are there. All of them are or none is, so the last
// one says it.
func (c *Clerk) look(base *record.Point, a *attempt) (next *record.Point, kept bool, err error) {
	err = c.log.Update(context.Background(), base.Head.Size, func(_ store.Tx, newer [][]byte) error {
		next, kept = fork(base), false
		for _, line := range newer {
			if err := next.Fold(line); err != nil {
				return err
			}
			if a.whole && next.Head.Size > a.from && next.Head.Size == a.next.Head.Size {
				kept = next.Head.Leaf == a.next.Head.Leaf
			}
		}
		return nil
	})
	return next, kept, err
}

// fork is a snapshot that may be changed.
func fork(p *record.Point) *record.Point {
	q := *p
	return &q
}
