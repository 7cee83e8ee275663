package pdf

import (
	"slices"
	"strings"

	"golang.org/x/text/unicode/bidi"

	"github.com/onenorwich/guildhall/web/paper"
)

// visual puts a line that holds letters written from right to left in the
// order of the eye. Arabic letters are not joined: that would need a shaping
// engine, and the HTML page has one.
func (s *sheet) visual(l line, st style) line {
	var text strings.Builder
	var of []piece // of each character
	for _, p := range l.pieces {
		text.WriteString(p.text)
		for range []rune(p.text) {
			of = append(of, p)
		}
	}
	if !paper.RightToLeft(text.String()) {
		return l
	}
	var out line
	for _, c := range order(text.String()) {
		o := of[c.at]
		out.add([]piece{{text: c.text, face: o.face, link: o.link, wide: s.width(o.face, st.sized(o.face), c.text)}}, 0)
	}
	return out
}

// letter is a letter with its marks and its place in the text, in characters.
type letter struct {
	text string
	at   int
}

// order is a text's letters from left to right, in a paragraph that runs from
// left to right (UAX #9).
func order(text string) []letter {
	// A left-to-right mark settles the paragraph's direction, which the
	// library would otherwise take from the first letter.
	const mark = "\u200E"
	var p bidi.Paragraph
	var runs bidi.Ordering
	if _, err := p.SetString(mark + text); err != nil {
		return letters(text, 0)
	}
	runs, err := p.Order()
	if err != nil {
		return letters(text, 0)
	}
	var out []letter
	var group [][]letter // runs that are read from right to left, as one
	flush := func() {
		for _, g := range slices.Backward(group) {
			out = append(out, g...)
		}
		group = nil
	}
	for i := range runs.NumRuns() {
		run := runs.Run(i)
		from, _ := run.Pos()
		all := letters(strings.TrimPrefix(run.String(), mark), max(from-1, 0))
		if run.Direction() == bidi.RightToLeft {
			slices.Reverse(all)
			for j := range all {
				if len([]rune(all[j].text)) == 1 {
					all[j].text = bidi.ReverseString(all[j].text) // mirrors brackets
				}
			}
			group = append(group, all)
			continue
		}
		// Figures behind such letters belong to them, which the library's runs
		// do not tell.
		n := 0
		if len(group) > 0 {
			n = figures(all)
			group = append(group, all[:n])
		}
		if n < len(all) {
			flush()
			out = append(out, all[n:]...)
		}
	}
	flush()
	return out
}

func letters(text string, at int) []letter {
	var out []letter
	for _, c := range clusters(text) {
		out = append(out, letter{c, at})
		at += len([]rune(c))
	}
	return out
}

// figures counts the letters of a leading number.
func figures(all []letter) int {
	n := 0
	for i, l := range all {
		p, _ := bidi.LookupString(l.text)
		switch p.Class() {
		case bidi.EN, bidi.AN:
			n = i + 1
		case bidi.CS, bidi.ES, bidi.ET:
		default:
			return n
		}
	}
	return n
}
