package witness

import (
	"crypto/ed25519"
	"encoding/hex"
	"io"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
)

// NewSeed draws the secret of a signing key, as it is kept: 64 hexadecimal
// digits.
func NewSeed(rand io.Reader) (string, error) {
	seed := make([]byte, ed25519.SeedSize)
	if _, err := io.ReadFull(rand, seed); err != nil {
		return "", err
	}
	return hex.EncodeToString(seed), nil
}

// Key is the signing key of a person for the log with a public key.
func Key(log string, person election.ID, seed string) (key audit.WitnessKey, err error) {
	public, err := audit.ParsePublicKey(log)
	if err != nil {
		return key, err
	}
	secret, err := hex.DecodeString(seed)
	if err != nil || len(secret) != ed25519.SeedSize {
		return key, election.Refuse("seed", "The signing key that is kept here is damaged. Make a new one and name it.")
	}
	return audit.NewWitnessKey(audit.WitnessName(public.Origin(), string(person)), secret)
}
