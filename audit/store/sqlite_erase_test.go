package store_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/audit/store/storetest"
)

// traces says in which of the database's files the text stands.
func traces(t *testing.T, path string, text []byte) (found []string) {
	t.Helper()
	files, err := filepath.Glob(path + "*")
	check(t, err)
	for _, f := range files {
		b, err := os.ReadFile(f)
		check(t, err)
		if bytes.Contains(b, text) {
			found = append(found, filepath.Base(f))
		}
	}
	return found
}

// An erased payload is gone from the files themselves, not only from answers,
// whether it stood in the journal or in the database, in one page or in many.
func TestErasureLeavesNoTrace(t *testing.T) {
	for _, c := range []struct {
		size   int
		reopen bool
	}{{40, false}, {40, true}, {20_000, false}, {20_000, true}} {
		t.Run(fmt.Sprint(c), func(t *testing.T) {
			ctx, chain := context.Background(), storetest.NewChain()
			cfg := store.SQLite{Path: filepath.Join(t.TempDir(), "guildhall.db")}
			l := open(t, cfg)
			text := []byte("Amelia Opie of Colegate")
			payload := append(bytes.Repeat([]byte{'.'}, c.size), text...)
			r := audit.Seal(storetest.Origin, 0, audit.Sealed{Field: "name", Payload: payload}, audit.Secret{1})
			var d audit.Digest
			check(t, chain.Batch(ctx, l, func(tx store.Tx, next *storetest.Chain) (err error) {
				if err = tx.PutSealed(r); err != nil {
					return err
				}
				if d, err = tx.PutBlob(append([]byte("blob"), payload...)); err != nil {
					return err
				}
				return tx.Append(next.Line([]audit.Digest{d}, []audit.Digest{r.MAC}))
			}))
			if c.reopen {
				check(t, l.Close())
				l = open(t, cfg)
			}
			if traces(t, cfg.Path, text) == nil {
				t.Fatal("the text cannot be found even before: the test shows nothing")
			}
			check(t, chain.Batch(ctx, l, func(tx store.Tx, next *storetest.Chain) error {
				if err := tx.Erase(r.MAC); err != nil {
					return err
				}
				if err := tx.Erase(d); err != nil {
					return err
				}
				return tx.Append(next.Line(nil, nil))
			}))
			if f := traces(t, cfg.Path, text); f != nil {
				t.Errorf("the text still stands in %v", f)
			}
		})
	}
}

// A reader with an older snapshot keeps the journal; the next write empties it.
func TestErasureWaitsForReaders(t *testing.T) {
	ctx, chain := context.Background(), storetest.NewChain()
	cfg := store.SQLite{Path: filepath.Join(t.TempDir(), "guildhall.db"), Busy: 1}
	l := open(t, cfg)
	text := []byte("Amelia Opie of Colegate")
	r := audit.Seal(storetest.Origin, 0, audit.Sealed{Field: "name", Payload: text}, audit.Secret{1})
	check(t, chain.Batch(ctx, l, func(tx store.Tx, next *storetest.Chain) error {
		if err := tx.PutSealed(r); err != nil {
			return err
		}
		return tx.Append(next.Line(nil, []audit.Digest{r.MAC}))
	}))
	check(t, l.View(ctx, func(v store.Side) error {
		var n int
		check(t, v.QueryRow(`SELECT COUNT(*) FROM sealed`).Scan(&n))
		check(t, chain.Batch(ctx, l, func(tx store.Tx, next *storetest.Chain) error {
			if err := tx.Erase(r.MAC); err != nil {
				return err
			}
			return tx.Append(next.Line(nil, nil))
		}))
		if traces(t, cfg.Path, text) == nil {
			t.Error("the reader's snapshot is gone from the files: the test shows nothing")
		}
		return nil
	}))
	check(t, l.Write(ctx, func(store.Side) error { return nil }))
	if f := traces(t, cfg.Path, text); f != nil {
		t.Errorf("the text still stands in %v", f)
	}
}

// What is destroyed in a side table, by a batch or alone, leaves no trace
// either; neither do rows that a full table moved about.
func TestDestructionLeavesNoTrace(t *testing.T) {
	ctx, chain := context.Background(), storetest.NewChain()
	cfg := store.SQLite{Path: filepath.Join(t.TempDir(), "guildhall.db"),
		Schema: []string{`CREATE TABLE IF NOT EXISTS secrets (name TEXT PRIMARY KEY, secret TEXT UNIQUE) WITHOUT ROWID`}}
	l := open(t, cfg)
	for i := range 500 { // one by one, so that pages fill and split
		check(t, l.Write(ctx, func(tx store.Side) error {
			_, err := tx.Exec(`INSERT INTO secrets (name, secret) VALUES ($1, $2)`, fmt.Sprint(i*7919%500), fmt.Sprintf("a code of Colegate, %d", i))
			return err
		}))
	}
	text := []byte("a code of Colegate")
	if traces(t, cfg.Path, text) == nil {
		t.Fatal("the text cannot be found even before: the test shows nothing")
	}
	check(t, chain.Batch(ctx, l, func(tx store.Tx, next *storetest.Chain) error {
		if n, err := tx.Destroy(`DELETE FROM secrets WHERE name < '3'`); err != nil || n == 0 {
			return fmt.Errorf("%d rows: %w", n, err)
		}
		return tx.Append(next.Line(nil, nil))
	}))
	check(t, l.Write(ctx, func(tx store.Side) error {
		_, err := tx.Destroy(`DELETE FROM secrets`)
		return err
	}))
	if f := traces(t, cfg.Path, text); f != nil {
		t.Errorf("the text still stands in %v", f)
	}
}
