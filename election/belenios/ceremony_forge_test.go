package belenios

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"math/big"
	"regexp"
	"strings"
	"testing"

	"github.com/onenorwich/guildhall/election/belenios/internal/canon"
	"github.com/onenorwich/guildhall/election/belenios/internal/group"
)

func seedOf(t testing.TB) Seed {
	t.Helper()
	s, err := NewSeed(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func certificateOf(t testing.TB, s Seed, seat Seat) *Certificate {
	t.Helper()
	c, err := s.Certificate(rand.Reader, seat)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// signAs signs any message as a member would.
func signAs(t testing.TB, g group.Group, s Seed, message string) signedMessage {
	t.Helper()
	m, err := signMessage(rand.Reader, g, s.signing(g), message)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestForgeCertificate(t *testing.T) {
	seat := Seat{Ed25519, 3, 2, 2}
	mine := seedOf(t)
	g := groupNamed(t, Ed25519)
	good := certificateOf(t, mine, seat)
	if _, err := ParseCertificate(seat, good.Encode()); err != nil {
		t.Fatal(err)
	}
	for name, f := range map[string]struct {
		raw    []byte
		reason string
	}{
		"another index":         {certificateOf(t, mine, Seat{Ed25519, 3, 2, 1}).Encode(), "member 1 of 3"},
		"another size":          {certificateOf(t, mine, Seat{Ed25519, 4, 2, 2}).Encode(), "of 4"},
		"another threshold":     {certificateOf(t, mine, Seat{Ed25519, 3, 3, 2}).Encode(), "of whom 3"},
		"another group":         {certificateOf(t, mine, Seat{Belenios2048, 3, 2, 2}).Encode(), ""},
		"another group's name":  {signAs(t, g, mine, strings.Replace(good.signed.message, Ed25519, Belenios2048, 1)).append(nil, g), "BELENIOS-2048"},
		"signed by another":     {signAs(t, g, seedOf(t), good.signed.message).append(nil, g), "signature does not hold"},
		"signature made anew":   {signedMessage{good.signed.message, certificateOf(t, mine, seat).signed.signature}.append(nil, g), ""},
		"no certificate at all": {[]byte("{}"), "its certificate"},
		"no context": {signAs(t, g, mine, fmt.Sprintf(`{"verification":"%s","encryption":"%s"}`,
			g.Encode(good.verification), good.recipient)).append(nil, g), "context"},
		"a neutral key": {signAs(t, g, mine, strings.Replace(good.signed.message, good.recipient, identity(Ed25519), 1)).append(nil, g), "neutral"},
	} {
		_, err := ParseCertificate(seat, f.raw)
		if name == "signature made anew" { // which is as good
			if err != nil {
				t.Errorf("a certificate signed anew: %v", err)
			}
			continue
		}
		culprit(t, name, err, 2, f.reason)
	}
	for i, seat := range []Seat{{"P-256", 3, 2, 1}, {Ed25519, 0, 0, 0}, {Ed25519, 65, 2, 1}, {Ed25519, 3, 4, 1}, {Ed25519, 3, 0, 1}, {Ed25519, 3, 2, 4}, {Ed25519, 3, 2, 0}} {
		if _, err := mine.Certificate(rand.Reader, seat); err == nil {
			t.Errorf("seat %d is taken", i)
		}
		if _, err := ParseCertificate(seat, good.Encode()); err == nil {
			t.Errorf("seat %d is given", i)
		}
	}
	if _, err := (Seed{}).Certificate(rand.Reader, seat); err == nil {
		t.Error("no phrase has a certificate")
	}
}

// TestReplayedCertificate: whoever comes with keys of an earlier ceremony, or
// of another member, is refused by name.
func TestReplayedCertificate(t *testing.T) {
	old := newSitting(t, Ed25519, 2, 3).committee()
	seen := map[[32]byte]bool{}
	for _, f := range old.Fingerprints() {
		seen[f] = true
	}
	if len(seen) != 6 {
		t.Fatalf("%d fingerprints", len(seen))
	}
	seeds := []Seed{seedOf(t), seedOf(t), seedOf(t)}
	certs := func() (out [][]byte) {
		for i, s := range seeds {
			out = append(out, certificateOf(t, s, Seat{Ed25519, 3, 2, i + 1}).Encode())
		}
		return out
	}
	parse := func(certs [][]byte) error {
		_, err := ParseCommittee(Ed25519, 2, certs, seen)
		return err
	}
	if err := parse(certs()); err != nil {
		t.Fatal(err)
	}
	replayed := certs()
	replayed[1] = old.certs[1].Encode()
	culprit(t, "the same certificate", parse(replayed), 2, "earlier ceremony")
	if _, err := ParseCommittee(Ed25519, 2, replayed, nil); err != nil {
		t.Errorf("without a memory it cannot be seen: %v", err)
	}

	// A key comes again in another seat, under a new signature, or one of the
	// two alone.
	again := seedOf(t)
	first := certificateOf(t, again, Seat{Ed25519, 5, 3, 4})
	for _, f := range first.Fingerprints() {
		seen[f] = true
		other := certs()
		other[2] = certificateOf(t, again, Seat{Ed25519, 3, 2, 3}).Encode()
		culprit(t, "the same phrase", parse(other), 3, "earlier ceremony")
		delete(seen, f)
	}
	seeds[2] = seeds[0]
	culprit(t, "one phrase twice", parse(certs()), 3, "member 1")
	g := groupNamed(t, Ed25519)
	c := certificateOf(t, seeds[1], Seat{Ed25519, 3, 2, 2})
	one := certs()
	one[1] = signAs(t, g, seeds[1], strings.Replace(c.signed.message, c.recipient, g.Encode(c.verification), 1)).append(nil, g)
	culprit(t, "one key for both", parse(one), 2, "twice")
	if err := parse(nil); err == nil {
		t.Error("a committee of nobody")
	}
}

// replaced is the dealing with one member's polynomial changed, as if it had
// been sent so; no check looks at it.
func (s *sitting) replaced(member int, change func(p *Polynomial)) *Dealing {
	d := *s.transcript.Dealing
	d.polynomials = append([]*Polynomial(nil), d.polynomials...)
	p := *d.polynomials[member-1]
	p.secrets = append([]string(nil), p.secrets...)
	change(&p)
	d.polynomials[member-1] = &p
	return &d
}

func (s *sitting) send(t testing.TB, from Seed, to int, message string) string {
	t.Helper()
	m, err := send(rand.Reader, from, s.committee().certs[to-1], message)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// third does the third step of a member with what a dealing hands out.
func (s *sitting) third(t testing.TB, d *Dealing, member int) error {
	t.Helper()
	in, err := d.Input(member)
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.committee().Receive(rand.Reader, s.seeds[member-1], in)
	return err
}

func TestForgeShare(t *testing.T) {
	s := newSitting(t, Ed25519, 2, 3)
	c := s.committee()
	honest := s.transcript.polynomials[1].secrets
	flip := map[bool]string{true: "1", false: "0"}
	for name, f := range map[string]struct {
		share, reason string
		convicts      bool
	}{
		"a wrong number":              {s.send(t, s.seeds[1], 1, `{"secret":"5"}`), "does not fit the polynomial", true},
		"no number":                   {s.send(t, s.seeds[1], 1, `{"secret":"05"}`), "is false", true},
		"something else":              {s.send(t, s.seeds[1], 1, `{"polynomial":["5"]}`), "is false", true},
		"the share for another":       {honest[2], "cannot be opened", false},
		"signed by another":           {s.send(t, s.seeds[2], 1, `{"secret":"5"}`), "signature does not hold", false},
		"the share of another":        {s.transcript.polynomials[2].secrets[0], "signature does not hold", false},
		"damaged":                     {honest[0][:len(honest[0])-3] + flip[honest[0][len(honest[0])-3] == '0'] + `"}`, "cannot be opened", false},
		"passed on":                   {"", "somebody else", false},
		"a point outside the group":   {strings.Replace(honest[0], `"alpha":"`, `"alpha":"0`, 1), "", false},
		"the cipher of older release": {strings.Replace(honest[0], `"algorithm":"AES-GCM",`, "", 1), "algorithm", false},
	} {
		if name == "passed on" { // member 3 hands on what member 2 signed for it
			_, signed, err := receive(s.seeds[2], c.certs[1], c.certs[2], honest[2])
			if err != nil {
				t.Fatal(err)
			}
			if f.share, err = encryptTo(rand.Reader, c.certs[0], signed); err != nil {
				t.Fatal(err)
			}
		}
		d := s.replaced(2, func(p *Polynomial) { p.secrets[0] = f.share })
		e := culprit(t, name, s.third(t, d, 1), 2, f.reason)
		if (e.Evidence != nil) != f.convicts || f.convicts && !d.Convicts(2, 1, e.Evidence) {
			t.Errorf("%s: evidence is %q", name, e.Evidence)
		}
		if f.convicts && (d.Convicts(1, 2, e.Evidence) || d.Convicts(3, 1, e.Evidence) || d.Convicts(2, 3, e.Evidence) || d.Convicts(9, 1, e.Evidence) || d.Convicts(2, 9, e.Evidence)) {
			t.Errorf("%s: the evidence convicts others", name)
		}
		if err := s.third(t, d, 3); err != nil {
			t.Errorf("%s: it troubles member 3 too: %v", name, err)
		}
	}
	_, signed, err := receive(s.seeds[0], c.certs[1], c.certs[0], honest[0])
	if err != nil || s.transcript.Convicts(2, 1, signed) {
		t.Errorf("an honest share convicts: %v", err)
	}
}

// TestForgeCommitments: a member who commits to another polynomial than it
// deals is named by everybody who got a share; a service that gives a member
// something else back is named by that member.
func TestForgeCommitments(t *testing.T) {
	s := newSitting(t, Ed25519, 2, 3)
	c, g := s.committee(), groupNamed(t, Ed25519)
	other := newSitting(t, Ed25519, 2, 3)
	commit := func(p *Polynomial, by Seed, points []group.Point) {
		list := make([]string, len(points))
		for i, a := range points {
			list[i] = g.Encode(a)
		}
		p.commitments = points
		p.coefexps = signAs(t, g, by, string(append(appendStrings([]byte(`{"coefexps":`), list), '}')))
		p.signature = signAs(t, g, by, c.pedersen().certified(g, points)).signature
	}
	another := other.transcript.polynomials[1].commitments
	whole := s.replaced(2, func(p *Polynomial) { commit(p, s.seeds[1], another) })
	if _, err := c.ParsePolynomial(2, whole.polynomials[1].Encode()); err != nil {
		t.Fatalf("nobody can see it in the second step: %v", err)
	}
	culprit(t, "other commitments, member 1", s.third(t, whole, 1), 2, "does not fit the polynomial")
	culprit(t, "other commitments, member 3", s.third(t, whole, 3), 2, "does not fit the polynomial")
	culprit(t, "other commitments, the liar", s.third(t, whole, 2), 0, "not the one you committed to")

	for name, f := range map[string]struct {
		change func(p *Polynomial)
		reason string
	}{
		"too few coefficients":  {func(p *Polynomial) { commit(p, s.seeds[1], another[:1]) }, "1 coefficients"},
		"too many coefficients": {func(p *Polynomial) { commit(p, s.seeds[1], append(another, another...)) }, "4 coefficients"},
		"signed by another":     {func(p *Polynomial) { commit(p, s.seeds[0], p.commitments) }, "its polynomial: its signature"},
		"of another ceremony":   {func(p *Polynomial) { p.coefexps = other.transcript.polynomials[1].coefexps }, "its polynomial: its signature"},
		"signature of another ceremony": {func(p *Polynomial) { p.signature = other.transcript.polynomials[1].signature },
			"its signature of all certificates"},
		"other points under the old signature": {func(p *Polynomial) {
			p.coefexps.message = strings.Replace(p.coefexps.message, "[", `["`+identity(Ed25519)+`",`, 1)
		}, ""},
	} {
		d := s.replaced(2, f.change)
		_, err := c.ParsePolynomial(2, d.polynomials[1].Encode())
		culprit(t, name+", seen by the service", err, 2, f.reason)
		culprit(t, name+", seen by member 1", s.third(t, d, 1), 2, f.reason)
	}
	for name, change := range map[string]func(p *Polynomial){
		"a share less": func(p *Polynomial) { p.secrets = p.secrets[:2] },
		"a share more": func(p *Polynomial) { p.secrets = append(p.secrets, p.secrets[0]) },
	} {
		d := s.replaced(2, change)
		_, err := c.ParsePolynomial(2, d.polynomials[1].Encode())
		culprit(t, name, err, 2, "")
	}
	for _, field := range []string{"alpha", "beta"} {
		at := regexp.MustCompile(`("` + field + `":")[0-9a-f]+`)
		for name, point := range badPoints(t, Ed25519, c.certs[0].recipient) {
			d := s.replaced(2, func(p *Polynomial) { p.secrets[0] = at.ReplaceAllString(p.secrets[0], "${1}"+point) })
			_, err := c.ParsePolynomial(2, d.polynomials[1].Encode())
			culprit(t, field+": "+name, err, 2, "an encrypted message")
			culprit(t, field+": "+name, s.third(t, d, 1), 2, "what the service made of it")
		}
	}
	in, err := s.transcript.Input(1)
	if err != nil {
		t.Fatal(err)
	}
	third, err := s.transcript.Input(3)
	if err != nil {
		t.Fatal(err)
	}
	for name, f := range map[string]struct {
		in     []byte
		reason string
	}{
		"somebody else's input":    {third, "polynomial back"},
		"its own polynomial false": {bytes.Replace(in, []byte(quoted(s.transcript.polynomials[0].own)), []byte(quoted(s.send(t, s.seeds[0], 1, `{"polynomial":["1","2"]}`))), 1), "not the one you committed to"},
		"a polynomial cut":         {bytes.Replace(in, []byte(quoted(s.transcript.polynomials[0].own)), []byte(quoted(s.send(t, s.seeds[0], 1, `{"polynomial":["1"]}`))), 1), "not the one you committed to"},
		"no polynomial":            {bytes.Replace(in, []byte(quoted(s.transcript.polynomials[0].own)), []byte(`""`), 1), "polynomial back"},
		"a list cut":               {bytes.Replace(in, []byte(","+quoted(s.transcript.polynomials[2].secrets[0])), nil, 1), "hands out 2 shares"},
		"nothing":                  {nil, "third step"},
	} {
		_, err := c.RecoverKey(s.seeds[0], f.in)
		culprit(t, name, err, 0, f.reason)
	}
	culprit(t, "polynomials exchanged", func() error {
		p := s.transcript.polynomials
		_, err := NewDealing([]*Polynomial{p[0], p[2], p[1]})
		return err
	}(), 2, "member 3")
	if _, err := NewDealing(s.transcript.polynomials[:2]); err == nil || !strings.Contains(err.Error(), "2 of the 3") {
		t.Errorf("a polynomial less: %v", err)
	}
	culprit(t, "a polynomial of another committee", func() error {
		_, err := NewDealing([]*Polynomial{s.transcript.polynomials[0], other.transcript.polynomials[1], s.transcript.polynomials[2]})
		return err
	}(), 2, "another committee")
}

func quoted(s string) string { return string(canon.AppendString(nil, s)) }

// TestForgeCertificateList: a service that puts itself between the members,
// by showing one of them another certificate, is found out by that member.
func TestForgeCertificateList(t *testing.T) {
	s := newSitting(t, Ed25519, 2, 3)
	certs := [][]byte{}
	for _, c := range s.committee().certs {
		certs = append(certs, c.Encode())
	}
	evil := seedOf(t)
	certs[1] = certificateOf(t, evil, Seat{Ed25519, 3, 2, 2}).Encode()
	shown, err := ParseCommittee(Ed25519, 2, certs, nil)
	if err != nil {
		t.Fatal(err)
	}
	if shown.Words() == s.committee().Words() || shown.certs[1].Words() == s.committee().certs[1].Words() || shown.certs[0].Words() != s.committee().certs[0].Words() {
		t.Error("the words do not tell")
	}
	in, err := s.transcript.Input(1)
	if err != nil {
		t.Fatal(err)
	}
	_, err = shown.RecoverKey(s.seeds[0], in)
	culprit(t, "other certificates in the third step", err, 0, "other certificates")
	if _, err := shown.Member(s.seeds[1]); err == nil {
		t.Error("member 2 does not miss its certificate")
	}

	// Members 1 and 3 are shown the false list from the start, member 2 the
	// true one: their signatures do not go together.
	first, err := shown.Deal(rand.Reader, s.seeds[0])
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.committee().ParsePolynomial(1, first.Encode())
	culprit(t, "a polynomial for other certificates", err, 1, "other certificates")
	d := s.replaced(1, func(p *Polynomial) { *p = *first })
	culprit(t, "the same, seen by member 2", s.third(t, d, 2), 1, "other certificates")
}

func TestForgeOutput(t *testing.T) {
	s := newSitting(t, Ed25519, 2, 3)
	other := newSitting(t, Ed25519, 2, 3)
	d, g := s.transcript, groupNamed(t, Ed25519)
	output := func(file string, k verificationKey) []byte {
		b := canon.AppendString([]byte(`{"private_key":`), file)
		return append(k.append(append(b, `,"public_key":`...), g), '}')
	}
	mine, theirs := d.outputs[1], other.transcript.outputs[1]
	signed := func(by Seed, k verificationKey) verificationKey {
		sig := signAs(t, g, by, k.text).signature
		k.signature = &sig
		return k
	}
	with := func(change func(k *verificationKey)) []byte {
		k := mine.key
		change(&k)
		return output(mine.file, k)
	}
	if _, err := d.ParseOutput(2, output(mine.file, mine.key)); err != nil {
		t.Fatal(err)
	}
	for name, f := range map[string]struct {
		raw    []byte
		reason string
	}{
		"a key of another ceremony": {theirs.raw, "does not follow"},
		"the same, signed":          {output(mine.file, signed(s.seeds[1], theirs.key)), "does not follow"},
		"another member's key":      {d.outputs[2].raw, "does not follow"},
		"a key signed by another":   {output(mine.file, signed(s.seeds[0], mine.key)), "the signature of its key"},
		"a key without a signature": {with(func(k *verificationKey) { k.signature = nil }), "not signed"},
		"a name slipped in":         {with(func(k *verificationKey) { k.name = "Eve" }), "name"},
		"a false proof":             {with(func(k *verificationKey) { k.pok = theirs.key.pok }), "proof that a trustee knows"},
		"a key file that is none":   {output("hello", mine.key), "encrypted message"},
		"something else":            {[]byte(`{}`), "its key"},
		"something behind it":       {append(bytes.Clone(mine.raw), ' '), "its key"},
	} {
		_, err := d.ParseOutput(2, f.raw)
		culprit(t, name, err, 2, f.reason)
	}
	o := d.outputs
	_, err := d.Assemble([]*Output{o[0], o[2], o[1]}, nil)
	culprit(t, "keys exchanged", err, 2, "member 3")
	for name, f := range map[string]func() error{
		"a key less":  func() error { _, err := d.Assemble(o[:2], nil); return err },
		"a name less": func() error { _, err := d.Assemble(o, []string{"A", "B"}); return err },
		"a name that is no text": func() error {
			_, err := d.Assemble(o, []string{"A", "\xff", "C"})
			return err
		},
		"another's key file":      func() error { _, err := d.OpenKeyFile(s.seeds[0], o[1].KeyFile()); return err },
		"a key file with a share": func() error { _, err := d.OpenKeyFile(s.seeds[0], []byte(d.polynomials[0].secrets[0])); return err },
		"a key file of another key": func() error {
			_, err := d.OpenKeyFile(s.seeds[0], []byte(s.send(t, s.seeds[0], 1, `{"decryption_key":"7"}`)))
			return err
		},
		"a phrase of nobody":          func() error { _, err := d.OpenKeyFile(seedOf(t), o[0].KeyFile()); return err },
		"a phrase of nobody, no file": func() error { _, err := d.Key(seedOf(t)); return err },
		"a member who is not there":   func() error { _, err := d.ParseOutput(4, o[0].raw); return err },
	} {
		if err := f(); err == nil {
			t.Errorf("%s is accepted", name)
		}
	}
}

// TestForgeCeremonySpelling: one spelling of everything that is sent.
func TestForgeCeremonySpelling(t *testing.T) {
	s := newSitting(t, Ed25519, 1, 2)
	q, _ := new(big.Int).SetString("7237005577332262213973186563042994240857116359379907606001950938285454250989", 10)
	c, d := s.committee(), s.transcript
	in, err := d.Input(1)
	if err != nil {
		t.Fatal(err)
	}
	tried := 0
	for name, f := range map[string]struct {
		raw   []byte
		parse func(raw []byte) error
	}{
		"certificate": {c.certs[0].Encode(), func(raw []byte) error { _, err := ParseCertificate(Seat{Ed25519, 2, 1, 1}, raw); return err }},
		"polynomial":  {d.polynomials[0].Encode(), func(raw []byte) error { _, err := c.ParsePolynomial(1, raw); return err }},
		"input":       {in, func(raw []byte) error { _, err := c.RecoverKey(s.seeds[0], raw); return err }},
		"output":      {d.outputs[0].raw, func(raw []byte) error { _, err := d.ParseOutput(1, raw); return err }},
		"transcript":  {d.Encode(), func(raw []byte) error { _, err := ParseTranscript(raw); return err }},
		"message": {[]byte(d.polynomials[0].own), func(raw []byte) error {
			if _, err := parseSealed(c.group, string(raw)); err != nil {
				return err
			}
			return nil
		}},
	} {
		if err := f.parse(f.raw); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for how, other := range respellings(string(f.raw), q) {
			tried++
			if err := f.parse([]byte(other)); err == nil {
				t.Errorf("%s: %s is accepted", name, how)
			}
		}
	}
	head, data, _ := strings.Cut(d.polynomials[0].own, `"data":`)
	capitals := head + `"data":` + strings.ToUpper(data)
	if _, err := parseSealed(c.group, capitals); err == nil || !strings.Contains(err.Error(), "lower-case") {
		t.Errorf("data in capitals: %v", err)
	}
	if tried < 90 {
		t.Errorf("only %d spellings were tried", tried)
	}
}
