package mail

import (
	"strings"
	"unicode"
)

// oneLine is for everything in an email that people typed: names, practices,
// titles, reasons. It stays on its line, so that it cannot pass for a paragraph of
// ours; mail programs make no link of it, so that no address in our emails is
// theirs; and nothing in it is invisible or turns the direction of writing.
func oneLine(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.Is(unicode.C, r), unicode.Is(unicode.Zl, r), unicode.Is(unicode.Zp, r):
			return -1 // control, format, private use, unassigned
		case strings.ContainsRune(dots, r):
			return '.'
		}
		return r
	}, s)
	var b strings.Builder
	runes := []rune(s)
	before := ' '
	for i, r := range runes {
		b.WriteRune(r)
		if i+1 < len(runes) && joins(before, r, runes[i+1]) {
			b.WriteByte(' ')
		}
		before = r
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// dots are the signs that programs read as the dot of a domain (UTS 46).
const dots = "．。｡․"

// joins says whether a sign between two others can make an address of them: a dot
// before a letter, as in "www.evil.example" or "192.0.2.1.nip.io"; a colon or an @
// before anything but a space; two slashes. "5.5", "5:30" and "A/B" are none.
func joins(before, sign, after rune) bool {
	switch sign {
	case '.':
		return !unicode.IsSpace(before) && (unicode.IsLetter(after) || unicode.IsLetter(before) && unicode.IsDigit(after))
	case ':':
		return !unicode.IsDigit(before) && !unicode.IsSpace(after)
	case '@':
		return !unicode.IsSpace(after)
	case '/':
		return after == '/' || before == '/'
	}
	return false
}
