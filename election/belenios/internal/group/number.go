package group

import (
	"errors"
	"fmt"
	"io"
	"math/big"
	"slices"
)

// parseScalar reads a decimal number below q in its one spelling.
func parseScalar(s string, q *big.Int) (Scalar, error) {
	n, err := parseDecimal(s, len(q.String()))
	if err != nil {
		return Scalar{}, err
	}
	if n.Cmp(q) >= 0 {
		return Scalar{}, errors.New("a number is not smaller than the order of the group")
	}
	return bigScalar(n), nil
}

// parseDecimal reads a number of at most max digits without leading zeros.
func parseDecimal(s string, max int) (*big.Int, error) {
	if s == "" || len(s) > max {
		return nil, fmt.Errorf("a number has 1 to %d digits here, not %d", max, len(s))
	}
	if s[0] == '0' && len(s) > 1 {
		return nil, errors.New("a number starts with a needless zero")
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return nil, errors.New("a number holds something other than a digit")
		}
	}
	n, _ := new(big.Int).SetString(s, 10)
	return n, nil
}

func bigScalar(n *big.Int) (x Scalar) {
	n.FillBytes(x.b[:])
	slices.Reverse(x.b[:])
	return x
}

func scalarBig(b [32]byte) *big.Int {
	slices.Reverse(b[:])
	return new(big.Int).SetBytes(b[:])
}

func formatScalar(x Scalar) string { return scalarBig(x.b).String() }

func intScalar(n int64, q *big.Int) Scalar {
	v := big.NewInt(n)
	return bigScalar(v.Mod(v, q))
}

// randomSecret reduces 64 bytes: the bias is below 2^-250. The reader is
// asked directly because Go's own crypto packages may ignore theirs.
func randomSecret(g Group, rand io.Reader) (Secret, error) {
	var wide [64]byte
	if _, err := io.ReadFull(rand, wide[:]); err != nil {
		return Secret{}, fmt.Errorf("no randomness: %w", err)
	}
	return Secret(g.Reduce(wide[:])), nil
}
