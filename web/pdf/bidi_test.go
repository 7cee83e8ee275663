package pdf

import (
	"strings"
	"testing"
)

// TestOrder holds the order of letters to UAX #9, worked out by hand.
func TestOrder(t *testing.T) {
	for text, want := range map[string]string{
		"abc":               "abc",
		"אבג":               "גבא",
		"אבג abc":           "גבא abc",
		"abc אבג def":       "abc גבא def",
		"אבג (abc) 12":      "גבא (abc) 12",
		"abc (אבג) def":     "abc (גבא) def",
		"abc אב (גד) ה":     "abc ה (דג) בא",
		"אבג 123 דהו":       "והד 123 גבא",
		"אבג 1,234":         "1,234 גבא",
		"אבג 123 abc":       "123 גבא abc",
		"abc 12 אבג":        "abc 12 גבא",
		"שָׁלוֹם":           "םוֹלשָׁ",
		"":                  "",
		"votes: 12 (אבג)":   "votes: 12 (גבא)",
		"Dr ד״ר שרה, Leeds": "Dr הרש ר״ד, Leeds",
	} {
		var got strings.Builder
		seen := map[int]bool{}
		for _, l := range order(text) {
			got.WriteString(l.text)
			seen[l.at] = true
		}
		if got.String() != want {
			t.Errorf("order(%q) = %q, want %q", text, got.String(), want)
		}
		if len(seen) != len(clusters(text)) {
			t.Errorf("order(%q) gives %d places for %d letters", text, len(seen), len(clusters(text)))
		}
	}
}
