package pdf

import "github.com/onenorwich/guildhall/web/paper"

// codeSide is the side of a QR code, its quiet border included: a telephone
// reads it from the table.
const codeSide = 38.0

// qr draws the code in rectangles beside its caption and address. An address
// too long for a code is printed alone.
func (s *sheet) qr(b paper.QR) {
	size, runs, err := b.Squares()
	s.skip(1)
	x, measure := left, textWidth
	from := s.y
	if err == nil {
		s.room(codeSide)
		from = s.y
		module := codeSide / float64(size)
		s.fill(left-module*paper.Quiet, s.y, codeSide, codeSide, ink{255, 255, 255})
		for _, r := range runs {
			// A hair taller than a module, or viewers show seams between rows.
			s.fill(left+float64(r.X-paper.Quiet)*module, s.y+float64(r.Y)*module, float64(r.Width)*module, module+0.02, ink{0, 0, 0})
		}
		x, measure = left+codeSide, textWidth-codeSide
		s.y += module * paper.Quiet
	}
	page := s.out.PageNo()
	s.flow(b.Caption, body, x, measure)
	s.y += 2
	st := small
	if b.Shown != "" {
		st = body // to be typed, not only to be compared
	}
	s.flow(b.Beside(), st, x, measure)
	if err == nil && s.out.PageNo() == page {
		s.y = max(s.y, from+codeSide)
	}
	s.skip(3)
}
