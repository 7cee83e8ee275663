package paper

import (
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"":                          "",
		"  Dr\tZoe\u0308 \n Müller": "Dr Zoë Müller",
		"a\x00b\x1bc\u0085d":        "a�b�c d",
		"x\u202Etxt.exe\u202C":      "x�txt.exe�",
		"\u2066a\u2069\ufeff":       "�a��",
		"soft\u00ADhy\u200Bphen":    "softhyphen",
		"می\u200Cخواهم":             "می\u200Cخواهم",
		"14\u00A0December":          "14\u00A0December",
		"\xff\xfeab":                "�ab",
		"\uFFFE\uE000":              "��",
		"李小龍 𝔊 😀":                   "李小龍 𝔊 😀",
	} {
		if got := Clean(in); got != want {
			t.Errorf("Clean(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzClean(f *testing.F) {
	f.Add("Dr\u202E Zoe\u0308 \x00")
	f.Add("\xff 😀 \u200d")
	f.Fuzz(func(t *testing.T, s string) {
		c := Clean(s)
		if !utf8.ValidString(c) || !norm.NFC.IsNormalString(c) {
			t.Errorf("Clean(%q) = %q is not in Unicode form NFC", s, c)
		}
		if again := Clean(c); again != c {
			t.Errorf("Clean(%q) = %q, and again %q", s, c, again)
		}
		for _, r := range c {
			if unicode.IsControl(r) {
				t.Errorf("Clean(%q) holds %q", s, r)
			}
		}
	})
}

func TestWhen(t *testing.T) {
	for in, want := range map[string]string{
		"2026-12-14T17:00:00Z": "Monday 14 December 2026, 5pm",
		"2026-12-14T17:03:59Z": "Monday 14 December 2026, 5:03pm",
		"2026-07-01T11:00:00Z": "Wednesday 1 July 2026, midday",
		"2026-06-30T23:00:00Z": "Wednesday 1 July 2026, midnight",
		"2026-07-01T11:30:00Z": "Wednesday 1 July 2026, 12:30pm",
		"2026-01-05T00:30:00Z": "Monday 5 January 2026, 12:30am",
		"2026-01-05T09:00:00Z": "Monday 5 January 2026, 9am",
		"0001-01-01T00:00:00Z": "not known",
	} {
		at, err := time.Parse(time.RFC3339, in)
		if err != nil {
			t.Fatal(err)
		}
		if got := When(at); got != want {
			t.Errorf("When(%s) = %q, want %q", in, got, want)
		}
	}
}

func TestFigures(t *testing.T) {
	for n, want := range map[int64]string{0: "0", 7: "7", 999: "999", 1000: "1,000", 12806: "12,806", 1234567: "1,234,567", -1234: "−1,234", -9223372036854775808: "−9,223,372,036,854,775,808"} {
		if got := Number(n); got != want {
			t.Errorf("Number(%d) = %q, want %q", n, got, want)
		}
	}
	for _, c := range []struct {
		part, whole int64
		want        string
	}{{14, 23, "60.9%"}, {0, 23, "0.0%"}, {23, 23, "100.0%"}, {1, 3, "33.3%"}, {2, 3, "66.7%"}, {1, 2000, "0.1%"}, {1, 2001, "0.0%"}, {5, 0, "not applicable"}, {1 << 40, 1 << 41, "50.0%"}} {
		if got := Percent(c.part, c.whole); got != c.want {
			t.Errorf("Percent(%d, %d) = %q, want %q", c.part, c.whole, got, c.want)
		}
	}
	if Count(1, "vote") != "1 vote" || Count(1204, "vote") != "1,204 votes" || Count(0, "vote") != "0 votes" {
		t.Error("a count and its noun do not agree")
	}
}
