package clerk

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"time"

	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance/record"
)

// batch decides and commits a batch. It returns the commands that must wait
// until a poll that is due has closed.
func (c *Clerk) batch(batch []*pending) (held []*pending) {
	base := c.Point()
	now := c.opt.Clock.Now()
	if err := c.guard.check(now, base.Head.Time); err != nil {
		for _, p := range batch {
			p.answer(Done{}, err)
		}
		return nil
	}
	batch, held = c.gate(base, batch, now)
	next, closed, err := c.write(base, batch, now)
	for tries := 0; err != nil && tries < retries; tries++ {
		// Whether the commit happened is not known. Look, and for what is not
		// there say so: nothing is written a second time behind the back of
		// whoever asked.
		time.Sleep(time.Duration(tries) * pause)
		next, err = c.look(base, batch, err)
	}
	if err != nil {
		for _, p := range batch {
			if p.err == nil {
				p.err = &Unknown{err}
			}
			p.answer(Done{}, p.err)
		}
		return held
	}
	c.publish(base, next)
	for _, p := range batch {
		if p.err != nil {
			p.answer(Done{}, p.err)
			continue
		}
		done := Done{Point: next, First: -1, Time: p.time}
		if len(p.lines) > 0 {
			done.First = p.first
		}
		p.answer(done, nil)
	}
	if closed && c.opt.Closed != nil {
		c.opt.Closed()
	}
	return held
}

const (
	retries = 5
	pause   = 50 * time.Millisecond
)

// write decides the batch inside one transaction.
func (c *Clerk) write(base *record.Point, batch []*pending, now time.Time) (next *record.Point, closed bool, err error) {
	ctx := context.Background()
	err = c.log.Update(ctx, base.Head.Size, func(tx store.Tx, newer [][]byte) error {
		next = fork(base)
		closed = false
		for _, line := range newer {
			if err := next.Fold(line); err != nil {
				return err
			}
		}
		before := next.Head.Size
		closed = c.closeDue(tx, &next, now)
		for _, p := range batch {
			p.lines, p.err, p.first = nil, nil, next.Head.Size
			if p.err = c.decide(tx, &next, p, now); p.err != nil {
				p.lines = nil
			}
			var b *broken
			if errors.As(p.err, &b) {
				p.err = nil
				return b.error
			}
		}
		if next.Head.Size == before {
			return nil
		}
		checkpoint, err := c.opt.Key.Checkpoint(next.Head)
		if err != nil {
			return err
		}
		return tx.PutCheckpoint(checkpoint)
	})
	return next, closed, err
}

// decide runs one command on a copy, and keeps the copy if it was admitted.
func (c *Clerk) decide(tx store.Tx, next **record.Point, p *pending, now time.Time) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("clerk: a command panicked: %v\n%s", r, debug.Stack())
		}
	}()
	at := now
	if p.cmd.Arrived != nil {
		at = p.cmd.Arrived.at
	}
	try := fork(*next)
	acts, err := p.cmd.Decide(&try.State, at)
	if err != nil {
		return err
	}
	entered, err := enter(try, at, acts)
	if err != nil {
		return err
	}
	if p.cmd.Side != nil {
		if err := sheltered(tx, p.cmd.Side); err != nil {
			return err
		}
	}
	for _, blob := range p.cmd.Blobs {
		if _, err := tx.PutBlob(blob); err != nil {
			return &broken{err}
		}
	}
	if p.lines, err = put(tx, entered); err != nil {
		return &broken{err}
	}
	p.time = try.Head.Time
	*next = try
	return nil
}

// enter writes the acts' entries on a point.
func enter(p *record.Point, at time.Time, acts []Act) ([]record.Entered, error) {
	var list []record.Entered
	for _, act := range acts {
		entered, err := p.Enter(at, act.By, act.Event, act.Sealed)
		if err != nil {
			return nil, err
		}
		list = append(list, entered)
	}
	return list, nil
}

// put stores entries with their sealed payloads.
func put(tx store.Tx, entered []record.Entered) (lines [][]byte, err error) {
	for _, e := range entered {
		if err := tx.Append(e.Line); err != nil {
			return nil, err
		}
		for _, r := range e.Sealed {
			if err := tx.PutSealed(r); err != nil {
				return nil, err
			}
		}
		lines = append(lines, e.Line)
	}
	return lines, nil
}

// sheltered runs fn so that its error undoes what it did to side tables.
func sheltered(tx store.Side, fn func(store.Side) error) error {
	if _, err := tx.Exec(`SAVEPOINT command`); err != nil {
		return err
	}
	if err := fn(tx); err != nil {
		if _, undo := tx.Exec(`ROLLBACK TO SAVEPOINT command`); undo != nil {
			return undo
		}
		return err
	}
	_, err := tx.Exec(`RELEASE SAVEPOINT command`)
	return err
}

// look finds out, in a transaction that writes nothing, what the database
// holds after a commit that failed. A command whose lines are not all there
// was not recorded.
func (c *Clerk) look(base *record.Point, batch []*pending, cause error) (*record.Point, error) {
	var next *record.Point
	err := c.log.Update(context.Background(), base.Head.Size, func(_ store.Tx, newer [][]byte) error {
		next = fork(base)
		for _, line := range newer {
			if err := next.Fold(line); err != nil {
				return err
			}
		}
		for _, p := range batch {
			if p.err == nil && !holds(newer, p.first-base.Head.Size, p.lines) {
				p.err = election.Refuse("not-recorded", "The database failed (%v). Nothing was recorded; try again.", cause)
			}
		}
		return nil
	})
	return next, err
}

// holds says whether lines stand in newer from position at on.
func holds(newer [][]byte, at int64, lines [][]byte) bool {
	if at < 0 || at+int64(len(lines)) > int64(len(newer)) {
		return len(lines) == 0
	}
	return slices.EqualFunc(newer[at:at+int64(len(lines))], lines, func(a, b []byte) bool { return string(a) == string(b) })
}

// publish makes a point the newest, and tells of its checkpoint.
func (c *Clerk) publish(base, next *record.Point) {
	if next.Head.Size == base.Head.Size {
		return
	}
	c.point.Store(next)
	if c.opt.Published == nil {
		return
	}
	if checkpoint, err := c.opt.Key.Checkpoint(next.Head); err == nil {
		c.opt.Published(checkpoint)
	}
}

// fork is a snapshot that may be changed.
func fork(p *record.Point) *record.Point {
	q := *p
	return &q
}

// broken is an error of the store in the middle of a command: the whole batch
// must be given up, since the transaction may hold a part of the command.
type broken struct{ error }

func (b *broken) Unwrap() error { return b.error }
