package paper

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Unprintable stands where a character cannot be printed: a reader sees that
// something was there.
const Unprintable = '\uFFFD'

// Clean makes a string fit to print: Unicode form NFC, white space folded to
// one space and trimmed, and every control or invisible formatting character
// replaced by a visible mark, because some of them reverse what follows and
// could make one name look like another. The joiners that Persian and Indic
// names need stay. It never fails.
func Clean(s string) string { return strings.TrimSpace(clean(s, false)) }

// clean keeps, when edges is set, one space at either end: spans meet there.
func clean(s string, edges bool) string {
	s = norm.NFC.String(strings.ToValidUTF8(s, string(Unprintable)))
	var b strings.Builder
	space := false
	for _, r := range s {
		switch {
		case r == '\u00A0':
			// A no-break space is there on purpose: 14 December.
			b.WriteRune(r)
			space = false
			continue
		case unicode.IsSpace(r):
			if !space {
				b.WriteByte(' ')
			}
			space = true
			continue
		case r == '\u00AD' || r == '\u200B':
			continue // a place to break, never a letter
		case r == '\u200C' || r == '\u200D':
		case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Cs, unicode.Co) || !assigned(r):
			r = Unprintable
		}
		b.WriteRune(r)
		space = false
	}
	if !edges {
		return strings.TrimSpace(b.String())
	}
	return b.String()
}

// assigned tells noncharacters from the rest; unassigned code points of a
// later Unicode are left alone.
func assigned(r rune) bool {
	return r&0xFFFE != 0xFFFE && (r < 0xFDD0 || r > 0xFDEF)
}
