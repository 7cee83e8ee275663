package store_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/audit/store/storetest"
)

func open(t *testing.T, c store.SQLite) store.Log {
	t.Helper()
	c.Schema = append(c.Schema, storetest.SideTable)
	l, err := c.Open(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// refused opens what must not open, and looks for the reason.
func refused(t *testing.T, c store.SQLite, reason string) {
	t.Helper()
	l, err := c.Open(context.Background())
	if err == nil {
		l.Close()
		t.Fatalf("it was opened; it should say %q", reason)
	}
	if !strings.Contains(err.Error(), reason) {
		t.Errorf("it says %q; it should say %q", err, reason)
	}
}

// raw changes the database behind Guildhall's back.
func raw(t *testing.T, path string, statements ...string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	check(t, err)
	defer db.Close()
	for _, q := range statements {
		if _, err := db.Exec(q); err != nil {
			t.Fatalf("%s: %v", q, err)
		}
	}
}

// filled makes a database of n entries, in batches of one.
func filled(t *testing.T, c store.SQLite, n int) *storetest.Chain {
	t.Helper()
	chain := storetest.NewChain()
	l := open(t, c)
	for range n {
		check(t, chain.Add(context.Background(), l, 1))
	}
	check(t, l.Close())
	return chain
}

func TestPermissions(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	path := filepath.Join(dir, "guildhall.db")
	c := store.SQLite{Path: path, Kept: []string{filepath.Join(t.TempDir(), "kept")}}
	filled(t, c, 1)
	check(t, os.Chmod(path, 0o644)) // as a careless restore leaves it
	l := open(t, c)
	check(t, storetest.NewChain().Add(context.Background(), l, 1))
	files := []string{path, path + "-wal", path + "-shm", path + ".lock", c.Kept[0]}
	for _, f := range append(files, dir) {
		info, err := os.Stat(f)
		check(t, err)
		if info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has the mode %v", filepath.Base(f), info.Mode())
		}
	}
}

func TestOneService(t *testing.T) {
	c := store.SQLite{Path: filepath.Join(t.TempDir(), "guildhall.db")}
	l := open(t, c)
	refused(t, c, "another Guildhall is using this data folder")
	check(t, l.Close())
	check(t, open(t, c).Close())
}

func TestForeignDatabases(t *testing.T) {
	dir := t.TempDir()
	text := filepath.Join(dir, "text.db")
	check(t, os.WriteFile(text, bytes.Repeat([]byte("not a database\n"), 100), 0o600))
	refused(t, store.SQLite{Path: text}, "is not a database that can be read")
	other := filepath.Join(dir, "other.db")
	raw(t, other, `CREATE TABLE entries (x)`)
	refused(t, store.SQLite{Path: other}, "another program")
	newer := filepath.Join(dir, "newer.db")
	filled(t, store.SQLite{Path: newer}, 1)
	raw(t, newer, `PRAGMA user_version = 2`)
	refused(t, store.SQLite{Path: newer}, "newer Guildhall")
}

func TestTamperedDatabase(t *testing.T) {
	triggers := []string{`DROP TRIGGER entries_update`, `DROP TRIGGER entries_delete`, `DROP TRIGGER entries_next`}
	for name, q := range map[string]string{
		"changed":            `UPDATE entries SET line = CAST(replace(CAST(line AS TEXT), '"n":1', '"n":7') AS BLOB) WHERE seq = 1`,
		"last removed":       `DELETE FROM entries WHERE seq = 2`,
		"all removed":        `DELETE FROM entries`,
		"added":              `INSERT INTO entries SELECT 3, line FROM entries WHERE seq = 2`,
		"checkpoint removed": `DELETE FROM checkpoint`,
	} {
		t.Run(name, func(t *testing.T) {
			c := store.SQLite{Path: filepath.Join(t.TempDir(), "guildhall.db")}
			filled(t, c, 3)
			raw(t, c.Path, append(triggers, q)...)
			refused(t, c, "does not match its own checkpoint")
			c.ReadOnly = true
			refused(t, c, "does not match its own checkpoint")
		})
	}
	t.Run("checkpoint garbled", func(t *testing.T) {
		c := store.SQLite{Path: filepath.Join(t.TempDir(), "guildhall.db")}
		filled(t, c, 3)
		raw(t, c.Path, `UPDATE checkpoint SET note = CAST('nonsense' AS BLOB)`)
		refused(t, c, "not a checkpoint")
	})
}

func TestSignedByAnotherKey(t *testing.T) {
	c := store.SQLite{Path: filepath.Join(t.TempDir(), "guildhall.db"), Key: storetest.Key.Public()}
	filled(t, c, 2)
	check(t, open(t, c).Close())
	other, err := audit.NewKey(storetest.Origin, bytes.Repeat([]byte{1}, 32))
	check(t, err)
	c.Key = other.Public()
	refused(t, c, "not signed by the key")
}

func TestKeptCheckpoint(t *testing.T) {
	dir := t.TempDir()
	c := store.SQLite{Path: filepath.Join(dir, "guildhall.db"), Kept: []string{filepath.Join(t.TempDir(), "kept")}, Key: storetest.Key.Public()}
	chain := filled(t, c, 3)
	older, err := os.ReadFile(c.Path)
	check(t, err)
	olderKept, err := os.ReadFile(c.Kept[0])
	check(t, err)

	l := open(t, c)
	check(t, chain.Add(context.Background(), l, 2))
	check(t, l.Close())
	newest, err := os.ReadFile(c.Kept[0])
	check(t, err)
	if !bytes.Equal(newest, chain.Checkpoint()) {
		t.Error("the kept checkpoint is not the newest")
	}

	// A crash between the commit and the keeping leaves an older one: fine.
	check(t, os.WriteFile(c.Kept[0], olderKept, 0o600))
	check(t, open(t, c).Close())

	// The key file was lost and the log written anew from entry 2 on.
	check(t, os.WriteFile(c.Kept[0], fork(t, 4), 0o600))
	refused(t, c, "is not the one whose checkpoint over 4 entries")

	check(t, os.WriteFile(c.Kept[0], []byte("???"), 0o600))
	refused(t, c, "holds none")
	check(t, os.Remove(c.Kept[0]))
	refused(t, c, "cannot be read") // as a disk that is not there
	check(t, os.Mkdir(c.Kept[0], 0o700))
	refused(t, c, "cannot be read")
	check(t, os.Remove(c.Kept[0]))

	// Each place is looked at.
	one := filepath.Join(t.TempDir(), "one")
	check(t, os.WriteFile(one, newest, 0o600))
	check(t, os.WriteFile(c.Kept[0], fork(t, 4), 0o600))
	two := c
	two.Kept = []string{one, c.Kept[0]}
	refused(t, two, c.Kept[0])
	two.Kept = []string{c.Kept[0], one}
	refused(t, two, c.Kept[0])

	// An older copy of the database was restored: consistent with itself.
	check(t, os.WriteFile(c.Kept[0], newest, 0o600))
	check(t, os.WriteFile(c.Path, older, 0o600))
	refused(t, c, "older copy")
	c.ReadOnly = true
	refused(t, c, "older copy")
	c.ReadOnly = false
	// An empty database in its place.
	check(t, os.Remove(c.Path))
	refused(t, c, "older copy")
	kept := c.Kept
	c.Kept = nil
	check(t, os.WriteFile(c.Path, older, 0o600))
	check(t, open(t, c).Close()) // without it, nobody can tell
	c.Kept = kept
}

// fork signs a log of n entries whose last differs.
func fork(t *testing.T, n int) []byte {
	chain := storetest.NewChain()
	for range n - 1 {
		chain.Line(nil, nil)
	}
	chain.Line([]audit.Digest{{9}}, nil)
	return chain.Checkpoint()
}

func TestKeptCheckpointUnwritable(t *testing.T) {
	var told []error
	c := store.SQLite{Path: filepath.Join(t.TempDir(), "guildhall.db"), Kept: []string{filepath.Join(t.TempDir(), "missing", "kept")},
		KeptError: func(err error) { told = append(told, err) }}
	chain := filled(t, c, 2)
	if len(told) != 2 || !errors.Is(told[0], fs.ErrNotExist) {
		t.Errorf("told %v", told)
	}
	refused(t, c, "cannot be read")
	c.Kept = nil
	l := open(t, c)
	check(t, chain.Add(context.Background(), l, 1)) // the two batches before stand
}

func TestReadOnly(t *testing.T) {
	ctx := context.Background()
	c := store.SQLite{Path: filepath.Join(t.TempDir(), "guildhall.db")}
	ro := c
	ro.ReadOnly = true
	refused(t, ro, "there is no database")
	if _, err := os.Stat(c.Path); err == nil {
		t.Fatal("the attempt made a database")
	}
	chain := filled(t, c, 2)
	beside := func() {
		t.Helper()
		l, err := ro.Open(ctx)
		check(t, err)
		defer l.Close()
		n := int64(0)
		for _, err := range l.Lines(ctx, 0) {
			check(t, err)
			n++
		}
		if n != chain.Head.Size {
			t.Errorf("it reads %d of %d entries", n, chain.Head.Size)
		}
		for name, err := range map[string]error{
			"update": l.Update(ctx, n, func(store.Tx, [][]byte) error { return nil }),
			"write":  l.Write(ctx, func(store.Side) error { return nil }),
		} {
			if err == nil || !strings.Contains(err.Error(), "reading only") {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	beside() // no service
	l := open(t, c)
	beside() // beside a service
	check(t, chain.Add(ctx, l, 1))
	beside()
}

// What rots on the disk, or is changed there, is not handed out.
func TestDamagedPayloads(t *testing.T) {
	ctx, chain := context.Background(), storetest.NewChain()
	c := store.SQLite{Path: filepath.Join(t.TempDir(), "guildhall.db")}
	l := open(t, c)
	r := audit.Seal(storetest.Origin, 0, audit.Sealed{Field: "name", Payload: []byte("Amelia")}, audit.Secret{1})
	check(t, chain.Batch(ctx, l, func(tx store.Tx, next *storetest.Chain) error {
		d, err := tx.PutBlob([]byte("paper"))
		return errors.Join(err, tx.PutSealed(r), tx.Append(next.Line([]audit.Digest{d}, []audit.Digest{r.MAC})))
	}))
	_, err1 := l.Blob(ctx, audit.Hash([]byte("paper")))
	_, err2 := l.Unseal(ctx, 0, "name")
	check(t, errors.Join(err1, err2, l.Close()))
	raw(t, c.Path, `UPDATE blobs SET body = CAST('Paper' AS BLOB)`, `UPDATE sealed SET payload = CAST('Amelie' AS BLOB)`)
	l = open(t, c)
	_, err1 = l.Blob(ctx, audit.Hash([]byte("paper")))
	_, err2 = l.Unseal(ctx, 0, "name")
	for _, err := range []error{err1, err2} {
		if err == nil || !strings.Contains(err.Error(), "damaged") {
			t.Errorf("got %v", err)
		}
	}
	check(t, l.Close())
	raw(t, c.Path, `UPDATE sealed SET key = CAST('short' AS BLOB)`)
	if _, err := open(t, c).Sealed(ctx, 0); err == nil || !strings.Contains(err.Error(), "damaged") {
		t.Errorf("got %v", err)
	}
}
