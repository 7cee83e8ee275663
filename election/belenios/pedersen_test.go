package belenios

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/onenorwich/guildhall/election/belenios/internal/canon"
	"github.com/onenorwich/guildhall/election/belenios/internal/group"
)

// ceremony is a threshold committee whose members' secrets the test knows.
type ceremony struct {
	g       group.Group
	p       pedersen
	certify []group.Secret // each member's signing key
	keys    []*TrusteeKey  // each member's key for decryption
}

// newCeremony plays all members of a committee. tamper may change what they
// commit to before they sign it.
func newCeremony(t testing.TB, g group.Group, threshold, n int, tamper func(member int, coefexps []string)) *ceremony {
	t.Helper()
	c := &ceremony{g: g, p: pedersen{threshold: threshold}}
	secret := func() group.Secret {
		x, err := g.Random(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	for i := range n {
		sign, enc := secret(), secret()
		c.certify = append(c.certify, sign)
		c.p.certs = append(c.p.certs, c.signed(t, i, fmt.Sprintf(`{"context":{"group":"%s","size":%d,"threshold":%d,"index":%d},"verification":"%s","encryption":"%s"}`,
			g.Name(), n, threshold, i+1, g.Encode(g.BaseMul(sign)), g.Encode(g.BaseMul(enc)))))
	}
	polynomials := make([][]group.Secret, n)
	for i := range n {
		var coefexps []string
		for range threshold {
			a := secret()
			polynomials[i] = append(polynomials[i], a)
			coefexps = append(coefexps, g.Encode(g.BaseMul(a)))
		}
		if tamper != nil {
			tamper(i, coefexps)
		}
		list := canon.AppendList(nil, threshold, func(b []byte, k int) []byte { return canon.AppendString(b, coefexps[k]) })
		c.p.coefexps = append(c.p.coefexps, c.signed(t, i, `{"coefexps":`+string(list)+`}`))
		whole := []byte(`certs_sig|{"certs":`)
		whole = canon.AppendList(whole, n, func(b []byte, k int) []byte { return c.p.certs[k].append(b, g) })
		c.p.signatures = append(c.p.signatures, c.signed(t, i, string(whole)+`,"coefexps":`+string(list)+"}").signature)
	}
	for j := range n {
		var x group.Secret
		for _, coefficients := range polynomials {
			power := group.Small(1)
			for _, a := range coefficients {
				x = g.SecretAdd(x, g.SecretTimes(a, power))
				power = g.SecretTimes(power, group.Small(j+1))
			}
		}
		k := newTrusteeKey(g, x)
		tr, err := k.Trustee(rand.Reader, "")
		if err != nil {
			t.Fatal(err)
		}
		sig := c.signed(t, j, k.public).signature
		c.keys = append(c.keys, k)
		c.p.keys = append(c.p.keys, verificationKey{text: k.public, pok: tr.pok, signature: &sig})
	}
	return c
}

func (c *ceremony) signed(t testing.TB, member int, message string) signedMessage {
	t.Helper()
	p, err := proveKey(rand.Reader, c.g, c.certify[member], "sigmsg|"+message+"|")
	if err != nil {
		t.Fatal(err)
	}
	return signedMessage{message, p}
}

func (c *ceremony) encode() []byte {
	p, g := &c.p, c.g
	b := canon.AppendInt([]byte(`["Pedersen",{"threshold":`), p.threshold)
	b = append(b, `,"certs":`...)
	b = canon.AppendList(b, len(p.certs), func(b []byte, i int) []byte { return p.certs[i].append(b, g) })
	b = append(b, `,"coefexps":`...)
	b = canon.AppendList(b, len(p.coefexps), func(b []byte, i int) []byte { return p.coefexps[i].append(b, g) })
	b = append(b, `,"signatures":`...)
	b = appendProofs(b, g, p.signatures)
	b = append(b, `,"verification_keys":`...)
	b = canon.AppendList(b, len(p.keys), func(b []byte, i int) []byte {
		k := p.keys[i]
		b = canon.AppendString(append(k.pok.append(append(b, `{"pok":`...), g), `,"public_key":`...), k.text)
		if k.signature != nil {
			b = k.signature.append(append(b, `,"signature":`...), g)
		}
		return append(b, '}')
	})
	return append(b, "}]"...)
}

// TestMixedTrustees: a service's own key and a committee of 2 of 3, of whom
// any two decrypt and one cannot.
func TestMixedTrustees(t *testing.T) {
	for _, groupName := range []string{Ed25519, Belenios2048} {
		g, err := group.ByName(groupName)
		if err != nil {
			t.Fatal(err)
		}
		s := newScene(t, groupName, scenario{committee: newCeremony(t, g, 2, 3, nil)})
		if s.setup.Trustees.Complete([]int{1, 2}) || s.setup.Trustees.Complete([]int{2, 3, 4}) || !s.setup.Trustees.Complete([]int{4, 1, 2}) {
			t.Error("the wrong shares are said to suffice")
		}
		single, committee := s.keys[0], s.keys[1:]
		pairs := [][]int{{2, 0}, {0, 1}, {1, 2}}
		if groupName == Belenios2048 {
			pairs = pairs[:1] // it is slow, and the arithmetic is the same
		}
		for _, two := range pairs {
			s.keys = []*TrusteeKey{committee[two[0]], single, committee[two[1]]}
			r, err := verify(s.archive(t, testVotes))
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(r.Result, testResult) || !r.Threshold || r.Trustees != 4 {
				t.Errorf("%v: the result is %v", two, r.Result)
			}
		}
		if groupName == Belenios2048 {
			continue
		}
		s.keys = append([]*TrusteeKey{single}, committee...)
		whole := takeApart(t, s.archive(t, testVotes))
		if _, err := verify(whole.write(t)); err != nil {
			t.Errorf("more shares than needed: %v", err)
		}
		s.keys = []*TrusteeKey{single, committee[0], committee[1]}
		a := takeApart(t, s.archive(t, testVotes))
		i := a.index(t, eventPartial)
		a.steps = append(a.steps[:i+2], a.steps[i+3:]...)
		refused(t, "one of the committee", a.write(t), "1 of the 2 shares that are needed")
	}
}

func TestForgeCommittee(t *testing.T) {
	g, _ := group.ByName(Ed25519)
	parse := func(c *ceremony) error {
		_, err := ParseTrustees(Ed25519, []byte("["+string(c.encode())+"]"))
		return err
	}
	fresh := func() *ceremony { return newCeremony(t, g, 2, 3, nil) }
	if err := parse(fresh()); err != nil {
		t.Fatal(err)
	}
	other := fresh()
	for name, f := range map[string]struct {
		change func(c *ceremony)
		reason string
	}{
		"a certificate of another ceremony": {func(c *ceremony) { c.p.certs[1] = other.p.certs[1] }, "member 1: its signature of all certificates"},
		"a certificate signed by another":   {func(c *ceremony) { c.p.certs[1] = c.signed(t, 0, c.p.certs[1].message) }, "member 2: its certificate"},
		"a certificate for another index":   {func(c *ceremony) { c.p.certs[1] = c.p.certs[0] }, "member 2: its certificate"},
		"a polynomial of another ceremony":  {func(c *ceremony) { c.p.coefexps[1] = other.p.coefexps[1] }, "member 2: its polynomial: its signature"},
		"a polynomial signed by another":    {func(c *ceremony) { c.p.coefexps[1] = c.signed(t, 0, c.p.coefexps[1].message) }, "member 2: its polynomial: its signature"},
		"signatures exchanged":              {func(c *ceremony) { c.p.signatures[0], c.p.signatures[1] = c.p.signatures[1], c.p.signatures[0] }, "member 1: its signature of all"},
		"a key without a signature":         {func(c *ceremony) { c.p.keys[2].signature = nil }, "member 3: its key is not signed"},
		"a key signed by another":           {func(c *ceremony) { c.p.keys[2].signature = c.p.keys[1].signature }, "member 3: the signature of its key"},
		"a key of another ceremony": {func(c *ceremony) {
			sig := c.signed(t, 2, other.keys[2].public).signature
			c.p.keys[2] = verificationKey{text: other.keys[2].public, pok: other.p.keys[2].pok, signature: &sig}
		}, "member 3: its key does not follow"},
		"a proof of knowledge": {func(c *ceremony) { c.p.keys[2].pok = c.p.keys[1].pok }, "the proof that a trustee knows the secret"},
		"a lower threshold":    {func(c *ceremony) { c.p.threshold = 1 }, "member 1: its certificate"},
		"a threshold too high": {func(c *ceremony) { c.p.threshold = 4 }, "threshold of 4"},
		"a member less":        {func(c *ceremony) { c.p.keys = c.p.keys[:2] }, "as many of each belong"},
	} {
		c := fresh()
		f.change(c)
		if err := parse(c); err == nil || !strings.Contains(err.Error(), f.reason) {
			t.Errorf("%s: %v", name, err)
		}
	}
	// A single trustee has no certificate that could sign its key.
	k, err := NewTrusteeKey(rand.Reader, Ed25519)
	if err != nil {
		t.Fatal(err)
	}
	tr, err := k.Trustee(rand.Reader, "Ada")
	if err != nil {
		t.Fatal(err)
	}
	sig := tr.pok.append([]byte(`,"signature":`), g)
	raw := bytes.Replace(EncodeTrustees([]Trustee{tr}), []byte(`,"name"`), append(sig, `,"name"`...), 1)
	if _, err := ParseTrustees(Ed25519, raw); err == nil || !strings.Contains(err.Error(), "carries a signature") {
		t.Errorf("a signed single trustee: %v", err)
	}
}
