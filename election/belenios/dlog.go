package belenios

import (
	"math"

	"github.com/onenorwich/guildhall/election/belenios/internal/group"
)

// logTable finds n in n·G for 0 ≤ n ≤ max by baby steps and giant steps.
type logTable struct {
	g      group.Group
	max    int64
	size   int64
	steps  map[string]int64 // j·G for 0 ≤ j < size
	stride group.Point      // −size·G
}

// newLogTable balances the table against the giant steps of the given number
// of searches.
func newLogTable(g group.Group, max int64, searches int) *logTable {
	size := int64(math.Sqrt(float64(max+1)*float64(searches+1))) + 1
	size = min(size, max+1, 1<<22)
	t := &logTable{g: g, max: max, size: size, steps: make(map[string]int64, size)}
	p := g.Identity()
	for j := range size {
		t.steps[g.Encode(p)] = j
		p = g.Add(p, g.Generator())
	}
	t.stride = g.Neg(p)
	return t
}

func (t *logTable) find(p group.Point) (int64, bool) {
	for base := int64(0); base <= t.max; base += t.size {
		if j, ok := t.steps[t.g.Encode(p)]; ok {
			return base + j, base+j <= t.max
		}
		p = t.g.Add(p, t.stride)
	}
	return 0, false
}
