package belenios

import (
	"fmt"
	"strings"
	"testing"
)

func TestPhrase(t *testing.T) {
	const text = "SmFsujvrauBMDWCwmQKzUo" // of the recorded ceremony, member 1
	cert, err := ParseCertificate(Seat{Ed25519, 3, 2, 1}, []byte(recordedCeremony(t).Certs[0]))
	if err != nil {
		t.Fatal(err)
	}
	s, err := ParseSeed(text)
	if err != nil {
		t.Fatal(err)
	}
	if got := s.Reveal(); got != "SmFs ujvr auB MDWC wmQK zUo" {
		t.Errorf("it is written %q", got)
	}
	if got := (Seed{}).Reveal(); got != "" {
		t.Errorf("no phrase is written %q", got)
	}
	for _, format := range []string{"%v", "%+v", "%#v", "%s"} {
		if got := fmt.Sprintf(format, s); strings.Contains(got, "SmFs") {
			t.Errorf("%s shows %q", format, got)
		}
	}
	for name, f := range map[string]struct {
		typed  string
		exact  bool // ParseSeed reads it too
		mended bool
		reason string // of the refusal, "" for none
	}{
		"as it is":              {text, true, false, ""},
		"in groups":             {s.Reveal(), true, false, ""},
		"with dashes and lines": {" SmFs-ujvr\u2011auB\nMDWC\u00a0wmQK – zUo.\t", true, false, ""},
		"a wrong character":     {"SmFsujvrauBMDWCwmQKzUp", true, true, ""},
		"the first one wrong":   {"smFsujvrauBMDWCwmQKzUo", true, true, ""},
		"a zero for an o":       {"SmFsujvrauBMDWCwmQKzU0", false, true, ""},
		"no letter at all":      {"SmFsujv?auBMDWCwmQKzUo", false, true, ""},
		"one left out":          {"SmFsujvrauBMDWwmQKzUo", false, true, ""},
		"the first left out":    {"mFsujvrauBMDWCwmQKzUo", false, true, ""},
		"the last left out":     {"SmFsujvrauBMDWCwmQKzU", false, true, ""},
		"one doubled":           {"SmFsujvrauBMDWCCwmQKzUo", false, true, ""},
		"one behind":            {text + "o", false, true, ""},
		"one in front":          {"9" + text, false, true, ""},
		"a strange one more":    {"SmFsujvr0auBMDWCwmQKzUo", false, true, ""},
		"two exchanged":         {"SmFsujrvauBMDWCwmQKzUo", true, true, ""},
		"the last two":          {"SmFsujvrauBMDWCwmQKzoU", true, true, ""},

		"nothing":                  {" - ", false, false, "enter your recovery phrase"},
		"two wrong":                {"smFsujvrauBMDWCwmQKzUp", true, false, "not the recovery phrase of this key"},
		"two left out":             {"FsujvrauBMDWCwmQKzUo", false, false, "20 of its 22"},
		"two more":                 {text + "11", false, false, "24 characters instead"},
		"two strange ones":         {"SmFsujvrauBMDWCwmQKz00", false, false, "compare character 21"},
		"a strange one, and short": {"SmFsujvrauBMDWCwmQz0", false, false, "compare character 20"},
		"an umlaut, and short":     {"SmFsujvrauBMDWCwmQÖo", false, false, "character 19"},
		"another member's":         {recordedCeremony(t).Seeds[1], true, false, "not the recovery phrase of this key"},
	} {
		got, mended, err := cert.Phrase(f.typed)
		if f.reason != "" {
			if err == nil || !strings.Contains(err.Error(), f.reason) || got != (Seed{}) {
				t.Errorf("%s: %v", name, err)
			}
		} else if err != nil || mended != f.mended || got != s {
			t.Errorf("%s: mended %v, %v", name, mended, err)
		}
		read, err := ParseSeed(f.typed)
		if (err == nil) != f.exact || err == nil && !f.mended && f.reason == "" && read != s {
			t.Errorf("%s, read exactly: %v", name, err)
		}
	}
}
