package storetest

import (
	"bytes"
	"context"
	"errors"
	"testing"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/audit/store"
)

func empty(t *testing.T, open Open) {
	l, ctx := must(t, open), context.Background()
	if s := read(t, l); len(s.lines) != 0 || s.notes != 0 {
		t.Error("a new database is not empty")
	}
	_, err1 := l.Checkpoint(ctx)
	_, err2 := l.Blob(ctx, audit.Hash(nil))
	_, err3 := l.Unseal(ctx, 0, "name")
	for _, err := range []error{err1, err2, err3} {
		if !errors.Is(err, store.ErrNotFound) {
			t.Errorf("got %v, not ErrNotFound", err)
		}
	}
	if rs, err := l.Sealed(ctx, 0); err != nil || len(rs) != 0 {
		t.Errorf("got %v, %v", rs, err)
	}
}

func batchIsWhole(t *testing.T, open Open) {
	l, ctx, c := must(t, open), context.Background(), NewChain()
	var f full
	check(t, c.Batch(ctx, l, func(tx store.Tx, c *Chain) (err error) { f, err = c.fullBatch(tx); return err }))
	check(t, c.Add(ctx, l, 2))
	want := read(t, l)
	if len(want.lines) != 3 || want.notes != 1 {
		t.Fatalf("%d lines, %d notes", len(want.lines), want.notes)
	}
	check(t, l.Close())

	l = must(t, open)
	got := read(t, l)
	if !bytes.Equal(bytes.Join(got.lines, nil), bytes.Join(want.lines, nil)) || !bytes.Equal(got.note, want.note) || got.notes != 1 {
		t.Error("what is read after opening again differs")
	}
	if b, err := l.Blob(ctx, f.blob); err != nil || audit.Hash(b) != f.blob {
		t.Errorf("blob: %v", err)
	}
	if p, err := l.Unseal(ctx, 0, "name"); err != nil || string(p) != "Amelia" {
		t.Errorf("unseal: %q, %v", p, err)
	}
	check(t, c.Add(ctx, l, 1))
}

var errTest = errors.New("refused by the test")

// nothing checks that the batch that fn tries leaves no trace, and that the
// log works afterwards.
func nothing(t *testing.T, open Open, try func(l store.Log, c *Chain)) {
	t.Helper()
	l, ctx, c := must(t, open), context.Background(), NewChain()
	check(t, c.Add(ctx, l, 1))
	try(l, c)
	if s := read(t, l); len(s.lines) != 1 || s.notes != 0 {
		t.Errorf("%d lines and %d notes are left", len(s.lines), s.notes)
	}
	if rs, err := l.Sealed(ctx, 1); err != nil || len(rs) > 0 {
		t.Errorf("sealed: %v, %v", rs, err)
	}
	if _, err := l.Blob(ctx, audit.Hash([]byte{1, 'b'})); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("blob: %v", err)
	}
	check(t, c.Batch(ctx, l, func(tx store.Tx, c *Chain) error { _, err := c.fullBatch(tx); return err }))
	if s := read(t, l); len(s.lines) != 2 || s.notes != 1 {
		t.Errorf("afterwards: %d lines and %d notes", len(s.lines), s.notes)
	}
}

func failureKeepsNothing(t *testing.T, open Open) {
	nothing(t, open, func(l store.Log, c *Chain) {
		err := c.Batch(context.Background(), l, func(tx store.Tx, c *Chain) error {
			_, err := c.fullBatch(tx)
			return errors.Join(err, errTest)
		})
		if !errors.Is(err, errTest) {
			t.Errorf("got %v", err)
		}
	})
}

func panicKeepsNothing(t *testing.T, open Open) {
	nothing(t, open, func(l store.Log, c *Chain) {
		defer func() {
			if r := recover(); r != errTest {
				t.Errorf("recovered %v", r)
			}
		}()
		c.Batch(context.Background(), l, func(tx store.Tx, c *Chain) error {
			c.fullBatch(tx)
			panic(errTest)
		})
	})
}

func cancelKeepsNothing(t *testing.T, open Open) {
	nothing(t, open, func(l store.Log, c *Chain) {
		ctx, cancel := context.WithCancel(context.Background())
		err := c.Batch(ctx, l, func(tx store.Tx, c *Chain) error {
			_, err := c.fullBatch(tx)
			cancel()
			return err
		})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled inside: %v", err)
		}
		err = c.Batch(ctx, l, func(store.Tx, *Chain) error { t.Error("fn was called"); return nil })
		if !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled before: %v", err)
		}
	})
}

func newerLines(t *testing.T, open Open) {
	l, ctx, c := must(t, open), context.Background(), NewChain()
	check(t, c.Add(ctx, l, 5))
	all := read(t, l).lines
	for size := range int64(6) {
		check(t, l.Update(ctx, size, func(_ store.Tx, newer [][]byte) error {
			if !bytes.Equal(bytes.Join(newer, nil), bytes.Join(all[size:], nil)) {
				t.Errorf("from %d: %d lines", size, len(newer))
			}
			return nil
		}))
	}
	err := l.Update(ctx, 6, func(store.Tx, [][]byte) error { t.Error("fn was called"); return nil })
	if !errors.Is(err, store.ErrBehind) {
		t.Errorf("ahead of the database: %v", err)
	}
}

func checkpointMustFit(t *testing.T, open Open) {
	l, ctx, c := must(t, open), context.Background(), NewChain()
	check(t, c.Add(ctx, l, 2))
	before := c.Checkpoint()
	foreign, err := audit.NewKey("guildhall.example/other", make([]byte, 32))
	check(t, err)
	for name, note := range map[string]func(next *Chain) []byte{
		"none":    func(*Chain) []byte { return nil },
		"older":   func(*Chain) []byte { return before },
		"garbage": func(*Chain) []byte { return []byte("checkpoint\n") },
		"ahead":   func(n *Chain) []byte { m := *n; m.Line(nil, nil); return m.Checkpoint() },
		"other root": func(n *Chain) []byte {
			m := *c
			m.Line([]audit.Digest{{1}}, nil)
			return m.Checkpoint()
		},
		"other log": func(n *Chain) []byte {
			h := n.Head
			h.Origin = "guildhall.example/other"
			raw, err := foreign.Checkpoint(h)
			check(t, err)
			return raw
		},
	} {
		err := l.Update(ctx, c.Head.Size, func(tx store.Tx, _ [][]byte) error {
			next := *c
			if err := tx.Append(next.Line(nil, nil)); err != nil {
				return err
			}
			if raw := note(&next); raw != nil {
				return tx.PutCheckpoint(raw)
			}
			return nil
		})
		if err == nil {
			t.Errorf("%s: the batch was accepted", name)
		}
	}
	if s := read(t, l); len(s.lines) != 2 {
		t.Errorf("%d lines", len(s.lines))
	}
	check(t, c.Add(ctx, l, 1))
}

func badLines(t *testing.T, open Open) {
	l, ctx := must(t, open), context.Background()
	for name, line := range map[string][]byte{
		"empty": {}, "newline": []byte("{}\n"), "inside": []byte("{\n}"), "long": bytes.Repeat([]byte("x"), audit.MaxLine+1),
	} {
		if err := l.Update(ctx, 0, func(tx store.Tx, _ [][]byte) error { return tx.Append(line) }); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}

func entriesAreImmutable(t *testing.T, open Open) {
	l, ctx, c := must(t, open), context.Background(), NewChain()
	check(t, c.Add(ctx, l, 3))
	want := read(t, l).lines
	for _, q := range []string{
		`UPDATE entries SET line = $1`, `UPDATE entries SET seq = 9 WHERE seq = 2 AND line <> $1`,
		`DELETE FROM entries WHERE line <> $1`, `DELETE FROM entries WHERE seq = 2 AND line <> $1`,
		`INSERT INTO entries (seq, line) VALUES (7, $1)`, `INSERT INTO entries (seq, line) VALUES (1, $1)`,
	} {
		if err := l.Write(ctx, func(s store.Side) error { _, err := s.Exec(q, []byte("x")); return err }); err == nil {
			t.Errorf("%s was accepted", q)
		}
	}
	if got := read(t, l).lines; !bytes.Equal(bytes.Join(got, nil), bytes.Join(want, nil)) {
		t.Error("the log has changed")
	}
}
