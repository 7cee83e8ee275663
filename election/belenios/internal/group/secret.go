package group

import "crypto/subtle"

// Select is a if cond is 1 and b if it is 0, in constant time.
func Select(cond int, a, b Secret) Secret {
	out := b
	subtle.ConstantTimeCopy(cond, out.b[:], a.b[:])
	return out
}

// Equal compares two secrets in constant time.
func (x Secret) Equal(y Secret) bool {
	return subtle.ConstantTimeCompare(x.b[:], y.b[:]) == 1
}

// String hides the number from careless printing.
func (Secret) String() string { return "(secret)" }

// GoString hides the number from %#v.
func (Secret) GoString() string { return "group.Secret{…}" }

// IsZero is 1 if the number is 0 and 0 otherwise, in constant time.
func (x Secret) IsZero() int {
	return subtle.ConstantTimeCompare(x.b[:], make([]byte, len(x.b)))
}

// Small is the secret number n, which must be below 2^16, in time that does
// not depend on it.
func Small(n int) Secret {
	var x Secret
	x.b[0], x.b[1] = byte(n), byte(n>>8)
	return x
}
