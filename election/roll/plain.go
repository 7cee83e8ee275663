package roll

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Clean is the sentence about a text that cannot stand on every page,
// paper and blob: not UTF-8, invisible characters, or characters beyond the
// Basic Multilingual Plane, on which the PDF's fonts end.
func Clean(text string) string {
	if !utf8.ValidString(text) {
		return fmt.Sprintf("%s is not in UTF-8; open the file and %s.", legacy(text), again)
	}
	for _, r := range text {
		switch {
		case r == 0:
			return "There is a zero byte in " + quote(text) + "; the file is damaged or no CSV file: export it again."
		case r == '\n' || r == '\r':
			return "There is a line break in " + quote(text) + "; write it on one line."
		case r == utf8.RuneError:
			return quote(text) + " has a character that an earlier conversion lost (�); write it anew."
		case r > 0xffff:
			return fmt.Sprintf("The character %c (U+%X) in %s cannot be printed; leave it out.", r, r, quote(text))
		case !unicode.IsPrint(r) && !unicode.Is(unicode.Zs, r):
			return fmt.Sprintf("There is an invisible character (U+%04X) in %s; delete it.", r, quote(text))
		}
	}
	return ""
}

// legacy shows bytes as the Windows-1252 that they nearly always are, so that
// the reader recognises the name.
func legacy(text string) string {
	var b strings.Builder
	for i := range len(text) {
		switch c := text[i]; {
		case c >= 0x80 && c < 0xa0:
			b.WriteRune(windows1252[c-0x80])
		default:
			b.WriteRune(rune(c)) // as in ISO 8859-1
		}
	}
	if s := b.String(); !strings.ContainsRune(s, utf8.RuneError) {
		return quote(s) + " (in Windows-1252)"
	}
	return "The text"
}

// windows1252 is its range 0x80–0x9f; five places are undefined.
// https://encoding.spec.whatwg.org/index-windows-1252.txt
var windows1252 = []rune("€\ufffd‚ƒ„…†‡ˆ‰Š‹Œ\ufffdŽ\ufffd\ufffd‘’“”•–—˜™š›œ\ufffdžŸ")
