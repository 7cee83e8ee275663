package vartime

import (
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/onenorwich/guildhall/election/belenios/internal/group"
)

var ed, _ = group.ByName(group.Ed25519)

// orderTwo and orderEight are points outside the prime-order subgroup.
var (
	orderTwo   = "7f" + strings.Repeat("f", 60) + "ec"
	orderEight = "7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd83d3d706a17c7"
)

// numbers are those near the edges, and random ones.
func numbers(rng *rand.Rand, n int) []group.Scalar {
	out := []group.Scalar{{}, ed.Int(1), ed.Int(2), ed.Int(15), ed.Int(16), ed.Int(17), ed.Int(31), ed.Int(32), ed.Int(127), ed.Int(128), ed.Int(129),
		ed.Int(255), ed.Int(256), ed.Int(-1), ed.Int(-2), ed.Int(-16), ed.Int(-128), ed.Int(1 << 62)}
	for bit := range 252 {
		var b [32]byte
		b[31-bit/8] = 1 << (bit % 8)
		out = append(out, ed.Reduce(b[:]))
	}
	for len(out) < 270+n {
		out = append(out, random(rng))
	}
	return out
}

func random(rng *rand.Rand) group.Scalar {
	var b [64]byte
	for i := range b {
		b[i] = byte(rng.Uint32())
	}
	return ed.Reduce(b[:])
}

// TestEngine holds the fast engine against the plain one.
func TestEngine(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	y := ed.VarMul(ed.Generator(), random(rng))
	fast, plain := New(y), group.Plain{Group: ed, Key: y}
	xs := numbers(rng, 200)
	pick := func() group.Scalar { return xs[rng.IntN(len(xs))] }
	for round := range 60 {
		j := &group.Job{Known: []group.Point{ed.VarMul(ed.Generator(), pick()), ed.Identity()}}
		for range 4 {
			j.Encoded = append(j.Encoded, ed.Encode(ed.VarMul(ed.Generator(), pick())))
		}
		j.Sums = [][]int{{2, 3}, {2, 2, 4, 5}, {}, {0, 1, 6}}
		for range 25 {
			j.Products = append(j.Products, group.Product{G: pick(), Y: pick(), Base: rng.IntN(10), X: pick()})
		}
		wantPoints, want, err := plain.Run(j)
		if err != nil {
			t.Fatal(err)
		}
		points, got, err := fast.Run(j)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(got, want) {
			t.Fatalf("round %d: other commitments", round)
		}
		for i := range wantPoints {
			if !ed.Equal(points[i], wantPoints[i]) {
				t.Fatalf("round %d: point %d differs", round, i)
			}
		}
	}
}

// TestEveryNumber multiplies by each number alone.
func TestEveryNumber(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	y := ed.VarMul(ed.Generator(), random(rng))
	b := ed.VarMul(ed.Generator(), random(rng))
	j := &group.Job{Known: []group.Point{b}}
	for _, x := range numbers(rng, 300) {
		j.Products = append(j.Products, group.Product{X: x}, group.Product{G: x}, group.Product{Y: x}, group.Product{G: x, Y: x, X: x})
	}
	_, want, err := group.Plain{Group: ed, Key: y}.Run(j)
	if err != nil {
		t.Fatal(err)
	}
	_, got, err := New(y).Run(j)
	if err != nil {
		t.Fatal(err)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("product %d (%s) differs", i, ed.Format(j.Products[i].X))
		}
	}
}

// TestSubgroup: what lies outside is refused wherever it stands among the
// points, used in products or not.
func TestSubgroup(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	y := ed.VarMul(ed.Generator(), random(rng))
	e := New(y)
	for _, small := range []string{orderTwo, orderEight, strings.Repeat("0", 64)} {
		torsion, err := group.DecodeCurve(small)
		if err != nil {
			t.Fatal(err)
		}
		for i := range 4 {
			j := &group.Job{}
			for range 4 {
				j.Encoded = append(j.Encoded, ed.Encode(ed.VarMul(ed.Generator(), random(rng))))
			}
			bad, err := group.DecodeCurve(j.Encoded[i])
			if err != nil {
				t.Fatal(err)
			}
			j.Encoded[i] = group.EncodeBytes(bad.Add(bad, torsion).Bytes())
			for _, products := range [][]group.Product{nil, {{Base: i, X: random(rng)}}} {
				j.Products = products
				var refusal *group.PointError
				_, _, err := e.Run(j)
				if !errors.As(err, &refusal) || refusal.Index != i || !errors.Is(err, group.ErrSubgroup) {
					t.Errorf("point %d: %v", i, err)
				}
			}
		}
	}
	if _, _, err := e.Run(&group.Job{Encoded: []string{"zz"}}); err == nil {
		t.Error("what is no point is accepted")
	}
	if _, _, err := e.Run(&group.Job{Products: []group.Product{{Base: 1}}}); err == nil {
		t.Error("a product of no base is computed")
	}
}

// FuzzEngine compares the engines on one point and two numbers.
func FuzzEngine(f *testing.F) {
	f.Add([]byte{1}, []byte{2}, []byte{3})
	y := ed.VarMul(ed.Generator(), ed.Int(77))
	fast, plain := New(y), group.Plain{Group: ed, Key: y}
	f.Fuzz(func(t *testing.T, a, b, c []byte) {
		if max(len(a), len(b), len(c)) > 64 {
			return
		}
		p := ed.VarMul(ed.Generator(), ed.Reduce(a))
		j := &group.Job{Encoded: []string{ed.Encode(p)}, Products: []group.Product{
			{G: ed.Reduce(b), Y: ed.Reduce(c), X: ed.Reduce(c)}, {G: ed.Reduce(c), X: ed.Reduce(b)}}}
		_, want, err := plain.Run(j)
		if err != nil {
			t.Fatal(err)
		}
		if _, got, err := fast.Run(j); err != nil || !slices.Equal(got, want) {
			t.Errorf("%x %x %x: %v", a, b, c, err)
		}
	})
}
