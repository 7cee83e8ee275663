package audit_test

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/onenorwich/guildhall/audit"
)

// seen is when the witnesses of these tests sign.
var seen = time.Date(2026, 12, 8, 9, 30, 0, 0, time.UTC)

func witnessKey(t testing.TB, person string, seed byte) audit.WitnessKey {
	t.Helper()
	k, err := audit.NewWitnessKey(audit.WitnessName(origin, person), bytes.Repeat([]byte{seed}, 32))
	check(t, err)
	return k
}

func cosign(t testing.TB, note []byte, k audit.WitnessKey, at time.Time) []byte {
	t.Helper()
	out, err := k.Cosign(note, at)
	check(t, err)
	return out
}

func TestGoldenCosigned(t *testing.T) {
	l := story(t)
	ann, bob := witnessKey(t, "p-ann", 21), witnessKey(t, "p-bob", 22)
	raw := cosign(t, cosign(t, l.checkpoint(), ann, seen), bob, seen.Add(time.Hour))
	golden(t, "cosigned", raw)
	golden(t, "cosigned.key", []byte(ann.Public()+"\n"))
	c, err := audit.OpenCosigned(raw, l.key.Public())
	check(t, err)
	if !c.Matches(l.head) || len(c.Cosignatures) != 2 || c.Cosignatures[1].Name != origin+"/witness/p-bob" {
		t.Errorf("it says %+v", c)
	}
	for k, want := range map[audit.CosignerKey]time.Time{ann.Public(): seen, bob.Public(): seen.Add(time.Hour)} {
		if at, err := c.By(k); err != nil || !at.Equal(want) {
			t.Errorf("%s signed at %v, %v", k.Name(), at, err)
		}
	}
	// Who reads plain checkpoints alone does not take it for one.
	if _, err := audit.OpenCheckpoint(raw, l.key.Public()); err == nil {
		t.Error("a cosigned checkpoint is opened as a plain one")
	}
	if kept, err := audit.ReadCheckpoint(raw); err != nil || kept != c.Checkpoint {
		t.Errorf("who kept it reads %+v, %v", kept, err)
	}
	plain, err := audit.OpenCosigned(l.checkpoint(), l.key.Public())
	if err != nil || len(plain.Cosignatures) != 0 || !plain.Matches(l.head) {
		t.Errorf("a plain checkpoint is read as %+v, %v", plain, err)
	}
}

// TestCosignedByOthers reads a cosignature that transparency-dev/formats made
// (its note.NewSignerForCosignatureV1, version 0.1.1, under a key of 32 bytes
// 42). That program accepts ours under cosigned.key.
func TestCosignedByOthers(t *testing.T) {
	raw, err := os.ReadFile("testdata/cosigned.others")
	check(t, err)
	c, err := audit.OpenCosigned(raw, testKey(t, 7).Public())
	check(t, err)
	theirs := witnessKey(t, "p-theirs", 42)
	at, err := c.By(theirs.Public())
	check(t, err)
	again := cosign(t, story(t).checkpoint(), theirs, at)
	if !bytes.Equal(again, raw) {
		t.Errorf("we write\n%s\nthey\n%s", again, raw)
	}
}

// No bit is free to change: the log's own line is verified when it is opened,
// the witness's when it is asked for.
func TestCosignedBits(t *testing.T) {
	l := story(t)
	ann := witnessKey(t, "p-ann", 21)
	raw := cosign(t, l.checkpoint(), ann, seen)
	holds := func(b []byte) bool {
		c, err := audit.OpenCosigned(b, l.key.Public())
		if err != nil {
			return false
		}
		_, err = c.By(ann.Public())
		return err == nil
	}
	if !holds(raw) {
		t.Fatal("the genuine one does not hold")
	}
	for i := range len(raw) * 8 {
		bad := bytes.Clone(raw)
		bad[i/8] ^= 1 << (i % 8)
		if holds(bad) {
			t.Fatalf("it holds with bit %d of byte %d changed:\n%s", i%8, i/8, bad)
		}
	}
	for i := range raw {
		for _, bad := range [][]byte{raw[:i], append(bytes.Clone(raw[:i]), raw[i+1:]...), append(append(bytes.Clone(raw[:i]), raw[i]), raw[i:]...)} {
			if holds(bad) {
				t.Fatalf("it holds cut or longer at byte %d:\n%s", i, bad)
			}
		}
	}
}

// TestCosignatureOfAnother: a cosignature is worth nothing under another key,
// another name, another log, another checkpoint, another time.
func TestCosignatureOfAnother(t *testing.T) {
	l := story(t)
	ann := witnessKey(t, "p-ann", 21)
	raw := cosign(t, l.checkpoint(), ann, seen)
	line := raw[len(l.checkpoint()):]
	c, err := audit.OpenCosigned(raw, l.key.Public())
	check(t, err)
	for name, k := range map[string]audit.WitnessKey{
		"another key under the same name": witnessKey(t, "p-ann", 22), "the same key under another name": witnessKey(t, "p-bob", 21),
	} {
		if _, err := c.By(k.Public()); err == nil {
			t.Errorf("%s: it is taken for that one's", name)
		}
	}
	if _, err := c.By("nothing"); err == nil {
		t.Error("it is taken for nobody's")
	}
	// Replayed below a later checkpoint of the same log.
	l.add(l.next("later.entry"), nil)
	later, err := audit.OpenCosigned(append(l.checkpoint(), line...), l.key.Public())
	check(t, err)
	if _, err := later.By(ann.Public()); err == nil {
		t.Error("a cosignature was replayed below a later checkpoint")
	}
	// Of another log, whose key is another.
	other, err := audit.NewKey("guildhall.example/other", bytes.Repeat([]byte{7}, 32))
	check(t, err)
	h, err := audit.Start("guildhall.example/other")
	check(t, err)
	foreign, err := other.Checkpoint(h)
	check(t, err)
	if _, err := audit.OpenCosigned(cosign(t, foreign, ann, seen), l.key.Public()); err == nil {
		t.Error("a checkpoint of another log was opened")
	}
	moved, err := audit.OpenCosigned(append(foreign, line...), other.Public())
	check(t, err)
	if _, err := moved.By(ann.Public()); err == nil {
		t.Error("a cosignature was moved to another log")
	}
}

func TestCosignedForms(t *testing.T) {
	l := story(t)
	key, ann := l.key.Public(), witnessKey(t, "p-ann", 21)
	plain := l.checkpoint()
	raw := cosign(t, plain, ann, seen)
	text, own, _ := strings.Cut(string(plain), "\n\n")
	line := string(raw[len(plain):])
	many := plain
	for i := range 32 {
		many = cosign(t, many, witnessKey(t, "p-"+string(rune('A'+i)), byte(i)), seen)
	}
	if _, err := audit.OpenCosigned(many, key); err != nil {
		t.Fatalf("32 cosignatures: %v", err)
	}
	for name, bad := range map[string]string{
		"the witness first":         text + "\n\n" + line + own,
		"the same line twice":       string(raw) + line,
		"another time, same name":   string(raw) + string(cosign(t, plain, ann, seen.Add(time.Second))[len(plain):]),
		"the log's line twice":      string(plain) + own,
		"the witness's line alone":  text + "\n\n" + line,
		"a plain signature below":   string(plain) + string(sign(t, text+"\n", 8)[len(text)+2:]),
		"33 cosignatures":           string(many) + line,
		"no signature":              text + "\n",
		"nothing":                   "",
		"a checkpoint in extension": strings.Replace(string(raw), "\n\n", "\nmore\n\n", 1),
	} {
		if c, err := audit.OpenCosigned([]byte(bad), key); err == nil {
			t.Errorf("%s: opened as %+v", name, c)
		}
	}
	if _, err := ann.Cosign(raw, seen); err == nil {
		t.Error("a witness signed twice")
	}
	if _, err := witnessKey(t, "p-new", 9).Cosign(many, seen); err == nil {
		t.Error("a 33rd cosignature was added")
	}
	if _, err := ann.Cosign([]byte("no checkpoint\n"), seen); err == nil {
		t.Error("something else was cosigned")
	}
	for _, at := range []time.Time{{}, time.Unix(0, 0), time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)} {
		if _, err := ann.Cosign(plain, at); err == nil {
			t.Errorf("cosigned at %v", at)
		}
	}
}

func TestCosignerKeys(t *testing.T) {
	plus := 0
	for seed := range 200 {
		k := witnessKey(t, "p-ann", byte(seed)).Public()
		p, err := audit.ParseCosignerKey(string(k))
		check(t, err)
		if p.Name() != origin+"/witness/p-ann" || audit.NewCosignerKey(p.Name(), p.Raw()) != k {
			t.Fatalf("%s is read as another", k)
		}
		if strings.Count(string(k), "+") > 2 {
			plus++
		}
	}
	if plus == 0 {
		t.Error("no key has a plus sign: the test shows nothing")
	}
	good := string(witnessKey(t, "p-ann", 21).Public())
	for i := range len(good) * 8 {
		bad := []byte(good)
		bad[i/8] ^= 1 << (i % 8)
		if k, err := audit.ParseCosignerKey(string(bad)); err == nil {
			t.Errorf("%q was accepted", bad)
		} else if k.Raw() != (audit.Digest{}) {
			t.Errorf("%q gives a key", bad)
		}
	}
	// The log's own key is of another algorithm.
	if _, err := audit.ParseCosignerKey(string(testKey(t, 7).Public())); err == nil {
		t.Error("a log's key was taken for a witness's")
	}
	for _, name := range []string{"", "a b", "a+b", "a\nb", strings.Repeat("a", 256)} {
		if _, err := audit.NewWitnessKey(name, make([]byte, 32)); err == nil {
			t.Errorf("the name %q was accepted", name)
		}
	}
	if _, err := audit.NewWitnessKey("a", make([]byte, 31)); err == nil {
		t.Error("31 bytes were taken for a key")
	}
}

// What a kept checkpoint ties is the same with cosignatures and without.
func TestTrustInCosigned(t *testing.T) {
	l := story(t)
	ann := witnessKey(t, "p-ann", 21)
	kept := cosign(t, l.checkpoint(), ann, seen)
	raw := zipped(t, l.contents())
	b, err := audit.ReadBundle(bytes.NewReader(raw), int64(len(raw)))
	check(t, err)
	s, err := b.Verify(ctx, audit.Trust{Checkpoint: kept}, nil)
	check(t, err)
	if at, err := s.Kept.By(ann.Public()); !s.CheckpointGiven || err != nil || !at.Equal(seen) {
		t.Errorf("it was given %v, signed at %v, %v", s.CheckpointGiven, at, err)
	}
	cut := newLedger(t)
	for range 3 {
		cut.add(cut.next("other.entry"), nil)
	}
	raw = zipped(t, cut.contents())
	b, err = audit.ReadBundle(bytes.NewReader(raw), int64(len(raw)))
	check(t, err)
	if _, err := b.Verify(ctx, audit.Trust{Checkpoint: kept}, nil); err == nil {
		t.Error("another log passes a cosigned checkpoint")
	}
}

// Under a key, what is opened is what writing it again gives.
func FuzzCosigned(f *testing.F) {
	l := story(f)
	key, ann := l.key.Public(), witnessKey(f, "p-ann", 21)
	plain := l.checkpoint()
	raw := cosign(f, plain, ann, seen)
	f.Add(raw)
	f.Add(plain)
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := audit.OpenCosigned(b, key)
		if err != nil {
			return
		}
		if !c.Matches(l.head) || !bytes.HasPrefix(b, plain) {
			t.Fatalf("%q is opened as %+v", b, c)
		}
		if at, err := c.By(ann.Public()); err == nil && (!at.Equal(seen) || !bytes.Contains(b, raw[len(plain):])) {
			t.Fatalf("%q is signed at %v", b, at)
		}
	})
}

func FuzzCosignerKey(f *testing.F) {
	f.Add(string(witnessKey(f, "p-ann", 21).Public()))
	f.Fuzz(func(t *testing.T, s string) {
		if k, err := audit.ParseCosignerKey(s); err == nil && (string(k) != s || audit.NewCosignerKey(k.Name(), k.Raw()) != k) {
			t.Fatalf("%q is read as %q", s, k)
		}
	})
}
