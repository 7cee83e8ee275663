package pdf

import (
	"strings"

	"golang.org/x/text/unicode/bidi"

	"github.com/onenorwich/guildhall/web/paper"
)

// visual puts a line that holds letters written from right to left in the
// order of the eye (UAX #9, in a paragraph from left to right). Arabic letters
// are not joined: that would need a shaping engine.
func (s *sheet) visual(l line, st style) line {
	var text strings.Builder
	for _, p := range l.pieces {
		text.WriteString(p.text)
	}
	if !paper.RightToLeft(text.String()) {
		return l
	}
	var p bidi.Paragraph
	if _, err := p.SetString(text.String(), bidi.DefaultDirection(bidi.LeftToRight)); err != nil {
		return l
	}
	order, err := p.Order()
	if err != nil {
		return l
	}
	// Each character keeps the face and link it was set in.
	var of []piece
	for _, p := range l.pieces {
		for range []rune(p.text) {
			of = append(of, p)
		}
	}
	var out line
	for i := range order.NumRuns() {
		run := order.Run(i)
		from, _ := run.Pos()
		letters := clusters(run.String())
		at := make([]int, len(letters))
		n := from
		for j, c := range letters {
			at[j] = n
			n += len([]rune(c))
		}
		for j := range letters {
			k := j
			if run.Direction() == bidi.RightToLeft {
				k = len(letters) - 1 - j
			}
			c := letters[k]
			if run.Direction() == bidi.RightToLeft && len([]rune(c)) == 1 {
				c = bidi.ReverseString(c) // mirrors a bracket
			}
			o := of[at[k]]
			out.add([]piece{{text: c, face: o.face, link: o.link, wide: s.width(o.face, st.sized(o.face), c)}}, 0)
		}
	}
	return out
}
