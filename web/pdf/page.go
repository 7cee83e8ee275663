package pdf

import (
	"fmt"

	"github.com/onenorwich/guildhall/web/paper"
)

// ink is a colour; every text colour has a contrast of 4.5 to 1 or more.
type ink struct{ r, g, b int }

var (
	black  = ink{33, 43, 50}
	grey   = ink{76, 98, 114}
	rule   = ink{216, 221, 224}
	accent = ink{11, 85, 102}
	ghost  = ink{238, 241, 243} // a watermark lies under the text
	pale   = ink{244, 246, 248}
	bar    = ink{118, 134, 146}
	amber  = ink{255, 184, 28}
)

// The styles of the page.
var (
	body    = style{size: 10.5, leading: 5.6, face: sans, ink: black}
	small   = style{size: 9, leading: 4.7, face: sans, ink: black}
	tiny    = style{size: 8, leading: 4, face: sans, ink: grey}
	display = style{size: 25, leading: 10.5, face: bold, ink: black}
	lead    = style{size: 14, leading: 7, face: sans, ink: grey}
)

// newPage turns the page; the watermark comes first, to lie under everything.
func (s *sheet) newPage() {
	s.out.AddPage()
	s.watermark()
	s.y = top
	if s.out.PageNo() > s.before+1 {
		s.runningHead()
	}
}

// watermark writes the document's mark across the page.
func (s *sheet) watermark() {
	word := s.doc.Mark.Word()
	if word == "" {
		return
	}
	const diagonal = 240.0
	size := 100.0
	size = min(150, size*diagonal/s.width(bold, size, word))
	wide := s.width(bold, size, word)
	s.out.TransformBegin()
	s.out.TransformRotate(52, pageWidth/2, pageHeight/2)
	s.text(bold, size, ghost, pageWidth/2-wide/2, pageHeight/2+size*millimetres*0.35, word)
	s.out.TransformEnd()
}

// text draws one piece at its baseline.
func (s *sheet) text(f face, size float64, c ink, x, y float64, text string) {
	s.out.SetFont(faceNames[f], "", size)
	s.out.SetTextColor(c.r, c.g, c.b)
	s.out.Text(x, y, text)
}

// rule draws a thin line.
func (s *sheet) rule(x1, x2, y, weight float64, c ink) {
	s.out.SetDrawColor(c.r, c.g, c.b)
	s.out.SetLineWidth(weight)
	s.out.Line(x1, y, x2, y)
}

// fill draws a rectangle.
func (s *sheet) fill(x, y, w, h float64, c ink) {
	s.out.SetFillColor(c.r, c.g, c.b)
	s.out.Rect(x, y, w, h, "F")
}

// draw prints a line with its top at y.
func (s *sheet) draw(l line, st style, x, y float64) {
	base := y + st.leading/2 + st.size*millimetres*0.36
	for _, p := range l.pieces {
		c := st.ink
		if p.link != "" {
			c = accent
		}
		s.text(p.face, st.sized(p.face), c, x+p.x, base, p.text)
		if p.link != "" {
			s.out.LinkString(x+p.x, y, p.wide, st.leading, bmp(p.link))
		}
	}
}

// runningHead names the paper on every page but the first.
func (s *sheet) runningHead() {
	st := tiny
	issuer := s.fit(s.doc.Issuer, st, textWidth*0.35)
	s.draw(issuer, st, right-issuer.wide, 14)
	s.draw(s.fit(join(s.doc.Title, s.doc.Subtitle), st, textWidth*0.62), st, left, 14)
	s.rule(left, right, 20, 0.2, rule)
}

// footers need the number of pages, so they come last.
func (s *sheet) footers() {
	pages := s.out.PageCount() - s.before
	for n := 1; n <= pages; n++ {
		s.out.SetPage(s.before + n)
		st := tiny
		s.rule(left, right, 279, 0.2, rule)
		number := s.fit(fmt.Sprintf("Page %d of %d", n, pages), st, textWidth)
		s.draw(number, st, right-number.wide, 281.5)
		ref := s.doc.Reference
		if w := s.doc.Mark.Word(); w != "" {
			ref = join(w, ref)
		}
		s.draw(s.fit(ref, st, textWidth-number.wide-8), st, left, 281.5)
	}
}

// fit is the first line of a text, with an ellipsis where it does not fit: the
// whole stands on the first page.
func (s *sheet) fit(text string, st style, measure float64) line {
	all := s.lines(plain(text), st, measure)
	if len(all) == 1 {
		return all[0]
	}
	return s.lines(plain(text), st, measure-s.width(st.face, st.size, "…"))[0].end(s, st, "…")
}

func (l line) end(s *sheet, st style, text string) line {
	l.add([]piece{{text: text, face: st.face, wide: s.width(st.face, st.size, text)}}, 0)
	return l
}

// join puts a dash between two texts that both exist.
func join(a, b string) string {
	a, b = paper.Clean(a), paper.Clean(b)
	if a == "" || b == "" {
		return a + b
	}
	return a + " · " + b
}
