package belenios

import (
	"fmt"
	"strings"

	"github.com/onenorwich/guildhall/election/belenios/internal/canon"
	"github.com/onenorwich/guildhall/election/belenios/internal/group"
)

// Ballot is an encrypted ballot on its way to the box.
type Ballot struct {
	Raw     []byte // what is cast, byte for byte
	Tracker string // Base64 of SHA-256(Raw): the voter's receipt
}

// Tracker is the receipt of a ballot's bytes.
func Tracker(raw []byte) string { return base64Digest(raw) }

// ciphertext is an ElGamal pair in its encoding.
type ciphertext struct{ alpha, beta string }

// answer is what a ballot says to one question.
type answer struct {
	choices    []ciphertext
	individual [][]proof // for each choice: it encrypts 0 or 1
	overall    []proof
	blank      []proof // only where a blank vote is possible
}

// ballot is a parsed ballot.
type ballot struct {
	uuid, hash, credential string
	answers                []answer
	unsigned               []byte // the ballot's JSON without its signature
	signedHash             string
	signature              proof
}

func (e *Election) appendBallotHead(b []byte, credential string) []byte {
	b = canon.AppendString(append(b, `{"election_uuid":`...), e.UUID)
	b = canon.AppendString(append(b, `,"election_hash":`...), e.fingerprint)
	b = canon.AppendString(append(b, `,"credential":`...), credential)
	return append(b, `,"answers":`...)
}

func appendCiphertext(b []byte, c ciphertext) []byte {
	b = append(append(b, `{"alpha":"`...), c.alpha...)
	b = append(append(b, `","beta":"`...), c.beta...)
	return append(b, `"}`...)
}

func appendCiphertexts(b []byte, cs []ciphertext) []byte {
	return canon.AppendList(b, len(cs), func(b []byte, i int) []byte { return appendCiphertext(b, cs[i]) })
}

func readCiphertext(r *canon.Reader) (c ciphertext) {
	r.Lit(`{"alpha":`)
	c.alpha = r.String()
	r.Lit(`,"beta":`)
	c.beta = r.String()
	r.Lit("}")
	return c
}

func (a *answer) append(b []byte, g group.Group) []byte {
	b = append(b, `{"choices":`...)
	b = appendCiphertexts(b, a.choices)
	b = append(b, `,"individual_proofs":`...)
	b = canon.AppendList(b, len(a.individual), func(b []byte, i int) []byte { return appendProofs(b, g, a.individual[i]) })
	b = append(b, `,"overall_proof":`...)
	b = appendProofs(b, g, a.overall)
	if a.blank != nil {
		b = append(b, `,"blank_proof":`...)
		b = appendProofs(b, g, a.blank)
	}
	return append(b, '}')
}

// parseBallot reads a ballot that has the shape this election asks for.
func (e *Election) parseBallot(raw []byte) (*ballot, error) {
	var b ballot
	r := canon.NewReader(raw)
	r.Lit(`{"election_uuid":`)
	b.uuid = r.String()
	r.Lit(`,"election_hash":`)
	b.hash = r.String()
	r.Lit(`,"credential":`)
	b.credential = r.String()
	if r.Err() == nil && (b.uuid != e.UUID || b.hash != e.fingerprint) {
		return nil, fmt.Errorf("the ballot was made for another election, or for another version of this one")
	}
	r.Lit(`,"answers":`)
	r.List(func() {
		if len(b.answers) == len(e.Questions) {
			r.Fail("there are more answers than questions")
			return
		}
		b.answers = append(b.answers, readAnswer(r, e.group, e.Questions[len(b.answers)]))
	})
	if r.Err() == nil && len(b.answers) != len(e.Questions) {
		r.Fail("%d of %d questions are answered", len(b.answers), len(e.Questions))
	}
	b.unsigned = append(append(b.unsigned, raw[:r.Offset()]...), '}')
	r.Lit(`,"signature":{"hash":`)
	b.signedHash = r.String()
	r.Lit(`,"proof":`)
	b.signature = readProof(r, e.group)
	r.Lit("}}")
	if err := r.End(); err != nil {
		return nil, fmt.Errorf("the ballot is not well formed: %w", err)
	}
	return &b, nil
}

func readAnswer(r *canon.Reader, g group.Group, q Question) (a answer) {
	r.Lit(`{"choices":`)
	r.List(func() { a.choices = append(a.choices, readCiphertext(r)) })
	if r.Err() == nil && len(a.choices) != q.Size() {
		r.Fail("%d choices stand where %d belong", len(a.choices), q.Size())
	}
	r.Lit(`,"individual_proofs":`)
	r.List(func() { a.individual = append(a.individual, readProofs(r, g, 2)) })
	if r.Err() == nil && len(a.individual) != q.Size() {
		r.Fail("%d individual proofs stand where %d belong", len(a.individual), q.Size())
	}
	r.Lit(`,"overall_proof":`)
	if q.Blank {
		a.overall = readProofs(r, g, q.Max-q.Min+2)
		r.Lit(`,"blank_proof":`)
		a.blank = readProofs(r, g, 2)
	} else {
		a.overall = readProofs(r, g, q.Max-q.Min+1)
	}
	r.Lit("}")
	return a
}

func readProofs(r *canon.Reader, g group.Group, n int) (ps []proof) {
	r.List(func() { ps = append(ps, readProof(r, g)) })
	if r.Err() == nil && len(ps) != n {
		r.Fail("a proof has %d parts where %d belong", len(ps), n)
	}
	return ps
}

// statement is S of the specification: what every proof of an answer but the
// individual ones binds to. S0 is φ|credential.
func statement(s0 string, choices []ciphertext) string {
	var s strings.Builder
	s.WriteString(s0)
	for i, c := range choices {
		s.WriteByte("|,"[min(i, 1)])
		s.WriteString(c.alpha)
		s.WriteByte(',')
		s.WriteString(c.beta)
	}
	return s.String()
}
