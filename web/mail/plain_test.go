package mail

import (
	"regexp"
	"testing"
)

// linked is what mail programs make a link of: any scheme, www, a name with a dot
// before letters, an address for mail. It is wider than any program is.
var linked = regexp.MustCompile(`(?i)[a-z][a-z0-9+.-]*:\S|//|www\.\S|[\pL\pN]\.\pL|\S@\S`)

func TestNoLinkInWhatPeopleTyped(t *testing.T) {
	for typed, want := range map[string]string{
		"www.evil.example":                   "www. evil. example",
		"http://evil.example/x":              "http: / / evil. example/x",
		"hxxps://evil.example":               "hxxps: / / evil. example",
		"evil.com/x":                         "evil. com/x",
		"ask info@evil.example":              "ask info@ evil. example",
		"mailto:info@evil.example":           "mailto: info@ evil. example",
		"tel:+441603555099":                  "tel: +441603555099",
		"//evil.example":                     "/ / evil. example",
		"evil\u3002example":                  "evil. example",
		"evil\uff0eexample":                  "evil. example",
		"e\u200bvil.ex\u00adample":           "evil. example",
		"\u202eelpmaxe.live":                 "elpmaxe. live",
		"192.0.2.1.nip.io":                   "192.0.2.1. nip. io",
		"a\r\nBcc: x@evil.example":           "a Bcc: x@ evil. example",
		"line\u2028paragraph\u2029":          "line paragraph",
		"Dr. A. B. O\u2019Neill-Smith Jr":    "Dr. A. B. O\u2019Neill-Smith Jr",
		"Dr.A.B. Smith":                      "Dr. A. B. Smith",
		"St. James\u2019 Surgery":            "St. James\u2019 Surgery",
		"GP/partner, 5.5 sessions, 5:30":     "GP/partner, 5.5 sessions, 5:30",
		"Zo\u00eb \u0141ukasz, \u674e\u660e": "Zo\u00eb \u0141ukasz, \u674e\u660e",
	} {
		got := oneLine(typed)
		if got != want {
			t.Errorf("%q becomes %q, not %q", typed, got, want)
		}
		if found := linked.FindString(got); found != "" {
			t.Errorf("%q becomes %q, of which %q may become a link", typed, got, found)
		}
		if again := oneLine(got); again != got {
			t.Errorf("%q becomes %q when done again", got, again)
		}
	}
}
