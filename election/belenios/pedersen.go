package belenios

import (
	"fmt"
	"strings"

	"github.com/onenorwich/guildhall/election/belenios/internal/canon"
	"github.com/onenorwich/guildhall/election/belenios/internal/group"
)

// maxCommittee bounds a threshold committee.
const maxCommittee = 64

// signedMessage is a message with its signature, by a certificate's key.
type signedMessage struct {
	message   string
	signature proof
}

func (m signedMessage) append(b []byte, g group.Group) []byte {
	b = canon.AppendString(append(b, `{"message":`...), m.message)
	b = m.signature.append(append(b, `,"signature":`...), g)
	return append(b, '}')
}

func readSignedMessage(r *canon.Reader, g group.Group) (m signedMessage) {
	r.Lit(`{"message":`)
	m.message = r.String()
	r.Lit(`,"signature":`)
	m.signature = readProof(r, g)
	r.Lit("}")
	return m
}

func verifyMessage(g group.Group, key group.Point, message string, p proof) bool {
	return verifyKey(g, key, "sigmsg|"+message+"|", p)
}

// pedersen is a threshold committee as it is written.
type pedersen struct {
	threshold  int
	certs      []signedMessage
	coefexps   []signedMessage
	signatures []proof
	keys       []verificationKey
}

// readPedersen reads a committee and checks all of it: any threshold of its
// members can decrypt, fewer cannot.
func (t *Trustees) readPedersen(r *canon.Reader) {
	var p pedersen
	g := t.group
	r.Lit(`{"threshold":`)
	p.threshold = r.Int()
	r.Lit(`,"certs":`)
	r.List(func() { p.certs = append(p.certs, readSignedMessage(r, g)) })
	r.Lit(`,"coefexps":`)
	r.List(func() { p.coefexps = append(p.coefexps, readSignedMessage(r, g)) })
	r.Lit(`,"signatures":`)
	r.List(func() { p.signatures = append(p.signatures, readProof(r, g)) })
	r.Lit(`,"verification_keys":`)
	r.List(func() { p.keys = append(p.keys, readVerificationKey(r, g)) })
	r.Lit("}")
	if r.Err() != nil {
		return
	}
	key, err := p.verify(g)
	if err != nil {
		r.Fail("the threshold committee: %v", err)
		return
	}
	t.add(p.threshold, key, p.keys...)
}

// verify checks the committee and gives its part of the joint key, ∏ A_i0.
func (p *pedersen) verify(g group.Group) (group.Point, error) {
	n := len(p.certs)
	switch {
	case n == 0 || n > maxCommittee || len(p.coefexps) != n || len(p.signatures) != n || len(p.keys) != n:
		return nil, fmt.Errorf("it has %d certificates, %d polynomials, %d signatures and %d keys; as many of each belong", n, len(p.coefexps), len(p.signatures), len(p.keys))
	case p.threshold < 1 || p.threshold > n:
		return nil, fmt.Errorf("its threshold of %d does not fit its %d members", p.threshold, n)
	}
	commitments := make([][]group.Point, n)
	signers := make([]group.Point, n)
	for i := range n {
		var err error
		if signers[i], err = p.certificate(g, i); err != nil {
			return nil, fmt.Errorf("member %d: its certificate: %w", i+1, err)
		}
	}
	for i, signer := range signers {
		var err error
		if commitments[i], err = p.polynomial(g, i, signer); err != nil {
			return nil, fmt.Errorf("member %d: its polynomial: %w", i+1, err)
		}
		if !verifyMessage(g, signer, p.certified(g, commitments[i]), p.signatures[i]) {
			return nil, fmt.Errorf("member %d: its signature of all certificates and its polynomial does not hold", i+1)
		}
		k := p.keys[i]
		if k.signature == nil {
			return nil, fmt.Errorf("member %d: its key is not signed, which Belenios requires from version 3.0 on", i+1)
		}
		if !verifyMessage(g, signer, k.text, *k.signature) {
			return nil, fmt.Errorf("member %d: the signature of its key does not hold", i+1)
		}
	}
	for j := range n {
		if !g.Equal(evaluate(g, commitments, int64(j+1)), p.keys[j].point) {
			return nil, fmt.Errorf("member %d: its key does not follow from the polynomials", j+1)
		}
	}
	sum := g.Identity()
	for _, c := range commitments {
		sum = g.Add(sum, c[0])
	}
	if g.IsIdentity(sum) {
		return nil, fmt.Errorf("its joint key is the neutral element")
	}
	return sum, nil
}

// certified is the text that a member's last signature covers: everybody's
// certificates, with its own polynomial.
func (p *pedersen) certified(g group.Group, own []group.Point) string {
	b := []byte(`certs_sig|{"certs":`)
	b = canon.AppendList(b, len(p.certs), func(b []byte, i int) []byte { return p.certs[i].append(b, g) })
	b = append(b, `,"coefexps":`...)
	b = canon.AppendList(b, len(own), func(b []byte, i int) []byte { return canon.AppendString(b, g.Encode(own[i])) })
	return string(append(b, '}'))
}

// certificate checks member i's certificate and gives the key that verifies
// its signatures.
func (p *pedersen) certificate(g group.Group, i int) (group.Point, error) {
	c, err := openCertificate(g, Seat{g.Name(), len(p.certs), p.threshold, i + 1}, p.certs[i])
	if err != nil {
		return nil, err
	}
	return c.verification, nil
}

// polynomial checks member i's commitments to its coefficients.
func (p *pedersen) polynomial(g group.Group, i int, signer group.Point) ([]group.Point, error) {
	c := p.coefexps[i]
	var out []group.Point
	r := canon.NewReader([]byte(c.message))
	r.Lit(`{"coefexps":`)
	r.List(func() {
		s := r.String()
		if r.Err() != nil {
			return
		}
		a, err := g.Decode(s)
		if err != nil {
			r.Fail("%v", err)
		}
		out = append(out, a)
	})
	r.Lit("}")
	if err := r.End(); err != nil {
		return nil, err
	}
	if len(out) != p.threshold {
		return nil, fmt.Errorf("it has %d coefficients; the threshold asks for %d", len(out), p.threshold)
	}
	if !verifyMessage(g, signer, c.message, c.signature) {
		return nil, fmt.Errorf("its signature does not hold")
	}
	return out, nil
}

// evaluate is ∏_i ∏_k A_ik^(j^k), by Horner's rule on the sum of polynomials.
func evaluate(g group.Group, commitments [][]group.Point, j int64) group.Point {
	value := g.Identity()
	for k := len(commitments[0]) - 1; k >= 0; k-- {
		value = g.VarMul(value, g.Int(j))
		for _, c := range commitments {
			value = g.Add(value, c[k])
		}
	}
	return value
}

// lagrange is λ of index k among the indices: ∏ δ/(δ−k) over the others, so
// that the weighted values of a polynomial give its value at 0.
func lagrange(g group.Group, k int64, indices []int64) group.Scalar {
	num, den := g.Int(1), g.Int(1)
	for _, d := range indices {
		if d != k {
			num = g.Times(num, g.Int(d))
			den = g.Times(den, g.Int(d-k))
		}
	}
	return g.Times(num, g.Invert(den))
}

// IsThreshold tells whether the raw trustees have a threshold committee.
func (t *Trustees) IsThreshold() bool { return strings.Contains(string(t.raw), `["Pedersen",`) }
