package belenios

import (
	"bytes"
	"crypto/rand"
	"testing"

	"github.com/onenorwich/guildhall/election/belenios/internal/canon"
	"github.com/onenorwich/guildhall/election/belenios/internal/group"
)

// Each fuzz target holds a parser to the package's invariant: what it accepts
// is what would be written for its meaning, byte for byte.

func FuzzElection(f *testing.F) {
	for _, v := range vectors(f)[:2] {
		f.Add(takeApart(f, v.raw).steps[0].data[0])
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		e, err := ParseElection(raw)
		if err != nil || bytes.Contains(raw, []byte(`,"blank":false`)) {
			return
		}
		for _, field := range []string{`"administrator":""`, `"credential_authority":""`, `"language":""`} {
			if bytes.Contains(raw, []byte(field)) {
				return
			}
		}
		if again, err := e.Definition.Encode(); err != nil || !bytes.Equal(again, raw) {
			t.Errorf("%q becomes %q, %v", raw, again, err)
		}
	})
}

func FuzzCredentials(f *testing.F) {
	for _, v := range vectors(f)[:2] {
		f.Add(takeApart(f, v.raw).steps[0].data[2])
	}
	f.Add([]byte(`["5866666666666666666666666666666666666666666666666666666666666666"]`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		c, err := ParseCredentials(Ed25519, raw)
		if err != nil {
			return
		}
		again := EncodeCredentials(c.Rights())
		if !bytes.Equal(again, raw) && !bytes.Contains(raw, []byte(`,1"`)) { // all weights 1, and said so
			t.Errorf("%q becomes %q", raw, again)
		}
	})
}

func FuzzTrustees(f *testing.F) {
	for _, v := range vectors(f)[:2] {
		f.Add(takeApart(f, v.raw).steps[0].data[1])
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		ts, err := ParseTrustees(Ed25519, raw)
		if err == nil && (len(ts.Owners()) == 0 || ts.PublicKey() == identity(Ed25519)) {
			t.Errorf("%q is accepted", raw)
		}
	})
}

func FuzzBallot(f *testing.F) {
	s := newScene(f, Ed25519, scenario{questions: []Question{{"Q", []string{"a", "b"}, true, 1, 1}}})
	f.Add(s.cast(f, 0, [][]int{{0, 1, 0}}))
	f.Fuzz(func(t *testing.T, raw []byte) {
		b, err := s.election.parseBallot(raw)
		if err != nil {
			return
		}
		g := s.election.group
		again := s.election.appendBallotHead(nil, b.credential)
		again = canon.AppendList(again, len(b.answers), func(out []byte, i int) []byte { return b.answers[i].append(out, g) })
		again = canon.AppendString(append(again, `,"signature":{"hash":`...), b.signedHash)
		again = append(b.signature.append(append(again, `,"proof":`...), g), "}}"...)
		if !bytes.Equal(again, raw) {
			t.Errorf("%q becomes %q", raw, again)
		}
	})
}

func FuzzShare(f *testing.F) {
	s := newScene(f, Ed25519, scenario{questions: []Question{{"Q", []string{"a"}, false, 0, 1}}})
	tally, err := s.setup.NewBox().Tally()
	if err != nil {
		f.Fatal(err)
	}
	sh, err := s.keys[0].PartialDecrypt(rand.Reader, tally)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(sh.Raw())
	f.Fuzz(func(t *testing.T, raw []byte) {
		sh := &Share{raw: raw}
		proofs, err := sh.read(s.election.group)
		if err != nil {
			return
		}
		if again := appendShare(nil, s.election.group, sh.factors, proofs); !bytes.Equal(again, raw) {
			t.Errorf("%q becomes %q", raw, again)
		}
	})
}

func FuzzResult(f *testing.F) {
	f.Add([]byte(`{"result":[[1,"1073741824"],[]]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		r, err := ParseResult(raw)
		if err == nil && !bytes.Equal(r.Encode(), raw) {
			t.Errorf("%q becomes %q", raw, r.Encode())
		}
	})
}

func FuzzCode(f *testing.F) {
	f.Add("bY8mE-MnRGcf-U3eef-YSpLbo")
	f.Fuzz(func(t *testing.T, s string) {
		c, err := ParseCode(s)
		if err != nil {
			return
		}
		if again, err := ParseCode(c.Reveal()); err != nil || again != c {
			t.Errorf("%q becomes %q", s, c.Reveal())
		}
	})
}

// FuzzArchive looks for panics and for an archive that is accepted and is
// not what the writer writes for its events.
func FuzzArchive(f *testing.F) {
	s := newScene(f, Ed25519, scenario{weights: []int64{1}, questions: []Question{{"Q", []string{"a"}, false, 0, 1}}})
	whole := s.archive(f, []vote{{0, [][]int{{1}}}})
	f.Add(whole)
	f.Add(whole[:1024])
	f.Fuzz(func(t *testing.T, raw []byte) {
		if _, err := verify(raw); err != nil {
			return
		}
		if again := takeApart(t, raw).write(t); !bytes.Equal(again[1024:], raw[1024:]) {
			t.Error("an archive is accepted that the writer writes otherwise")
		}
	})
}

func FuzzEvent(f *testing.F) {
	f.Add([]byte(`{"height":0,"type":"Setup","payload":"` + hexDigest(nil) + `"}`))
	f.Add([]byte(`{"parent":"` + hexDigest(nil) + `","height":7,"type":"EndBallots"}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		e, err := parseEvent(raw)
		if err == nil && !bytes.Equal(e.append(nil), raw) {
			t.Errorf("%q becomes %q", raw, e.append(nil))
		}
		if d, err := parseSetupData(raw); err == nil && !bytes.Equal(d.append(nil), raw) {
			t.Errorf("%q becomes %q", raw, d.append(nil))
		}
	})
}

// FuzzPoint: an accepted encoding is the one that is written.
func FuzzPoint(f *testing.F) {
	for _, name := range []string{Ed25519, Belenios2048} {
		g, _ := group.ByName(name)
		f.Add(g.Encode(g.Generator()))
	}
	for _, bad := range badPoints(f, Ed25519, "5866666666666666666666666666666666666666666666666666666666666666") {
		f.Add(bad)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, name := range []string{Ed25519, Belenios2048} {
			g, _ := group.ByName(name)
			if p, err := g.Decode(s); err == nil && g.Encode(p) != s {
				t.Errorf("%s: %q becomes %q", name, s, g.Encode(p))
			}
		}
	})
}
