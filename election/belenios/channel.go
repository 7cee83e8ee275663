package belenios

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"

	"github.com/onenorwich/guildhall/election/belenios/internal/canon"
	"github.com/onenorwich/guildhall/election/belenios/internal/group"
)

// The channel between members: what one sends to another (or keeps with the
// service for itself) is signed by the sender together with the recipient's
// key, then encrypted: AES-256-GCM under SHA-256(key|K) for a random element
// K, with the nonce SHA-256(iv|alpha), and K by ElGamal. Specification
// "Channels", with the cipher that Belenios uses from version 2 on.

// sealed is an encrypted message.
type sealed struct {
	alpha, beta group.Point
	data        []byte
}

func (m sealed) encode(g group.Group) string {
	b := canon.AppendString([]byte(`{"algorithm":"AES-GCM","alpha":`), g.Encode(m.alpha))
	b = canon.AppendString(append(b, `,"beta":`...), g.Encode(m.beta))
	b = canon.AppendString(append(b, `,"data":`...), hex.EncodeToString(m.data))
	return string(append(b, '}'))
}

// parseSealed reads an encrypted message without opening it.
func parseSealed(g group.Group, s string) (m sealed, err error) {
	r := canon.NewReader([]byte(s))
	point := func() group.Point {
		s := r.String()
		if r.Err() != nil {
			return nil
		}
		// Both must lie in the group of prime order: the secret meets alpha.
		p, err := g.Decode(s)
		if err != nil {
			r.Fail("%v", err)
		}
		return p
	}
	r.Lit(`{"algorithm":"AES-GCM","alpha":`)
	m.alpha = point()
	r.Lit(`,"beta":`)
	m.beta = point()
	r.Lit(`,"data":`)
	text := r.String()
	if r.Err() == nil {
		m.data, err = hex.DecodeString(text)
		if err != nil || hex.EncodeToString(m.data) != text {
			r.Fail("the data are not in lower-case hexadecimal digits")
		}
	}
	r.Lit("}")
	return m, r.End()
}

func channelCipher(g group.Group, shared, alpha group.Point) (aead cipher.AEAD, nonce []byte, err error) {
	key := sha256.Sum256([]byte("key|" + g.Encode(shared)))
	iv := sha256.Sum256([]byte("iv|" + g.Encode(alpha)))
	block, err := aes.NewCipher(key[:])
	if err != nil {
		return nil, nil, err
	}
	aead, err = cipher.NewGCMWithNonceSize(block, len(iv))
	return aead, iv[:], err
}

// send signs a message with the sender's key and encrypts it to a member.
func send(rand io.Reader, from Seed, to *Certificate, message string) (string, error) {
	g := to.group
	b := canon.AppendString([]byte(`{"recipient":`), to.recipient)
	b = canon.AppendString(append(b, `,"message":`...), message)
	signed, err := signMessage(rand, g, from.signing(g), string(append(b, '}')))
	if err != nil {
		return "", err
	}
	return encryptTo(rand, to, signed.append(nil, g))
}

// encryptTo encrypts to the owner of a certificate.
func encryptTo(rand io.Reader, to *Certificate, plain []byte) (string, error) {
	g := to.group
	r, err := g.Random(rand)
	if err != nil {
		return "", err
	}
	k, err := g.Random(rand)
	if err != nil {
		return "", err
	}
	shared := g.BaseMul(k)
	m := sealed{alpha: g.BaseMul(r), beta: g.Add(g.SecretMul(to.encryption, r), shared)}
	aead, nonce, err := channelCipher(g, shared, m.alpha)
	if err != nil {
		return "", err
	}
	m.data = aead.Seal(nil, nonce, plain, nil)
	return m.encode(g), nil
}

// receive opens a message to the owner of the certificate to, and checks that
// from signed it, to this recipient. It gives the signed message too.
func receive(s Seed, from, to *Certificate, raw string) (message string, evidence []byte, err error) {
	g := to.group
	m, err := parseSealed(g, raw)
	if err != nil {
		return "", nil, err
	}
	shared := g.Add(m.beta, g.Neg(g.SecretMul(m.alpha, s.decryption(g))))
	aead, nonce, err := channelCipher(g, shared, m.alpha)
	if err != nil {
		return "", nil, err
	}
	evidence, err = aead.Open(nil, nonce, m.data, nil)
	if err != nil {
		return "", nil, errors.New("it cannot be opened: it is damaged, or it was encrypted to another key")
	}
	message, err = openSigned(from, to, evidence)
	return message, evidence, err
}

func openSigned(from, to *Certificate, raw []byte) (message string, err error) {
	r := canon.NewReader(raw)
	signed := readSignedMessage(r, to.group)
	if err := r.End(); err != nil {
		return "", err
	}
	if !verifyMessage(to.group, from.verification, signed.message, signed.signature) {
		return "", errors.New("its signature does not hold")
	}
	r = canon.NewReader([]byte(signed.message))
	r.Lit(`{"recipient":`)
	recipient := r.String()
	r.Lit(`,"message":`)
	message = r.String()
	r.Lit("}")
	if err := r.End(); err != nil {
		return "", err
	}
	if recipient != to.recipient {
		return "", fmt.Errorf("it was written to somebody else")
	}
	return message, nil
}

// appendSecret writes a secret into a message that will be encrypted.
func appendSecret(b []byte, g group.Group, x group.Secret) []byte {
	return canon.AppendString(b, group.FormatSecret(g, x))
}

func readSecret(r *canon.Reader, g group.Group) (x group.Secret) {
	s := r.String()
	if r.Err() != nil {
		return x
	}
	x, err := group.ParseSecret(g, s)
	if err != nil {
		r.Fail("%v", err)
	}
	return x
}
