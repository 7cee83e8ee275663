package vartime

import (
	"errors"
	"math/big"
	"sync"

	"github.com/onenorwich/guildhall/election/belenios/internal/group"
)

// Residues implements group.Engine for BELENIOS-2048 in the manner of Engine:
// tables for g and y, and for every other base one chain of 255 squarings
// that all its exponents share. Digits are not signed, as a division costs
// more than all the rest.
type Residues struct{ g, y *powers }

// NewResidues prepares an engine for the election key y, in about the time of
// one ballot's verification.
func NewResidues(y group.Point) *Residues {
	return &Residues{residueTable(), newPowers(group.Residue(y))}
}

// modulus multiplies modulo p into a value of its own, so that nothing is
// allocated a step.
type modulus struct{ product, quotient big.Int }

func (m *modulus) mul(z, a, b *big.Int) {
	m.product.Mul(a, b)
	m.quotient.QuoRem(&m.product, group.Modulus(), z)
}

// powers holds a fixed base to the powers 1 to 255 of each byte's place.
type powers [32][255]big.Int

var residueTable = sync.OnceValue(func() *powers {
	g, err := group.ByName(group.Belenios2048)
	if err != nil {
		panic(err) // the name is a constant
	}
	return newPowers(group.Residue(g.Generator()))
})

func newPowers(base *big.Int) *powers {
	t := new(powers)
	var m modulus
	place := new(big.Int).Set(base)
	for i := range t {
		t[i][0].Set(place)
		for j := 1; j < len(t[i]); j++ {
			m.mul(&t[i][j], &t[i][j-1], place)
		}
		next := new(big.Int)
		m.mul(next, &t[i][254], place)
		place = next
	}
	return t
}

// mulTo multiplies z by the table's base to the power x.
func (t *powers) mulTo(m *modulus, z *big.Int, x [32]byte) {
	for i, b := range x {
		if b != 0 {
			m.mul(z, z, &t[i][b-1])
		}
	}
}

// windowBits is the width of an exponent's digits, which are odd.
const windowBits = 4

// windows cuts an exponent into odd digits: the digit that starts at a place,
// or 0.
type windows [256]uint8

func newWindows(x [32]byte) (w windows) {
	for i := 0; i < 256; {
		if x[i>>3]>>(i&7)&1 == 0 {
			i++
			continue
		}
		for k := 0; k < windowBits && i+k < 256; k++ {
			w[i] |= x[(i+k)>>3] >> ((i + k) & 7) & 1 << k
		}
		i += windowBits
	}
	return w
}

// raise computes base to the power of each exponent.
func raise(m *modulus, base *big.Int, exponents []windows) []*big.Int {
	sets := make([][1 << (windowBits - 1)]*big.Int, len(exponents))
	square := new(big.Int).Set(base)
	for place := range 256 {
		for i := range exponents {
			d := exponents[i][place]
			if d == 0 {
				continue
			}
			if b := &sets[i][d>>1]; *b == nil {
				*b = new(big.Int).Set(square)
			} else {
				m.mul(*b, *b, square)
			}
		}
		if place < 255 {
			m.mul(square, square, square)
		}
	}
	out := make([]*big.Int, len(exponents))
	for i := range sets {
		// ∏ b_d^(2d+1): the square of the product of the running products
		// from the top without the last, and the last.
		running, total := big.NewInt(1), big.NewInt(1)
		for d := len(sets[i]) - 1; d >= 0; d-- {
			if sets[i][d] != nil {
				m.mul(running, running, sets[i][d])
			}
			if d > 0 {
				m.mul(total, total, running)
			}
		}
		m.mul(total, total, total)
		m.mul(total, total, running)
		out[i] = total
	}
	return out
}

// Run implements group.Engine.
func (e *Residues) Run(j *group.Job) ([]group.Point, []string, error) {
	var m modulus
	var bases []*big.Int
	for _, p := range j.Known {
		bases = append(bases, group.Residue(p))
	}
	for i, s := range j.Encoded {
		n, err := group.DecodeResidue(s)
		if err != nil {
			return nil, nil, &group.PointError{Index: i, Err: err}
		}
		bases = append(bases, n)
	}
	for _, terms := range j.Sums {
		sum := big.NewInt(1)
		for _, i := range terms {
			m.mul(sum, sum, bases[i])
		}
		bases = append(bases, sum)
	}
	products, err := e.products(&m, j, bases)
	if err != nil {
		return nil, nil, err
	}
	var points []group.Point
	for _, n := range bases[len(j.Known) : len(j.Known)+len(j.Encoded)] {
		points = append(points, group.FromResidue(n))
	}
	return points, products, nil
}

func (e *Residues) products(m *modulus, j *group.Job, bases []*big.Int) ([]string, error) {
	out := make([]*big.Int, len(j.Products))
	users := make([][]int, len(bases))
	for i, p := range j.Products {
		if p.Base < 0 || p.Base >= len(bases) {
			return nil, errors.New("vartime: a product of no base")
		}
		users[p.Base] = append(users[p.Base], i)
		out[i] = big.NewInt(1)
		e.g.mulTo(m, out[i], p.G.Bytes())
		e.y.mulTo(m, out[i], p.Y.Bytes())
	}
	var order [32]byte
	group.Order().FillBytes(order[:])
	for i := range 16 {
		order[i], order[31-i] = order[31-i], order[i]
	}
	one := big.NewInt(1)
	for b, base := range bases {
		var exponents []windows
		for _, i := range users[b] {
			exponents = append(exponents, newWindows(j.Products[i].X.Bytes()))
		}
		check := b >= len(j.Known) && b < len(j.Known)+len(j.Encoded)
		if check {
			exponents = append(exponents, newWindows(order))
		}
		if len(exponents) == 0 {
			continue
		}
		raised := raise(m, base, exponents)
		if check && raised[len(raised)-1].Cmp(one) != 0 {
			return nil, &group.PointError{Index: b - len(j.Known), Err: group.ErrSubgroup}
		}
		for k, i := range users[b] {
			m.mul(out[i], out[i], raised[k])
		}
	}
	codes := make([]string, len(out))
	for i, n := range out {
		codes[i] = n.String()
	}
	return codes, nil
}
