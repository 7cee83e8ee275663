package belenios

import (
	"bytes"
	"fmt"

	"github.com/onenorwich/guildhall/election/belenios/internal/canon"
)

// Output is what a member gave in the third step, checked: its verification
// key follows from everybody's polynomials, and it is signed.
type Output struct {
	raw    []byte
	member int
	file   string
	key    verificationKey
}

// Member is the 1-based number of the member.
func (o *Output) Member() int { return o.member }

// PublicKey is the member's verification key.
func (o *Output) PublicKey() string { return o.key.text }

// KeyFile is the member's .dkey, which its phrase opens.
func (o *Output) KeyFile() []byte { return []byte(o.file) }

// ParseOutput reads and checks what a member (1-based) gave in the third
// step.
func (d *Dealing) ParseOutput(member int, raw []byte) (*Output, error) {
	if _, err := d.Certificate(member); err != nil {
		return nil, err
	}
	r := canon.NewReader(raw)
	o := d.readOutput(r, member)
	if err := r.End(); err != nil {
		return nil, blame(member, "its key: %w", err)
	}
	o.raw = bytes.Clone(raw)
	if err := d.checkOutput(o); err != nil {
		return nil, err
	}
	return o, nil
}

func (d *Dealing) readOutput(r *canon.Reader, member int) *Output {
	o := &Output{member: member}
	r.Lit(`{"private_key":`)
	o.file = readSealed(r, d.group)
	r.Lit(`,"public_key":`)
	o.key = readVerificationKey(r, d.group)
	r.Lit("}")
	return o
}

func (d *Dealing) checkOutput(o *Output) error {
	cert, err := d.Certificate(o.member)
	switch {
	case err != nil:
		return err
	case o.key.name != "":
		return blame(o.member, "its key has a name, which is given later")
	case !d.group.Equal(o.key.point, d.keys[o.member-1]):
		return blame(o.member, "its key does not follow from the polynomials")
	case o.key.signature == nil:
		return blame(o.member, "its key is not signed")
	case !verifyMessage(d.group, cert.verification, o.key.text, *o.key.signature):
		return blame(o.member, "the signature of its key does not hold")
	}
	return nil
}

// OpenKeyFile opens a member's .dkey with its phrase. The key must be the one
// that follows from the ceremony.
func (d *Dealing) OpenKeyFile(s Seed, file []byte) (*TrusteeKey, error) {
	member, err := d.Member(s)
	if err != nil {
		return nil, err
	}
	me := d.certs[member-1]
	message, _, err := receive(s, me, me, string(bytes.TrimSuffix(file, []byte("\n"))))
	if err != nil {
		return nil, fmt.Errorf("the key file: %w", err)
	}
	r := canon.NewReader([]byte(message))
	r.Lit(`{"decryption_key":`)
	x := readSecret(r, d.group)
	r.Lit("}")
	if err := r.End(); err != nil {
		return nil, fmt.Errorf("the key file: %w", err)
	}
	if !d.group.Equal(d.group.BaseMul(x), d.keys[member-1]) {
		return nil, fmt.Errorf("the key file holds a key of another ceremony")
	}
	return newTrusteeKey(d.group, x), nil
}

// Convicts tells whether the evidence of a MemberError shows that a member
// (1-based) signed a false share for another: everybody can check it.
func (d *Dealing) Convicts(from, to int, evidence []byte) bool {
	sender, err := d.Certificate(from)
	if err != nil {
		return false
	}
	recipient, err := d.Certificate(to)
	if err != nil {
		return false
	}
	message, err := openSigned(sender, recipient, evidence)
	if err != nil {
		return false
	}
	x, err := parseValue(d.group, message)
	if err != nil {
		// The sender signs two other kinds of message to itself, which say
		// nothing of a share.
		return from != to
	}
	return !d.group.Equal(d.group.BaseMul(x), evaluate(d.group, d.commitmentsOfAll()[from-1:from], int64(to)))
}

// Assemble makes the committee's element of the list of trustees, and has it
// verified as everybody else will. Names, one a member or none, are shown
// beside the keys.
func (d *Dealing) Assemble(outputs []*Output, names []string) ([]byte, error) {
	if len(outputs) != d.Size() {
		return nil, fmt.Errorf("%d of the %d members have given their key", len(outputs), d.Size())
	}
	if len(names) != 0 && len(names) != d.Size() {
		return nil, fmt.Errorf("there are %d names for %d members", len(names), d.Size())
	}
	b := d.appendRecord(nil)
	for i, o := range outputs {
		if o.member != i+1 {
			return nil, blame(i+1, "in the place of its key stands that of member %d", o.member)
		}
		k := o.key
		if len(names) != 0 {
			k.name = names[i]
		}
		if i > 0 {
			b = append(b, ',')
		}
		b = k.append(b, d.group)
	}
	b = append(b, "]}]"...)
	if _, err := ParseTrustees(d.group.Name(), EncodeTrusteeList(nil, b)); err != nil {
		return nil, err
	}
	return b, nil
}

// appendRecord writes the element up to the keys.
func (d *Dealing) appendRecord(b []byte) []byte {
	g := d.group
	b = canon.AppendInt(append(b, `["Pedersen",{"threshold":`...), d.threshold)
	b = d.appendCerts(append(b, `,"certs":`...))
	b = canon.AppendList(append(b, `,"coefexps":`...), d.Size(), func(b []byte, i int) []byte { return d.polynomials[i].coefexps.append(b, g) })
	b = canon.AppendList(append(b, `,"signatures":`...), d.Size(), func(b []byte, i int) []byte { return d.polynomials[i].signature.append(b, g) })
	return append(b, `,"verification_keys":[`...)
}

// StandsIn tells whether a list of trustees has exactly this committee: what
// a member checks before it acknowledges an election's definition.
func (d *Dealing) StandsIn(t *Trustees) bool {
	return t.group.Name() == d.group.Name() && bytes.Contains(t.raw, d.appendRecord(nil))
}

// EncodeTrusteeList writes the list of trustees: those who stand alone and
// must all take part, then threshold committees as Assemble makes them.
func EncodeTrusteeList(alone []Trustee, committees ...[]byte) []byte {
	return canon.AppendList(nil, len(alone)+len(committees), func(b []byte, i int) []byte {
		if i < len(alone) {
			return append(append(append(b, `["Single",`...), alone[i].Encode()...), ']')
		}
		return append(b, committees[i-len(alone)]...)
	})
}
