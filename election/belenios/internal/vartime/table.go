package vartime

import (
	"sync"

	"filippo.io/edwards25519"
	"filippo.io/edwards25519/field"
)

// table holds, for each of the 32 bytes of a number, the multiples 1 to 128
// of a fixed point by that byte's place value: 4096 points, 480 kB, so that a
// multiplication is at most 32 additions and no doubling.
type table [32][128]affine

func newTable(p extended) *table {
	points := make([]extended, 0, 32*128)
	for range 32 {
		var c cached
		c.from(&p)
		sum := p
		for range 128 {
			points = append(points, sum)
			sum.add(&c, false)
		}
		p = points[len(points)-1] // 128·p
		p.double(true)
	}
	xs, ys := normalise(points)
	t := new(table)
	var xy field.Element
	for i := range points {
		a := &t[i/128][i%128]
		a.yPlusX.Add(&ys[i], &xs[i])
		a.yMinusX.Subtract(&ys[i], &xs[i])
		xy.Multiply(&xs[i], &ys[i])
		a.t2d.Multiply(&xy, d2)
	}
	return t
}

// addTo adds x times the table's point to p. x is little-endian and below
// 2^255.
func (t *table) addTo(p *extended, x *[32]byte) {
	carry := 0
	for i, b := range x {
		digit := int(b) + carry // −127 to 128 after the carry
		carry = 0
		if digit > 128 {
			digit -= 256
			carry = 1
		}
		switch {
		case digit > 0:
			p.addAffine(&t[i][digit-1], false)
		case digit < 0:
			p.addAffine(&t[i][-digit-1], true)
		}
	}
}

// baseTable is the table of the generator, made when it is first needed.
var baseTable = sync.OnceValue(func() *table {
	return newTable(fromCurve(edwards25519.NewGeneratorPoint()))
})
