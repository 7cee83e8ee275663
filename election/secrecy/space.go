package secrecy

import (
	"cmp"
	"math/bits"
	"slices"
)

// A vector says how many practices of each class. Its number is its value in the
// mixed radix of the classes' sizes plus one, so that numbers add and subtract as
// their vectors do.
type space struct {
	classes []class
	stride  []uint64
	halves  [2][]int // the classes, in two parts of about as many vectors
}

func newSpace(cs []class) (*space, error) {
	s := &space{classes: cs, stride: make([]uint64, len(cs))}
	size := uint64(1)
	order := make([]int, len(cs))
	for i, c := range cs {
		order[i] = i
		s.stride[i] = size
		high, low := bits.Mul64(size, uint64(c.voters)+1)
		if high != 0 {
			return nil, &NotComputed{"classes", len(cs)}
		}
		size = low
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(cs[j].voters, cs[i].voters) })
	product := [2]float64{1, 1}
	for _, i := range order {
		h := 0
		if product[1] < product[0] {
			h = 1
		}
		product[h] *= float64(cs[i].voters + 1)
		s.halves[h] = append(s.halves[h], i)
	}
	return s, nil
}

func (s *space) number(r []uint16) (n uint64) {
	for i, x := range r {
		n += uint64(x) * s.stride[i]
	}
	return n
}

// vector appends the vector of a number to dst.
func (s *space) vector(dst []uint16, n uint64) []uint16 {
	from := len(dst)
	dst = append(dst, make([]uint16, len(s.classes))...)
	for i := len(s.classes) - 1; i >= 0; i-- {
		dst[from+i] = uint16(n / s.stride[i])
		n %= s.stride[i]
	}
	return dst
}

func (s *space) votes(r []uint16) (w int64) {
	for i, x := range r {
		w += int64(x) * s.classes[i].weight
	}
	return w
}
