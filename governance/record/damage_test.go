package record_test

import (
	"bytes"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/governance/rehearsal"
)

// small is a tale of four practices, for tests that verify it very often.
func small(t testing.TB, id string) *tale {
	t.Helper()
	script := rehearsal.Default(practices(4), bands(t))
	if id != "" {
		script.Title = id
	}
	r, err := rehearsal.Start(t.Context(), t.TempDir(), script)
	must(t, err)
	defer r.Dir.Close()
	s, err := playOn(t.Context(), r)
	must(t, err)
	return s
}

// TestGenuineBundle verifies what has not been changed, public and whole, and
// after it was taken apart and put together again.
func TestGenuineBundle(t *testing.T) {
	s := played()
	for _, public := range []bool{true, false} {
		raw := s.bundle(t, public)
		if !bytes.Equal(unpack(t, raw).pack(t), raw) {
			t.Fatal("packing is not the inverse of unpacking")
		}
		checkpoint := unpack(t, raw)["checkpoint"]
		v, err := verify(t, raw, audit.Trust{Key: s.key.Public(), Checkpoint: checkpoint})
		must(t, err)
		if len(v.Contests) != 3 || v.Point.Head.Size != int64(s.end()) || !v.Summary.KeyGiven || !v.Summary.CheckpointGiven {
			t.Fatalf("verified %d contests and %d of %d entries", len(v.Contests), v.Point.Head.Size, s.end())
		}
		if (v.Summary.Sealed == 0) != public || (v.Summary.SealedWithheld == 0) == public {
			t.Fatalf("public %v: %d sealed texts present, %d withheld", public, v.Summary.Sealed, v.Summary.SealedWithheld)
		}
		again := s.bundle(t, public)
		if !bytes.Equal(raw, again) {
			t.Fatal("the same log gave another bundle")
		}
	}
}

// TestFlippedBits flips bits in every file, then in the zip as it lies.
func TestFlippedBits(t *testing.T) {
	raw := small(t, "").bundle(t, false)
	_, err := verify(t, raw, audit.Trust{})
	must(t, err)
	places, anywhere := 12, 400
	if testing.Short() {
		places, anywhere = 2, 40
	}
	rng := rand.New(rand.NewPCG(1, 2))
	all := unpack(t, raw)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		at := []int{0, len(all[name]) - 1}
		for range places {
			at = append(at, rng.IntN(len(all[name])))
		}
		for _, i := range at {
			bad := bytes.Clone(all[name])
			bad[i] ^= 1 << rng.IntN(8)
			if _, err := verify(t, all.with(name, bad).pack(t), audit.Trust{}); err == nil {
				t.Errorf("%s: byte %d was changed, and the bundle verifies", name, i)
			}
		}
		for what, bad := range map[string][]byte{"cut": all[name][:len(all[name])-1], "longer": append(bytes.Clone(all[name]), '\n'), "empty": {}} {
			if _, err := verify(t, all.with(name, bad).pack(t), audit.Trust{}); err == nil {
				t.Errorf("%s was %s, and the bundle verifies", name, what)
			}
		}
		if record.IsArchive(name) {
			continue // it may be left out: see TestLeanBundle
		}
		if _, err := verify(t, all.with(name, nil).pack(t), audit.Trust{}); err == nil {
			t.Errorf("%s was taken out, and the bundle verifies", name)
		}
	}
	for range anywhere {
		bad := bytes.Clone(raw)
		i := rng.IntN(len(bad))
		bad[i] ^= 1 << rng.IntN(8)
		if _, err := verify(t, bad, audit.Trust{}); err == nil {
			t.Errorf("byte %d of the zip was changed, and the bundle verifies", i)
		}
	}
}

// TestDamagedFolder does a few of these in a folder.
func TestDamagedFolder(t *testing.T) {
	all := unpack(t, small(t, "").bundle(t, true))
	dir := filepath.Join(t.TempDir(), "bundle")
	for name, body := range all {
		file := filepath.Join(dir, filepath.FromSlash(name))
		must(t, os.MkdirAll(filepath.Dir(file), 0o755))
		must(t, os.WriteFile(file, body, 0o644))
	}
	look := func() error {
		b, err := audit.OpenBundle(dir)
		if err != nil {
			return err
		}
		defer b.Close()
		_, err = record.Verify(t.Context(), b, record.Options{})
		return err
	}
	must(t, look())
	for name, body := range all {
		file := filepath.Join(dir, filepath.FromSlash(name))
		bad := bytes.Clone(body)
		bad[len(bad)/2] ^= 4
		must(t, os.WriteFile(file, bad, 0o644))
		if look() == nil {
			t.Errorf("%s was changed, and the folder verifies", name)
		}
		must(t, os.WriteFile(file, body, 0o644))
	}
	for _, name := range []string{"extra.bel", "papers/extra.pdf", "notes.txt", "sealed.jsonl", "blobs/" + strings.Repeat("0", 64)} {
		file := filepath.Join(dir, filepath.FromSlash(name))
		must(t, os.WriteFile(file, []byte("{}\n"), 0o644))
		if look() == nil {
			t.Errorf("%s was added, and the folder verifies", name)
		}
		must(t, os.Remove(file))
	}
	must(t, look())
}

// TestExchangedFiles exchanges and adds whole files.
func TestExchangedFiles(t *testing.T) {
	all := unpack(t, small(t, "").bundle(t, false))
	other := unpack(t, small(t, "Another election").bundle(t, false))
	names := slices.Sorted(maps.Keys(all))
	// Each with its neighbour by name: archives with archives, blobs with blobs.
	for i := 1; i < len(names); i++ {
		a, b := names[i-1], names[i]
		swapped := all.with(a, all[b]).with(b, all[a])
		if bytes.Equal(all[a], all[b]) {
			continue
		}
		if _, err := verify(t, swapped.pack(t), audit.Trust{}); err == nil {
			t.Errorf("%s and %s were exchanged, and the bundle verifies", a, b)
		}
	}
	for _, name := range names {
		if body, ok := other[name]; ok && !bytes.Equal(body, all[name]) {
			if _, err := verify(t, all.with(name, body).pack(t), audit.Trust{}); err == nil {
				t.Errorf("%s is another election's, and the bundle verifies", name)
			}
		}
	}
	for _, name := range []string{"extra.bel", "papers/extra.pdf", "papers/declaration-committee-2026.html", "blobs/" + strings.Repeat("0", 64), "committee-2026-lead-nurse.bel"} {
		if _, err := verify(t, all.with(name, all["committee-2026-chair.bel"]).pack(t), audit.Trust{}); err == nil {
			t.Errorf("%s was added, and the bundle verifies", name)
		}
	}
	// A list of what is left out does not excuse a missing ballot or roll.
	for name := range all {
		if hex, ok := strings.CutPrefix(name, "blobs/"); ok && !strings.HasPrefix(string(all[name]), "%PDF") {
			lines := append(strings.Fields(string(all["withheld"])), hex)
			slices.Sort(lines)
			without := all.with(name, nil).with("withheld", []byte(strings.Join(lines, "\n")+"\n"))
			if _, err := verify(t, without.pack(t), audit.Trust{}); err == nil && needed(all[name]) {
				t.Errorf("%s is withheld, and the bundle verifies: %.60s", name, all[name])
			}
		}
	}
}

// needed says whether a verifier must see a public file: everything but the
// name of the body and the details of a practice that supports nobody.
func needed(body []byte) bool {
	_, practice := record.Read[record.PracticeText](body)
	_, name := record.Read[record.Body](body)
	return practice != nil && name != nil
}

// TestTrust ties a bundle to what others saw.
func TestTrust(t *testing.T) {
	s := small(t, "")
	genuine := s.bundle(t, true)
	kept := unpack(t, genuine)["checkpoint"]

	// The holder of the key drops the last entry and signs again.
	fork := *s
	fork.lines, fork.before = s.lines[:s.end()-1], s.before[:s.end()]
	forked := fork.bundle(t, true)
	if _, err := verify(t, forked, audit.Trust{Key: s.key.Public()}); err != nil {
		t.Fatalf("a fork is consistent with itself, so without a checkpoint it passes: %v", err)
	}
	if _, err := verify(t, forked, audit.Trust{Checkpoint: kept}); err == nil {
		t.Error("a log cut short verifies against a later checkpoint")
	}
	// He writes the last entry anew.
	again := s.retell(t, s.end(), func(i int, d *draft) {
		if i == s.end()-1 {
			d.time = d.time.AddDate(0, 0, 1)
		}
	}).bundle(t, true)
	if _, err := verify(t, again, audit.Trust{}); err != nil {
		t.Fatalf("a log written anew is consistent with itself: %v", err)
	}
	if _, err := verify(t, again, audit.Trust{Checkpoint: kept}); err == nil {
		t.Error("a log written anew verifies against a checkpoint of the first one")
	}
	// An earlier checkpoint of the same log still ties it.
	early := unpack(t, forked)["checkpoint"]
	if _, err := verify(t, genuine, audit.Trust{Checkpoint: early}); err != nil {
		t.Errorf("a log that has grown is refused against its earlier checkpoint: %v", err)
	}
	// A whole other log, with another key.
	other := small(t, "")
	if _, err := verify(t, other.bundle(t, true), audit.Trust{Key: s.key.Public()}); err == nil {
		t.Error("another log verifies under this log's key")
	}
	if _, err := verify(t, other.bundle(t, true), audit.Trust{Checkpoint: kept}); err == nil {
		t.Error("another log verifies against this log's checkpoint")
	}
	// The same origin under another key: log.opened names the first one.
	stolen, err := audit.NewKey(s.key.Origin(), bytes.Repeat([]byte{9}, 32))
	must(t, err)
	resigned := *s
	resigned.key = stolen
	if _, err := verify(t, resigned.bundle(t, true), audit.Trust{}); err == nil {
		t.Error("a log verifies under a key that its first entry does not name")
	}
	for _, bad := range [][]byte{{}, []byte("x"), kept[:len(kept)-2]} {
		if _, err := verify(t, genuine, audit.Trust{Checkpoint: bad}); err == nil {
			t.Errorf("a checkpoint %q was believed", bad)
		}
	}
}
