package belenios

import (
	"fmt"
	"io"

	"github.com/onenorwich/guildhall/election/belenios/internal/canon"
	"github.com/onenorwich/guildhall/election/belenios/internal/group"
)

// A share's own proof leaves the ciphertext and the factor out of its hash, as
// Belenios has it, so a trustee can choose the commitments first and shape a
// factor to fit them. Such a factor is always found out, because the shares then
// give no result; but of several shares nobody could tell which one is shaped. A
// binding is the same proof with everything in its hash, so it is refused when
// its owner gives it. It is no part of the archive.

// Bind proves that every factor of the key's share is what the key makes of the
// tally.
func (k *TrusteeKey) Bind(rand io.Reader, s *Share) ([]byte, error) {
	if s.tally.setup.Trustees.Owner(k.public) != s.owner {
		return nil, fmt.Errorf("the share is not of this key")
	}
	g := k.group
	proofs := make([][]proof, len(s.factors))
	for i, row := range s.tally.pairs {
		proofs[i] = make([]proof, len(row))
		for j, c := range row {
			w, err := g.Random(rand)
			if err != nil {
				return nil, err
			}
			ch := s.bindingChallenge(g, i, j, g.BaseMul(w), g.SecretMul(c.alpha, w))
			proofs[i][j] = proof{ch, respond(g, w, k.secret, ch)}
		}
	}
	return canon.AppendList(nil, len(proofs), func(b []byte, i int) []byte { return appendProofs(b, g, proofs[i]) }), nil
}

// CheckBinding refuses a share whose factors are not what its owner's key makes of
// the tally.
func (s *Share) CheckBinding(raw []byte) error {
	g := s.tally.setup.Election.group
	key := s.tally.setup.Trustees.owners[s.owner-1]
	var proofs [][]proof
	r := canon.NewReader(raw)
	r.List(func() {
		var row []proof
		r.List(func() { row = append(row, readProof(r, g)) })
		proofs = append(proofs, row)
	})
	err := r.End()
	if err == nil && len(proofs) != len(s.factors) {
		err = fmt.Errorf("it has another number of questions than the tally")
	}
	for i, row := range s.tally.pairs {
		if err != nil {
			break
		}
		if len(proofs[i]) != len(row) {
			err = fmt.Errorf("question %d: it has another number of choices than the tally", i+1)
			break
		}
		for j, c := range row {
			p := proofs[i][j]
			a := g.VarDouble(p.response, p.challenge, key.point)
			b := g.Add(g.VarMul(c.alpha, p.response), g.VarMul(s.factors[i][j], p.challenge))
			if s.bindingChallenge(g, i, j, a, b) != p.challenge {
				err = fmt.Errorf("question %d, choice %d: the factor is not what the key makes of the tally", i+1, j+1)
				break
			}
		}
	}
	if err != nil {
		return fmt.Errorf("the binding of the share of trustee %d%s: %w", s.owner, named(key.name), err)
	}
	return nil
}

func (s *Share) bindingChallenge(g group.Group, i, j int, a, b group.Point) group.Scalar {
	c := s.tally.pairs[i][j]
	return group.Challenge(g, "guildhall binding|", s.tally.decryptPrefix(s.tally.setup.Trustees.owners[s.owner-1].text),
		fmt.Sprintf("%d,%d|", i, j), g.Encode(c.alpha), ",", g.Encode(s.factors[i][j]), "|", g.Encode(a), ",", g.Encode(b))
}
