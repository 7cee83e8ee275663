package vartime

import (
	"filippo.io/edwards25519"
	"filippo.io/edwards25519/field"
)

// Coordinates and formulas are those of Hisil, Wong, Carter and Dawson,
// "Twisted Edwards Curves Revisited" (2008), for a = −1, which are complete on
// this curve: no case distinction is needed for any pair of points.

// extended is (X:Y:Z:T) with x = X/Z, y = Y/Z, XY = ZT.
type extended struct{ x, y, z, t field.Element }

// cached is a point prepared for addition.
type cached struct{ yPlusX, yMinusX, z, t2d field.Element }

// affine is a point with Z = 1 prepared for addition.
type affine struct{ yPlusX, yMinusX, t2d field.Element }

// d2 is 2d, where d = −121665/121666 is the curve's constant.
var d2 = func() *field.Element {
	var num, den, d field.Element
	den.Mult32(new(field.Element).One(), 121666)
	num.Mult32(new(field.Element).One(), 121665)
	den.Invert(&den)
	d.Multiply(num.Negate(&num), &den)
	return new(field.Element).Add(&d, &d)
}()

func (p *extended) identity() {
	p.x.Zero()
	p.y.One()
	p.z.One()
	p.t.Zero()
}

func (p *extended) isIdentity() bool {
	return p.x.Equal(new(field.Element)) == 1 && p.y.Equal(&p.z) == 1
}

func fromCurve(q *edwards25519.Point) (p extended) {
	x, y, z, t := q.ExtendedCoordinates()
	return extended{*x, *y, *z, *t}
}

func (c *cached) from(p *extended) {
	c.yPlusX.Add(&p.y, &p.x)
	c.yMinusX.Subtract(&p.y, &p.x)
	c.z = p.z
	c.t2d.Multiply(&p.t, d2)
}

// double sets p = 2p. T is computed only if the result is to be added to
// something or kept; doubling does not need it.
func (p *extended) double(withT bool) {
	var xx, yy, zz2, sum, e, g, f, h field.Element
	xx.Square(&p.x)
	yy.Square(&p.y)
	zz2.Square(&p.z)
	zz2.Add(&zz2, &zz2)
	sum.Add(&p.x, &p.y)
	sum.Square(&sum)
	h.Add(&yy, &xx)
	g.Subtract(&yy, &xx)
	e.Subtract(&sum, &h)
	f.Subtract(&zz2, &g)
	p.x.Multiply(&e, &f)
	p.y.Multiply(&h, &g)
	p.z.Multiply(&g, &f)
	if withT {
		p.t.Multiply(&e, &h)
	}
}

// add sets p = p + q, or p − q.
func (p *extended) add(q *cached, minus bool) {
	plus, less := &q.yPlusX, &q.yMinusX
	if minus {
		plus, less = less, plus
	}
	var pp, mm, tt, zz field.Element
	pp.Add(&p.y, &p.x)
	pp.Multiply(&pp, plus)
	mm.Subtract(&p.y, &p.x)
	mm.Multiply(&mm, less)
	tt.Multiply(&p.t, &q.t2d)
	zz.Multiply(&p.z, &q.z)
	zz.Add(&zz, &zz)
	p.finish(&pp, &mm, &tt, &zz, minus)
}

// addAffine sets p = p + q, or p − q.
func (p *extended) addAffine(q *affine, minus bool) {
	plus, less := &q.yPlusX, &q.yMinusX
	if minus {
		plus, less = less, plus
	}
	var pp, mm, tt, zz field.Element
	pp.Add(&p.y, &p.x)
	pp.Multiply(&pp, plus)
	mm.Subtract(&p.y, &p.x)
	mm.Multiply(&mm, less)
	tt.Multiply(&p.t, &q.t2d)
	zz.Add(&p.z, &p.z)
	p.finish(&pp, &mm, &tt, &zz, minus)
}

func (p *extended) finish(pp, mm, tt, zz *field.Element, minus bool) {
	var e, h, g, f field.Element
	e.Subtract(pp, mm)
	h.Add(pp, mm)
	if minus {
		g.Subtract(zz, tt)
		f.Add(zz, tt)
	} else {
		g.Add(zz, tt)
		f.Subtract(zz, tt)
	}
	p.x.Multiply(&e, &f)
	p.y.Multiply(&h, &g)
	p.z.Multiply(&g, &f)
	p.t.Multiply(&e, &h)
}

// plus sets p = p + q.
func (p *extended) plus(q *extended) {
	var c cached
	c.from(q)
	p.add(&c, false)
}

// normalise gives x and y of each point for the price of one inversion
// (Montgomery's trick).
func normalise(points []extended) (xs, ys []field.Element) {
	n := len(points)
	xs, ys = make([]field.Element, n), make([]field.Element, n)
	var product, inverse, z field.Element
	product.One()
	for i := range points {
		xs[i] = product
		product.Multiply(&product, &points[i].z)
	}
	inverse.Invert(&product)
	for i := n - 1; i >= 0; i-- {
		z.Multiply(&inverse, &xs[i])
		inverse.Multiply(&inverse, &points[i].z)
		xs[i].Multiply(&points[i].x, &z)
		ys[i].Multiply(&points[i].y, &z)
	}
	return xs, ys
}

// encode gives the encoding of each point as RFC 8032 has it.
func encode(points []extended) [][32]byte {
	xs, ys := normalise(points)
	out := make([][32]byte, len(points))
	for i := range points {
		copy(out[i][:], ys[i].Bytes())
		out[i][31] |= byte(xs[i].IsNegative() << 7)
	}
	return out
}
