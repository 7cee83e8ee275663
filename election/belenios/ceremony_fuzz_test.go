package belenios

import (
	"bytes"
	"testing"
)

// Each target holds a parser of the ceremony to the package's invariant: what
// it accepts is what would be written for its meaning, byte for byte.

func FuzzCertificate(f *testing.F) {
	v := recordedCeremony(f)
	f.Add([]byte(v.Certs[0]))
	f.Fuzz(func(t *testing.T, raw []byte) {
		c, err := ParseCertificate(Seat{Ed25519, 3, 2, 1}, raw)
		if err == nil && !bytes.Equal(c.Encode(), raw) {
			t.Errorf("%q becomes %q", raw, c.Encode())
		}
	})
}

func FuzzSealed(f *testing.F) {
	v := recordedCeremony(f)
	f.Add(v.Files[0])
	g := groupNamed(f, Ed25519)
	f.Fuzz(func(t *testing.T, raw string) {
		m, err := parseSealed(g, raw)
		if err == nil && m.encode(g) != raw {
			t.Errorf("%q becomes %q", raw, m.encode(g))
		}
	})
}

func FuzzPolynomial(f *testing.F) {
	v := recordedCeremony(f)
	c := v.dealing(f).Committee
	f.Add([]byte(v.Polynomials[0]))
	f.Fuzz(func(t *testing.T, raw []byte) {
		p, err := c.ParsePolynomial(1, raw)
		if err == nil && !bytes.Equal(p.Encode(), raw) {
			t.Errorf("%q becomes %q", raw, p.Encode())
		}
	})
}

// FuzzInput: whatever the service hands out, a member gets the one right key
// or none.
func FuzzInput(f *testing.F) {
	v := recordedCeremony(f)
	d := v.dealing(f)
	s, err := ParseSeed(v.Seeds[0])
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte(v.Inputs[0]))
	f.Add([]byte(v.Inputs[1]))
	f.Fuzz(func(t *testing.T, raw []byte) {
		k, err := d.RecoverKey(s, raw)
		if err == nil && k.PublicKey() != d.group.Encode(d.keys[0]) {
			t.Errorf("%q gives another key", raw)
		}
	})
}

func FuzzOutput(f *testing.F) {
	v := recordedCeremony(f)
	d := v.dealing(f)
	f.Add([]byte(v.Outputs[0]))
	f.Fuzz(func(t *testing.T, raw []byte) {
		o, err := d.ParseOutput(1, raw)
		if err == nil && (!bytes.Equal(o.raw, raw) || o.PublicKey() != d.group.Encode(d.keys[0])) {
			t.Errorf("%q is accepted", raw)
		}
	})
}

func FuzzTranscript(f *testing.F) {
	f.Add(newSitting(f, Ed25519, 1, 1).transcript.Encode())
	f.Add(newSitting(f, Ed25519, 2, 2).transcript.Encode())
	f.Fuzz(func(t *testing.T, raw []byte) {
		tr, err := ParseTranscript(raw)
		if err == nil && !bytes.Equal(tr.Encode(), raw) {
			t.Errorf("%q becomes %q", raw, tr.Encode())
		}
	})
}

func FuzzPhrase(f *testing.F) {
	v := recordedCeremony(f)
	cert, err := ParseCertificate(Seat{Ed25519, 3, 2, 1}, []byte(v.Certs[0]))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(v.Seeds[0])
	f.Add("SmFs ujvr auB MDWC wmQK zU0")
	f.Fuzz(func(t *testing.T, typed string) {
		if s, err := ParseSeed(typed); err == nil {
			if again, err := ParseSeed(s.Reveal()); err != nil || again != s {
				t.Errorf("%q becomes %q", typed, s.Reveal())
			}
		}
		if s, _, err := cert.Phrase(typed); err == nil && !cert.Holds(s) {
			t.Errorf("%q is taken for the phrase", typed)
		}
	})
}
