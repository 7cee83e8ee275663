package webtest

import "strings"

// Words is something that people, or people who mean harm, write into a field.
type Words struct {
	Name, Text string
	Line       bool // a field of one line takes it
	Lines      bool // and one of several lines
}

// Written is what every field for words is tried with. most is the field's limit in
// characters.
func Written(most int) []Words {
	return []Words{
		{"at the limit", strings.Repeat("a", most-1) + "z", true, true},
		{"at the limit, in Greek", strings.Repeat("α", most-1) + "ω", true, true},
		{"over the limit", strings.Repeat("a", most) + "z", false, false},
		{"hostile in size", strings.Repeat("a", 60_000), false, false},
		{"one letter", "Q", true, true},
		{"nothing", "", false, false},
		{"spaces", "  \t ", false, false},
		{"only what cannot be seen", "\u200b\u200b", false, false},
		{"Arabic", "لجنة الانتخابات", true, true},
		{"Chinese", "委员会选举", true, true},
		{"Hindi", "समिति चुनाव", true, true},
		{"marks that combine", "Zoe\u0308 O\u0301 Nuan\u0301ain", true, true},
		{"many marks", "Z" + strings.Repeat("\u0308", 20), true, true},
		{"apostrophes", "Siân O’Neill-'Smith' & Co", true, true},
		{"a script", `<script>alert("1")</script>`, true, true},
		{"a formula", `=cmd|' /C calc'!A0`, true, true},
		{"a template", `{{.Secret}} %s %!d(string) ${x}`, true, true},
		{"an emoji", "Vote 🗳 now", false, true},
		{"turned round", "abc\u202edef", false, false},
		{"a mark of direction", "abc\u200fdef", false, false},
		{"NUL", "abc\x00def", false, false},
		{"an escape", "abc\x1b[31mdef", false, false},
		{"not UTF-8", "abc\xff\xfedef", false, false},
		{"not a character", "abc\uffffdef", false, false},
		{"two lines", "abc\ndef", false, true},
		{"Unicode's line", "abc\u2028def", false, false},
	}
}
