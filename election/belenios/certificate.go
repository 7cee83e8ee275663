package belenios

import (
	"crypto/sha256"
	"fmt"
	"io"

	"github.com/onenorwich/guildhall/election/belenios/internal/canon"
	"github.com/onenorwich/guildhall/election/belenios/internal/group"
)

// Seat is a member's place in a committee: what its certificate is for.
type Seat struct {
	Group     string
	Size      int // members
	Threshold int // how many of them decrypt
	Index     int // 1-based
}

func (s Seat) check() error {
	switch {
	case s.Size < 1 || s.Size > maxCommittee:
		return fmt.Errorf("a committee has from 1 to %d members, not %d", maxCommittee, s.Size)
	case s.Threshold < 1 || s.Threshold > s.Size:
		return fmt.Errorf("a threshold of %d does not fit %d members", s.Threshold, s.Size)
	case s.Index < 1 || s.Index > s.Size:
		return fmt.Errorf("there is no member %d among %d", s.Index, s.Size)
	}
	return nil
}

func (s Seat) String() string {
	return fmt.Sprintf("member %d of %d, of whom %d decrypt, in the group %s", s.Index, s.Size, s.Threshold, s.Group)
}

// Certificate says which keys sign for a member and open messages to it. The
// member signs it itself: that it is the right person's, people find out by
// comparing Words.
type Certificate struct {
	Seat
	group                    group.Group
	signed                   signedMessage
	verification, encryption group.Point
	recipient                string // encryption, encoded
}

// Certificate makes the seed's certificate for a seat.
func (s Seed) Certificate(rand io.Reader, seat Seat) (*Certificate, error) {
	g, err := group.ByName(seat.Group)
	if err != nil {
		return nil, err
	}
	if err := seat.check(); err != nil {
		return nil, err
	}
	if err := s.check(); err != nil {
		return nil, err
	}
	b := fmt.Appendf(nil, `{"context":{"group":"%s","size":%d,"threshold":%d,"index":%d},"verification":"%s","encryption":"%s"}`,
		g.Name(), seat.Size, seat.Threshold, seat.Index, g.Encode(g.BaseMul(s.signing(g))), g.Encode(g.BaseMul(s.decryption(g))))
	m, err := signMessage(rand, g, s.signing(g), string(b))
	if err != nil {
		return nil, err
	}
	return openCertificate(g, seat, m)
}

// ParseCertificate reads a certificate and checks that it is for this seat
// and signed by its own key.
func ParseCertificate(seat Seat, raw []byte) (*Certificate, error) {
	g, err := group.ByName(seat.Group)
	if err != nil {
		return nil, err
	}
	if err := seat.check(); err != nil {
		return nil, err
	}
	r := canon.NewReader(raw)
	m := readSignedMessage(r, g)
	if err := r.End(); err != nil {
		return nil, blame(seat.Index, "its certificate: %w", err)
	}
	c, err := openCertificate(g, seat, m)
	if err != nil {
		return nil, blame(seat.Index, "its certificate: %w", err)
	}
	return c, nil
}

// openCertificate checks a signed message to be the certificate for a seat.
func openCertificate(g group.Group, seat Seat, m signedMessage) (*Certificate, error) {
	c := &Certificate{group: g, signed: m}
	r := canon.NewReader([]byte(m.message))
	r.Lit(`{"context":{"group":`)
	c.Group = r.String()
	r.Lit(`,"size":`)
	c.Size = r.Int()
	r.Lit(`,"threshold":`)
	c.Threshold = r.Int()
	r.Lit(`,"index":`)
	c.Index = r.Int()
	if r.Err() == nil && c.Seat != seat {
		r.Fail("it is for %v, not for %v", c.Seat, seat)
	}
	r.Lit(`},"verification":`)
	_, c.verification = readKey(r, g)
	r.Lit(`,"encryption":`)
	c.recipient, c.encryption = readKey(r, g)
	r.Lit("}")
	if err := r.End(); err != nil {
		return nil, err
	}
	if !verifyMessage(g, c.verification, m.message, m.signature) {
		return nil, fmt.Errorf("its signature does not hold")
	}
	return c, nil
}

// Encode writes the certificate.
func (c *Certificate) Encode() []byte { return c.signed.append(nil, c.group) }

// Fingerprints are the SHA-256 of each of the two keys. Remembered for ever,
// they show a key that comes again, also under a new signature or for
// another seat.
func (c *Certificate) Fingerprints() [2][32]byte {
	return [2][32]byte{
		sha256.Sum256([]byte(c.group.Encode(c.verification))),
		sha256.Sum256([]byte(c.recipient)),
	}
}

func signMessage(rand io.Reader, g group.Group, key group.Secret, message string) (signedMessage, error) {
	p, err := proveKey(rand, g, key, "sigmsg|"+message+"|")
	return signedMessage{message, p}, err
}
