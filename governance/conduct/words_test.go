package conduct_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance/conduct"
	"github.com/onenorwich/guildhall/governance/record"
)

// says requires a refusal with a code and a whole sentence that is not longer
// than a screen, whatever was typed; want "" requires none.
func says(t *testing.T, what string, err error, want string) {
	t.Helper()
	var e *election.Error
	switch {
	case want == "" && err != nil:
		t.Errorf("%s is refused: %v", what, err)
	case want == "":
	case !errors.As(err, &e) || e.Code != want:
		t.Errorf("%s: expected a refusal with the code %s, not %v", what, want, err)
	case len(e.Sentence) > 500 || !strings.HasSuffix(e.Sentence, "."):
		t.Errorf("%s: this is not a sentence for a screen: %.600s", what, e.Sentence)
	}
}

func TestEmail(t *testing.T) {
	for s, want := range map[string]string{
		"anna@example.org": "", "anna.o'neill+vote@mail.nhs.uk": "", "A@b.c": "",
		"": "email", "anna": "email", "anna@": "email", "@example.org": "email", "anna@localhost": "email",
		"Anna <anna@example.org>": "email", "<anna@example.org>": "email", " anna@example.org": "email", "anna@example.org ": "email",
		"anna@example.org,bo@example.org": "email", "anna@example.org\r\nBcc: bo@example.org": "email", "anna@exam ple.org": "email",
		`"anna b"@example.org`: "email", "anna@[127.0.0.1]": "email", "anna@example.org (surgery)": "email",
		strings.Repeat("a", 250) + "@example.org": "email", strings.Repeat("x", 1<<20): "email", "anna@example..org": "email", "a\x00@example.org": "email",
		"ſam@example.org": "email", "zoë@example.org": "email", "anna@exämple.org": "email",
	} {
		says(t, "the address "+s[:min(40, len(s))], conduct.CheckEmail(s), want)
	}
}

func TestLinesAndTexts(t *testing.T) {
	for _, c := range []struct{ s, line, text string }{
		{"Dr Ann Abel", "", ""},
		{"Zoë Ó Súilleabháin", "", ""},
		{"𠮷野 家", "characters", ""}, // beyond the basic plane, where fonts end
		{"Ann\u200bAbel", "characters", "characters"},
		{"Ann\u00adAbel", "characters", "characters"},
		{"علی\u200cرضا", "", ""}, // with a joiner
		{"", "missing", "missing"},
		{" \n\t ", "missing", "missing"},
		{"\u200b\u200d", "missing", "missing"},
		{"two\nlines", "characters", ""},
		{"two\r\nlines", "characters", ""},
		{" Ann", "characters", ""},
		{"Ann\u00a0", "characters", ""},
		{"Ann\tAbel", "characters", "characters"},
		{"Ann\x00", "characters", "characters"},
		{"Ann\x1b[2J", "characters", "characters"},
		{"Ann\u0085Abel", "characters", "characters"},
		{"Ann\u2028Abel", "characters", "characters"},
		{"\u202eebA nnA", "characters", "characters"}, // would be shown backwards
		{"Ann \u2066Abel", "characters", "characters"},
		{"Ann\ufeff", "characters", "characters"},
		{"Ann\ufffd", "characters", "characters"},
		{"Ann\xff\xfe", "characters", "characters"},
		{"Ann\ue000", "characters", "characters"},
		{"Ann\U0001fffe", "characters", "characters"},
		{strings.Repeat("é", 100), "", ""},
		{strings.Repeat("é", 101), "too-long", "too-long"},
		{strings.Repeat("é", 1<<20), "too-long", "too-long"},
	} {
		says(t, "the line "+c.s[:min(40, len(c.s))], conduct.CheckLine("name", c.s, 100, true), c.line)
		says(t, "the text "+c.s[:min(40, len(c.s))], conduct.CheckText("name", c.s, 100, true), c.text)
	}
	says(t, "nothing", conduct.CheckLine("telephone number", "", 100, false), "")
}

func TestStatement(t *testing.T) {
	words := func(n int) string { return strings.TrimSpace(strings.Repeat("word ", n)) }
	says(t, "250 words", conduct.CheckStatement(words(250)), "")
	says(t, "251 words", conduct.CheckStatement(words(251)), "too-long")
	says(t, "250 words on lines", conduct.CheckStatement(strings.ReplaceAll(words(250), " ", "\n")), "")
	says(t, "no words", conduct.CheckStatement(""), "")
	says(t, "one long word", conduct.CheckStatement(strings.Repeat("x", 4001)), "too-long")
	says(t, "a huge text", conduct.CheckStatement(strings.Repeat("word ", 1<<20)), "too-long")
	says(t, "a bell", conduct.CheckStatement("ding\a"), "characters")
}

func TestNumbers(t *testing.T) {
	for _, c := range []struct{ eligible, number, want string }{
		{election.EligibleGP, "7011101", ""}, {election.EligibleGP, "L123456", ""},
		{election.EligibleGP, "", "gmc"}, {election.EligibleGP, "701110", "gmc"}, {election.EligibleGP, "70111011", "gmc"},
		{election.EligibleGP, "7011101\n", "gmc"}, {election.EligibleGP, " 7011101", "gmc"}, {election.EligibleGP, "l123456", "gmc"},
		{election.EligibleGP, "٧٠١١١٠١", "gmc"}, {election.EligibleGP, strings.Repeat("7", 1<<16), "gmc"},
		{election.EligibleNurse, "12A3456B", ""}, {election.EligibleNurse, "12a3456b", "nmc"}, {election.EligibleNurse, "12A34567", "nmc"},
		{election.EligibleNurse, "12A3456B\n", "nmc"}, {election.EligibleManager, "", ""}, {election.EligibleAnyone, "", ""},
	} {
		says(t, c.eligible+" "+c.number[:min(20, len(c.number))], conduct.CheckNumber(c.eligible, c.number), c.want)
	}
}

func TestPracticeAndPerson(t *testing.T) {
	good := record.PracticeText{Code: "D82008", Name: "Lawson Road Surgery", Postcode: "NR3 4LE"}
	says(t, "a practice", conduct.CheckPractice(good), "")
	for _, code := range []string{"", "d82008", "D8", "D82008D82008", "D 82008", "\u212a82008", "D82008\n"} {
		bad := good
		bad.Code = code
		says(t, "the code "+code, conduct.CheckPractice(bad), "code")
	}
	bad := good
	bad.Name = ""
	says(t, "a practice without a name", conduct.CheckPractice(bad), "missing")
	bad.Name = strings.Repeat("x", 121)
	says(t, "a practice with a long name", conduct.CheckPractice(bad), "too-long")
	bad = good
	bad.Postcode = "NR3\n4LE"
	says(t, "a postcode on two lines", conduct.CheckPractice(bad), "characters")

	p := record.PersonText{Name: "Ann Abel", Email: "ann@example.org", Telephone: "01603 555 000"}
	says(t, "a person", conduct.CheckPerson(p), "")
	p.Telephone = "01603\r\n555"
	says(t, "a telephone number on two lines", conduct.CheckPerson(p), "characters")
	p = record.PersonText{Name: "Ann\nAbel", Email: "ann@example.org"}
	says(t, "a name on two lines", conduct.CheckPerson(p), "characters")
}
