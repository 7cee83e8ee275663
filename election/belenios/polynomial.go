package belenios

import (
	"fmt"
	"io"

	"github.com/onenorwich/guildhall/election/belenios/internal/canon"
	"github.com/onenorwich/guildhall/election/belenios/internal/group"
)

// Polynomial is what a member gives in the second step: commitments to its
// secret polynomial, the values of it encrypted to each member, the
// polynomial itself encrypted to its owner, and a signature that ties it to
// everybody's certificates. Its public parts were checked.
type Polynomial struct {
	committee   *Committee
	member      int
	own         string   // the coefficients, encrypted to their owner
	secrets     []string // the value at j, encrypted to member j
	coefexps    signedMessage
	signature   proof
	commitments []group.Point
}

// Deal makes the polynomial of the member whose phrase this is. Before, the
// members compare the Words of their certificates: from here on each trusts
// that they are the others'.
func (c *Committee) Deal(rand io.Reader, s Seed) (*Polynomial, error) {
	member, err := c.Member(s)
	if err != nil {
		return nil, err
	}
	g, me := c.group, c.certs[member-1]
	p := &Polynomial{committee: c, member: member}
	coefficients := make([]group.Secret, c.threshold)
	for k := range coefficients {
		coefficients[k] = s.coefficient(g, c.digest, k)
		p.commitments = append(p.commitments, g.BaseMul(coefficients[k]))
	}
	list := canon.AppendList([]byte(`{"polynomial":`), len(coefficients), func(b []byte, k int) []byte { return appendSecret(b, g, coefficients[k]) })
	if p.own, err = send(rand, s, me, string(append(list, '}'))); err != nil {
		return nil, err
	}
	for j, to := range c.certs {
		value := append(appendSecret([]byte(`{"secret":`), g, valueAt(g, coefficients, j+1)), '}')
		m, err := send(rand, s, to, string(value))
		if err != nil {
			return nil, err
		}
		p.secrets = append(p.secrets, m)
	}
	public := canon.AppendList([]byte(`{"coefexps":`), len(p.commitments), func(b []byte, k int) []byte { return canon.AppendString(b, g.Encode(p.commitments[k])) })
	if p.coefexps, err = signMessage(rand, g, s.signing(g), string(append(public, '}'))); err != nil {
		return nil, err
	}
	whole, err := signMessage(rand, g, s.signing(g), c.pedersen().certified(g, p.commitments))
	p.signature = whole.signature
	return p, err
}

// valueAt is the polynomial's value at x, by Horner's rule.
func valueAt(g group.Group, coefficients []group.Secret, x int) (value group.Secret) {
	for k := len(coefficients) - 1; k >= 0; k-- {
		value = g.SecretAdd(g.SecretTimes(value, group.Small(x)), coefficients[k])
	}
	return value
}

// Encode writes the polynomial as it is sent to the service.
func (p *Polynomial) Encode() []byte {
	g := p.committee.group
	b := canon.AppendString([]byte(`{"polynomial":`), p.own)
	b = appendStrings(append(b, `,"secrets":`...), p.secrets)
	b = p.coefexps.append(append(b, `,"coefexps":`...), g)
	b = p.signature.append(append(b, `,"signature":`...), g)
	return append(b, '}')
}

// Member is the 1-based number of the member whose polynomial it is.
func (p *Polynomial) Member() int { return p.member }

func appendStrings(b []byte, list []string) []byte {
	return canon.AppendList(b, len(list), func(b []byte, i int) []byte { return canon.AppendString(b, list[i]) })
}

// ParsePolynomial reads what a member (1-based) gave in the second step, and
// checks everything that can be checked without a phrase.
func (c *Committee) ParsePolynomial(member int, raw []byte) (*Polynomial, error) {
	if _, err := c.Certificate(member); err != nil {
		return nil, err
	}
	r := canon.NewReader(raw)
	p := c.readPolynomial(r, member)
	if err := r.End(); err != nil {
		return nil, blame(member, "its polynomial: %w", err)
	}
	if err := p.check(); err != nil {
		return nil, err
	}
	return p, nil
}

func (c *Committee) readPolynomial(r *canon.Reader, member int) *Polynomial {
	p := &Polynomial{committee: c, member: member}
	r.Lit(`{"polynomial":`)
	p.own = readSealed(r, c.group)
	r.Lit(`,"secrets":`)
	r.List(func() {
		if len(p.secrets) == c.Size() { // each costs more to read than to send
			r.Fail("there are more shares than members")
		}
		p.secrets = append(p.secrets, readSealed(r, c.group))
	})
	r.Lit(`,"coefexps":`)
	p.coefexps = readSignedMessage(r, c.group)
	r.Lit(`,"signature":`)
	p.signature = readProof(r, c.group)
	r.Lit("}")
	return p
}

func (p *Polynomial) check() (err error) {
	if _, err := p.committee.Certificate(p.member); err != nil {
		return err
	}
	if n := p.committee.Size(); len(p.secrets) != n {
		return blame(p.member, "it sent %d shares instead of %d", len(p.secrets), n)
	}
	p.commitments, err = p.committee.commitments(p.member, p.coefexps, p.signature)
	return err
}

// readSealed reads an encrypted message in its string, and leaves it closed.
func readSealed(r *canon.Reader, g group.Group) string {
	s := r.String()
	if r.Err() == nil {
		if _, err := parseSealed(g, s); err != nil {
			r.Fail("an encrypted message: %v", err)
		}
	}
	return s
}

// commitments checks a member's coefexps and its signature of them with all
// certificates.
func (c *Committee) commitments(member int, coefexps signedMessage, signature proof) ([]group.Point, error) {
	p := c.pedersen()
	p.coefexps = make([]signedMessage, c.Size())
	p.coefexps[member-1] = coefexps
	signer := c.certs[member-1].verification
	out, err := p.polynomial(c.group, member-1, signer)
	if err != nil {
		return nil, blame(member, "its polynomial: %w", err)
	}
	if !verifyMessage(c.group, signer, p.certified(c.group, out), signature) {
		return nil, blame(member, "its signature of all certificates and its polynomial does not hold: it saw other certificates, or somebody changed them since")
	}
	return out, nil
}

// Dealing is a committee whose members all dealt: the second step is done.
type Dealing struct {
	*Committee
	polynomials []*Polynomial
	keys        []group.Point // each member's verification key, which follows
}

// NewDealing puts the polynomials of all members together, in their order.
func NewDealing(ps []*Polynomial) (*Dealing, error) {
	if len(ps) == 0 {
		return nil, fmt.Errorf("nobody has dealt yet")
	}
	d := &Dealing{Committee: ps[0].committee, polynomials: ps}
	if len(ps) != d.Size() {
		return nil, fmt.Errorf("%d of the %d members have dealt", len(ps), d.Size())
	}
	for i, p := range ps {
		if p.member != i+1 || p.committee.digest != d.digest {
			return nil, blame(i+1, "in the place of its polynomial stands one of member %d, or of another committee", p.member)
		}
	}
	d.keys = verificationKeys(d.group, d.commitmentsOfAll())
	for i, k := range d.keys {
		if d.group.IsIdentity(k) {
			return nil, fmt.Errorf("the polynomials cancel each other out at member %d", i+1)
		}
	}
	return d, nil
}

func (d *Dealing) commitmentsOfAll() (out [][]group.Point) {
	for _, p := range d.polynomials {
		out = append(out, p.commitments)
	}
	return out
}

func verificationKeys(g group.Group, commitments [][]group.Point) (out []group.Point) {
	for j := range commitments {
		out = append(out, evaluate(g, commitments, int64(j+1)))
	}
	return out
}

// Input is what the service hands to a member (1-based) for the third step:
// the member's own polynomial, everybody's share for it, and everybody's
// commitments and signatures.
func (d *Dealing) Input(member int) ([]byte, error) {
	if _, err := d.Certificate(member); err != nil {
		return nil, err
	}
	b := canon.AppendString([]byte(`{"polynomial":`), d.polynomials[member-1].own)
	b = canon.AppendList(append(b, `,"secrets":`...), d.Size(), func(b []byte, i int) []byte {
		return canon.AppendString(b, d.polynomials[i].secrets[member-1])
	})
	b = canon.AppendList(append(b, `,"coefexps":`...), d.Size(), func(b []byte, i int) []byte {
		return d.polynomials[i].coefexps.append(b, d.group)
	})
	b = canon.AppendList(append(b, `,"signatures":`...), d.Size(), func(b []byte, i int) []byte {
		return d.polynomials[i].signature.append(b, d.group)
	})
	return append(b, '}'), nil
}
