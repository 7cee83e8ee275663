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
	rows := make([][]cell, len(b.Rows))
	whole := s.rowHeight(heads)
	for i, r := range b.Rows {
		rows[i] = s.cells(b, r, widths)
		whole += s.rowHeight(rows[i])
	}
	// A short table stays on one page; a long one begins with a good part.
	s.caption(b.Caption, min(whole, (bottom-top)*0.45))
	s.tableHead(b, heads, widths)
	for i, cells := range rows {
		tall := s.rowHeight(cells)
		if i == len(rows)-2 {
			tall += s.rowHeight(rows[i+1]) // the last row takes one along
		}
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
	s.room(st.leading + 1.5 + follows)
	if paper.Clean(text) != "" {
		s.flow(plain(text), st, left, textWidth)
		s.y += 1
	}
}

func (s *sheet) tableHead(b paper.Table, heads []cell, widths []float64) {
	titled := false
	for _, c := range b.Columns {
		titled = titled || paper.Clean(c.Title) != ""
	}
	if !titled {
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

// row prints cells side by side, one after the other, so that who copies or
// hears the text gets whole cells. Only a row that no page could hold is
// printed line by line; again repeats the header on its further pages.
func (s *sheet) row(b paper.Table, cells []cell, widths []float64, again func()) {
	tall := s.rowHeight(cells)
	if s.y+tall <= bottom {
		x := left
		for j, c := range cells {
			for i := range c.lines {
				s.cellLine(b, c, i, j, x, widths[j], s.y+cellPad+float64(i)*small.leading)
			}
			x += widths[j] + gutter
		}
		s.y += tall
		return
	}
	s.y += cellPad
	for i := range int((tall-2*cellPad)/small.leading + 0.5) {
		if s.y+small.leading > bottom {
			s.newPage()
			again()
			s.y += cellPad
		}
		x := left
		for j, c := range cells {
			s.cellLine(b, c, i, j, x, widths[j], s.y)
			x += widths[j] + gutter
		}
		s.y += small.leading
	}
	s.y += cellPad
}

// cellLine draws a cell's line i, if it has one, on its column's side.
func (s *sheet) cellLine(b paper.Table, c cell, i, column int, x, width, y float64) {
	if i >= len(c.lines) {
		return
	}
	if column < len(b.Columns) && b.Columns[column].Align == paper.Right {
		x += width - c.lines[i].wide
	}
	s.draw(c.lines[i], c.style, x, y)
}
