package record

import (
	"crypto/ed25519"
	"encoding/base64"
	"strings"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
)

// RawKey is the Ed25519 public key inside a verifier key (C2SP signed-note:
// name, hash, and base64 of an algorithm byte and the key); zero if there is
// none.
func RawKey(p audit.PublicKey) (key election.Digest) {
	parts := strings.SplitN(string(p), "+", 3)
	if len(parts) == 3 {
		if b, err := base64.StdEncoding.DecodeString(parts[2]); err == nil && len(b) == 1+ed25519.PublicKeySize {
			copy(key[:], b[1:])
		}
	}
	return key
}
