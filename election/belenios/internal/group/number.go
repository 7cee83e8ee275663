package group

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/big"
	"math/bits"
	"slices"
)

// parseScalar reads a decimal number below q, which has 76 or 77 digits, in
// its one spelling.
func parseScalar(s string, q *big.Int) (Scalar, error) {
	if err := checkDecimal(s, 77); err != nil {
		return Scalar{}, err
	}
	x, ok := decimal(s)
	if !ok || !below(&x, q) {
		return Scalar{}, errors.New("a number is not smaller than the order of the group")
	}
	return x, nil
}

// decimal reads digits 18 at a time into four words; ok is false if the
// number does not fit 256 bits.
func decimal(s string) (x Scalar, ok bool) {
	var w [4]uint64
	for len(s) > 0 {
		n := min(len(s), 18)
		part, factor := uint64(0), uint64(1)
		for i := range n {
			part = part*10 + uint64(s[i]-'0')
			factor *= 10
		}
		s = s[n:]
		for i := range w {
			hi, lo := bits.Mul64(w[i], factor)
			var carry uint64
			w[i], carry = bits.Add64(lo, part, 0)
			part = hi + carry
		}
		if part != 0 {
			return x, false
		}
	}
	for i, v := range w {
		binary.LittleEndian.PutUint64(x.b[8*i:], v)
	}
	return x, true
}

// below tells whether x < q.
func below(x *Scalar, q *big.Int) bool {
	var limit [32]byte
	q.FillBytes(limit[:])
	for i, b := range limit {
		if c := x.b[31-i]; c != b {
			return c < b
		}
	}
	return false
}

// checkDecimal wants 1 to max digits without leading zeros.
func checkDecimal(s string, max int) error {
	if s == "" || len(s) > max {
		return fmt.Errorf("a number has 1 to %d digits here, not %d", max, len(s))
	}
	if s[0] == '0' && len(s) > 1 {
		return errors.New("a number starts with a needless zero")
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return errors.New("a number holds something other than a digit")
		}
	}
	return nil
}

// parseDecimal reads a number of at most max digits.
func parseDecimal(s string, max int) (*big.Int, error) {
	if err := checkDecimal(s, max); err != nil {
		return nil, err
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
