// Package faulty wraps a store.Log so that tests can make any one of its write
// operations fail, in the two ways in which a database does: the write is lost,
// or it is persisted and the answer is lost.
//
// The invariant: operations are counted in the order in which they are called,
// so a test that is run with the fault at 1, 2, 3 and so on, until Fired says
// no, has failed at every write.
package faulty

import (
	"context"
	"database/sql"
	"errors"
	"sync"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/audit/store"
)

// ErrInjected is the error of an operation that was made to fail.
var ErrInjected = errors.New("an injected fault")

// Mode is how an operation fails.
type Mode int

const (
	// Lost: nothing is written and the error says so. A lost operation inside
	// a transaction loses the whole transaction, even if its error is ignored.
	Lost Mode = iota
	// Persisted: the operation takes place, and an error is returned all the
	// same. At a commit this is the batch of which nobody knows.
	Persisted
)

// String names the mode in a test.
func (m Mode) String() string { return [...]string{"lost", "persisted"}[m] }

// Log is the wrapped log. Reads pass through.
type Log struct {
	store.Log

	mu    sync.Mutex
	ops   []string
	at    int
	mode  Mode
	fired bool
}

// New wraps l, without any fault set.
func New(l store.Log) *Log { return &Log{Log: l} }

// At sets the fault at the n-th write operation from now on, counted from 1;
// zero sets none. It forgets what was counted.
func (l *Log) At(n int, mode Mode) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ops, l.at, l.mode, l.fired = nil, n, mode, false
}

// Fired reports whether the fault has happened.
func (l *Log) Fired() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.fired
}

// Ops names the write operations since At, as "begin", "append", "commit".
func (l *Log) Ops() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]string(nil), l.ops...)
}

// step counts an operation and says how it must fail.
func (l *Log) step(name string) (lost, persisted bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ops = append(l.ops, name)
	if len(l.ops) != l.at {
		return false, false
	}
	l.fired = true
	return l.mode == Lost, l.mode == Persisted
}

// op runs one operation with its fault.
func (l *Log) op(name string, doomed *bool, do func() error) error {
	lost, persisted := l.step(name)
	if lost {
		*doomed = true
		return ErrInjected
	}
	if err := do(); err != nil {
		return err
	}
	if persisted {
		return ErrInjected
	}
	return nil
}

// Update implements store.Log.
func (l *Log) Update(ctx context.Context, size int64, fn func(store.Tx, [][]byte) error) error {
	return l.transaction(func(end func(side, error) error) error {
		return l.Log.Update(ctx, size, func(inner store.Tx, newer [][]byte) error {
			s := side{inner, l, new(bool)}
			return end(s, fn(tx{s, inner}, newer))
		})
	})
}

// Write implements store.Log.
func (l *Log) Write(ctx context.Context, fn func(store.Side) error) error {
	return l.transaction(func(end func(side, error) error) error {
		return l.Log.Write(ctx, func(inner store.Side) error {
			s := side{inner, l, new(bool)}
			return end(s, fn(s))
		})
	})
}

// transaction counts the beginning and the commit around run. A beginning
// cannot be persisted: that fault, too, happens before anything else.
func (l *Log) transaction(run func(end func(side, error) error) error) error {
	if lost, persisted := l.step("begin"); lost || persisted {
		return ErrInjected
	}
	unknown := false
	err := run(func(s side, err error) error {
		if err != nil {
			return err
		}
		if *s.doomed {
			return ErrInjected
		}
		lost, persisted := l.step("commit")
		unknown = persisted
		if lost {
			return ErrInjected
		}
		return nil
	})
	if err == nil && unknown {
		return ErrInjected
	}
	return err
}

// side counts statements that write.
type side struct {
	store.Side
	l      *Log
	doomed *bool // a write was lost: the transaction must be, too
}

func (s side) Exec(query string, args ...any) (n int64, err error) {
	err = s.l.op("exec", s.doomed, func() error {
		n, err = s.Side.Exec(query, args...)
		return err
	})
	return n, err
}

func (s side) Destroy(query string, args ...any) (n int64, err error) {
	err = s.l.op("destroy", s.doomed, func() error {
		n, err = s.Side.Destroy(query, args...)
		return err
	})
	return n, err
}

// Query passes through. A statement that writes and returns rows is not
// counted; Guildhall has none.
func (s side) Query(query string, args ...any) (*sql.Rows, error) {
	return s.Side.Query(query, args...)
}

// tx counts the writes of a batch.
type tx struct {
	side
	inner store.Tx
}

func (t tx) Append(line []byte) error {
	return t.l.op("append", t.doomed, func() error { return t.inner.Append(line) })
}

func (t tx) PutBlob(b []byte) (audit.Digest, error) {
	return audit.Hash(b), t.l.op("blob", t.doomed, func() error { _, err := t.inner.PutBlob(b); return err })
}

func (t tx) PutSealed(r audit.SealedRecord) error {
	return t.l.op("sealed", t.doomed, func() error { return t.inner.PutSealed(r) })
}

func (t tx) PutCheckpoint(raw []byte) error {
	return t.l.op("checkpoint", t.doomed, func() error { return t.inner.PutCheckpoint(raw) })
}

func (t tx) Erase(d audit.Digest) error {
	return t.l.op("erase", t.doomed, func() error { return t.inner.Erase(d) })
}
