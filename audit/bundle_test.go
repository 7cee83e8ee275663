package audit_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/onenorwich/guildhall/audit"
)

var ctx = context.Background()

// files are the files of a bundle by name.
type files map[string][]byte

// write writes c to a folder and reads it into memory.
func write(t testing.TB, c audit.Contents) files {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "bundle")
	check(t, c.WriteFolder(ctx, dir))
	fs := files{}
	check(t, filepath.WalkDir(dir, func(p string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(dir, p)
		check(t, err)
		fs[filepath.ToSlash(name)], err = os.ReadFile(p)
		return err
	}))
	return fs
}

// folder writes the files to a new folder.
func (fs files) folder(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	for name, body := range fs {
		p := filepath.Join(dir, filepath.FromSlash(name))
		check(t, os.MkdirAll(filepath.Dir(p), 0o755))
		check(t, os.WriteFile(p, body, 0o644))
	}
	return dir
}

func verify(path string, trust audit.Trust) (audit.Summary, error) {
	b, err := audit.OpenBundle(path)
	if err != nil {
		return audit.Summary{}, err
	}
	defer b.Close()
	return b.Verify(ctx, trust, nil)
}

func zipped(t testing.TB, c audit.Contents) []byte {
	t.Helper()
	var buf bytes.Buffer
	check(t, c.WriteZip(ctx, &buf))
	return buf.Bytes()
}

func TestBundle(t *testing.T) {
	l := story(t)
	c := withFiles(l.contents())
	dir := filepath.Join(t.TempDir(), "out")
	check(t, c.WriteFolder(ctx, dir))
	zip := filepath.Join(t.TempDir(), "out.zip")
	check(t, os.WriteFile(zip, zipped(t, c), 0o644))
	for _, path := range []string{dir, zip} {
		b, err := audit.OpenBundle(path)
		check(t, err)
		defer b.Close()
		var seen [][]byte
		s, err := b.Verify(ctx, audit.Trust{Key: l.key.Public(), Checkpoint: l.checkpoint()}, func(e audit.Entry, line []byte) error {
			if e.Seq != int64(len(seen)) {
				t.Errorf("entry %d comes at %d", e.Seq, len(seen))
			}
			seen = append(seen, bytes.Clone(line))
			return nil
		})
		check(t, err)
		if !slices.EqualFunc(seen, l.lines, bytes.Equal) {
			t.Error("other lines are seen")
		}
		if s.Head.Root() != l.head.Root() || s.Head.Size != 7 || s.Key != l.key.Public() || !s.KeyGiven || !s.CheckpointGiven ||
			s.Tally != (audit.Tally{Blobs: 5, Sealed: 5, Bytes: 10 + 0 + 10 + 10 + 3600}) {
			t.Errorf("summary %+v", s)
		}
		if got := b.Project(); !slices.Equal(got, []string{"chair.bel", "papers/declaration.pdf", "vice-chair.bel"}) {
			t.Errorf("project files: %v", got)
		}
		if len(b.Names()) != 3+1+3+5 || !slices.IsSorted(b.Names()) || b.Size("chair.bel") != 3 || b.Size("other") != -1 {
			t.Errorf("names: %v", b.Names())
		}
		f, err := b.Open("chair.bel")
		check(t, err)
		body, err := io.ReadAll(f)
		if err != nil || string(body) != "tar" {
			t.Errorf("%q, %v", body, err)
		}
		f.Close()
		if _, err := b.Open("other"); !errors.Is(err, audit.ErrAbsent) {
			t.Errorf("no such file: %v", err)
		}
		if _, err := b.Blob(ctx, audit.Digest{}); !errors.Is(err, audit.ErrAbsent) {
			t.Errorf("no such blob: %v", err)
		}
		if got, err := b.Blob(ctx, audit.Hash([]byte("ballot one"))); err != nil || string(got) != "ballot one" {
			t.Errorf("%q, %v", got, err)
		}
		for _, from := range []int64{0, 3, 7} {
			n := from
			for line, err := range b.Lines(ctx, from) {
				check(t, err)
				if !bytes.Equal(line, l.lines[n]) {
					t.Errorf("line %d differs", n)
				}
				n++
			}
			if n != 7 {
				t.Errorf("from %d: stopped before %d", from, n)
			}
		}
		stop := errors.New("stop")
		if _, err := b.Verify(ctx, audit.Trust{}, func(audit.Entry, []byte) error { return stop }); err != stop {
			t.Errorf("the caller's error came back as %v", err)
		}
	}
	if info, err := os.Stat(filepath.Join(dir, "sealed.jsonl")); err != nil || info.Mode().Perm() != 0o600 {
		t.Error("sealed.jsonl can be read by others")
	}
	if err := c.WriteFolder(ctx, dir); err == nil || !strings.Contains(err.Error(), "not empty") {
		t.Errorf("written over another: %v", err)
	}
}

// A frozen zip: what was exported once verifies for ever, and is written with
// the same bytes.
func TestGoldenZip(t *testing.T) {
	c := withFiles(story(t).contents())
	raw := zipped(t, c)
	if !bytes.Equal(raw, zipped(t, c)) {
		t.Error("the same contents gave other bytes")
	}
	file := filepath.Join("testdata", "bundle.zip")
	if *update {
		check(t, os.WriteFile(file, raw, 0o644))
	}
	want, err := os.ReadFile(file)
	check(t, err)
	if !bytes.Equal(raw, want) {
		t.Error("the zip is written otherwise than it was")
	}
	_, err = verify(file, audit.Trust{Key: testKey(t, 7).Public()})
	check(t, err)
}

func TestPublicBundle(t *testing.T) {
	l := story(t)
	ballot := audit.Hash([]byte("ballot one"))
	c := l.contents()
	c.Public = true
	c.Withhold = func(d audit.Digest) bool { return d == ballot }
	delete(l.sealed, 3) // destroyed before the export
	gone := l.lines[3]
	e, err := audit.ParseEntry(gone)
	check(t, err)
	e2 := l.next("payload.destroyed")
	l.add(e2, nil)
	c.Checkpoint = l.checkpoint()
	fs := write(t, c)
	if _, ok := fs["sealed.jsonl"]; ok {
		t.Error("a public bundle holds sealed payloads")
	}
	s, err := verify(fs.folder(t), audit.Trust{Destroyed: func(entry audit.Entry) []audit.Digest {
		if entry.Kind == "payload.destroyed" {
			return e.Sealed
		}
		return nil
	}})
	check(t, err)
	if s.Tally != (audit.Tally{Blobs: 4, BlobsWithheld: 1, SealedWithheld: 4, SealedDestroyed: 1, Bytes: 3620}) {
		t.Errorf("%+v", s.Tally)
	}
	if s.KeyGiven || s.CheckpointGiven {
		t.Error("nothing was given")
	}
}

// A log that goes on growing is exported as far as its checkpoint says.
func TestBundleOfGrowingLog(t *testing.T) {
	l := story(t)
	c := l.contents()
	l.add(l.next("a.b"), nil)
	s, err := verify(write(t, c).folder(t), audit.Trust{})
	check(t, err)
	if s.Head.Size != 7 {
		t.Errorf("%d entries", s.Head.Size)
	}
	empty := newLedger(t)
	s, err = verify(write(t, empty.contents()).folder(t), audit.Trust{})
	check(t, err)
	if s.Head.Size != 0 {
		t.Errorf("%d entries", s.Head.Size)
	}
}

func TestBundleNotWritten(t *testing.T) {
	for name, change := range map[string]func(l *ledger, c *audit.Contents){
		"broken chain": func(l *ledger, _ *audit.Contents) { l.lines[2] = l.lines[3] },
		"other key":    func(_ *ledger, c *audit.Contents) { c.Key = testKey(t, 8).Public() },
		"short log":    func(l *ledger, _ *audit.Contents) { l.lines = l.lines[:6] },
		"other last entry": func(l *ledger, _ *audit.Contents) {
			l.lines[6] = bytes.Replace(l.lines[6], []byte(`"n":6`), []byte(`"n":7`), 1)
		},
		"file name":     func(_ *ledger, c *audit.Contents) { c.Files = []audit.File{{Name: "../x.bel"}} },
		"two of a name": func(_ *ledger, c *audit.Contents) { c.Files = append(c.Files, c.Files[0]) },
		"their own log": func(_ *ledger, c *audit.Contents) { c.Files = []audit.File{{Name: "log.jsonl"}} },
		"damaged blob":  func(l *ledger, _ *audit.Contents) { l.blobs[audit.Hash([]byte("ballot one"))] = []byte("ballot 1") },
		"capitals":      func(_ *ledger, c *audit.Contents) { c.Files = append(c.Files, audit.File{Name: "Chair.bel"}) },
		"failing file": func(_ *ledger, c *audit.Contents) {
			c.Files = []audit.File{{Name: "x.bel", Write: func(io.Writer) error { return io.ErrUnexpectedEOF }}}
		},
	} {
		l := story(t)
		c := withFiles(l.contents())
		change(l, &c)
		if c.WriteZip(ctx, io.Discard) == nil || c.WriteFolder(ctx, t.TempDir()) == nil {
			t.Errorf("%s: it was written", name)
		}
	}
}

// Every byte that the bundle accounts for is flipped, one bit of it at a time.
func TestFolderBits(t *testing.T) {
	l := story(t)
	c := l.contents()
	fs := write(t, c)
	c.Public = true
	public := write(t, c)
	flip(t, fs, slices.Sorted(maps.Keys(fs)))
	flip(t, public, []string{"withheld", "log.jsonl"})
}

func flip(t *testing.T, fs files, names []string) {
	t.Helper()
	dir := fs.folder(t)
	_, err := verify(dir, audit.Trust{})
	check(t, err)
	for _, name := range names {
		p, body := filepath.Join(dir, filepath.FromSlash(name)), fs[name]
		step := 1 + len(body)/150
		for i := 0; i < len(body); i += step {
			for bit := i % 3; bit < 8; bit += 3 {
				bad := bytes.Clone(body)
				bad[i] ^= 1 << bit
				check(t, os.WriteFile(p, bad, 0o644))
				if _, err := verify(dir, audit.Trust{}); err == nil {
					t.Fatalf("%s: bit %d of byte %d is free to change", name, bit, i)
				}
			}
		}
		for _, bad := range [][]byte{append(bytes.Clone(body), '\n'), append(bytes.Clone(body), 0), append([]byte{' '}, body...), body[:max(0, len(body)-1)]} {
			if bytes.Equal(bad, body) {
				continue // nothing can be cut from an empty file
			}
			check(t, os.WriteFile(p, bad, 0o644))
			if _, err := verify(dir, audit.Trust{}); err == nil {
				t.Fatalf("%s: it may be longer or shorter", name)
			}
		}
		check(t, os.Remove(p))
		if _, err := verify(dir, audit.Trust{}); err == nil {
			t.Fatalf("%s: it may be missing", name)
		}
		check(t, os.WriteFile(p, body, 0o644))
	}
}

// In a zip that holds even for the project's own files, and for the zip's own
// bookkeeping.
func TestZipBits(t *testing.T) {
	raw := zipped(t, withFiles(story(t).contents()))
	open := func(raw []byte) error {
		b, err := audit.ReadBundle(bytes.NewReader(raw), int64(len(raw)))
		if err != nil {
			return err
		}
		_, err = b.Verify(ctx, audit.Trust{}, nil)
		return err
	}
	check(t, open(raw))
	for i := range raw {
		for _, bit := range []int{i % 8, (i + 5) % 8}[:1+i%2] {
			bad := bytes.Clone(raw)
			bad[i] ^= 1 << bit
			if open(bad) == nil {
				t.Fatalf("bit %d of byte %d is free to change", bit, i)
			}
		}
	}
	for i := 0; i < len(raw); i += 97 {
		if open(raw[:i]) == nil || open(append(bytes.Clone(raw[:i]), append([]byte{0}, raw[i:]...)...)) == nil {
			t.Fatalf("it may be cut or longer at byte %d", i)
		}
	}
	if open(append(bytes.Clone(raw), 0)) == nil || open(append([]byte{0}, raw...)) == nil {
		t.Error("it may be longer at an end")
	}
}
