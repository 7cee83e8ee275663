package belenios

import (
	"bytes"
	"fmt"
	"io"

	"github.com/onenorwich/guildhall/election/belenios/internal/canon"
	"github.com/onenorwich/guildhall/election/belenios/internal/group"
)

// Transcript is the record of a whole ceremony. It holds no secret that it
// does not hold encrypted, and with a member's phrase it gives that member's
// key.
type Transcript struct {
	*Dealing
	outputs []*Output
}

// NewTranscript puts the outputs of all members, in their order, to the
// dealing.
func (d *Dealing) NewTranscript(outputs []*Output) (*Transcript, error) {
	if _, err := d.Assemble(outputs, nil); err != nil {
		return nil, err
	}
	return &Transcript{d, outputs}, nil
}

// Outputs are the members' keys, in their order.
func (t *Transcript) Outputs() []*Output { return t.outputs }

// Key computes the key of the member whose phrase this is.
func (t *Transcript) Key(s Seed) (*TrusteeKey, error) {
	member, err := t.Member(s)
	if err != nil {
		return nil, err
	}
	in, err := t.Input(member)
	if err != nil {
		return nil, err
	}
	return t.RecoverKey(s, in)
}

// Acknowledge signs an election's definition with the phrase: the proof,
// before anybody votes, that its owner kept it and that with this transcript
// it gives a key. It refuses a definition whose votes would be encrypted to
// another committee.
func (t *Transcript) Acknowledge(rand io.Reader, s Seed, e *Election, trustees *Trustees) ([]byte, error) {
	if _, err := t.Key(s); err != nil {
		return nil, err
	}
	if !t.StandsIn(trustees) {
		return nil, blame(0, "the election's list of trustees does not have this committee as it came out of the ceremony")
	}
	if e.Group != trustees.group.Name() || e.PublicKey != trustees.PublicKey() {
		return nil, blame(0, "the election's public_key is not the joint key of its trustees")
	}
	m, err := signMessage(rand, t.group, s.signing(t.group), acknowledgement(e))
	if err != nil {
		return nil, err
	}
	return m.append(nil, t.group), nil
}

// Encode writes the transcript.
func (t *Transcript) Encode() []byte {
	b := canon.AppendString([]byte(`{"group":`), t.group.Name())
	b = canon.AppendInt(append(b, `,"threshold":`...), t.threshold)
	b = t.appendCerts(append(b, `,"certs":`...))
	b = canon.AppendList(append(b, `,"polynomials":`...), t.Size(), func(b []byte, i int) []byte { return append(b, t.polynomials[i].Encode()...) })
	b = canon.AppendList(append(b, `,"voutputs":`...), t.Size(), func(b []byte, i int) []byte { return append(b, t.outputs[i].raw...) })
	return append(b, '}')
}

// ParseTranscript reads a transcript and checks all of it that can be
// checked without a phrase.
func ParseTranscript(raw []byte) (*Transcript, error) {
	r := canon.NewReader(raw)
	r.Lit(`{"group":`)
	name := r.String()
	g, err := group.ByName(name)
	if r.Err() == nil && err != nil {
		return nil, err
	}
	r.Lit(`,"threshold":`)
	threshold := r.Int()
	var certs [][]byte
	r.Lit(`,"certs":`)
	r.List(func() {
		start := r.Offset()
		readSignedMessage(r, g)
		certs = append(certs, raw[start:r.Offset()])
	})
	if r.Err() != nil {
		return nil, fmt.Errorf("the transcript of the ceremony: %w", r.Err())
	}
	c, err := ParseCommittee(name, threshold, certs, nil)
	if err != nil {
		return nil, err
	}
	var ps []*Polynomial
	r.Lit(`,"polynomials":`)
	r.List(func() { ps = append(ps, c.readPolynomial(r, len(ps)+1)) })
	if r.Err() != nil {
		return nil, fmt.Errorf("the transcript of the ceremony: %w", r.Err())
	}
	for _, p := range ps {
		if err := p.check(); err != nil {
			return nil, err
		}
	}
	d, err := NewDealing(ps)
	if err != nil {
		return nil, err
	}
	var os []*Output
	r.Lit(`,"voutputs":`)
	r.List(func() {
		start := r.Offset()
		o := d.readOutput(r, len(os)+1)
		o.raw = bytes.Clone(raw[start:r.Offset()])
		os = append(os, o)
	})
	r.Lit("}")
	if err := r.End(); err != nil {
		return nil, fmt.Errorf("the transcript of the ceremony: %w", err)
	}
	for _, o := range os {
		if err := d.checkOutput(o); err != nil {
			return nil, err
		}
	}
	return d.NewTranscript(os)
}
