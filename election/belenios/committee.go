package belenios

import (
	"crypto/sha256"
	"fmt"

	"github.com/onenorwich/guildhall/election/belenios/internal/canon"
	"github.com/onenorwich/guildhall/election/belenios/internal/group"
)

// Committee is a threshold committee whose members all gave their
// certificates: the first of the ceremony's three steps is done.
type Committee struct {
	group     group.Group
	threshold int
	certs     []*Certificate
	digest    [32]byte // of the certificates as the members sign them
}

// ParseCommittee checks the certificates of all members in their order.
// Seen are the Fingerprints of all earlier ceremonies: a key that was used
// before is refused, since old messages would be valid for it. It may be nil
// where the caller has no memory, as in a member's browser.
func ParseCommittee(groupName string, threshold int, certs [][]byte, seen map[[32]byte]bool) (*Committee, error) {
	g, err := group.ByName(groupName)
	if err != nil {
		return nil, err
	}
	c := &Committee{group: g, threshold: threshold}
	here := map[[32]byte]int{}
	for i, raw := range certs {
		cert, err := ParseCertificate(Seat{g.Name(), len(certs), threshold, i + 1}, raw)
		if err != nil {
			return nil, err
		}
		for _, f := range cert.Fingerprints() {
			if seen[f] {
				return nil, blame(i+1, "its certificate has a key that was used in an earlier ceremony: every ceremony needs a new recovery phrase")
			}
			if other := here[f]; other != 0 {
				return nil, blame(i+1, "its certificate has a key twice, or one that a member gave already (member %d)", other)
			}
			here[f] = i + 1
		}
		c.certs = append(c.certs, cert)
	}
	if len(c.certs) == 0 {
		return nil, fmt.Errorf("a committee has members")
	}
	c.digest = sha256.Sum256(c.appendCerts(nil))
	return c, nil
}

// Size is the number of members.
func (c *Committee) Size() int { return len(c.certs) }

// Threshold is the number of members who decrypt.
func (c *Committee) Threshold() int { return c.threshold }

// Certificate is the certificate of a member (1-based).
func (c *Committee) Certificate(member int) (*Certificate, error) {
	if member < 1 || member > len(c.certs) {
		return nil, fmt.Errorf("there is no member %d among %d", member, len(c.certs))
	}
	return c.certs[member-1], nil
}

// Fingerprints are those of all certificates, to be remembered.
func (c *Committee) Fingerprints() (out [][32]byte) {
	for _, cert := range c.certs {
		f := cert.Fingerprints()
		out = append(out, f[:]...)
	}
	return out
}

// Member is the number of the member whose phrase this is.
func (c *Committee) Member(s Seed) (int, error) {
	for i, cert := range c.certs {
		if cert.Holds(s) {
			return i + 1, nil
		}
	}
	return 0, fmt.Errorf("this recovery phrase belongs to no member of this committee: it may be of another election, or the service has put another certificate in the place of yours")
}

func (c *Committee) appendCerts(b []byte) []byte {
	return canon.AppendList(b, len(c.certs), func(b []byte, i int) []byte { return c.certs[i].signed.append(b, c.group) })
}

// pedersen is the committee as the list of trustees has it, as far as known.
func (c *Committee) pedersen() *pedersen {
	p := &pedersen{threshold: c.threshold}
	for _, cert := range c.certs {
		p.certs = append(p.certs, cert.signed)
	}
	return p
}

// CheckAcknowledgement checks what Transcript.Acknowledge made for a member (1-based).
func (c *Committee) CheckAcknowledgement(member int, e *Election, raw []byte) error {
	cert, err := c.Certificate(member)
	if err != nil {
		return err
	}
	r := canon.NewReader(raw)
	m := readSignedMessage(r, c.group)
	if err := r.End(); err != nil {
		return blame(member, "its signature of the definition: %w", err)
	}
	if m.message != acknowledgement(e) {
		return blame(member, "its signature is for another definition")
	}
	if !verifyMessage(c.group, cert.verification, m.message, m.signature) {
		return blame(member, "its signature of the definition does not hold")
	}
	return nil
}

// acknowledgement can be mistaken for no other message that a member signs:
// those are JSON, a key, or start with certs_sig.
func acknowledgement(e *Election) string { return "definition|" + e.UUID + "|" + e.fingerprint }
