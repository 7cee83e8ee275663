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

	// The folder's own checkpoint counts beside one that is kept elsewhere.
	elsewhere := filepath.Join(t.TempDir(), "elsewhere")
	copyFile(t, filepath.Join(dir, datadir.Checkpoint), elsewhere)
	copyFile(t, old, db)
	_, err = datadir.Open(ctx, dir, datadir.Options{Clock: clerk.SystemClock(), Kept: filepath.Join(t.TempDir(), "none")})
	if err == nil || !strings.Contains(err.Error(), "older copy") {
		t.Errorf("an older database beside its folder's checkpoint: %v", err)
	}
	copyFile(t, newest, db)
	_, err = datadir.Open(ctx, dir, datadir.Options{Clock: clerk.SystemClock(), Kept: filepath.Join(t.TempDir(), "none")})
	if err == nil || !strings.Contains(err.Error(), "copy it there yourself") {
		t.Errorf("a checkpoint that is not there: %v", err)
	}
	d, err = datadir.Open(ctx, dir, datadir.Options{Clock: clerk.SystemClock(), Kept: elsewhere})
	check(t, err)
	check(t, d.Close())

	if _, _, err := datadir.Read(ctx, t.TempDir()); err == nil || !strings.Contains(err.Error(), "is not a data folder") {
		t.Errorf("an empty folder: %v", err)
	}
}

// TestOthersCannotRead: whatever made a folder or a file in it readable for
// others, they cannot read it once the service has started, and that is told.
func TestOthersCannotRead(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	check(t, open(t, dir).Close())
	files := []string{dir}
	for _, name := range []string{datadir.Database, datadir.KeyFile, datadir.Checkpoint, datadir.Database + ".lock", datadir.Database + "-wal"} {
		files = append(files, filepath.Join(dir, name))
	}
	check(t, os.WriteFile(files[len(files)-1], nil, 0o600))
	for _, path := range files {
		info, err := os.Stat(path)
		check(t, err)
		check(t, os.Chmod(path, info.Mode().Perm()|0o044))
	}
	var told []string
	d, err := datadir.Open(context.Background(), dir, datadir.Options{Clock: clerk.SystemClock(), Trouble: func(err error) { told = append(told, err.Error()) }})
	check(t, err)
	defer d.Close()
	for _, path := range files {
		info, err := os.Stat(path)
		check(t, err)
		if info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has the mode %v", path, info.Mode())
		}
	}
	if len(told) != len(files) {
		t.Errorf("told %q", told)
	}
	// A folder of other things is not taken from anybody.
	shared := t.TempDir()
	check(t, os.Chmod(shared, 0o755))
	check(t, os.WriteFile(filepath.Join(shared, "letter"), nil, 0o644))
	refused(t, shared, "name a folder of its own")
	if info, err := os.Stat(shared); err != nil || info.Mode().Perm() != 0o755 {
		t.Errorf("its mode is %v (%v)", info.Mode(), err)
	}
}
