package belenios

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"unicode/utf8"

	"github.com/onenorwich/guildhall/election/belenios/internal/canon"
	"github.com/onenorwich/guildhall/election/belenios/internal/group"
)

// maxCiphertexts bounds one question; Guildhall's own limit is 64 answers.
const maxCiphertexts = 1 << 12

// Question is one homomorphic question: between Min and Max of the answers,
// or, with Blank, none of them.
type Question struct {
	Question string   `json:"question"`
	Answers  []string `json:"answers"`
	Blank    bool     `json:"blank"`
	Min      int      `json:"min"`
	Max      int      `json:"max"`
}

// Size is the number of a choice's places: the answers, after the blank one
// if there is any.
func (q Question) Size() int {
	if q.Blank {
		return len(q.Answers) + 1
	}
	return len(q.Answers)
}

func (q Question) check() error {
	switch {
	case len(q.Answers) == 0 || len(q.Answers) > maxCiphertexts:
		return fmt.Errorf("it has %d answers", len(q.Answers))
	case q.Min < 0 || q.Min > q.Max || q.Max > len(q.Answers):
		return fmt.Errorf("between %d and %d of %d answers cannot be chosen", q.Min, q.Max, len(q.Answers))
	}
	return nil
}

// Definition is what an election asks, of whom, under which key. Fields
// after UUID are optional and left out when empty.
type Definition struct {
	Description, Name   string
	Group               string // Ed25519 or Belenios2048
	PublicKey           string // the trustees' joint key: Trustees.PublicKey
	Questions           []Question
	UUID                string
	Administrator       string
	CredentialAuthority string
	Language            string
}

// Election is a Definition whose bytes were checked.
type Election struct {
	Definition
	raw         []byte
	digest      [32]byte
	fingerprint string
	group       group.Group
	key         group.Point
}

// Encode writes the definition as Belenios hashes it, and checks it.
func (d Definition) Encode() ([]byte, error) {
	b := []byte(`{"version":1,"description":`)
	b = canon.AppendString(b, d.Description)
	b = canon.AppendString(append(b, `,"name":`...), d.Name)
	b = canon.AppendString(append(b, `,"group":`...), d.Group)
	b = append(b, `,"public_key":`...)
	b = canon.AppendString(b, d.PublicKey)
	b = append(b, `,"questions":`...)
	b = canon.AppendList(b, len(d.Questions), func(b []byte, i int) []byte { return d.Questions[i].append(b) })
	b = canon.AppendString(append(b, `,"uuid":`...), d.UUID)
	for _, f := range d.optional() {
		if *f.value != "" {
			b = canon.AppendString(append(b, f.key...), *f.value)
		}
	}
	b = append(b, '}')
	if !utf8.Valid(b) {
		return nil, fmt.Errorf("a text of the election's definition is not UTF-8")
	}
	if _, err := ParseElection(b); err != nil {
		return nil, err
	}
	return b, nil
}

type optionalField struct {
	key   string
	value *string
}

func (d *Definition) optional() []optionalField {
	return []optionalField{
		{`,"administrator":`, &d.Administrator},
		{`,"credential_authority":`, &d.CredentialAuthority},
		{`,"language":`, &d.Language},
	}
}

func (q Question) append(b []byte) []byte {
	b = append(b, `{"answers":`...)
	b = canon.AppendList(b, len(q.Answers), func(b []byte, i int) []byte { return canon.AppendString(b, q.Answers[i]) })
	if q.Blank {
		b = append(b, `,"blank":true`...)
	}
	b = canon.AppendInt(append(b, `,"min":`...), q.Min)
	b = canon.AppendInt(append(b, `,"max":`...), q.Max)
	b = canon.AppendString(append(b, `,"question":`...), q.Question)
	return append(b, '}')
}

// ParseElection reads and checks a definition: strict form, a supported
// group, a public key that is a proper point, only questions of the
// supported kind.
func ParseElection(raw []byte) (*Election, error) {
	e := &Election{raw: append([]byte(nil), raw...)}
	r := canon.NewReader(e.raw)
	r.Lit(`{"version":1,"description":`)
	e.Description = r.String()
	r.Lit(`,"name":`)
	e.Name = r.String()
	r.Lit(`,"group":`)
	e.Group = r.String()
	r.Lit(`,"public_key":`)
	e.PublicKey = r.String()
	r.Lit(`,"questions":`)
	r.List(func() { e.Questions = append(e.Questions, readQuestion(r)) })
	r.Lit(`,"uuid":`)
	e.UUID = r.String()
	for _, f := range e.optional() {
		if r.Try(f.key) {
			*f.value = r.String()
		}
	}
	r.Lit("}")
	if err := r.End(); err != nil {
		return nil, fmt.Errorf("the election's definition: %w", err)
	}
	if err := e.check(); err != nil {
		return nil, fmt.Errorf("the election's definition: %w", err)
	}
	e.digest = sha256.Sum256(e.raw)
	e.fingerprint = base64.RawStdEncoding.EncodeToString(e.digest[:])
	return e, nil
}

func (e *Election) check() (err error) {
	if e.group, err = group.ByName(e.Group); err != nil {
		return err
	}
	if e.key, err = decodeKey(e.group, e.PublicKey); err != nil {
		return fmt.Errorf("public_key: %w", err)
	}
	if len(e.Questions) == 0 {
		return fmt.Errorf("it has no question")
	}
	for i, q := range e.Questions {
		if err := q.check(); err != nil {
			return fmt.Errorf("question %d: %w", i+1, err)
		}
	}
	return checkUUID(e.UUID)
}

// decodeKey reads a point that must not be the neutral element: a public key
// or a credential.
func decodeKey(g group.Group, s string) (group.Point, error) {
	p, err := g.Decode(s)
	if err == nil && g.IsIdentity(p) {
		err = fmt.Errorf("the neutral element of the group is no key")
	}
	return p, err
}

func readQuestion(r *canon.Reader) (q Question) {
	if r.Try(`{"type":`) {
		kind := r.String()
		r.Fail("questions of the kind %q are not supported by this verifier, which counts homomorphic questions only; verify this election with another program", kind)
		return q
	}
	r.Lit(`{"answers":`)
	r.List(func() { q.Answers = append(q.Answers, r.String()) })
	if r.Try(`,"blank":`) {
		q.Blank = r.Bool()
	}
	r.Lit(`,"min":`)
	q.Min = r.Int()
	r.Lit(`,"max":`)
	q.Max = r.Int()
	r.Lit(`,"question":`)
	q.Question = r.String()
	r.Lit("}")
	return q
}

// Raw is the definition's bytes. The caller must not change them.
func (e *Election) Raw() []byte { return e.raw }

// Digest is the SHA-256 of Raw.
func (e *Election) Digest() [32]byte { return e.digest }

// Fingerprint is the digest in unpadded standard Base64, as voters and
// trustees compare it and as each ballot carries it.
func (e *Election) Fingerprint() string { return e.fingerprint }

func hexDigest(b []byte) string {
	d := sha256.Sum256(b)
	return hex.EncodeToString(d[:])
}

func base64Digest(b []byte) string {
	d := sha256.Sum256(b)
	return base64.RawStdEncoding.EncodeToString(d[:])
}
