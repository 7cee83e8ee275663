package audit

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"

	"golang.org/x/mod/sumdb/tlog"
)

// Digest is a SHA-256 value. It prints as 64 lower-case hexadecimal digits.
type Digest [sha256.Size]byte

// ErrAbsent means that a blob or a sealed payload is not held here: it was
// never stored, is withheld, or was destroyed. Test with errors.Is.
var ErrAbsent = errors.New("it is not held here")

var errDigest = errors.New("a digest must have 64 lower-case hexadecimal digits")

// Hash names a blob: the SHA-256 of its bytes.
func Hash(b []byte) Digest { return sha256.Sum256(b) }

// LeafHash is the hash of a log line, without its newline, in the chain and in
// the tree: SHA-256(0x00 ‖ line), RFC 6962 section 2.1.
func LeafHash(line []byte) Digest { return Digest(tlog.RecordHash(line)) }

// ParseDigest reads 64 lower-case hexadecimal digits.
func ParseDigest(s string) (Digest, error) {
	var d Digest
	err := d.UnmarshalText([]byte(s))
	return d, err
}

// String gives 64 lower-case hexadecimal digits.
func (d Digest) String() string { return hex.EncodeToString(d[:]) }

// MarshalText implements encoding.TextMarshaler.
func (d Digest) MarshalText() ([]byte, error) {
	return hex.AppendEncode(make([]byte, 0, 2*len(d)), d[:]), nil
}

// UnmarshalText implements encoding.TextUnmarshaler. It refuses capitals,
// which hex.Decode would let pass.
func (d *Digest) UnmarshalText(b []byte) error {
	if len(b) != 2*len(d) {
		return errDigest
	}
	for _, c := range b {
		if c >= 'A' && c <= 'F' {
			return errDigest
		}
	}
	var v Digest
	if _, err := hex.Decode(v[:], b); err != nil {
		return errDigest
	}
	*d = v
	return nil
}
