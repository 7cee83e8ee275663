package audit

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
)

// cosignatureAlgorithm is the signature type of cosignature/v1 with Ed25519 in
// a key's ID and encoding (C2SP signed-note).
const cosignatureAlgorithm = 0x04

// WitnessName is the name under which a person cosigns the checkpoints of a
// log. It names both, so no cosignature fits another log or another person.
func WitnessName(origin, person string) string { return origin + "/witness/" + person }

// WitnessKey is the secret key with which a witness cosigns.
type WitnessKey struct {
	name    string
	private ed25519.PrivateKey
}

// CosignerKey is the public half in the C2SP form, "<name>+<8 hexadecimal
// digits>+<base64>". It is what people compare, and what verify --witness takes.
type CosignerKey string

var errCosignerKey = errors.New("this is not the public key of a witness: it must read name+hash+key, as verify prints it")

// NewWitnessKey makes the key of a witness from 32 secret bytes.
func NewWitnessKey(name string, seed []byte) (WitnessKey, error) {
	if err := checkWitnessName(name); err != nil {
		return WitnessKey{}, err
	}
	if len(seed) != ed25519.SeedSize {
		return WitnessKey{}, fmt.Errorf("a witness’s key must have %d bytes", ed25519.SeedSize)
	}
	return WitnessKey{name, ed25519.NewKeyFromSeed(seed)}, nil
}

// Public gives the key's public half.
func (k WitnessKey) Public() CosignerKey {
	return NewCosignerKey(k.name, Digest(k.private.Public().(ed25519.PublicKey)))
}

// NewCosignerKey writes a public key, as the log names it, under a witness's
// name.
func NewCosignerKey(name string, key Digest) CosignerKey {
	typed := append([]byte{cosignatureAlgorithm}, key[:]...)
	return CosignerKey(fmt.Sprintf("%s+%08x+%s", name, keyID(name, typed), base64.StdEncoding.EncodeToString(typed)))
}

// ParseCosignerKey reads a witness's public key. Only the one canonical way to
// write it is accepted.
func ParseCosignerKey(s string) (CosignerKey, error) {
	k := CosignerKey(s)
	_, err := k.raw()
	return k, err
}

// Name is the witness's name.
func (k CosignerKey) Name() string {
	name, _, _ := strings.Cut(string(k), "+")
	return name
}

// Raw is the Ed25519 key itself, as the log names it; zero if k is not a key.
func (k CosignerKey) Raw() (key Digest) {
	if raw, err := k.raw(); err == nil {
		copy(key[:], raw)
	}
	return key
}

func (k CosignerKey) raw() (ed25519.PublicKey, error) {
	parts := strings.SplitN(string(k), "+", 3) // base64 may hold plus signs of its own
	typed, err := base64.StdEncoding.DecodeString(parts[len(parts)-1])
	if len(parts) != 3 || err != nil || len(typed) != 1+ed25519.PublicKeySize || typed[0] != cosignatureAlgorithm ||
		checkWitnessName(parts[0]) != nil || NewCosignerKey(parts[0], Digest(typed[1:])) != k {
		return nil, errCosignerKey
	}
	return typed[1:], nil
}

// id is the first four bytes of a hash over name and key.
func (k CosignerKey) id() uint32 {
	raw := k.Raw()
	return keyID(k.Name(), append([]byte{cosignatureAlgorithm}, raw[:]...))
}

func keyID(name string, typed []byte) uint32 {
	sum := sha256.Sum256(bytes.Join([][]byte{[]byte(name), typed}, []byte{'\n'}))
	return binary.BigEndian.Uint32(sum[:])
}

func checkWitnessName(name string) error {
	if !keyName(name, 255) {
		return errors.New("the name of a witness must be 1 to 255 bytes without spaces and plus signs")
	}
	return nil
}
