// Package storetest is the conformance suite of store.Log: what the Clerk may
// rely on, whichever database is below. A store is right if Run passes.
package storetest

import (
	"context"
	"fmt"
	"time"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/audit/store"
)

// Origin names the log that the suite writes.
const Origin = "guildhall.example/storetest"

// Key signs it.
var Key = func() audit.Key {
	k, err := audit.NewKey(Origin, make([]byte, 32))
	if err != nil {
		panic(err)
	}
	return k
}()

// SideTable is the side table that the suite needs; both databases read it.
const SideTable = `CREATE TABLE IF NOT EXISTS notes (id INTEGER PRIMARY KEY, body TEXT NOT NULL)`

// Chain writes well-chained entries: the smallest thing that a log accepts.
type Chain struct{ Head audit.Head }

// NewChain begins an empty log.
func NewChain() *Chain {
	h, err := audit.Start(Origin)
	if err != nil {
		panic(err)
	}
	return &Chain{h}
}

// Line makes the next entry, one second after the last, and moves on.
func (c *Chain) Line(blobs, sealed []audit.Digest) []byte {
	e := audit.Entry{Seq: c.Head.Size, Prev: c.Head.Leaf, Time: time.Unix(1_795_000_000+c.Head.Size, 0).UTC(),
		Kind: "test.happened", Data: fmt.Appendf(nil, `{"n":%d}`, c.Head.Size), Blobs: blobs, Sealed: sealed}
	line, err := e.Line()
	if err != nil {
		panic(err)
	}
	c.Fold(line)
	return line
}

// Fold follows an entry that somebody else wrote.
func (c *Chain) Fold(line []byte) {
	_, next, err := c.Head.Next(line)
	if err != nil {
		panic(err)
	}
	c.Head = next
}

// Checkpoint signs where the chain is.
func (c *Chain) Checkpoint() []byte {
	note, err := Key.Checkpoint(c.Head)
	if err != nil {
		panic(err)
	}
	return note
}

// Add writes n entries in one batch. After an error c is as before, so that
// the next Add finds out what was kept.
func (c *Chain) Add(ctx context.Context, l store.Log, n int) error {
	return c.Batch(ctx, l, func(tx store.Tx, next *Chain) error {
		for range n {
			if err := tx.Append(next.Line(nil, nil)); err != nil {
				return err
			}
		}
		return nil
	})
}

// Batch runs fn in one Update, after what others wrote, and puts a checkpoint.
func (c *Chain) Batch(ctx context.Context, l store.Log, fn func(store.Tx, *Chain) error) error {
	next := *c
	err := l.Update(ctx, c.Head.Size, func(tx store.Tx, newer [][]byte) error {
		next = *c
		for _, line := range newer {
			next.Fold(line)
		}
		if err := fn(tx, &next); err != nil {
			return err
		}
		return tx.PutCheckpoint(next.Checkpoint())
	})
	if err == nil {
		*c = next
	}
	return err
}
