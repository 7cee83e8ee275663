package vartime

import (
	"errors"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/onenorwich/guildhall/election/belenios/internal/group"
)

var modp, _ = group.ByName(group.Belenios2048)

// TestResidues holds the fast engine of BELENIOS-2048 against the plain one.
func TestResidues(t *testing.T) {
	rng := rand.New(rand.NewPCG(11, 12))
	draw := func() group.Scalar {
		var b [64]byte
		for i := range b {
			b[i] = byte(rng.Uint32())
		}
		return modp.Reduce(b[:])
	}
	edges := []group.Scalar{{}, modp.Int(1), modp.Int(2), modp.Int(3), modp.Int(15), modp.Int(16), modp.Int(255), modp.Int(256), modp.Int(-1), modp.Int(-2), modp.Int(-15)}
	pick := func() group.Scalar {
		if i := rng.IntN(2 * len(edges)); i < len(edges) {
			return edges[i]
		}
		return draw()
	}
	y := modp.VarMul(modp.Generator(), draw())
	fast, plain := NewResidues(y), group.Plain{Group: modp, Key: y}
	for range 6 {
		j := &group.Job{Known: []group.Point{modp.VarMul(modp.Generator(), draw()), modp.Identity()}}
		for range 3 {
			j.Encoded = append(j.Encoded, modp.Encode(modp.VarMul(modp.Generator(), pick())))
		}
		j.Sums = [][]int{{2, 3}, {2, 2, 4}, {}, {0, 1, 5}}
		for range 12 {
			j.Products = append(j.Products, group.Product{G: pick(), Y: pick(), Base: rng.IntN(9), X: pick()})
		}
		wantPoints, want, err := plain.Run(j)
		if err != nil {
			t.Fatal(err)
		}
		points, got, err := fast.Run(j)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(got, want) || len(points) != len(wantPoints) {
			t.Fatal("other commitments")
		}
		for i := range points {
			if !modp.Equal(points[i], wantPoints[i]) {
				t.Errorf("point %d differs", i)
			}
		}
	}
	last := new(big.Int).Sub(group.Modulus(), big.NewInt(1)) // of order two
	for i := range 2 {
		j := &group.Job{Encoded: []string{modp.Encode(y), modp.Encode(y)}}
		j.Encoded[i] = last.Sub(group.Modulus(), group.Residue(y)).String()
		var refusal *group.PointError
		if _, _, err := fast.Run(j); !errors.As(err, &refusal) || refusal.Index != i || !errors.Is(err, group.ErrSubgroup) {
			t.Errorf("point %d outside the group: %v", i, err)
		}
	}
	if _, _, err := fast.Run(&group.Job{Encoded: []string{"0"}}); err == nil {
		t.Error("zero is accepted")
	}
	if _, _, err := fast.Run(&group.Job{Products: []group.Product{{Base: 1}}}); err == nil {
		t.Error("a product of no base is computed")
	}
}
