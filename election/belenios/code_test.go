package belenios

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"
)

func TestNewCode(t *testing.T) {
	shape := regexp.MustCompile(`^[1-9A-HJ-NP-Za-km-z]{5}-[1-9A-HJ-NP-Za-km-z]{6}-[1-9A-HJ-NP-Za-km-z]{5}-[1-9A-HJ-NP-Za-km-z]{6}$`)
	seen := map[string]bool{}
	used := map[rune]bool{}
	for range 300 {
		c, err := NewCode(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		s := c.Reveal()
		if !shape.MatchString(s) || seen[s] {
			t.Fatalf("the code %q", s)
		}
		seen[s] = true
		for _, r := range s {
			used[r] = true
		}
		if back, err := ParseCode(s); err != nil || back != c {
			t.Errorf("%q reads back as %v, %v", s, back.text, err)
		}
	}
	if len(used) != 59 {
		t.Errorf("%d characters are used instead of 58 and the dash", len(used))
	}
	if _, err := NewCode(bytes.NewReader(make([]byte, 10))); err == nil {
		t.Error("a code without randomness")
	}
}

func TestParseCode(t *testing.T) {
	const want = "bY8mE-MnRGcf-U3eef-YSpLbo"
	for _, s := range []string{want, " bY8mE-MnRGcf-U3eef-YSpLbo\n", "bY8mEMnRGcfU3eefYSpLbo", "bY8mE MnRGcf U3eef YSpLbo", "bY8mE – MnRGcf\u00a0U3e-ef—YSpLbo"} {
		if c, err := ParseCode(s); err != nil || c.Reveal() != want {
			t.Errorf("%q: %v", s, err)
		}
	}
	for s, reason := range map[string]string{
		"":                              "enter your voting code",
		"- -":                           "enter your voting code",
		"bY8mE-MnRGcf-U3eef-YSpLb":      "too short: it has 21",
		"bY8mE-MnRGcf-U3eef-YSpLboX":    "too long: it has 23",
		"bY8mE-MnRGcf-U3eef-YSpLb0":     "never contains '0'",
		"bY8mE-MnRGcf-U3eef-YSpLbO":     "never contains 'O'",
		"IY8mE-MnRGcf-U3eef-YSpLbo":     "never contains 'I'",
		"bYlmE-MnRGcf-U3eef-YSpLbo":     "character 3",
		"bY8mE-MnRGcf-U3eef-YSpLb!":     "only letters and digits",
		"bY8mE-MnRGcf-U3eef-YSpLbé":     "only letters and digits",
		"https://example.org/#bY8mE-Mn": "only letters and digits",
	} {
		if _, err := ParseCode(s); err == nil || !strings.Contains(err.Error(), reason) {
			t.Errorf("%q: %v", s, err)
		}
	}
	other, err := ParseCode(strings.ToLower("bY8mE-MnRGcf-U3eef-YSpnbo"))
	if err != nil {
		t.Fatal(err)
	}
	if other.Reveal() == want {
		t.Error("capital and small letters are mixed up")
	}
}

// TestSecretsDoNotPrint: what logs a value logs no secret.
func TestSecretsDoNotPrint(t *testing.T) {
	code, err := NewCode(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	key, err := NewTrusteeKey(rand.Reader, Ed25519)
	if err != nil {
		t.Fatal(err)
	}
	secret := strings.Trim(string(key.Save()), `"`)
	for _, verb := range []string{"%v", "%+v", "%s", "%q", "%#v"} {
		if s := fmt.Sprintf(verb, code); strings.Contains(s, code.Reveal()) || strings.Contains(s, code.Reveal()[:5]) {
			t.Errorf("%s prints the code: %s", verb, s)
		}
		if s := fmt.Sprintf(verb, key); strings.Contains(s, secret) {
			t.Errorf("%s prints the key: %s", verb, s)
		}
		if s := fmt.Sprintf(verb, key.secret); strings.ContainsAny(s, "0123456789") {
			t.Errorf("%s prints a secret number: %s", verb, s)
		}
	}
}

func TestCredential(t *testing.T) {
	code, err := ParseCode("bY8mE-MnRGcf-U3eef-YSpLbo")
	if err != nil {
		t.Fatal(err)
	}
	a, err := code.Credential(Ed25519, "tHUuY2DkxPeBSB")
	if err != nil {
		t.Fatal(err)
	}
	b, err := code.Credential(Ed25519, "tHUuY2DkxPeBSC")
	if err != nil {
		t.Fatal(err)
	}
	if a.Public() == b.Public() {
		t.Error("one code gives the same credential in two elections")
	}
	for _, bad := range [][2]string{{"RFC-3526-2048", "tHUuY2DkxPeBSB"}, {Ed25519, "short"}, {Ed25519, "tHUuY2DkxPeBS|"}} {
		if _, err := code.Credential(bad[0], bad[1]); err == nil {
			t.Errorf("%v is accepted", bad)
		}
	}
	if _, err := (Code{}).Credential(Ed25519, "tHUuY2DkxPeBSB"); err == nil {
		t.Error("no code gives a credential")
	}
}

func TestTrusteeKeys(t *testing.T) {
	for _, g := range []string{Ed25519, Belenios2048} {
		k, err := NewTrusteeKey(rand.Reader, g)
		if err != nil {
			t.Fatal(err)
		}
		back, err := ParseTrusteeKey(g, k.Save())
		if err != nil || back.PublicKey() != k.PublicKey() {
			t.Errorf("%s: read back: %v", g, err)
		}
		tr, err := k.Trustee(rand.Reader, "Ada Ñ")
		if err != nil {
			t.Fatal(err)
		}
		same, err := ParseTrustee(g, tr.Encode())
		if err != nil || same != tr {
			t.Errorf("%s: record read back: %v", g, err)
		}
	}
	for _, bad := range []string{"", "7", `"0"`, `"07"`, `"-7"`, `"7237005577332262213973186563042994240857116359379907606001950938285454250989"`, `{"x":"7"}`, `"7" `} {
		if _, err := ParseTrusteeKey(Ed25519, []byte(bad)); err == nil {
			t.Errorf("%q is taken for a key", bad)
		}
	}
	if _, err := NewTrusteeKey(io.LimitReader(rand.Reader, 63), Ed25519); err == nil {
		t.Error("a key without randomness")
	}
}

// TestForeignKey: a key of another election decrypts nothing.
func TestForeignKey(t *testing.T) {
	s, other := newScene(t, Ed25519, scenario{}), newScene(t, Belenios2048, scenario{})
	tally, err := s.setup.NewBox().Tally()
	if err != nil {
		t.Fatal(err)
	}
	stranger, err := NewTrusteeKey(rand.Reader, Ed25519)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range []*TrusteeKey{stranger, other.keys[0]} {
		if _, err := k.PartialDecrypt(rand.Reader, tally); err == nil {
			t.Error("a stranger's key makes a share")
		}
	}
	if err := s.setup.NewBox().Add(Checked{}); err == nil {
		t.Error("a ballot that nobody checked is counted")
	}
	if err := s.setup.NewBox().Add(other.believe(t, other.cast(t, 0, honest))); err == nil {
		t.Error("a ballot of another election is counted")
	}
}
