package datadir_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance"
	"github.com/onenorwich/guildhall/governance/clerk"
	"github.com/onenorwich/guildhall/governance/conduct"
	"github.com/onenorwich/guildhall/governance/datadir"
	"github.com/onenorwich/guildhall/governance/record"
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// still is a clock that stands.
var still = clerk.Clock{
	Now:     func() time.Time { return time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC) },
	Elapsed: func() time.Duration { return 0 },
}

func open(t *testing.T, dir string) *datadir.Dir {
	t.Helper()
	d, err := datadir.Open(t.Context(), dir, datadir.Options{Clock: still})
	must(t, err)
	return d
}

// begun is a folder with the first entries of a log.
func begun(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "data")
	d := open(t, dir)
	_, err := d.Desk.Begin(t.Context(), conduct.Setup{Body: "Alliance", Key: d.Key.Public(), Officer: record.PersonText{Name: "Robin", Email: "r@example.org"}})
	must(t, err)
	must(t, d.Close())
	return dir
}

// grow adds an entry.
func grow(t *testing.T, d *datadir.Dir, practice election.ID) {
	t.Helper()
	blob, digest := record.Blob(record.PracticeText{Code: "X", Name: "Y"})
	_, err := d.Desk.Clerk.Do(t.Context(), clerk.Command{Blobs: [][]byte{blob}, Decide: func(*governance.State, time.Time) ([]clerk.Act, error) {
		return []clerk.Act{{By: election.Service, Event: governance.PracticeJoined{Practice: practice, Details: digest}}}, nil
	}})
	must(t, err)
}

func copied(t *testing.T, from, to string) {
	t.Helper()
	must(t, os.CopyFS(to, os.DirFS(from)))
}

// refused requires that a folder is not opened, with a sentence for a person.
func refused(t *testing.T, dir string, o datadir.Options, words string) {
	t.Helper()
	o.Clock = still
	d, err := datadir.Open(t.Context(), dir, o)
	if err == nil {
		d.Close()
		t.Fatalf("the folder was opened; expected: %s", words)
	}
	if !strings.Contains(err.Error(), words) {
		t.Fatalf("refused otherwise than expected (%q): %v", words, err)
	}
}

func TestReopened(t *testing.T) {
	dir := begun(t)
	d := open(t, dir)
	size := d.Desk.Clerk.Point().Head.Size
	if size != 3 {
		t.Errorf("%d entries are there again", size)
	}
	grow(t, d, "x1")
	must(t, d.Close())
	d = open(t, dir)
	defer d.Close()
	if d.Desk.Clerk.Point().Head.Size != size+1 {
		t.Error("an entry was lost")
	}
	s := d.Desk.State()
	if key := d.Key.Public(); s.Key != election.Digest(key.Raw()) || !strings.HasPrefix(d.Key.Origin(), "guildhall/") {
		t.Errorf("the log %s names another key", d.Key.Origin())
	}
}

// TestPrivate: what is secret is readable by its owner only.
func TestPrivate(t *testing.T) {
	dir := begun(t)
	for name, want := range map[string]os.FileMode{"": 0o700, datadir.KeyFile: 0o600, datadir.Database: 0o600} {
		info, err := os.Stat(filepath.Join(dir, name))
		must(t, err)
		if info.Mode().Perm() != want {
			t.Errorf("%q has the permissions %v, not %v", name, info.Mode().Perm(), want)
		}
	}
}

func TestKeyFile(t *testing.T) {
	dir := begun(t)
	other := begun(t)
	path := filepath.Join(dir, datadir.KeyFile)
	good, err := os.ReadFile(path)
	must(t, err)
	foreign, err := os.ReadFile(filepath.Join(other, datadir.KeyFile))
	must(t, err)
	origin, _, _ := strings.Cut(string(good), " ")
	_, seed, _ := strings.Cut(string(foreign), " ")

	for name, c := range map[string]struct {
		body  []byte
		words string
	}{
		"another log's":       {foreign, "checkpoint"},
		"another secret":      {[]byte(origin + " " + seed), "checkpoint"},
		"empty":               {nil, "not the key of a log"},
		"cut short":           {good[:20], "not the key of a log"},
		"cut short in secret": {good[:len(good)-11], "32 bytes"},
		"rubbish":             {bytes.Repeat([]byte("x"), 100), "not the key of a log"},
	} {
		t.Run(name, func(t *testing.T) {
			must(t, os.WriteFile(path, c.body, 0o600))
			refused(t, dir, datadir.Options{}, c.words)
			if _, _, err := datadir.Read(t.Context(), dir); err == nil {
				t.Error("the folder was opened for reading")
			}
		})
	}
	must(t, os.Remove(path))
	refused(t, dir, datadir.Options{}, "put log.key back from the backup")
	if _, err := os.Stat(path); err == nil {
		t.Error("a new key was made beside an old log")
	}
	must(t, os.WriteFile(path, good, 0o600))
	d := open(t, dir)
	must(t, d.Close())
}

func TestTwoServices(t *testing.T) {
	dir := begun(t)
	first := open(t, dir)
	refused(t, dir, datadir.Options{}, "another")
	grow(t, first, "x1") // undisturbed
	must(t, first.Close())
	second := open(t, dir)
	must(t, second.Close())
}

// TestBesides: an export reads beside a running service, sees what was
// committed, and writes nothing.
func TestBesides(t *testing.T) {
	ctx := t.Context()
	dir := begun(t)
	d := open(t, dir)
	defer d.Close()
	grow(t, d, "x1")
	log, key, err := datadir.Read(ctx, dir)
	must(t, err)
	defer log.Close()
	if key != d.Key.Public() {
		t.Error("another key was read")
	}
	grow(t, d, "x2")
	point, err := record.Replay(d.Key.Origin(), log.Lines(ctx, 0))
	must(t, err)
	if point.Head.Size != 5 {
		t.Errorf("%d entries were read", point.Head.Size)
	}
	checkpoint, err := log.Checkpoint(ctx)
	must(t, err)
	var out bytes.Buffer
	must(t, record.Contents(ctx, point, key, checkpoint, log, true).WriteZip(ctx, &out))
	b, err := audit.ReadBundle(bytes.NewReader(out.Bytes()), int64(out.Len()))
	must(t, err)
	if _, err := record.Verify(ctx, b, record.Options{Trust: audit.Trust{Key: key}}); err != nil {
		t.Error(err)
	}
	grow(t, d, "x3") // the reader is in nobody's way

	if _, _, err := datadir.Read(ctx, t.TempDir()); err == nil || !strings.Contains(err.Error(), "not a data folder") {
		t.Errorf("an empty folder was read: %v", err)
	}
}

// TestOlderCopy: a database that was put back to an older state is refused,
// because a newer checkpoint is kept beside it or elsewhere.
func TestOlderCopy(t *testing.T) {
	dir := begun(t)
	old := filepath.Join(t.TempDir(), "old")
	copied(t, dir, old)
	kept := filepath.Join(t.TempDir(), "kept", "checkpoint")
	must(t, os.MkdirAll(filepath.Dir(kept), 0o700))
	d, err := datadir.Open(t.Context(), dir, datadir.Options{Clock: still, Kept: kept})
	must(t, err)
	grow(t, d, "x1")
	must(t, d.Close())

	// The whole folder is the old one; the checkpoint elsewhere is newer.
	refused(t, old, datadir.Options{Kept: kept}, "older copy")
	// The old folder by itself is whole: nothing there can tell.
	d = open(t, old)
	must(t, d.Close())

	// The database alone is the old one; the folder's own checkpoint is newer.
	d = open(t, dir)
	grow(t, d, "x2")
	must(t, d.Close())
	body, err := os.ReadFile(filepath.Join(old, datadir.Database))
	must(t, err)
	must(t, os.WriteFile(filepath.Join(dir, datadir.Database), body, 0o600))
	refused(t, dir, datadir.Options{}, "older copy")

	// It went on differently since: as long, but not the same.
	fork := filepath.Join(t.TempDir(), "fork")
	copied(t, old, fork)
	d = open(t, fork)
	grow(t, d, "y1")
	grow(t, d, "y2")
	must(t, d.Close())
	refused(t, fork, datadir.Options{Kept: filepath.Join(dir, datadir.Checkpoint)}, "older copy")

	// The database is gone, the checkpoint is not.
	must(t, os.Remove(filepath.Join(dir, datadir.Database)))
	refused(t, dir, datadir.Options{}, "older copy")
	must(t, os.WriteFile(filepath.Join(old, datadir.Checkpoint), []byte("rubbish"), 0o600))
	refused(t, old, datadir.Options{}, "holds none")
}

// TestKeptFails: a checkpoint that cannot be kept is told of, and stops nothing.
func TestKeptFails(t *testing.T) {
	dir := begun(t)
	var trouble []error
	kept := filepath.Join(t.TempDir(), "gone", "checkpoint")
	d, err := datadir.Open(t.Context(), dir, datadir.Options{Clock: still, Kept: kept, Trouble: func(err error) { trouble = append(trouble, err) }})
	must(t, err)
	must(t, os.RemoveAll(filepath.Dir(kept)))
	must(t, os.WriteFile(filepath.Dir(kept), []byte("a file where a folder was"), 0o600))
	grow(t, d, "x1")
	must(t, d.Close())
	if len(trouble) == 0 {
		t.Error("nobody was told that the checkpoint was not kept")
	}
}

func TestNoFolder(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	must(t, os.WriteFile(file, nil, 0o600))
	refused(t, file, datadir.Options{}, "cannot be made")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if d, err := datadir.Open(ctx, filepath.Join(t.TempDir(), "new"), datadir.Options{Clock: still}); err == nil {
		d.Close()
		t.Error("a folder was opened after its context had ended")
	}
}
