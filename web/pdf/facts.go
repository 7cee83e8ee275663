package pdf

import "github.com/onenorwich/guildhall/web/paper"

// factNames is where the values begin.
const factNames = 52.0

// facts prints names beside values, with a rule under each. A value that no
// page could hold goes over pages.
func (s *sheet) facts(b paper.Facts) {
	name := small
	name.face = bold
	for _, f := range b.Items {
		names := s.lines(plain(f.Name), name, factNames-5)
		values := s.lines(f.Value, small, textWidth-factNames)
		tall := float64(max(len(names), len(values)))*small.leading + 3
		if tall < (bottom-top)*0.6 {
			s.room(tall)
		}
		if s.y+tall <= bottom {
			s.stack(names, name, left, s.y+1.5)
			s.stack(values, small, left+factNames, s.y+1.5)
			s.y += tall
		} else {
			s.longFact(names, name, values)
		}
		s.rule(left, right, s.y, 0.2, rule)
	}
	s.skip(3)
}

func (s *sheet) longFact(names []line, name style, values []line) {
	s.y += 1.5
	for i := range max(len(names), len(values)) {
		s.room(small.leading)
		if i < len(names) {
			s.draw(names[i], name, left, s.y)
		}
		if i < len(values) {
			s.draw(values[i], small, left+factNames, s.y)
		}
		s.y += small.leading
	}
	s.y += 1.5
}
