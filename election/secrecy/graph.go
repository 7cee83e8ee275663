package secrecy

import (
	"cmp"
	"slices"
)

// graph holds every fitting pattern, answer by answer: answers outside, voters
// inside. A state is how many practices of each class have not answered yet; a
// transition gives one answer to as many of them as its total asks. What a state
// has left in votes is fixed by its layer, so no state occurs in two layers and
// the number of answers never multiplies them. The last answer takes who is left.
type graph struct {
	*space
	answers []int // those with a total above zero, by falling total
	layers  []layer
}

// layer is the states before one of the answers.
type layer struct {
	rest  []uint16 // one vector a state, one after the other
	edges []edge   // to the states of the next layer; the last layer has none
	alive []bool   // the state leads to the end
}

type edge struct{ from, to int32 }

// state is the vector of one state.
func (g *graph) state(l *layer, i int32) []uint16 {
	n := len(g.classes)
	return l.rest[int(i)*n : (int(i)+1)*n]
}

// newGraph finds all states and transitions. The totals add up to the votes of
// the classes, of which there is at least one.
func newGraph(b *budget, cs []class, totals []int64) (*graph, error) {
	g := &graph{}
	for a, t := range totals {
		if t > 0 {
			g.answers = append(g.answers, a)
		}
	}
	slices.SortStableFunc(g.answers, func(i, j int) int { return cmp.Compare(totals[j], totals[i]) })
	g.layers = make([]layer, len(g.answers))
	first := make([]uint16, len(cs))
	for i, c := range cs {
		first[i] = uint16(c.voters)
	}
	g.layers[0].rest = first
	if len(g.answers) == 1 { // all agree; there may be too many classes to number vectors
		g.space = &space{classes: cs}
		g.layers[0].alive = []bool{true}
		return g, nil
	}
	var err error
	if g.space, err = newSpace(cs); err != nil {
		return nil, err
	}
	f := &finder{space: g.space, budget: b}
	for i := range len(g.answers) - 1 {
		if err := g.grow(f, i, totals[g.answers[i]]); err != nil {
			return nil, err
		}
	}
	g.prune()
	return g, nil
}

// grow finds the transitions of one layer and the states of the next one.
func (g *graph) grow(f *finder, i int, total int64) error {
	now, next := &g.layers[i], &g.layers[i+1]
	index := make(map[uint64]int32)
	for s := range int32(len(now.rest) / len(g.classes)) {
		err := f.find(g.state(now, s), total, func(rest uint64) error {
			to, ok := index[rest]
			if !ok {
				// A vector takes two bytes a class, its place in the index more.
				if err := f.keep(2 + len(g.classes)/8); err != nil {
					return err
				}
				to = int32(len(index))
				index[rest] = to
				next.rest = g.vector(next.rest, rest)
			}
			now.edges = append(now.edges, edge{s, to})
			return f.keep(1)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// prune marks the states from which the last answer can be reached.
func (g *graph) prune() {
	for i := len(g.layers) - 1; i >= 0; i-- {
		l := &g.layers[i]
		l.alive = make([]bool, len(l.rest)/len(g.classes))
		if i == len(g.layers)-1 {
			for s := range l.alive {
				l.alive[s] = true
			}
			continue
		}
		for _, e := range l.edges {
			if g.layers[i+1].alive[e.to] {
				l.alive[e.from] = true
			}
		}
	}
}

// fits says whether there is a pattern at all.
func (g *graph) fits() bool { return g.layers[0].alive[0] }

// support says, for each answer of g.answers and each class, whether a fitting
// pattern gives that answer to a practice of that class.
func (g *graph) support() [][]bool {
	out := make([][]bool, len(g.answers))
	for i := range out {
		out[i] = make([]bool, len(g.classes))
		missing := len(g.classes)
		see := func(from, to []uint16) {
			for c, n := range from {
				if (to == nil && n > 0 || to != nil && n > to[c]) && !out[i][c] {
					out[i][c] = true
					missing--
				}
			}
		}
		l := &g.layers[i]
		if i == len(g.layers)-1 {
			for s := range int32(len(l.alive)) {
				see(g.state(l, s), nil)
			}
			continue
		}
		next := &g.layers[i+1]
		for _, e := range l.edges {
			if missing == 0 {
				break
			}
			if l.alive[e.from] && next.alive[e.to] {
				see(g.state(l, e.from), g.state(next, e.to))
			}
		}
	}
	return out
}
