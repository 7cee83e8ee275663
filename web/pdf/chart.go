package pdf

import "github.com/onenorwich/guildhall/web/paper"

// The parts of a bar chart's line.
const (
	chartLabels = 46.0
	chartValues = 38.0
	chartBars   = textWidth - chartLabels - chartValues - 2*gutter
)

// chart prints a bar a line with its label before and its value behind it.
func (s *sheet) chart(b paper.BarChart) {
	s.skip(1)
	head := tiny
	s.caption(b.Caption, min(s.chartHeight(b), 80))
	at := s.y
	s.stack(s.lines(plain(b.Label), head, chartLabels), head, left, at)
	tall := s.stack(s.lines(plain(b.Unit), head, chartBars), head, left+chartLabels+gutter, at)
	s.y += max(tall, head.leading) + 1
	for i, item := range b.Bars {
		label, value, rows := s.barLines(item)
		s.room(rows)
		st := small
		if item.Strong {
			st.face = bold
		}
		s.stack(label, st, left, s.y+1)
		long := chartBars * b.Share(i)
		colour := bar
		if item.Strong {
			colour = accent
		}
		x := left + chartLabels + gutter
		if long > 0 {
			s.fill(x, s.y+1, max(long, 0.3), small.leading, colour)
		}
		s.fill(x-0.15, s.y, 0.3, rows, grey)
		s.stack(value, st, x+long+2.5, s.y+1)
		s.y += rows
	}
	s.skip(4)
}

// barLines sets the two texts of a bar; rows is the height they need.
func (s *sheet) barLines(b paper.Bar) (label, value []line, rows float64) {
	st := small
	if b.Strong {
		st.face = bold
	}
	label = s.lines(plain(b.Label), st, chartLabels)
	value = s.lines(plain(b.Figure()), st, chartValues)
	return label, value, float64(max(len(label), len(value)))*st.leading + 2
}

func (s *sheet) chartHeight(b paper.BarChart) float64 {
	tall := 12.0
	for _, item := range b.Bars {
		_, _, rows := s.barLines(item)
		tall += rows
	}
	return tall
}

// stack draws lines under one another without turning the page.
func (s *sheet) stack(all []line, st style, x, y float64) float64 {
	for i, l := range all {
		s.draw(l, st, x, y+float64(i)*st.leading)
	}
	return float64(len(all)) * st.leading
}
