package belenios

import (
	"io"

	"github.com/onenorwich/guildhall/election/belenios/internal/canon"
	"github.com/onenorwich/guildhall/election/belenios/internal/group"
)

// proof is a Schnorr proof or one branch of a disjunction: the commitment is
// computed again from both, response = w − x·challenge.
type proof struct{ challenge, response group.Scalar }

func readScalar(r *canon.Reader, g group.Group) group.Scalar {
	s := r.String()
	if r.Err() != nil {
		return group.Scalar{}
	}
	x, err := g.Parse(s)
	if err != nil {
		r.Fail("%v", err)
	}
	return x
}

func readProof(r *canon.Reader, g group.Group) (p proof) {
	r.Lit(`{"challenge":`)
	p.challenge = readScalar(r, g)
	r.Lit(`,"response":`)
	p.response = readScalar(r, g)
	r.Lit("}")
	return p
}

func (p proof) append(b []byte, g group.Group) []byte {
	b = append(b, `{"challenge":"`...)
	b = append(b, g.Format(p.challenge)...)
	b = append(b, `","response":"`...)
	b = append(b, g.Format(p.response)...)
	return append(b, `"}`...)
}

func appendProofs(b []byte, g group.Group, ps []proof) []byte {
	return canon.AppendList(b, len(ps), func(b []byte, i int) []byte { return ps[i].append(b, g) })
}

// proveKey proves knowledge of x, the challenge being the hash of prefix and
// the commitment.
func proveKey(rand io.Reader, g group.Group, x group.Secret, prefix string) (proof, error) {
	w, err := g.Random(rand)
	if err != nil {
		return proof{}, err
	}
	c := group.Challenge(g, prefix, g.Encode(g.BaseMul(w)))
	return proof{c, respond(g, w, x, c)}, nil
}

// verifyKey checks what proveKey made for the public key.
func verifyKey(g group.Group, key group.Point, prefix string, p proof) bool {
	a := g.VarDouble(p.response, p.challenge, key)
	return group.Challenge(g, prefix, g.Encode(a)) == p.challenge
}

func respond(g group.Group, w, x group.Secret, c group.Scalar) group.Scalar {
	return group.Publish(g.SecretSub(w, g.SecretTimes(x, group.Hide(c))))
}

// branch is one claim of a disjunction as its prover sees it: the ciphertext
// (r·G, r·y + v·G) encrypts m, where off = v − m is 0 for a true claim.
type branch struct{ r, off group.Secret }

// disjunction proves that at least one of the branches is true without
// saying which. It knows every r, so it computes commitments from the bases
// alone: A = s·G and B = s·y + off·c·G for uniform s and c, which is what a
// simulation gives for a false branch and what an honest commitment is for a
// true one. The same operations run for every branch; only the challenge of
// the (first) true branch is replaced at the end, by a constant-time choice.
func disjunction(rand io.Reader, g group.Group, y group.Point, prefix string, branches []branch) ([]proof, error) {
	n := len(branches)
	s, c := make([]group.Secret, n), make([]group.Secret, n)
	real := make([]int, n)
	hash := []string{prefix}
	var total, realChallenge group.Secret
	found := 0
	for i, br := range branches {
		var err error
		if s[i], err = g.Random(rand); err != nil {
			return nil, err
		}
		if c[i], err = g.Random(rand); err != nil {
			return nil, err
		}
		real[i] = br.off.IsZero() &^ found
		found |= real[i]
		total = g.SecretAdd(total, c[i])
		realChallenge = group.Select(real[i], c[i], realChallenge)

		a := g.BaseMul(s[i])
		b := g.Add(g.SecretMul(y, s[i]), g.BaseMul(g.SecretTimes(br.off, c[i])))
		if i > 0 {
			hash = append(hash, ",")
		}
		hash = append(hash, g.Encode(a), ",", g.Encode(b))
	}
	want := group.Hide(group.Challenge(g, hash...))
	rest := g.SecretSub(total, realChallenge)
	want = g.SecretSub(want, rest)
	out := make([]proof, n)
	for i, br := range branches {
		ci := group.Select(real[i], want, c[i])
		out[i].challenge = group.Publish(ci)
		out[i].response = group.Publish(g.SecretSub(s[i], g.SecretTimes(br.r, ci)))
	}
	return out, nil
}
