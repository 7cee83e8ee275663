// Package vartime is the fast engine of a verifier of ballots in Ed25519.
//
// It computes what group.Plain computes and is tested against it. All
// arithmetic takes time that depends on the numbers, so it takes group.Scalar
// only, which a secret cannot become by accident.
//
// A ballot's commitments have the form G·g + Y·y + X·b: g and y are the same
// for a whole election, and each b occurs with several numbers X (the
// challenges of the branches of its proofs). So
//
//   - g and y have tables: 32 additions a multiplication, no doubling;
//   - all numbers on one b, and the check that q·b is the neutral element,
//     share the 252 doublings of b, from the lowest digit to the highest,
//     collected in buckets (Yao's method);
//   - one inversion serves all commitments of a ballot.
//
// The floor. A proof carries challenges and not commitments, so every
// commitment must be computed exactly and none can be checked in a batch; and
// alpha and beta of a choice are new points each, with 252-bit challenges
// that their maker chose. That leaves, for a choice, two chains of 252
// doublings, 6 multiplications within them (alpha and beta by c0, by c1 and
// by q, about 50 additions each, 36 for q) and 5 by tables (32 additions
// each). A blank vote, with one answer to choose, adds two chains (the sums
// without it), 8 multiplications and 10 by tables. A ballot of four posts
// with three candidates and a blank vote (16 choices) therefore costs 41
// chains with 10,332 doublings, 129 multiplications and 121 by tables, the
// signature included; computed one by one they would be 177 chains.
//
// Trusted: filippo.io/edwards25519 and its field.
package vartime

import (
	"errors"

	"filippo.io/edwards25519"

	"github.com/onenorwich/guildhall/election/belenios/internal/group"
)

// Engine implements group.Engine for Ed25519.
type Engine struct{ g, y *table }

// New prepares an engine for the election key y. It takes about two
// milliseconds.
func New(y group.Point) *Engine {
	return &Engine{baseTable(), newTable(fromCurve(group.Curve(y)))}
}

// order is the number of digits of the group's order q.
var order = func() (n digits) {
	n.set(&[32]byte{
		0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
		0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
	})
	return n
}()

// Run implements group.Engine.
func (e *Engine) Run(j *group.Job) ([]group.Point, []string, error) {
	bases := make([]extended, 0, len(j.Known)+len(j.Encoded)+len(j.Sums))
	for _, p := range j.Known {
		bases = append(bases, fromCurve(group.Curve(p)))
	}
	decoded := make([]*edwards25519.Point, len(j.Encoded))
	for i, s := range j.Encoded {
		var err error
		if decoded[i], err = group.DecodeCurve(s); err != nil {
			return nil, nil, &group.PointError{Index: i, Err: err}
		}
		bases = append(bases, fromCurve(decoded[i]))
	}
	for _, terms := range j.Sums {
		var sum extended
		sum.identity()
		for _, i := range terms {
			sum.plus(&bases[i])
		}
		bases = append(bases, sum)
	}
	products, err := e.products(j, bases)
	if err != nil {
		return nil, nil, err
	}
	points := make([]group.Point, len(decoded))
	for i, p := range decoded {
		points[i] = group.FromCurve(p)
	}
	return points, products, nil
}

func (e *Engine) products(j *group.Job, bases []extended) ([]string, error) {
	sums := make([]extended, len(j.Products))
	users := make([][]int, len(bases)) // which products a base is in
	for i, p := range j.Products {
		if p.Base < 0 || p.Base >= len(bases) {
			return nil, errors.New("vartime: a product of no base")
		}
		users[p.Base] = append(users[p.Base], i)
		sums[i].identity()
		x := p.G.Bytes()
		e.g.addTo(&sums[i], &x)
		x = p.Y.Bytes()
		e.y.addTo(&sums[i], &x)
	}
	var numbers []digits
	var out []extended
	for b := range bases {
		numbers, out = numbers[:0], out[:0]
		for _, i := range users[b] {
			x := j.Products[i].X.Bytes()
			numbers = append(numbers, digits{})
			numbers[len(numbers)-1].set(&x)
		}
		check := b >= len(j.Known) && b < len(j.Known)+len(j.Encoded)
		if check {
			numbers = append(numbers, order)
		}
		for range numbers {
			out = append(out, extended{})
		}
		multiples(bases[b], numbers, out)
		if check && !out[len(out)-1].isIdentity() {
			return nil, &group.PointError{Index: b - len(j.Known), Err: group.ErrSubgroup}
		}
		for k, i := range users[b] {
			sums[i].plus(&out[k])
		}
	}
	codes := make([]string, len(sums))
	for i, b := range encode(sums) {
		codes[i] = group.EncodeBytes(b[:])
	}
	return codes, nil
}
