package datadir_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/onenorwich/guildhall/governance/clerk"
	"github.com/onenorwich/guildhall/governance/conduct"
	"github.com/onenorwich/guildhall/governance/datadir"
	"github.com/onenorwich/guildhall/governance/record"
)

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func open(t *testing.T, dir string) *datadir.Dir {
	t.Helper()
	d, err := datadir.Open(context.Background(), dir, datadir.Options{Clock: clerk.SystemClock()})
	check(t, err)
	return d
}

// refused checks that the folder is not opened, and that the reason is told.
func refused(t *testing.T, dir, says string) {
	t.Helper()
	d, err := datadir.Open(context.Background(), dir, datadir.Options{Clock: clerk.SystemClock()})
	if err == nil {
		d.Close()
		t.Fatalf("it was opened; want: %s", says)
	}
	if !strings.Contains(err.Error(), says) {
		t.Errorf("%q does not say %q", err, says)
	}
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	b, err := os.ReadFile(from)
	check(t, err)
	check(t, os.WriteFile(to, b, 0o600))
}

// TestFolder: a folder keeps its log and its key, for its owner only, and a
// folder whose parts do not belong together is refused.
func TestFolder(t *testing.T) {
	ctx := context.Background()
	dir := filepath.Join(t.TempDir(), "data")
	db, key := filepath.Join(dir, datadir.Database), filepath.Join(dir, datadir.KeyFile)
	d := open(t, dir)
	public := d.Key.Public()
	_, err := d.Desk.Begin(ctx, conduct.Setup{Body: "OneNorwich", Key: public, Officer: record.PersonText{Name: "Ada", Email: "ada@example.org"}})
	check(t, err)
	refused(t, dir, "another") // service holds it
	check(t, d.Close())
	entries, err := os.ReadDir(dir)
	check(t, err)
	for _, e := range entries {
		info, err := e.Info()
		check(t, err)
		if info.Mode().Perm()&0o077 != 0 && e.Name() != datadir.Checkpoint {
			t.Errorf("%s can be read by others: %v", e.Name(), info.Mode())
		}
		if strings.Contains(e.Name(), ".new-") {
			t.Errorf("%s was left", e.Name())
		}
	}
	old := filepath.Join(t.TempDir(), "old.db")
	copyFile(t, db, old)

	d = open(t, dir)
	if d.Key.Public() != public || d.Desk.Clerk.Point().Head.Size == 0 {
		t.Error("the folder did not keep its log and key")
	}
	log, same, err := datadir.Read(ctx, dir)
	check(t, err)
	if same != public {
		t.Error("beside the service the key is another one")
	}
	check(t, log.Close())
	state := d.Desk.State()
	for p := range state.Persons {
		check(t, d.Desk.Join(ctx, p.ID, []conduct.NewPractice{{Text: record.PracticeText{Code: "D80001", Name: "Lawson Road Surgery"}}}))
	}
	check(t, d.Close())

	// An older database beside the newest checkpoint.
	newest := filepath.Join(t.TempDir(), "newest.db")
	copyFile(t, db, newest)
	copyFile(t, old, db)
	refused(t, dir, "checkpoint")
	copyFile(t, newest, db)
	check(t, open(t, dir).Close())

	kept := filepath.Join(t.TempDir(), "log.key")
	copyFile(t, key, kept)
	check(t, os.Remove(key))
	refused(t, dir, "holds a log but not its key")
	check(t, os.WriteFile(key, []byte("guildhall"), 0o600))
	refused(t, dir, "is not the key of a log")
	other := filepath.Join(t.TempDir(), "other")
	check(t, open(t, other).Close())
	copyFile(t, filepath.Join(other, datadir.KeyFile), key)
	refused(t, dir, "checkpoint")
	copyFile(t, kept, key)
	check(t, open(t, dir).Close())

	if _, _, err := datadir.Read(ctx, t.TempDir()); err == nil || !strings.Contains(err.Error(), "is not a data folder") {
		t.Errorf("an empty folder: %v", err)
	}
}
