package audit_test

import (
	"bytes"
	"errors"
	"testing"

	"github.com/onenorwich/guildhall/audit"
)

// What is accepted is the only encoding of what it says.
func FuzzEntry(f *testing.F) {
	for _, line := range story(f).lines {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		e, err := audit.ParseEntry(line)
		if err != nil {
			return
		}
		again, err := e.Line()
		if err != nil || !bytes.Equal(again, line) {
			t.Fatalf("%q is encoded again as %q, %v", line, again, err)
		}
		if bytes.ContainsAny(line, "\n\r\x00") || len(line) > audit.MaxLine {
			t.Fatalf("accepted %q", line)
		}
	})
}

// Under a key, only what that key signed is accepted.
func FuzzCheckpoint(f *testing.F) {
	l := story(f)
	raw, key := l.checkpoint(), l.key.Public()
	f.Add(raw)
	f.Fuzz(func(t *testing.T, b []byte) {
		if _, err := audit.OpenCheckpoint(b, key); (err == nil) != bytes.Equal(b, raw) {
			t.Fatalf("%q: %v", b, err)
		}
		if c, err := audit.ReadCheckpoint(b); err == nil && (c.Size < 0 || audit.CheckOrigin(c.Origin) != nil) {
			t.Fatalf("%q is read as %+v", b, c)
		}
	})
}

func FuzzPublicKey(f *testing.F) {
	f.Add(string(testKey(f, 7).Public()))
	f.Add(string(testKey(f, 8).Public()))
	f.Fuzz(func(t *testing.T, s string) {
		if p, err := audit.ParsePublicKey(s); err == nil && (string(p) != s || audit.CheckOrigin(p.Origin()) != nil) {
			t.Fatalf("%q is read as %q", s, p)
		}
	})
}

func FuzzSealed(f *testing.F) {
	l := story(f)
	for _, rs := range l.sealed {
		for _, r := range rs {
			line, err := r.Line()
			check(f, err)
			f.Add(line)
		}
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		r, err := audit.ParseSealed(line)
		if err != nil {
			return
		}
		if r.Check(origin) == nil {
			again, err := r.Line()
			if err != nil || !bytes.Equal(again, line) {
				t.Fatalf("%q is encoded again as %q, %v", line, again, err)
			}
		}
	})
}

// A zip is accepted only if it is the one that writing its log again gives, and
// no zip makes the reader panic.
func FuzzBundle(f *testing.F) {
	whole := zipped(f, withFiles(story(f).contents()))
	small := newLedger(f)
	small.add(small.next("a.b"), nil)
	f.Add(whole)
	f.Add(zipped(f, small.contents()))
	f.Fuzz(func(t *testing.T, raw []byte) {
		b, err := audit.ReadBundle(bytes.NewReader(raw), int64(len(raw)))
		if err != nil {
			return
		}
		s, err := b.Verify(ctx, audit.Trust{}, nil)
		if err != nil {
			var fault *audit.Fault
			if !errors.As(err, &fault) {
				t.Fatalf("a zip that was read gives %v", err)
			}
			return
		}
		if c, err := audit.OpenCheckpoint(s.Checkpoint, s.Key); err != nil || !c.Matches(s.Head) {
			t.Fatalf("verified, but the checkpoint is %+v, %v", c, err)
		}
	})
}
