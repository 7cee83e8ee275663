package audit_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/onenorwich/guildhall/audit"
)

// lines splits a file into lines without their newlines.
func lines(b []byte) [][]byte { return bytes.Split(bytes.TrimSuffix(b, []byte{'\n'}), []byte{'\n'}) }

func join(ls [][]byte) []byte { return append(bytes.Join(ls, []byte{'\n'}), '\n') }

// resign chains the entries of l anew after a change to one of them and signs
// the result: a forger who has the service's key.
func resign(t *testing.T, l *ledger, change func(i int, e *audit.Entry)) files {
	t.Helper()
	forged := newLedger(t)
	for i, line := range l.lines {
		e, err := audit.ParseEntry(line)
		check(t, err)
		e.Seq, e.Prev = forged.head.Size, forged.head.Leaf
		change(i, &e)
		forged.add(e, nil)
	}
	fs := write(t, l.contents())
	fs["log.jsonl"] = join(forged.lines)
	fs["checkpoint"] = forged.checkpoint()
	return fs
}

// Each forgery is refused, and the sentence names the place.
func TestForgedBundles(t *testing.T) {
	ballot := "blobs/" + audit.Hash([]byte("ballot one")).String()
	paper := audit.Hash([]byte(strings.Repeat("declaration\n", 300))).String()
	stray := "blobs/" + audit.Hash([]byte("stray")).String()
	hex := strings.TrimPrefix(ballot, "blobs/")
	for _, c := range []struct {
		name   string
		forge  func(fs files, l *ledger)
		reason string
	}{
		{"missing blob", func(fs files, l *ledger) { delete(fs, ballot) }, "log.jsonl, entry 3: it refers to the file " + hex},
		{"changed blob", func(fs files, l *ledger) { fs[ballot][0] ^= 1 }, ballot + ": its SHA-256 is not its name"},
		{"swapped blobs", func(fs files, l *ledger) { fs[ballot] = fs["blobs/"+paper] }, "its SHA-256 is not its name"},
		{"stray blob", func(fs files, l *ledger) { fs[stray] = []byte("stray") }, stray + ": no entry refers to it"},
		{"blob both ways", func(fs files, l *ledger) { fs["withheld"] = []byte(hex + "\n") }, "withheld, entry 3: it lists the file " + hex},
		{"withheld for nothing", func(fs files, l *ledger) { fs["withheld"] = []byte(zeros + "\n") }, "withheld: it lists 000000"},
		{"withheld unsorted", func(fs files, l *ledger) {
			delete(fs, ballot)
			delete(fs, "blobs/"+paper)
			fs["withheld"] = []byte(paper + "\n" + hex + "\n")
		}, "withheld: it must list"},
		{"withheld twice", func(fs files, l *ledger) {
			delete(fs, ballot)
			fs["withheld"] = []byte(hex + "\n" + hex + "\n")
		}, "withheld: it must list"},
		{"withheld empty", func(fs files, l *ledger) { fs["withheld"] = nil }, "withheld: it must list"},
		{"withheld capitals", func(fs files, l *ledger) {
			delete(fs, ballot)
			fs["withheld"] = []byte(strings.ToUpper(hex) + "\n")
		}, "withheld: it must list"},

		{"missing sealed", func(fs files, l *ledger) { delete(fs, "sealed.jsonl") }, "it refers to the sealed payload"},
		{"one sealed missing", func(fs files, l *ledger) { fs["sealed.jsonl"] = join(lines(fs["sealed.jsonl"])[1:]) }, "log.jsonl, entry 1: it refers to the sealed payload"},
		{"sealed empty", func(fs files, l *ledger) { fs["sealed.jsonl"] = nil }, "sealed.jsonl: it is empty"},
		{"sealed order", func(fs files, l *ledger) {
			ls := lines(fs["sealed.jsonl"])
			ls[0], ls[1] = ls[1], ls[0]
			fs["sealed.jsonl"] = join(ls)
		}, "sealed.jsonl, entry 1: line 2: the field name is not one that this entry lists, or not at its place"},
		{"sealed twice", func(fs files, l *ledger) {
			ls := lines(fs["sealed.jsonl"])
			fs["sealed.jsonl"] = join(slices.Insert(ls, 0, ls[0]))
		}, "sealed.jsonl, entry 1: line 2"},
		{"sealed changed", func(fs files, l *ledger) {
			r := l.sealed[1][0]
			r.Payload = []byte("Lawson Road Surgeri")
			line, _ := r.Line()
			ls := lines(fs["sealed.jsonl"])
			ls[0] = line
			fs["sealed.jsonl"] = join(ls)
		}, "sealed.jsonl, entry 1: line 1: the field name does not match its MAC"},
		{"sealed anew", func(fs files, l *ledger) {
			line, _ := audit.Seal(origin, 1, audit.Sealed{Field: "name", Payload: []byte("Other")}, audit.Secret{9}).Line()
			ls := lines(fs["sealed.jsonl"])
			ls[0] = line
			fs["sealed.jsonl"] = join(ls)
		}, "sealed.jsonl, entry 1: line 1: the field name is not one that this entry lists"},
		{"sealed of no entry", func(fs files, l *ledger) {
			line, _ := audit.Seal(origin, 77, audit.Sealed{Field: "name", Payload: []byte("Other")}, audit.Secret{9}).Line()
			fs["sealed.jsonl"] = append(fs["sealed.jsonl"], append(line, '\n')...)
		}, "sealed.jsonl, entry 77: line 6: there is no such entry"},
		{"sealed both ways", func(fs files, l *ledger) {
			fs["withheld"] = []byte(l.sealed[1][0].MAC.String() + "\n")
		}, "withheld, entry 1: it lists the sealed payload"},
		{"sealed spaced", func(fs files, l *ledger) { fs["sealed.jsonl"] = append([]byte(" "), fs["sealed.jsonl"]...) }, "sealed.jsonl: line 1: this is not in the one accepted form"},
		{"sealed open end", func(fs files, l *ledger) { fs["sealed.jsonl"] = bytes.TrimSuffix(fs["sealed.jsonl"], []byte{'\n'}) }, "sealed.jsonl: line 5: it does not end with a newline"},
		{"sealed too long", func(fs files, l *ledger) {
			fs["sealed.jsonl"] = append(bytes.Repeat([]byte{'x'}, 6<<20), '\n')
		}, "sealed.jsonl: line 1: it is longer than"},

		{"log cut", func(fs files, l *ledger) { fs["log.jsonl"] = join(l.lines[:6]) }, "checkpoint: it covers 7 entries, but the log has 6"},
		{"log emptied", func(fs files, l *ledger) { fs["log.jsonl"] = nil }, "checkpoint: it covers 7 entries, but the log has 0"},
		{"entry removed", func(fs files, l *ledger) { fs["log.jsonl"] = join(slices.Delete(lines(fs["log.jsonl"]), 3, 4)) }, "log.jsonl, entry 3: number 3 was expected, but the entry says 4"},
		{"entries swapped", func(fs files, l *ledger) {
			ls := lines(fs["log.jsonl"])
			ls[3], ls[4] = ls[4], ls[3]
			fs["log.jsonl"] = join(ls)
		}, "log.jsonl, entry 3"},
		{"entry changed", func(fs files, l *ledger) {
			fs["log.jsonl"] = bytes.Replace(fs["log.jsonl"], []byte(`{"n":2}`), []byte(`{"n":9}`), 1)
		}, "log.jsonl, entry 3: its prev is not the hash of the entry before it"},
		{"last entry changed", func(fs files, l *ledger) {
			fs["log.jsonl"] = bytes.Replace(fs["log.jsonl"], []byte(`{"n":6}`), []byte(`{"n":9}`), 1)
		}, "checkpoint: its root is not that of the log"},
		{"entry added", func(fs files, l *ledger) {
			l.add(l.next("a.b"), nil)
			fs["log.jsonl"] = join(l.lines)
		}, "checkpoint: it covers 7 entries, but the log has 8"},
		{"no last newline", func(fs files, l *ledger) { fs["log.jsonl"] = bytes.TrimSuffix(fs["log.jsonl"], []byte{'\n'}) }, "log.jsonl: line 7: it does not end with a newline"},
		{"two last newlines", func(fs files, l *ledger) { fs["log.jsonl"] = append(fs["log.jsonl"], '\n') }, "log.jsonl: line 8: it is empty"},
		{"empty line", func(fs files, l *ledger) {
			fs["log.jsonl"] = bytes.Replace(fs["log.jsonl"], []byte("\n"), []byte("\n\n"), 1)
		}, "log.jsonl: line 2: it is empty"},
		{"Windows lines", func(fs files, l *ledger) {
			fs["log.jsonl"] = bytes.ReplaceAll(fs["log.jsonl"], []byte("\n"), []byte("\r\n"))
		}, "log.jsonl, entry 0: this is not in the one accepted form"},
		{"long line", func(fs files, l *ledger) {
			fs["log.jsonl"] = append(bytes.Repeat([]byte{'x'}, audit.MaxLine+1), '\n')
		}, "log.jsonl: line 1: it is longer than 65535 bytes"},

		{"other key", func(fs files, l *ledger) { fs["key"] = []byte(testKey(t, 8).Public() + "\n") }, "checkpoint: the checkpoint is not signed by the key"},
		{"key of other log", func(fs files, l *ledger) {
			k, err := audit.NewKey("guildhall.example/other", make([]byte, 32))
			check(t, err)
			fs["key"] = []byte(k.Public() + "\n")
		}, "checkpoint: the checkpoint is of the log"},
		{"key open end", func(fs files, l *ledger) { fs["key"] = bytes.TrimSuffix(fs["key"], []byte{'\n'}) }, "key: it does not end with a newline"},
		{"key nonsense", func(fs files, l *ledger) { fs["key"] = []byte("?\n") }, "key: this is not the public key of a log"},
		{"key too long", func(fs files, l *ledger) { fs["key"] = bytes.Repeat([]byte{'x'}, 2000) }, "key: it is longer than"},
		{"checkpoint too long", func(fs files, l *ledger) { fs["checkpoint"] = bytes.Repeat([]byte{'x'}, 5000) }, "checkpoint: it is longer than"},
		{"no checkpoint", func(fs files, l *ledger) { delete(fs, "checkpoint") }, "checkpoint: the bundle has no such file"},
		{"no key", func(fs files, l *ledger) { delete(fs, "key") }, "key: the bundle has no such file"},

		{"unknown file", func(fs files, l *ledger) { fs["notes.txt"] = nil }, "notes.txt: a bundle may not hold a file of this name"},
		{"hidden file", func(fs files, l *ledger) { fs[".DS_Store"] = nil }, ".DS_Store: a bundle may not hold"},
		{"hidden archive", func(fs files, l *ledger) { fs[".x.bel"] = nil }, ".x.bel: a bundle may not hold"},
		{"bad blob name", func(fs files, l *ledger) { fs["blobs/readme"] = nil }, "blobs/readme: a bundle may not hold"},
		{"capital blob name", func(fs files, l *ledger) { fs["blobs/"+strings.ToUpper(hex)] = nil }, "a bundle may not hold a file of this name"},
		{"folder", func(fs files, l *ledger) { fs["more/x.bel"] = nil }, "more: a bundle may not hold a folder of this name"},
		{"deep folder", func(fs files, l *ledger) { fs["papers/more/x.pdf"] = nil }, "papers/more: a bundle may not hold a folder of this name"},
		{"same but for capitals", func(fs files, l *ledger) { fs["papers/a.pdf"], fs["papers/A.pdf"] = nil, nil }, "the same name but for capitals"},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := story(t)
			fs := write(t, l.contents())
			c.forge(fs, l)
			_, err := verify(fs.folder(t), audit.Trust{})
			var f *audit.Fault
			if !errors.As(err, &f) || !strings.Contains(err.Error(), c.reason) {
				t.Errorf("it says %q; it should say %q", err, c.reason)
			}
		})
	}
}

// Whoever has the key can sign what they like, but not what does not chain,
// and not past a checkpoint that others kept.
func TestResignedBundles(t *testing.T) {
	l := story(t)
	kept := l.checkpoint()
	fs := resign(t, l, func(i int, e *audit.Entry) {
		if i == 5 {
			e.By = "somebody-else"
		}
	})
	// Sealed payloads bind to their entry's number and stay as they are.
	dir := fs.folder(t)
	_, err := verify(dir, audit.Trust{Key: l.key.Public()})
	check(t, err) // consistent with itself
	_, err = verify(dir, audit.Trust{Key: l.key.Public(), Checkpoint: kept})
	if err == nil || !strings.Contains(err.Error(), "this is another log, or it was written anew") {
		t.Errorf("held against the kept checkpoint: %v", err)
	}
}

func TestTrust(t *testing.T) {
	l := story(t)
	early := l.head
	c := l.contents()
	for range 3 {
		l.add(l.next("a.b"), nil)
	}
	late := l.checkpoint()
	bundle := write(t, c).folder(t)
	longer := write(t, l.contents()).folder(t)
	earlyRaw, err := l.key.Checkpoint(early)
	check(t, err)
	start, err := audit.Start(origin)
	check(t, err)
	startRaw, err := l.key.Checkpoint(start)
	check(t, err)
	foreign, err := testKey(t, 8).Checkpoint(early)
	check(t, err)
	for name, x := range map[string]struct {
		dir    string
		trust  audit.Trust
		reason string // empty: accepted
	}{
		"its own":     {bundle, audit.Trust{Checkpoint: earlyRaw}, ""},
		"earlier":     {longer, audit.Trust{Checkpoint: earlyRaw}, ""},
		"the first":   {longer, audit.Trust{Checkpoint: startRaw}, ""},
		"later":       {bundle, audit.Trust{Checkpoint: late}, "the newest are missing"},
		"other key":   {bundle, audit.Trust{Key: testKey(t, 8).Public()}, "not the key that you gave"},
		"not a key":   {bundle, audit.Trust{Key: "x"}, "this is not the public key of a log"},
		"other's":     {bundle, audit.Trust{Checkpoint: foreign}, "the checkpoint that you gave is not one of this log"},
		"no file":     {bundle, audit.Trust{Checkpoint: []byte{}}, "the checkpoint that you gave is not one of this log"},
		"the right":   {bundle, audit.Trust{Key: l.key.Public()}, ""},
		"both, right": {bundle, audit.Trust{Key: l.key.Public(), Checkpoint: earlyRaw}, ""},
	} {
		s, err := verify(x.dir, x.trust)
		if (err == nil) != (x.reason == "") || err != nil && !strings.Contains(err.Error(), x.reason) {
			t.Errorf("%s: %v", name, err)
		}
		if err == nil && (s.KeyGiven != (x.trust.Key != "") || s.CheckpointGiven != (x.trust.Checkpoint != nil)) {
			t.Errorf("%s: %+v", name, s)
		}
	}
}

// What the log declares destroyed may be absent, must be absent, and must have
// been there.
func TestDestroyed(t *testing.T) {
	l := story(t)
	name, ballot := l.sealed[1][0].MAC, audit.Hash([]byte("ballot one"))
	l.add(l.next("payload.destroyed"), nil)
	declare := func(ds ...audit.Digest) audit.Trust {
		return audit.Trust{Destroyed: func(e audit.Entry) []audit.Digest {
			if e.Kind != "payload.destroyed" {
				return nil
			}
			return ds
		}}
	}
	fs := write(t, l.contents())
	for d, reason := range map[audit.Digest]string{
		name: "but the bundle holds it", ballot: "but the bundle holds it", {1}: "to which no entry refers",
	} {
		_, err := verify(fs.folder(t), declare(d))
		var f *audit.Fault
		if !errors.As(err, &f) || f.Seq != 7 || !strings.Contains(err.Error(), "it declares "+d.String()+" destroyed, "+reason) {
			t.Errorf("got %v; it should say %q", err, reason)
		}
	}
	l.sealed[1] = l.sealed[1][1:]
	delete(l.blobs, ballot)
	fs = write(t, l.contents())
	s, err := verify(fs.folder(t), declare(name, ballot))
	check(t, err)
	if s.BlobsDestroyed != 1 || s.SealedDestroyed != 1 || s.Sealed != 4 || s.Blobs != 4 {
		t.Errorf("%+v", s.Tally)
	}
	for what, trust := range map[string]audit.Trust{"nothing": {}, "the payload only": declare(name), "the blob only": declare(ballot)} {
		if _, err := verify(fs.folder(t), trust); err == nil || !strings.Contains(err.Error(), "nor declared destroyed") {
			t.Errorf("declared %s: %v", what, err)
		}
	}
	fs["withheld"] = []byte(name.String() + "\n")
	if _, err := verify(fs.folder(t), declare(name, ballot)); err == nil || !strings.Contains(err.Error(), "lists it as withheld") {
		t.Errorf("withheld and destroyed: %v", err)
	}
}

func TestLargeSealed(t *testing.T) {
	l := newLedger(t)
	l.add(l.next("a.b"), nil, "text="+strings.Repeat("x", audit.MaxPayload), "more=short", "large="+strings.Repeat("y", 70_000))
	s, err := verify(write(t, l.contents()).folder(t), audit.Trust{})
	check(t, err)
	if s.Sealed != 3 {
		t.Errorf("%+v", s.Tally)
	}
}

func TestLargeBlob(t *testing.T) {
	l := story(t)
	dir := write(t, l.contents()).folder(t)
	p := filepath.Join(dir, "blobs", audit.Hash([]byte("ballot one")).String())
	check(t, os.Truncate(p, audit.MaxBlob+1))
	if _, err := verify(dir, audit.Trust{}); err == nil || !strings.Contains(err.Error(), "it is longer than") {
		t.Errorf("got %v", err)
	}
}

func TestLinks(t *testing.T) {
	fs := write(t, story(t).contents())
	for _, name := range []string{"log.jsonl", "key", "blobs/" + audit.Hash(nil).String()} {
		dir, outside := fs.folder(t), filepath.Join(t.TempDir(), "x")
		p := filepath.Join(dir, filepath.FromSlash(name))
		check(t, os.Rename(p, outside))
		check(t, os.Symlink(outside, p))
		if _, err := verify(dir, audit.Trust{}); err == nil || !strings.Contains(err.Error(), name+": it is a link") {
			t.Errorf("%s: %v", name, err)
		}
	}
	dir := fs.folder(t)
	check(t, os.Rename(filepath.Join(dir, "blobs"), filepath.Join(t.TempDir(), "b")))
	check(t, os.Symlink(t.TempDir(), filepath.Join(dir, "blobs")))
	if _, err := verify(dir, audit.Trust{}); err == nil || !strings.Contains(err.Error(), "blobs: it is a link") {
		t.Errorf("blobs: %v", err)
	}
}

// What cannot be read as a bundle is no Fault.
func TestUnreadable(t *testing.T) {
	dir := t.TempDir()
	text := filepath.Join(dir, "text")
	check(t, os.WriteFile(text, []byte("hello"), 0o644))
	for _, path := range []string{filepath.Join(dir, "missing"), text, t.TempDir(), os.DevNull} {
		_, err := audit.OpenBundle(path)
		var f *audit.Fault
		if err == nil || errors.As(err, &f) {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// Zips that other programs would take as well.
func TestForgedZips(t *testing.T) {
	fs := write(t, story(t).contents())
	var names []string
	for n := range fs {
		names = append(names, n)
	}
	slices.Sort(names)
	pack := func(names []string, change func(h *zip.FileHeader), comment string) []byte {
		var buf bytes.Buffer
		z := zip.NewWriter(&buf)
		for _, n := range names {
			h := &zip.FileHeader{Name: n, Method: zip.Store}
			change(h)
			w, err := z.CreateHeader(h)
			check(t, err)
			if !strings.HasSuffix(h.Name, "/") {
				_, err = w.Write(fs[n])
				check(t, err)
			}
		}
		check(t, z.SetComment(comment))
		check(t, z.Close())
		return buf.Bytes()
	}
	plain := func(*zip.FileHeader) {}
	swapped := slices.Clone(names)
	swapped[0], swapped[1] = swapped[1], swapped[0]
	first := func(do func(*zip.FileHeader)) func(*zip.FileHeader) {
		return func(h *zip.FileHeader) {
			if h.Name == names[0] {
				do(h)
			}
		}
	}
	open := func(raw []byte) error {
		_, err := audit.ReadBundle(bytes.NewReader(raw), int64(len(raw)))
		return err
	}
	check(t, open(pack(names, plain, "")))
	for name, raw := range map[string][]byte{
		"unsorted":   pack(swapped, plain, ""),
		"twice":      pack(append([]string{names[0]}, names...), plain, ""),
		"compressed": pack(names, func(h *zip.FileHeader) { h.Method = zip.Deflate }, ""),
		"comment":    pack(names, plain, "hello"),
		"file note":  pack(names, first(func(h *zip.FileHeader) { h.Comment = "hello" }), ""),
		"extra":      pack(names, first(func(h *zip.FileHeader) { h.Extra = []byte{1, 0, 0, 0} }), ""),
		"mode":       pack(names, first(func(h *zip.FileHeader) { h.SetMode(0o644) }), ""),
		"link":       pack(names, first(func(h *zip.FileHeader) { h.SetMode(os.ModeSymlink | 0o777) }), ""),
		"time":       pack(names, first(func(h *zip.FileHeader) { h.Modified = time.Date(2026, 12, 14, 17, 0, 0, 0, time.UTC) }), ""),
		"traversal":  pack(names, first(func(h *zip.FileHeader) { h.Name = "../x.bel" }), ""),
		"absolute":   pack(names, first(func(h *zip.FileHeader) { h.Name = "/x.bel" }), ""),
		"backslash":  pack(names, first(func(h *zip.FileHeader) { h.Name = `..\x.bel` }), ""),
		"folder":     pack(names, first(func(h *zip.FileHeader) { h.Name = "blobs/" }), ""),
		"nameless":   pack(names, first(func(h *zip.FileHeader) { h.Name = "" }), ""),
		"no log":     pack(slices.DeleteFunc(slices.Clone(names), func(n string) bool { return n == "log.jsonl" }), plain, ""),
		"prefix":     append([]byte("MZ program"), pack(names, plain, "")...),
	} {
		if open(raw) == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}
