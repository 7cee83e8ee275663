package clerk

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/governance/record"
)

// decideAll decides a batch in the order of time. At each deadline that has
// come, first what arrived before it is decided, then the poll closes. While
// anything that arrived before the deadline is still being checked, everything
// else is held, so that no later entry pushes the log's time past the deadline.
//
// Its error gives up the whole batch.
func (c *Clerk) decideAll(tx store.Tx, a *attempt, batch []*pending, now time.Time) error {
	decide := func(list []*pending) error {
		for _, p := range list {
			if err := c.decide(tx, a, p, now); err != nil {
				return err
			}
		}
		return nil
	}
	rest := batch
	list := due(a.next, now)
	for i, d := range list {
		var inTime, later []*pending
		for _, p := range rest {
			if p.at(now).Before(d.deadline) {
				inTime = append(inTime, p)
			} else {
				later = append(later, p)
			}
		}
		if err := decide(inTime); err != nil {
			return err
		}
		rest = later
		if c.desk.before(d.deadline, batch) {
			a.held = rest
			return nil
		}
		// A poll that cannot be closed stays as it is: the time alone keeps
		// ballots out, and everything else goes on.
		at := now
		if i+1 < len(list) && d.deadline.Before(list[i+1].deadline) {
			// The next poll's ballots are decided after this close, and must
			// not seem to have come after their own.
			at = list[i+1].deadline.Add(-time.Millisecond)
		}
		trouble, failed := closePoll(tx, a, d.election, at)
		if failed != nil {
			return failed
		}
		a.trouble = errors.Join(a.trouble, trouble)
	}
	return decide(rest)
}

// decide runs one command on a copy, and keeps the copy if it was admitted.
// Its error gives up the whole batch: the transaction may hold a part of the
// command.
func (c *Clerk) decide(tx store.Tx, a *attempt, p *pending, now time.Time) (failed error) {
	try := fork(a.next)
	var entered []record.Entered
	p.done = Done{First: -1}
	p.err = caught(func() (err error) {
		state := try.State // whatever Decide does to it has no effect
		acts, err := p.cmd.Decide(&state, p.at(now))
		if err == nil {
			entered, err = enter(try, p.at(now), acts)
		}
		return err
	})
	if p.err == nil {
		p.err = c.stored(a, entered, p.cmd.Blobs)
	}
	if p.err == nil && p.cmd.Side != nil {
		if p.err, failed = sheltered(tx, p.cmd.Side); failed != nil {
			return failed
		}
	}
	if p.err != nil || len(entered) == 0 {
		return nil
	}
	p.done.First, p.done.Time = a.next.Head.Size, try.Head.Time
	a.next = try
	return put(tx, a, entered, p.cmd.Blobs)
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

// files are digests of blobs.
type files map[audit.Digest]bool

// stored checks that every file that the entries name comes with them or is
// held: an entry without its file could never be verified.
func (c *Clerk) stored(a *attempt, entered []record.Entered, blobs [][]byte) error {
	here := make(files)
	for _, b := range blobs {
		here[audit.Hash(b)] = true
	}
	for _, e := range entered {
		for _, d := range e.Blobs {
			if here[d] || a.files[d] {
				continue
			}
			if _, err := c.log.Blob(context.Background(), d); err != nil {
				return fmt.Errorf("clerk: an entry names the file %s, which does not come with it: %w", d, err)
			}
		}
	}
	return nil
}

// put stores entries with their files and sealed payloads. A command without
// an entry stores no file: it may have been destroyed since.
func put(tx store.Tx, a *attempt, entered []record.Entered, blobs [][]byte) error {
	for _, b := range blobs {
		d, err := tx.PutBlob(b)
		if err != nil {
			return err
		}
		a.files[d] = true
	}
	for _, e := range entered {
		if err := tx.Append(e.Line); err != nil {
			return err
		}
		for _, r := range e.Sealed {
			if err := tx.PutSealed(r); err != nil {
				return err
			}
		}
	}
	return nil
}

// sheltered runs fn so that its error undoes what it did to side tables. A
// database may have given up the whole transaction at an error of fn's (a full
// disk); then the savepoint is gone, which is the second error: nothing may be
// written after it.
func sheltered(tx store.Side, fn func(store.Side) error) (refused, failed error) {
	if _, err := tx.Exec(`SAVEPOINT command`); err != nil {
		return nil, err
	}
	if refused = caught(func() error { return fn(tx) }); refused != nil {
		if _, err := tx.Exec(`ROLLBACK TO SAVEPOINT command`); err != nil {
			return nil, errors.Join(refused, err)
		}
	}
	_, failed = tx.Exec(`RELEASE SAVEPOINT command`)
	return refused, failed
}

// caught turns a panic of a command's own code into an error.
func caught(fn func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = panicked(r)
		}
	}()
	return fn()
}

func panicked(r any) error {
	return fmt.Errorf("clerk: a command panicked: %v\n%s", r, debug.Stack())
}
