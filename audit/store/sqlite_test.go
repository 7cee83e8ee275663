package store_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/audit/store"
)

func TestSmoke(t *testing.T) {
	ctx := context.Background()
	p := filepath.Join(t.TempDir(), "a b?.db")
	l, err := store.OpenSQLite(p, `CREATE TABLE IF NOT EXISTS x (a INTEGER)`)
	if err != nil {
		t.Fatal(err)
	}
	k, _ := audit.NewKey("example.org/log", make([]byte, 32))
	h, _ := audit.Start("example.org/log")
	for i := range 3 {
		err = l.Update(ctx, h.Size, func(tx store.Tx, newer [][]byte) error {
			e := audit.Entry{Seq: h.Size, Prev: h.Leaf, Time: time.Unix(int64(i), 0).UTC(), Kind: "a.b", Data: []byte("{}")}
			line, err := e.Line()
			if err != nil {
				return err
			}
			if _, h, err = h.Next(line); err != nil {
				return err
			}
			if err := tx.Append(line); err != nil {
				return err
			}
			tx.Exec("INSERT INTO x VALUES ($1)", i)
			n, err := k.Checkpoint(h)
			if err != nil {
				return err
			}
			return tx.PutCheckpoint(n)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, err := store.OpenSQLite(p); err == nil {
		t.Fatal("second")
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	l, err = store.OpenSQLite(p)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, err := range l.Lines(ctx, 0) {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	if n != 3 {
		t.Fatal(n)
	}
	l.Close()
}
