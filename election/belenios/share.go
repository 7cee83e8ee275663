package belenios

import (
	"fmt"
	"io"

	"github.com/onenorwich/guildhall/election/belenios/internal/canon"
	"github.com/onenorwich/guildhall/election/belenios/internal/group"
)

// Share is one owner's partial decryption of a tally, all of whose proofs
// hold. Only PartialDecrypt and Tally.CheckShare make one.
type Share struct {
	tally   *Tally
	owner   int
	raw     []byte
	factors [][]group.Point
}

// Owner is the 1-based number of the trustee.
func (s *Share) Owner() int { return s.owner }

// Raw is the share as the archive holds it.
func (s *Share) Raw() []byte { return s.raw }

// PartialDecrypt makes the key's share of a tally. It refuses a key that is
// not one of the election's trustees.
func (k *TrusteeKey) PartialDecrypt(rand io.Reader, t *Tally) (*Share, error) {
	if k.group.Name() != t.setup.Election.Group {
		return nil, fmt.Errorf("this key is of the group %s, but the election uses %s: it belongs to another election", k.group.Name(), t.setup.Election.Group)
	}
	owner := t.setup.Trustees.Owner(k.public)
	if owner == 0 {
		return nil, fmt.Errorf("this key is not one of this election's: its public part is %s", k.public)
	}
	g := k.group
	s := &Share{tally: t, owner: owner}
	proofs := make([][]proof, len(t.pairs))
	prefix := t.decryptPrefix(k.public)
	for i, row := range t.pairs {
		s.factors = append(s.factors, make([]group.Point, len(row)))
		proofs[i] = make([]proof, len(row))
		for j, c := range row {
			w, err := g.Random(rand)
			if err != nil {
				return nil, err
			}
			s.factors[i][j] = g.SecretMul(c.alpha, k.secret)
			ch := group.Challenge(g, prefix, g.Encode(g.BaseMul(w)), ",", g.Encode(g.SecretMul(c.alpha, w)))
			proofs[i][j] = proof{ch, respond(g, w, k.secret, ch)}
		}
	}
	s.raw = appendShare(nil, g, s.factors, proofs)
	return s, nil
}

func (t *Tally) decryptPrefix(key string) string {
	return "decrypt|" + t.setup.Election.fingerprint + "|" + key + "|"
}

func appendShare(b []byte, g group.Group, factors [][]group.Point, proofs [][]proof) []byte {
	b = append(b, `{"decryption_factors":`...)
	b = canon.AppendList(b, len(factors), func(b []byte, i int) []byte {
		return canon.AppendList(b, len(factors[i]), func(b []byte, j int) []byte {
			return canon.AppendString(b, g.Encode(factors[i][j]))
		})
	})
	b = append(b, `,"decryption_proofs":`...)
	b = canon.AppendList(b, len(proofs), func(b []byte, i int) []byte { return appendProofs(b, g, proofs[i]) })
	return append(b, '}')
}

// CheckShare reads and checks the share of an owner (1-based).
func (t *Tally) CheckShare(owner int, raw []byte) (*Share, error) {
	owners := t.setup.Trustees.owners
	if owner < 1 || owner > len(owners) {
		return nil, fmt.Errorf("there is no trustee number %d", owner)
	}
	key := owners[owner-1]
	s := &Share{tally: t, owner: owner, raw: append([]byte(nil), raw...)}
	proofs, err := s.read(t.setup.Election.group)
	if err == nil {
		err = s.verify(key, proofs)
	}
	if err != nil {
		return nil, fmt.Errorf("the share of trustee %d%s: %w", owner, named(key.name), err)
	}
	return s, nil
}

func named(name string) string {
	if name == "" {
		return ""
	}
	return " (" + name + ")"
}

func (s *Share) read(g group.Group) (proofs [][]proof, err error) {
	r := canon.NewReader(s.raw)
	r.Lit(`{"decryption_factors":`)
	r.List(func() {
		var row []group.Point
		r.List(func() {
			text := r.String()
			if r.Err() != nil {
				return
			}
			f, err := g.Decode(text)
			if err != nil {
				r.Fail("a decryption factor: %v", err)
			}
			row = append(row, f)
		})
		s.factors = append(s.factors, row)
	})
	r.Lit(`,"decryption_proofs":`)
	r.List(func() {
		var row []proof
		r.List(func() { row = append(row, readProof(r, g)) })
		proofs = append(proofs, row)
	})
	r.Lit("}")
	return proofs, r.End()
}

func (s *Share) verify(key verificationKey, proofs [][]proof) error {
	t := s.tally
	g := t.setup.Election.group
	prefix := t.decryptPrefix(key.text)
	if len(s.factors) != len(t.pairs) || len(proofs) != len(t.pairs) {
		return fmt.Errorf("it has another number of questions than the tally")
	}
	for i, row := range t.pairs {
		if len(s.factors[i]) != len(row) || len(proofs[i]) != len(row) {
			return fmt.Errorf("question %d: it has another number of choices than the tally", i+1)
		}
		for j, c := range row {
			p := proofs[i][j]
			a := g.VarDouble(p.response, p.challenge, key.point)
			b := g.Add(g.VarMul(c.alpha, p.response), g.VarMul(s.factors[i][j], p.challenge))
			if group.Challenge(g, prefix, g.Encode(a), ",", g.Encode(b)) != p.challenge {
				return fmt.Errorf("question %d, choice %d: the proof of correct decryption does not hold", i+1, j+1)
			}
		}
	}
	return nil
}

// EncodeOwned writes the record that ties a share to its owner in the
// archive.
func EncodeOwned(owner int, share []byte) []byte {
	b := canon.AppendInt([]byte(`{"owner":`), owner)
	b = canon.AppendString(append(b, `,"payload":`...), hexDigest(share))
	return append(b, '}')
}
