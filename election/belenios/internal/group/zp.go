package group

import (
	"errors"
	"io"
	"math/big"
)

// zpGroup is the subgroup of order q of the integers modulo p of the
// Belenios specification's default parameters, BELENIOS-2048. Its elements
// are spelt in decimal.
type zpGroup struct{ p, q, g *big.Int }

type zpPoint struct{ n *big.Int }

func (*zpPoint) point() {}

func mustBig(s string) *big.Int {
	n, ok := new(big.Int).SetString(s, 10)
	if !ok {
		panic("group: a constant is no number")
	}
	return n
}

var zp = &zpGroup{
	p: mustBig("20694785691422546401013643657505008064922989295751104097100884787057374219242717401922237254497684338129066633138078958404960054389636289796393038773905722803605973749427671376777618898589872735865049081167099310535867780980030790491654063777173764198678527273474476341835600035698305193144284561701911000786737307333564123971732897913240474578834468260652327974647951137672658693582180046317922073668860052627186363386088796882120769432366149491002923444346373222145884100586421050242120365433561201320481118852408731077014151666200162313177169372189248078507711827842317498073276598828825169183103125680162072880719"),
	q: mustBig("78571733251071885079927659812671450121821421258408794611510081919805623223441"),
	g: mustBig("2402352677501852209227687703532399932712287657378364916510075318787663274146353219320285676155269678799694668298749389095083896573425601900601068477164491735474137283104610458681314511781646755400527402889846139864532661215055797097162016168270312886432456663834863635782106154918419982534315189740658186868651151358576410138882215396016043228843603930989333662772848406593138406010231675095763777982665103606822406635076697764025346253773085133173495194248967754052573659049492477631475991575198775177711481490920456600205478127054728238140972518639858334115700568353695553423781475582491896050296680037745308460627"),
}

func (*zpGroup) Name() string { return Belenios2048 }

func (z *zpGroup) Decode(s string) (Point, error) {
	n, err := DecodeResidue(s)
	if err != nil {
		return nil, err
	}
	if new(big.Int).Exp(n, z.q, z.p).Cmp(big.NewInt(1)) != 0 {
		return nil, ErrSubgroup
	}
	return &zpPoint{n}, nil
}

// DecodeResidue reads a number from 1 to p − 1 without looking at its order:
// only for callers that check the order themselves.
func DecodeResidue(s string) (*big.Int, error) {
	n, err := parseDecimal(s, 617)
	if err != nil {
		return nil, err
	}
	if n.Sign() == 0 || n.Cmp(zp.p) >= 0 {
		return nil, errors.New("an element of the group is not between 1 and p − 1")
	}
	return n, nil
}

// Residue gives the number behind a Point of BELENIOS-2048. The caller must
// not change it.
func Residue(p Point) *big.Int { return p.(*zpPoint).n }

// FromResidue makes a Point of BELENIOS-2048 of a number whose order the
// caller has checked.
func FromResidue(n *big.Int) Point { return &zpPoint{n} }

// Modulus is p of BELENIOS-2048. The caller must not change it.
func Modulus() *big.Int { return zp.p }

// Order is q of BELENIOS-2048. The caller must not change it.
func Order() *big.Int { return zp.q }

func (*zpGroup) Encode(p Point) string { return p.(*zpPoint).n.String() }

func (*zpGroup) Identity() Point    { return &zpPoint{big.NewInt(1)} }
func (z *zpGroup) Generator() Point { return &zpPoint{z.g} }

func (*zpGroup) IsIdentity(p Point) bool { return p.(*zpPoint).n.Cmp(big.NewInt(1)) == 0 }

func (*zpGroup) Equal(p, q Point) bool { return p.(*zpPoint).n.Cmp(q.(*zpPoint).n) == 0 }

func (z *zpGroup) Add(p, q Point) Point {
	n := new(big.Int).Mul(p.(*zpPoint).n, q.(*zpPoint).n)
	return &zpPoint{n.Mod(n, z.p)}
}

func (z *zpGroup) Neg(p Point) Point {
	return &zpPoint{new(big.Int).ModInverse(p.(*zpPoint).n, z.p)}
}

func (z *zpGroup) VarMul(p Point, x Scalar) Point { return z.exp(p, x.b) }

func (z *zpGroup) exp(p Point, x [32]byte) Point {
	return &zpPoint{new(big.Int).Exp(p.(*zpPoint).n, scalarBig(x), z.p)}
}

func (z *zpGroup) VarDouble(g, x Scalar, p Point) Point {
	if g.IsZero() {
		return z.VarMul(p, x)
	}
	return z.Add(z.exp(z.Generator(), g.b), z.exp(p, x.b))
}

func (z *zpGroup) BaseMul(x Secret) Point            { return z.exp(z.Generator(), x.b) }
func (z *zpGroup) SecretMul(p Point, x Secret) Point { return z.exp(p, x.b) }

func (z *zpGroup) Parse(s string) (Scalar, error) { return parseScalar(s, z.q) }
func (*zpGroup) Format(x Scalar) string           { return formatScalar(x) }
func (z *zpGroup) Int(n int64) Scalar             { return intScalar(n, z.q) }

func (z *zpGroup) Plus(x, y Scalar) Scalar {
	n := scalarBig(x.b)
	n.Add(n, scalarBig(y.b))
	return bigScalar(n.Mod(n, z.q))
}

func (z *zpGroup) Times(x, y Scalar) Scalar {
	n := scalarBig(x.b)
	n.Mul(n, scalarBig(y.b))
	return bigScalar(n.Mod(n, z.q))
}

func (z *zpGroup) Invert(x Scalar) Scalar {
	return bigScalar(new(big.Int).ModInverse(scalarBig(x.b), z.q))
}

func (z *zpGroup) Reduce(b []byte) Scalar {
	n := new(big.Int).SetBytes(b)
	return bigScalar(n.Mod(n, z.q))
}

func (z *zpGroup) Random(rand io.Reader) (Secret, error) { return randomSecret(z, rand) }

func (z *zpGroup) SecretAdd(x, y Secret) Secret { return Secret(z.Plus(Scalar(x), Scalar(y))) }

func (z *zpGroup) SecretSub(x, y Secret) Secret {
	n := scalarBig(x.b)
	n.Sub(n, scalarBig(y.b))
	return Secret(bigScalar(n.Mod(n, z.q)))
}

func (z *zpGroup) SecretTimes(x, y Secret) Secret { return Secret(z.Times(Scalar(x), Scalar(y))) }
