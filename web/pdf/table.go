package pdf

import "github.com/onenorwich/guildhall/web/paper"

const gutter = 6.0 // between two columns

// cell is a table's cell, set in lines.
type cell struct {
	lines []line
	style style
}

// table prints rows over as many pages as they need; the header is repeated on
// each. A row is broken only if no page could hold it.
func (s *sheet) table(b paper.Table) {
	widths := s.columns(b)
	if len(widths) == 0 {
		return
	}
	heads := s.cells(b, paper.Row{Cells: titles(b), Strong: true}, widths)
	s.skip(2)
	first := s.rowHeight(heads)
	if len(b.Rows) > 0 {
		first += s.rowHeight(s.cells(b, b.Rows[0], widths))
	}
	s.caption(b.Caption, min(first, 60))
	s.tableHead(b, heads, widths)
	for _, r := range b.Rows {
		cells := s.cells(b, r, widths)
		tall := s.rowHeight(cells)
		if s.y+tall > bottom && tall < (bottom-top)*0.6 {
			s.newPage()
			s.tableHead(b, heads, widths)
		}
		s.row(b, cells, widths, func() { s.tableHead(b, heads, widths) })
		s.rule(left, right, s.y, 0.2, rule)
	}
	s.skip(5)
}

// caption stands over a table and keeps with what follows.
func (s *sheet) caption(text string, follows float64) {
	st := body
	st.face = bold
	s.room(st.leading + follows)
	if paper.Clean(text) != "" {
		s.flow(plain(text), st, left, textWidth)
		s.y += 1
	}
}

func (s *sheet) tableHead(b paper.Table, heads []cell, widths []float64) {
	if len(b.Columns) == 0 {
		return
	}
	s.row(b, heads, widths, func() {})
	s.rule(left, right, s.y, 0.5, grey)
}

func titles(b paper.Table) []paper.Text {
	var out []paper.Text
	for _, c := range b.Columns {
		out = append(out, plain(c.Title))
	}
	return out
}

// cells sets a row in its columns.
func (s *sheet) cells(b paper.Table, r paper.Row, widths []float64) []cell {
	out := make([]cell, len(widths))
	for i := range widths {
		st := small
		if r.Strong || b.RowHeads && i == 0 {
			st.face = bold
		}
		var t paper.Text
		if i < len(r.Cells) {
			t = r.Cells[i]
		}
		out[i] = cell{s.lines(t, st, widths[i]), st}
	}
	return out
}

const cellPad = 1.7 // above and below

func (s *sheet) rowHeight(cells []cell) float64 {
	n := 1
	for _, c := range cells {
		n = max(n, len(c.lines))
	}
	return float64(n)*small.leading + 2*cellPad
}

// row prints cells side by side; again repeats the header when the row itself
// must go over pages.
func (s *sheet) row(b paper.Table, cells []cell, widths []float64, again func()) {
	s.y += cellPad
	n := 1
	for _, c := range cells {
		n = max(n, len(c.lines))
	}
	for i := range n {
		if s.y+small.leading > bottom {
			s.newPage()
			again()
			s.y += cellPad
		}
		x := left
		for j, c := range cells {
			if i < len(c.lines) {
				shift := 0.0
				if j < len(b.Columns) && b.Columns[j].Align == paper.Right {
					shift = widths[j] - c.lines[i].wide
				}
				s.draw(c.lines[i], c.style, x+shift, s.y)
			}
			x += widths[j] + gutter
		}
		s.y += small.leading
	}
	s.y += cellPad
}

// columns is the width of each column, gutters apart. Given shares decide;
// without them a column gets what its widest cell needs, and what is missing
// is taken from the widest columns, though never a whole word's width first.
func (s *sheet) columns(b paper.Table) []float64 {
	n := len(b.Columns)
	for _, r := range b.Rows {
		n = max(n, len(r.Cells))
	}
	if n == 0 {
		return nil
	}
	free := textWidth - gutter*float64(n-1)
	share := make([]float64, n)
	given := 0.0
	for i, c := range b.Columns {
		share[i] = max(c.Width, 0)
		given += share[i]
	}
	if given == 0 {
		share = s.natural(b, n, free)
		for _, w := range share {
			given += w
		}
	}
	for i := range share {
		share[i] = max(share[i], given/float64(40*n)) // never a column of nothing
	}
	given = 0
	for _, w := range share {
		given += w
	}
	for i := range share {
		share[i] *= free / given
	}
	return share
}

// natural measures the cells: each column gets its longest word, then shares
// what is left by what it would still like.
func (s *sheet) natural(b paper.Table, n int, free float64) []float64 {
	need, like := make([]float64, n), make([]float64, n)
	st := small
	st.face = bold // the wider one
	measure := func(i int, t paper.Text) {
		one, all := s.longest(t, st)
		need[i] = max(need[i], one)
		like[i] = max(like[i], all)
	}
	for i, t := range titles(b) {
		measure(i, t)
	}
	for _, r := range b.Rows {
		for i, t := range r.Cells {
			measure(i, t)
		}
	}
	var needs, more float64
	for i := range need {
		need[i] = min(need[i], free/float64(n)) // a word longer than its share is cut
		needs += need[i]
		like[i] = min(max(like[i]-need[i], 0), free*0.6)
		more += like[i]
	}
	if more == 0 {
		more = 1
	}
	rest := max(free-needs, 0)
	for i := range need {
		need[i] += like[i] * min(1, rest/more)
	}
	// What nobody needs goes to the first column, which names the rows.
	var sum float64
	for _, w := range need {
		sum += w
	}
	need[0] += max(free-sum, 0) / 2
	for i := range need {
		need[i] += max(free-sum, 0) / 2 / float64(n)
	}
	return need
}
