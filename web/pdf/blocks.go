package pdf

import (
	"fmt"
	"strconv"

	"github.com/onenorwich/guildhall/web/paper"
)

// title opens the paper: issuer, title, subtitle, reference.
func (s *sheet) title() {
	s.y = 26
	if s.doc.Issuer != "" {
		st := style{size: 11.5, leading: 6, face: bold, ink: accent}
		s.flow(plain(s.doc.Issuer), st, left, textWidth)
		s.y += 2
	}
	s.rule(left, right, s.y, 0.6, accent)
	s.y += 9
	if s.doc.Title != "" {
		s.flow(plain(s.doc.Title), display, left, textWidth)
		s.y += 1
	}
	if s.doc.Subtitle != "" {
		s.flow(plain(s.doc.Subtitle), lead, left, textWidth)
	}
	if s.doc.Reference != "" {
		s.y += 2
		s.flow(plain(s.doc.Reference), tiny, left, textWidth)
	}
	if sentence := s.doc.Mark.Sentence(); sentence != "" {
		s.y += 4
		s.notice(paper.Notice{Text: []paper.Text{paper.Strong(s.doc.Mark.Word()), plain(sentence)}})
	}
	s.y += 5
}

// block prints one block; what follows is known, so that a heading is never
// left alone at the foot of a page.
func (s *sheet) block(b paper.Block, next []paper.Block) error {
	switch b := b.(type) {
	case paper.Heading:
		s.heading(b, next)
	case paper.Paragraph:
		s.flow(b.Text, body, left, textWidth)
		s.skip(3)
	case paper.Facts:
		s.facts(b)
	case paper.List:
		s.list(b)
	case paper.Table:
		s.table(b)
	case paper.BarChart:
		s.chart(b)
	case paper.Notice:
		s.skip(1)
		s.notice(b)
		s.skip(4)
	case paper.Listing:
		s.listing(b)
	case paper.Typed:
		s.typed(b)
	case paper.Signature:
		s.signature(b)
	case paper.QR:
		s.qr(b)
	case paper.PageBreak:
		if s.y > top {
			s.newPage()
		}
	default:
		return fmt.Errorf("the paper has a block that cannot be printed: %T", b)
	}
	return nil
}

// flow prints a text, turning the page between lines. A first or last line
// does not stand alone where that can be helped.
func (s *sheet) flow(t paper.Text, st style, x, measure float64) {
	all := s.lines(t, st, measure)
	for i, l := range all {
		need := st.leading
		if i == 0 && len(all) > 1 || i == len(all)-2 && len(all) > 2 {
			need = 2 * st.leading
		}
		s.room(need)
		s.draw(l, st, x, s.y)
		s.y += st.leading
	}
}

func (s *sheet) heading(b paper.Heading, next []paper.Block) {
	st, before, after := style{size: 16, leading: 7.4, face: bold, ink: black}, 8.0, 3.0
	switch b.Depth() {
	case 3:
		st, before, after = style{size: 12.5, leading: 6.2, face: bold, ink: black}, 6, 2
	case 4:
		st, before, after = style{size: 10.5, leading: 5.6, face: bold, ink: black}, 4, 1
	}
	s.skip(before)
	tall := float64(len(s.lines(plain(b.Text), st, textWidth)))*st.leading + after
	s.room(tall + s.least(next))
	level := 0
	if b.Depth() > 2 && s.outlined {
		level = 1
	}
	s.outlined = true
	s.out.SetFont(faceNames[bold], "", st.size)
	s.out.Bookmark(bmp(paper.Clean(b.Text)), level, s.y)
	s.flow(plain(b.Text), st, left, textWidth)
	s.y += after
}

// least is how much of what follows must stand under a heading.
func (s *sheet) least(next []paper.Block) float64 {
	if len(next) == 0 {
		return 0
	}
	switch b := next[0].(type) {
	case paper.Heading, paper.Paragraph:
		return 4*body.leading + s.leastAfterShort(next)
	case paper.BarChart:
		return min(s.chartHeight(b), 120)
	case paper.QR:
		return codeSide + 4
	case paper.PageBreak:
		return 0
	}
	return 34
}

// leastAfterShort keeps a one-line paragraph with the chart it introduces.
func (s *sheet) leastAfterShort(next []paper.Block) float64 {
	if len(next) < 2 {
		return 0
	}
	if c, ok := next[1].(paper.BarChart); ok {
		return min(s.chartHeight(c), 120)
	}
	return 0
}

func (s *sheet) list(b paper.List) {
	for i, item := range b.Items {
		mark := "•"
		if b.Numbered {
			mark = strconv.Itoa(i+1) + "."
		}
		all := s.lines(item, body, textWidth-8)
		for j, l := range all {
			s.room(body.leading)
			if j == 0 {
				s.draw(s.fit(mark, body, 8), body, left+1.5, s.y)
			}
			s.draw(l, body, left+8, s.y)
			s.y += body.leading
		}
		s.y += 1.2
	}
	s.skip(2.5)
}
