package election_test

import (
	"testing"

	"github.com/onenorwich/guildhall/election"
)

// TestFold: what is not a letter of ASCII is itself alone, in either case.
func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "Ann.Lee@Example.ORG": "ann.lee@example.org", "D82008": "d82008",
		"ſam@example.org": "ſam@example.org", "\u212aim": "\u212aim", "É": "É", "İ": "İ", "[@`{": "[@`{", "\xff\x00Z": "\xff\x00z",
	} {
		if got := election.Fold(in); got != want {
			t.Errorf("%q is folded into %q, not %q", in, got, want)
		}
	}
}
