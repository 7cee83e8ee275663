// Package group holds the two prime-order groups of Belenios, Ed25519 and
// BELENIOS-2048, behind one interface written additively.
//
// Invariants. A Point is an element of the prime-order subgroup: Decode
// refuses every other encoding, so no later code checks again. A Secret is a
// number that must not leak: only the methods of Group that run in constant
// time accept one, and the variable-time methods accept a Scalar only, so the
// compiler keeps the two apart. For Ed25519 constant time is real; the secret
// arithmetic of BELENIOS-2048 uses math/big, which is not constant time, so
// that group is for checking Guildhall against other people's tools and never
// for real voters.
//
// Trusted: filippo.io/edwards25519, math/big, crypto/sha256.
package group

import (
	"crypto/sha256"
	"fmt"
	"io"
)

// Names of the groups, as they stand in an election's definition and in
// hashes.
const (
	Ed25519      = "Ed25519"
	Belenios2048 = "BELENIOS-2048"
)

// Point is an element of the group of prime order q.
type Point interface{ point() }

// Scalar is a public number modulo q, little-endian and reduced. The zero
// value is the number 0.
type Scalar struct{ b [32]byte }

// Secret is a number modulo q that nobody else may learn. It has no method
// that prints it and no variable-time operation takes it.
type Secret struct{ b [32]byte }

// IsZero tells whether the number is 0.
func (x Scalar) IsZero() bool { return x == Scalar{} }

// Bytes is the number, 32 bytes, little-endian.
func (x Scalar) Bytes() [32]byte { return x.b }

// Group is one of the two groups. Its methods never change their arguments.
type Group interface {
	Name() string

	// Decode reads the one canonical encoding of a point of the prime-order
	// subgroup. The neutral element is such a point.
	Decode(s string) (Point, error)
	// Encode is the inverse of Decode.
	Encode(p Point) string
	Identity() Point
	Generator() Point
	IsIdentity(p Point) bool
	Equal(p, q Point) bool
	Add(p, q Point) Point
	Neg(p Point) Point
	// VarMul is x·p, in time that depends on x.
	VarMul(p Point, x Scalar) Point
	// VarDouble is g·G + x·p for the generator G, in time that depends on both numbers.
	VarDouble(g Scalar, x Scalar, p Point) Point

	// Parse reads a decimal number below q without leading zeros.
	Parse(s string) (Scalar, error)
	Format(x Scalar) string
	// Int is the number n, which may be negative, modulo q.
	Int(n int64) Scalar
	Plus(x, y Scalar) Scalar
	Times(x, y Scalar) Scalar
	Invert(x Scalar) Scalar
	// Reduce reads up to 64 bytes as a big-endian number modulo q.
	Reduce(b []byte) Scalar

	// Random draws a uniform secret from 64 bytes of rand.
	Random(rand io.Reader) (Secret, error)
	// BaseMul is x·G in constant time.
	BaseMul(x Secret) Point
	// SecretMul is x·p in constant time.
	SecretMul(p Point, x Secret) Point
	SecretAdd(x, y Secret) Secret
	SecretSub(x, y Secret) Secret
	SecretTimes(x, y Secret) Secret
}

// ByName finds a group.
func ByName(name string) (Group, error) {
	switch name {
	case Ed25519:
		return edGroup{}, nil
	case Belenios2048:
		return zp, nil
	}
	return nil, fmt.Errorf("the group %q is not supported; Ed25519 and BELENIOS-2048 are", name)
}

// Challenge is the Fiat–Shamir challenge of Belenios: SHA-256 of the parts
// one after the other, read big-endian, modulo q.
func Challenge(g Group, parts ...string) Scalar {
	h := sha256.New()
	for _, p := range parts {
		io.WriteString(h, p)
	}
	return g.Reduce(h.Sum(nil))
}

// Hide makes a secret of a public number, such as a challenge that is about
// to meet secrets.
func Hide(x Scalar) Secret { return Secret(x) }

// Publish makes a public number of a secret: for the responses and
// challenges of a finished proof, which are uniform whatever they hide.
func Publish(x Secret) Scalar { return Scalar(x) }

// ReduceSecret is Reduce for secret bytes.
func ReduceSecret(g Group, b []byte) Secret { return Secret(g.Reduce(b)) }

// ParseSecret is Parse for a key that its owner kept; the time it takes
// depends on the number of its digits.
func ParseSecret(g Group, s string) (Secret, error) {
	x, err := g.Parse(s)
	return Secret(x), err
}

// FormatSecret prints a key for its owner to keep, or a share to be
// encrypted. Its time depends on the number of digits only.
func FormatSecret(_ Group, x Secret) string { return secretDigits(x) }
