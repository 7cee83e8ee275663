package storetest

import (
	"context"
	"errors"
	"testing"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/audit/store"
)

func blobs(t *testing.T, open Open) {
	l, ctx, c := must(t, open), context.Background(), NewChain()
	for _, body := range []string{"", "paper", "paper", "\x00\xff"} {
		check(t, c.Batch(ctx, l, func(tx store.Tx, next *Chain) error {
			d, err := tx.PutBlob([]byte(body))
			if d != audit.Hash([]byte(body)) {
				t.Errorf("%q has the digest %s", body, d)
			}
			return errors.Join(err, tx.Append(next.Line([]audit.Digest{d}, nil)))
		}))
		if got, err := l.Blob(ctx, audit.Hash([]byte(body))); err != nil || string(got) != body {
			t.Errorf("%q: got %q, %v", body, got, err)
		}
	}
}

func sealedRecords(t *testing.T, open Open) {
	l, ctx, c := must(t, open), context.Background(), NewChain()
	check(t, c.Add(ctx, l, 1)) // from now on the store knows the log's name
	put := func(rs ...audit.SealedRecord) error {
		return c.Batch(ctx, l, func(tx store.Tx, next *Chain) error {
			var macs []audit.Digest
			for _, r := range rs {
				macs = append(macs, r.MAC)
				if err := tx.PutSealed(r); err != nil {
					return err
				}
			}
			return tx.Append(next.Line(nil, macs))
		})
	}
	seal := func(field, text string) audit.SealedRecord {
		return audit.Seal(Origin, c.Head.Size, audit.Sealed{Field: field, Payload: []byte(text)}, audit.Secret(audit.Hash([]byte(field+text))))
	}
	check(t, put(seal("name", "Amelia"), seal("mail", "a@example.org"), seal("empty", "")))
	rs, err := l.Sealed(ctx, 1)
	check(t, err)
	if len(rs) != 3 || rs[0].Field != "empty" || rs[1].Field != "mail" || rs[2].Field != "name" {
		t.Fatalf("got %v", rs)
	}
	for _, r := range rs {
		check(t, r.Check(Origin))
	}
	if p, err := l.Unseal(ctx, 1, "empty"); err != nil || p == nil || len(p) > 0 {
		t.Errorf("empty: %q, %v", p, err)
	}
	if _, err := l.Unseal(ctx, 1, "other"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("no such field: %v", err)
	}
	wrong := seal("name", "Amelia")
	wrong.Payload = []byte("Amelie")
	if put(wrong) == nil {
		t.Error("a payload that does not match its MAC was accepted")
	}
	if put(seal("name", "A"), seal("name", "B")) == nil {
		t.Error("one field was accepted twice")
	}
}

func erase(t *testing.T, open Open) {
	l, ctx, c := must(t, open), context.Background(), NewChain()
	var a, b full
	check(t, c.Batch(ctx, l, func(tx store.Tx, c *Chain) (err error) { a, err = c.fullBatch(tx); return err }))
	check(t, c.Batch(ctx, l, func(tx store.Tx, c *Chain) (err error) { b, err = c.fullBatch(tx); return err }))
	check(t, c.Batch(ctx, l, func(tx store.Tx, next *Chain) error {
		return errors.Join(tx.Erase(a.record.MAC), tx.Erase(a.blob), tx.Append(next.Line(nil, nil)))
	}))
	_, err1 := l.Unseal(ctx, 0, "name")
	_, err2 := l.Blob(ctx, a.blob)
	if !errors.Is(err1, store.ErrNotFound) || !errors.Is(err2, store.ErrNotFound) {
		t.Errorf("after the erasure: %v, %v", err1, err2)
	}
	if _, err := l.Unseal(ctx, 1, "name"); err != nil {
		t.Errorf("another record went too: %v", err)
	}
	if _, err := l.Blob(ctx, b.blob); err != nil {
		t.Errorf("another file went too: %v", err)
	}
	err := c.Batch(ctx, l, func(tx store.Tx, _ *Chain) error { return tx.Erase(a.record.MAC) })
	if !errors.Is(err, store.ErrNotFound) {
		t.Errorf("erased twice: %v", err)
	}
	if s := read(t, l); len(s.lines) != 3 {
		t.Errorf("%d lines", len(s.lines))
	}
}

func viewIsASnapshot(t *testing.T, open Open) {
	l, ctx := must(t, open), context.Background()
	count := func(s store.Side) (n int) {
		check(t, s.QueryRow(`SELECT COUNT(*) FROM notes`).Scan(&n))
		return n
	}
	insert := func(s store.Side) error {
		_, err := s.Exec(`INSERT INTO notes (id, body) VALUES ($1, $2)`, 1, "x")
		return err
	}
	check(t, l.View(ctx, func(v store.Side) error {
		before := count(v)
		check(t, l.Write(ctx, insert))
		if after := count(v); before != 0 || after != 0 {
			t.Errorf("the snapshot changed from %d to %d", before, after)
		}
		return nil
	}))
	check(t, l.View(ctx, func(v store.Side) error {
		if n := count(v); n != 1 {
			t.Errorf("the next view has %d", n)
		}
		return nil
	}))
	if l.View(ctx, func(v store.Side) error { _, err := v.Exec(`DELETE FROM notes`); return err }) == nil {
		t.Error("a view could write")
	}
	if err := l.View(ctx, func(store.Side) error { return errTest }); !errors.Is(err, errTest) {
		t.Errorf("got %v", err)
	}
}

func writeSide(t *testing.T, open Open) {
	l, ctx := must(t, open), context.Background()
	insert := func(s store.Side) error {
		n, err := s.Exec(`INSERT INTO notes (id, body) VALUES ($1, $2)`, 1, "x")
		if err == nil && n != 1 {
			t.Errorf("%d rows", n)
		}
		return err
	}
	err := l.Write(ctx, func(s store.Side) error { return errors.Join(insert(s), errTest) })
	if !errors.Is(err, errTest) || read(t, l).notes != 0 {
		t.Errorf("after a failure: %v, %d notes", err, read(t, l).notes)
	}
	gone, cancel := context.WithCancel(ctx)
	err = l.Write(gone, func(s store.Side) error { defer cancel(); return insert(s) })
	if !errors.Is(err, context.Canceled) || read(t, l).notes != 0 {
		t.Errorf("after a cancellation: %v, %d notes", err, read(t, l).notes)
	}
	check(t, l.Write(ctx, insert))
	check(t, l.Write(ctx, func(s store.Side) error {
		rows, err := s.Query(`SELECT body FROM notes WHERE id = $1`, 1)
		if err != nil {
			return err
		}
		defer rows.Close()
		var body string
		if !rows.Next() || rows.Scan(&body) != nil || body != "x" {
			t.Errorf("got %q", body)
		}
		return rows.Err()
	}))
}
