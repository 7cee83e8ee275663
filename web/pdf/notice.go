package pdf

import "github.com/onenorwich/guildhall/web/paper"

// notice prints a text apart, behind a bar. It is set line by line, so that a
// long one goes over pages.
func (s *sheet) notice(b paper.Notice) {
	const inner = 7.0
	colour := accent
	if b.Kind == paper.Warning {
		colour = amber
	}
	type row struct {
		line  line
		style style
		after float64
	}
	var rows []row
	add := func(t paper.Text, st style, after float64) {
		all := s.lines(t, st, textWidth-2*inner)
		for i, l := range all {
			gap := 0.0
			if i == len(all)-1 {
				gap = after
			}
			rows = append(rows, row{l, st, gap})
		}
	}
	if head := b.Head(); head != "" {
		add(plain(head), style{size: 11.5, leading: 6.2, face: bold, ink: black}, 1.5)
	}
	for i, t := range b.Text {
		after := 2.0
		if i == len(b.Text)-1 {
			after = 0
		}
		add(t, body, after)
	}
	const pad = 3.0
	for at := 0; at < len(rows); {
		// As many rows as fit; all of them if the next page would take them.
		tall, n := 2*pad, 0
		whole := 2 * pad
		for _, r := range rows[at:] {
			whole += r.style.leading + r.after
		}
		if whole < (bottom-top)/2 {
			s.room(whole)
		} else {
			s.room(2*pad + 3*body.leading)
		}
		for _, r := range rows[at:] {
			if s.y+tall+r.style.leading > bottom && n > 0 {
				break
			}
			tall += r.style.leading + r.after
			n++
		}
		if s.doc.Mark == paper.Final {
			s.fill(left, s.y, textWidth, tall, pale)
		}
		s.fill(left, s.y, 1.6, tall, colour)
		y := s.y + pad
		for _, r := range rows[at : at+n] {
			s.draw(r.line, r.style, left+inner, y)
			y += r.style.leading + r.after
		}
		s.y += tall
		at += n
		if at < len(rows) {
			s.newPage()
		}
	}
}

// listing prints lines whose breaks matter; a line that is too long goes on,
// indented, on the next.
func (s *sheet) listing(b paper.Listing) {
	st := style{size: 8, leading: 4.4, face: mono, ink: black}
	s.skip(2)
	if b.Caption != "" {
		head := small
		head.face = bold
		s.room(head.leading + 2*st.leading)
		s.flow(plain(b.Caption), head, left, textWidth)
		s.y += 1
	}
	for _, text := range b.Lines {
		for i, l := range s.lines(paper.Code(text), st, textWidth-6) {
			s.room(st.leading)
			indent := 0.0
			if i > 0 {
				indent = 4
			}
			s.draw(l, st, left+indent, s.y)
			s.y += st.leading
		}
	}
	s.skip(4)
}

// typed prints in a frame, as large as its line allows, what is to be copied.
func (s *sheet) typed(b paper.Typed) {
	const pad, largest = 4.0, 24.0
	text := paper.Clean(b.Text)
	size := largest
	if wide := s.width(mono, size, text); wide > textWidth-2*pad {
		size *= (textWidth - 2*pad) / wide
	}
	st := style{size: size, leading: size * 0.5, face: mono, ink: black}
	s.skip(1)
	s.room(small.leading + 1 + st.leading + 2*pad)
	s.flow(plain(b.Label), small, left, textWidth)
	s.y += 1
	tall := st.leading + 2*pad
	s.out.SetDrawColor(black.r, black.g, black.b)
	s.out.SetLineWidth(0.5)
	s.out.Rect(left, s.y, textWidth, tall, "D")
	s.text(mono, size, black, left+pad, s.y+pad+st.leading/2+size*millimetres*0.36, text)
	s.y += tall
	s.skip(4)
}

// signature leaves room for a hand; name and role stand under the line.
func (s *sheet) signature(b paper.Signature) {
	const wide, column = 92.0, 104.0
	names := s.lines(plain(b.Name), body, wide)
	roles := s.lines(plain(b.Role), small, wide)
	s.room(24 + float64(len(names))*body.leading + float64(len(roles))*small.leading)
	s.y += 4
	s.draw(s.fit(paper.SignedLabel, tiny, wide), tiny, left, s.y)
	s.draw(s.fit(paper.DateLabel, tiny, wide), tiny, left+column, s.y)
	s.y += 16
	s.rule(left, left+wide, s.y, 0.3, grey)
	s.rule(left+column, right, s.y, 0.3, grey)
	s.y += 1.5
	from := s.y
	for _, l := range s.lines(plain(b.Date), small, right-left-column) {
		s.draw(l, small, left+column, s.y)
		s.y += small.leading
	}
	after := s.y
	s.y = from
	if b.Name != "" {
		s.flow(plain(b.Name), style{size: 10.5, leading: 5.6, face: bold, ink: black}, left, wide)
	}
	if b.Role != "" {
		s.flow(plain(b.Role), small, left, wide)
	}
	s.y = max(s.y, after) + 4
}
