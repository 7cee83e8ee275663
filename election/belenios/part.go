package belenios

import (
	"fmt"
	"io"

	"github.com/onenorwich/guildhall/election/belenios/internal/canon"
	"github.com/onenorwich/guildhall/election/belenios/internal/group"
)

// input is what a member sees in the third step.
type input struct {
	own         string
	secrets     []string
	commitments [][]group.Point
}

// parseInput reads what Dealing.Input wrote for a member and checks its public
// parts.
func (c *Committee) parseInput(member int, raw []byte) (*input, error) {
	in := &input{}
	var coefexps []signedMessage
	var signatures []proof
	r := canon.NewReader(raw)
	r.Lit(`{"polynomial":`)
	in.own = r.String()
	r.Lit(`,"secrets":`)
	r.List(func() { in.secrets = append(in.secrets, r.String()) })
	r.Lit(`,"coefexps":`)
	r.List(func() { coefexps = append(coefexps, readSignedMessage(r, c.group)) })
	r.Lit(`,"signatures":`)
	r.List(func() { signatures = append(signatures, readProof(r, c.group)) })
	r.Lit("}")
	if err := r.End(); err != nil {
		return nil, blame(0, "what it hands out for the third step: %w", err)
	}
	if n := c.Size(); len(in.secrets) != n || len(coefexps) != n || len(signatures) != n {
		return nil, blame(0, "it hands out %d shares, %d polynomials and %d signatures instead of %d each", len(in.secrets), len(coefexps), len(signatures), n)
	}
	// The reader's own signature is looked at first: if it does not hold, then
	// the others' signatures are not to blame for not holding either.
	if _, err := c.commitments(member, coefexps[member-1], signatures[member-1]); err != nil {
		return nil, blame(0, "it shows you other certificates, or another polynomial of yours, than those that you signed (%w)", err)
	}
	for i := range coefexps {
		commitments, err := c.commitments(i+1, coefexps[i], signatures[i])
		if err != nil {
			return nil, err
		}
		in.commitments = append(in.commitments, commitments)
	}
	return in, nil
}

// RecoverKey computes the decryption key of the member whose phrase this is
// from the phrase and what the service hands out for the third step, and
// refuses whatever does not fit, naming who lied:
//   - each member's signature covers exactly these certificates, the owner's
//     own signature included, so the service can show nobody another list;
//   - each share comes from its sender and fits the sender's commitments;
//   - the owner's commitments are those of the polynomial that it keeps.
func (c *Committee) RecoverKey(s Seed, raw []byte) (*TrusteeKey, error) {
	member, err := c.Member(s)
	if err != nil {
		return nil, err
	}
	in, err := c.parseInput(member, raw)
	if err != nil {
		return nil, err
	}
	if err := c.checkOwn(s, member, in); err != nil {
		return nil, err
	}
	g, me := c.group, c.certs[member-1]
	var x group.Secret
	for i, from := range c.certs {
		message, evidence, err := receive(s, from, me, in.secrets[i])
		if err != nil {
			return nil, blame(i+1, "its share for member %d, or what the service made of it: %w", member, err)
		}
		share, err := parseValue(g, message)
		if err == nil && !g.Equal(g.BaseMul(share), evaluate(g, in.commitments[i:i+1], int64(member))) {
			err = fmt.Errorf("it does not fit the polynomial that the sender committed to")
		}
		if err != nil {
			e := blame(i+1, "its share for member %d is false: %w", member, err)
			e.Evidence = evidence
			return nil, e
		}
		x = g.SecretAdd(x, share)
	}
	if x.IsZero() == 1 {
		return nil, fmt.Errorf("the polynomials cancel each other out at member %d", member)
	}
	return newTrusteeKey(g, x), nil
}

// checkOwn checks that the member's own commitments are those of the
// polynomial that it encrypted to itself.
func (c *Committee) checkOwn(s Seed, member int, in *input) error {
	g, me := c.group, c.certs[member-1]
	message, _, err := receive(s, me, me, in.own)
	if err != nil {
		return blame(0, "it does not give your polynomial back as you made it: %w", err)
	}
	var coefficients []group.Secret
	r := canon.NewReader([]byte(message))
	r.Lit(`{"polynomial":`)
	r.List(func() { coefficients = append(coefficients, readSecret(r, g)) })
	r.Lit("}")
	if err := r.End(); err != nil {
		return blame(0, "it does not give your polynomial back as you made it: %w", err)
	}
	own := in.commitments[member-1]
	ok := len(coefficients) == len(own)
	for k := 0; ok && k < len(own); k++ {
		ok = g.Equal(g.BaseMul(coefficients[k]), own[k])
	}
	if !ok {
		return blame(0, "it gives you a polynomial back that is not the one you committed to")
	}
	return nil
}

func parseValue(g group.Group, message string) (group.Secret, error) {
	r := canon.NewReader([]byte(message))
	r.Lit(`{"secret":`)
	x := readSecret(r, g)
	r.Lit("}")
	return x, r.End()
}

// Part is what a member has after the third step: its decryption key, and
// what it gives to the service.
type Part struct {
	Key    *TrusteeKey
	Member int
	file   string
	output []byte
}

// Receive does the third step for the member whose phrase this is.
func (c *Committee) Receive(rand io.Reader, s Seed, raw []byte) (*Part, error) {
	key, err := c.RecoverKey(s, raw)
	if err != nil {
		return nil, err
	}
	member, err := c.Member(s)
	if err != nil {
		return nil, err
	}
	p := &Part{Key: key, Member: member}
	secret := append(appendSecret([]byte(`{"decryption_key":`), c.group, key.secret), '}')
	if p.file, err = send(rand, s, c.certs[member-1], string(secret)); err != nil {
		return nil, err
	}
	pok, err := proveKey(rand, c.group, key.secret, pokPrefix(c.group, key.public))
	if err != nil {
		return nil, err
	}
	signed, err := signMessage(rand, c.group, s.signing(c.group), key.public)
	if err != nil {
		return nil, err
	}
	b := canon.AppendString([]byte(`{"private_key":`), p.file)
	b = verificationKey{text: key.public, pok: pok, signature: &signed.signature}.append(append(b, `,"public_key":`...), c.group)
	p.output = append(b, '}')
	return p, nil
}

// Output is what the member sends to the service, a belenios .voutput. Its
// secret is encrypted to the member alone.
func (p *Part) Output() []byte { return p.output }

// KeyFile is the decryption key, encrypted to the phrase: a belenios .dkey.
func (p *Part) KeyFile() []byte { return []byte(p.file) }

func (k verificationKey) append(b []byte, g group.Group) []byte {
	b = canon.AppendString(append(k.pok.append(append(b, `{"pok":`...), g), `,"public_key":`...), k.text)
	if k.signature != nil {
		b = k.signature.append(append(b, `,"signature":`...), g)
	}
	if k.name != "" {
		b = canon.AppendString(append(b, `,"name":`...), k.name)
	}
	return append(b, '}')
}
