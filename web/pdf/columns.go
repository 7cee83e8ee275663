package pdf

import "github.com/onenorwich/guildhall/web/paper"

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
		// Never a column of single letters, whatever the shares say.
		share[i] = max(share[i], given*min(12/free, 1/float64(2*n)))
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
