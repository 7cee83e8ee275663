package store_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/audit/store"
)

// TestErasedIsForgotten: what was made of a payload goes with it, and what is
// being made while it goes is not kept either.
func TestErasedIsForgotten(t *testing.T) {
	ctx := context.Background()
	log, err := store.SQLite{Path: filepath.Join(t.TempDir(), "log.db")}.Open(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	put := func(body string) (d audit.Digest) {
		t.Helper()
		if err := log.Update(ctx, 0, func(tx store.Tx, _ [][]byte) (err error) {
			d, err = tx.PutBlob([]byte(body))
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return d
	}
	erase := func(d audit.Digest) {
		t.Helper()
		if err := log.Update(ctx, 0, func(tx store.Tx, _ [][]byte) error { return tx.Erase(d) }); err != nil {
			t.Fatal(err)
		}
	}
	reads := 0
	read := func(d audit.Digest, meanwhile func()) (string, error) {
		return store.Remember(log.Memory(), d, func() (string, error) {
			reads++
			b, err := log.Blob(ctx, d)
			if meanwhile != nil {
				meanwhile()
			}
			return string(b), err
		})
	}
	name, other := put("Amelia"), put("a statement")
	for range 3 {
		if s, err := read(name, nil); err != nil || s != "Amelia" || reads != 1 {
			t.Fatalf("%q, %v, read %d times", s, err, reads)
		}
	}
	erase(name)
	for range 2 { // nor is it remembered that there is nothing
		if s, err := read(name, nil); !errors.Is(err, store.ErrNotFound) {
			t.Fatalf("erased, and %q is remembered (%v)", s, err)
		}
	}
	if s, _ := read(other, func() { erase(other) }); s != "a statement" {
		t.Fatalf("%q", s)
	}
	if s, err := read(other, nil); !errors.Is(err, store.ErrNotFound) {
		t.Fatalf("erased while it was read, and %q is remembered (%v)", s, err)
	}
}
