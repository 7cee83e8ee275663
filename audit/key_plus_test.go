package audit_test

import (
	"strings"
	"testing"

	"github.com/onenorwich/guildhall/audit"
)

// TestKeyWithPlus: the Base64 of about half of all keys holds a plus sign,
// which is also what separates the parts of a verifier key.
func TestKeyWithPlus(t *testing.T) {
	plus := 0
	for i := range 64 {
		key, err := audit.NewKey("guildhall/test", []byte(strings.Repeat(string(rune('A'+i%26))+string(rune('a'+i/26)), 16)))
		if err != nil {
			t.Fatal(err)
		}
		if strings.Count(string(key.Public()), "+") > 2 {
			plus++
		}
		if p, err := audit.ParsePublicKey(string(key.Public())); err != nil || p.Raw() == (audit.Digest{}) {
			t.Errorf("%s: %v", key.Public(), err)
		}
	}
	if plus == 0 {
		t.Error("no key with a plus sign was tried")
	}
}
