package audit

import (
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// Key signs the checkpoints of one log. It is an Ed25519 key under the log's
// origin, as C2SP tlog-checkpoint asks.
type Key struct {
	origin  string
	private ed25519.PrivateKey
}

// PublicKey is the verifier key of a log in the C2SP signed-note form,
// "<origin>+<8 hexadecimal digits>+<base64>". It is what letters and
// declarations print.
type PublicKey string

var errPublicKey = errors.New("this is not the public key of a log: it must read origin+hash+key, as in the file key of a bundle")

// NewKey makes the key of the log named origin from 32 secret bytes.
func NewKey(origin string, seed []byte) (Key, error) {
	if err := CheckOrigin(origin); err != nil {
		return Key{}, err
	}
	if len(seed) != ed25519.SeedSize {
		return Key{}, errors.New("the signing key of a log must have 32 bytes")
	}
	return Key{origin, ed25519.NewKeyFromSeed(seed)}, nil
}

// Origin is the name of the log whose checkpoints the key signs.
func (k Key) Origin() string { return k.origin }

// Public gives the key's public half.
func (k Key) Public() PublicKey { return publicKey(k.origin, k.private.Public().(ed25519.PublicKey)) }

func publicKey(origin string, key ed25519.PublicKey) PublicKey {
	s, err := note.NewEd25519VerifierKey(origin, key)
	if err != nil {
		panic(err) // the length of a key is fixed by its type
	}
	return PublicKey(s)
}

// ParsePublicKey reads a verifier key. Only the one canonical way to write it
// is accepted.
func ParsePublicKey(s string) (PublicKey, error) {
	p := PublicKey(s)
	_, err := p.verifier()
	return p, err
}

// Origin is the name of the log, or "" if p is not a key.
func (p PublicKey) Origin() string {
	v, err := p.verifier()
	if err != nil {
		return ""
	}
	return v.Name()
}

func (p PublicKey) verifier() (note.Verifier, error) {
	v, err := note.NewVerifier(string(p))
	if err != nil || CheckOrigin(v.Name()) != nil {
		return nil, errPublicKey
	}
	raw, err := p.raw()
	if err != nil || publicKey(v.Name(), raw) != p {
		return nil, errPublicKey
	}
	return v, nil
}

// Raw is the Ed25519 key itself, as the log's first entry holds it; zero if p
// is not a key.
func (p PublicKey) Raw() (key Digest) {
	if raw, err := p.raw(); err == nil {
		copy(key[:], raw)
	}
	return key
}

// raw gives the Ed25519 key in p. Base64 may hold plus signs of its own.
func (p PublicKey) raw() (ed25519.PublicKey, error) {
	parts := strings.SplitN(string(p), "+", 3)
	b, err := base64.StdEncoding.DecodeString(parts[len(parts)-1])
	if err != nil || len(b) != 1+ed25519.PublicKeySize {
		return nil, errPublicKey
	}
	return b[1:], nil
}
