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

// secretDigits is the number in decimal, by long division without a branch,
// a look-up or a division instruction that depends on it. How many digits it
// has shows anyway, in the length of what is written.
func secretDigits(x Secret) string {
	var limbs [16]uint64 // of 16 bits, the lowest first
	for i := range limbs {
		limbs[i] = uint64(x.b[2*i]) | uint64(x.b[2*i+1])<<8
	}
	var digits [78]byte
	for d := len(digits) - 1; d >= 0; d-- {
		rest := uint64(0)
		for i := len(limbs) - 1; i >= 0; i-- {
			n := rest<<16 | limbs[i]
			limbs[i] = n * 0xcccccccd >> 35 // n/10, exact below 2^32
			rest = n - 10*limbs[i]
		}
		digits[d] = '0' + byte(rest)
	}
	first := 0
	for first < len(digits)-1 && digits[first] == '0' {
		first++
	}
	return string(digits[first:])
}
