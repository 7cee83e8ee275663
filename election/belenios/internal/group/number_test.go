package group

import (
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"
)

// TestParseAgainstBig compares the reader of numbers with math/big.
func TestParseAgainstBig(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 10))
	for _, q := range []*big.Int{edOrder, zp.q} {
		var texts []string
		for range 2000 {
			b := make([]byte, rng.IntN(34))
			for i := range b {
				b[i] = byte(rng.Uint32())
			}
			texts = append(texts, new(big.Int).SetBytes(b).String())
		}
		for d := int64(-20); d <= 20; d++ {
			texts = append(texts, new(big.Int).Add(q, big.NewInt(d)).String())
			for _, bits := range []uint{64, 128, 192, 255, 256} {
				n := new(big.Int).Lsh(big.NewInt(1), bits)
				texts = append(texts, n.Add(n, big.NewInt(d)).String())
			}
		}
		for digits := 1; digits < 80; digits++ {
			texts = append(texts, strings.Repeat("9", digits), "1"+strings.Repeat("0", digits))
		}
		for _, s := range texts {
			want, _ := new(big.Int).SetString(s, 10)
			x, err := parseScalar(s, q)
			if (err == nil) != (want.Cmp(q) < 0 && want.Sign() >= 0) {
				t.Errorf("%s: %v", s, err)
			}
			if err == nil && (scalarBig(x.b).Cmp(want) != 0 || formatScalar(x) != s) {
				t.Errorf("%s is read as %s", s, formatScalar(x))
			}
		}
	}
}
