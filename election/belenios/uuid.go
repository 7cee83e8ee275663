package belenios

import (
	"fmt"
	"io"
	"strings"
)

// base58 leaves out 0, O, I and l, which people mistake for each other.
const base58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"

const uuidLength = 14

// NewUUID draws the identifier of an election: 14 characters, 82 bits.
func NewUUID(rand io.Reader) (string, error) { return randomBase58(rand, uuidLength) }

// randomBase58 draws uniform characters by rejection.
func randomBase58(rand io.Reader, n int) (string, error) {
	out := make([]byte, 0, n)
	var buf [32]byte
	for len(out) < n {
		if _, err := io.ReadFull(rand, buf[:]); err != nil {
			return "", fmt.Errorf("no randomness: %w", err)
		}
		for _, b := range buf {
			if b &= 63; int(b) < len(base58) && len(out) < n {
				out = append(out, base58[b])
			}
		}
	}
	return string(out), nil
}

// checkUUID accepts what the specification does: at least 14 characters of
// base58.
func checkUUID(s string) error {
	if len(s) < uuidLength || len(s) > 64 {
		return fmt.Errorf("the election's uuid has %d characters instead of at least %d", len(s), uuidLength)
	}
	if i := strings.IndexFunc(s, func(r rune) bool { return !strings.ContainsRune(base58, r) }); i >= 0 {
		return fmt.Errorf("the election's uuid holds a character that is not base58 at place %d", i+1)
	}
	return nil
}
