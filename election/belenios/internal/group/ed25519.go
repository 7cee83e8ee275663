package group

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math/big"

	"filippo.io/edwards25519"
)

// edGroup is the subgroup of prime order of edwards25519 (RFC 8032), whose
// points Belenios spells as the RFC's integer in big-endian hexadecimal.
type edGroup struct{}

type edPoint struct{ p edwards25519.Point }

func (*edPoint) point() {}

var edOrder, _ = new(big.Int).SetString("7237005577332262213973186563042994240857116359379907606001950938285454250989", 10)

var edMinusOne = func() *edwards25519.Scalar {
	one := edScalar([32]byte{1})
	return new(edwards25519.Scalar).Negate(one)
}()

// edScalar looks at no more than the highest byte of a number below 2^252,
// so its time says nothing of a uniform secret.
func edScalar(b [32]byte) *edwards25519.Scalar {
	s, err := new(edwards25519.Scalar).SetCanonicalBytes(b[:])
	if err != nil {
		panic("group: a scalar that was not reduced") // Scalar and Secret are only made reduced.
	}
	return s
}

func edBytes(s *edwards25519.Scalar) (b [32]byte) {
	copy(b[:], s.Bytes())
	return b
}

func (edGroup) Name() string { return Ed25519 }

// Decode refuses what RFC 8032 calls invalid, the encodings that
// edwards25519 tolerates (y ≥ p, a sign bit on x = 0), and points outside the
// prime-order subgroup.
func (g edGroup) Decode(s string) (Point, error) {
	p, err := DecodeCurve(s)
	if err != nil {
		return nil, err
	}
	// (q−1)·p = −p exactly for the points whose order divides q.
	var minus, check edwards25519.Point
	check.VarTimeDoubleScalarBaseMult(edMinusOne, p, edwards25519.NewScalar())
	if check.Equal(minus.Negate(p)) != 1 {
		return nil, ErrSubgroup
	}
	return &edPoint{*p}, nil
}

// ErrSubgroup is the refusal of a point that is on the curve, or an element
// of the field, but outside the group of prime order.
var ErrSubgroup = errors.New("the point lies outside the group of prime order")

// DecodeCurve reads a canonical encoding of a point on the curve without
// looking at its order: only for callers that check the order themselves.
func DecodeCurve(s string) (*edwards25519.Point, error) {
	if len(s) != 64 {
		return nil, fmt.Errorf("a point has 64 hexadecimal digits, not %d", len(s))
	}
	var be, le [32]byte
	for i := range len(s) {
		if c := s[i]; (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return nil, errors.New("a point is written in lower-case hexadecimal digits")
		}
	}
	if _, err := hex.Decode(be[:], []byte(s)); err != nil {
		return nil, err
	}
	for i := range be {
		le[31-i] = be[i]
	}
	if err := edCanonical(&le); err != nil {
		return nil, err
	}
	p, err := new(edwards25519.Point).SetBytes(le[:])
	if err != nil {
		return nil, errors.New("the point is not on the curve")
	}
	return p, nil
}

// edCanonical refuses y ≥ p = 2^255 − 19, and the sign bit where x is 0,
// which on this curve is where y is 1 or −1.
func edCanonical(le *[32]byte) error {
	sign := le[31]&0x80 != 0
	top := le[31] & 0x7f
	ones := top == 0x7f // bytes 1 to 31 are those of 2^255 − 1
	zeros := top == 0
	for _, b := range le[1:31] {
		ones = ones && b == 0xff
		zeros = zeros && b == 0
	}
	if ones && le[0] >= 0xed {
		return errors.New("the point is not written in its canonical form (y ≥ p)")
	}
	if sign && (zeros && le[0] == 1 || ones && le[0] == 0xec) {
		return errors.New("the point is not written in its canonical form (a sign without a value)")
	}
	return nil
}

func (edGroup) Encode(p Point) string { return EncodeBytes(p.(*edPoint).p.Bytes()) }

// EncodeBytes spells the 32 bytes of RFC 8032 as Belenios does.
func EncodeBytes(le []byte) string {
	var be [32]byte
	for i := range be {
		be[i] = le[31-i]
	}
	return hex.EncodeToString(be[:])
}

func (edGroup) Identity() Point  { return &edPoint{*edwards25519.NewIdentityPoint()} }
func (edGroup) Generator() Point { return &edPoint{*edwards25519.NewGeneratorPoint()} }

func (edGroup) IsIdentity(p Point) bool {
	return p.(*edPoint).p.Equal(edwards25519.NewIdentityPoint()) == 1
}

func (edGroup) Equal(p, q Point) bool { return p.(*edPoint).p.Equal(&q.(*edPoint).p) == 1 }

func (edGroup) Add(p, q Point) Point {
	var r edPoint
	r.p.Add(&p.(*edPoint).p, &q.(*edPoint).p)
	return &r
}

func (edGroup) Neg(p Point) Point {
	var r edPoint
	r.p.Negate(&p.(*edPoint).p)
	return &r
}

func (g edGroup) VarMul(p Point, x Scalar) Point { return g.VarDouble(Scalar{}, x, p) }

func (edGroup) VarDouble(g, x Scalar, p Point) Point {
	var r edPoint
	r.p.VarTimeDoubleScalarBaseMult(edScalar(x.b), &p.(*edPoint).p, edScalar(g.b))
	return &r
}

func (edGroup) BaseMul(x Secret) Point {
	var r edPoint
	r.p.ScalarBaseMult(edScalar(x.b))
	return &r
}

func (edGroup) SecretMul(p Point, x Secret) Point {
	var r edPoint
	r.p.ScalarMult(edScalar(x.b), &p.(*edPoint).p)
	return &r
}

func (edGroup) Parse(s string) (Scalar, error) { return parseScalar(s, edOrder) }
func (edGroup) Format(x Scalar) string         { return formatScalar(x) }

func (edGroup) Plus(x, y Scalar) Scalar {
	return Scalar{edBytes(edwards25519.NewScalar().Add(edScalar(x.b), edScalar(y.b)))}
}

func (edGroup) Times(x, y Scalar) Scalar {
	return Scalar{edBytes(edwards25519.NewScalar().Multiply(edScalar(x.b), edScalar(y.b)))}
}

func (edGroup) Invert(x Scalar) Scalar {
	return Scalar{edBytes(edwards25519.NewScalar().Invert(edScalar(x.b)))}
}

func (g edGroup) Int(n int64) Scalar { return intScalar(n, edOrder) }

func (edGroup) Reduce(b []byte) Scalar {
	var wide [64]byte
	for i, c := range b {
		wide[len(b)-1-i] = c
	}
	s, err := edwards25519.NewScalar().SetUniformBytes(wide[:])
	if err != nil {
		panic(err) // only for another length than 64
	}
	return Scalar{edBytes(s)}
}

func (g edGroup) Random(rand io.Reader) (Secret, error) { return randomSecret(g, rand) }

func (edGroup) SecretAdd(x, y Secret) Secret {
	return Secret{edBytes(edwards25519.NewScalar().Add(edScalar(x.b), edScalar(y.b)))}
}

func (edGroup) SecretSub(x, y Secret) Secret {
	return Secret{edBytes(edwards25519.NewScalar().Subtract(edScalar(x.b), edScalar(y.b)))}
}

func (edGroup) SecretTimes(x, y Secret) Secret {
	return Secret{edBytes(edwards25519.NewScalar().Multiply(edScalar(x.b), edScalar(y.b)))}
}

// Curve gives the curve point behind a Point of Ed25519. The caller must not
// change it.
func Curve(p Point) *edwards25519.Point { return &p.(*edPoint).p }

// FromCurve makes a Point of Ed25519 of a point whose order the caller has
// checked.
func FromCurve(p *edwards25519.Point) Point { return &edPoint{*p} }
