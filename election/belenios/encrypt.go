package belenios

import (
	"crypto/subtle"
	"fmt"
	"io"

	"github.com/onenorwich/guildhall/election/belenios/internal/canon"
	"github.com/onenorwich/guildhall/election/belenios/internal/group"
)

// Encrypt makes a ballot. choices has a list of 0 and 1 for each question,
// the blank one first where a blank vote is possible: a blank vote is 1
// there and 0 elsewhere. The ballot is signed with the code's credential,
// whether or not that is on the list. Nothing that would open it is kept.
//
// In Ed25519 the time it takes and the addresses it reads do not depend on
// the choices or on the code.
func Encrypt(rand io.Reader, e *Election, code Code, choices [][]int) (Ballot, error) {
	b, _, err := EncryptToChallenge(rand, e, code, choices)
	return b, err
}

// Accepts tells whether a choice is a valid vote. For valid votes of a
// question it takes the same steps.
func (q Question) Accepts(choice []int) error {
	if len(choice) != q.Size() {
		return fmt.Errorf("the vote has %d places instead of %d", len(choice), q.Size())
	}
	other := 0
	for _, m := range choice {
		other |= m &^ 1
	}
	if other != 0 {
		return fmt.Errorf("a vote is made of 0 and 1")
	}
	blank, n := q.split(choice)
	asBlank := blank & subtle.ConstantTimeEq(int32(n), 0)
	asNamed := (1 - blank) & subtle.ConstantTimeLessOrEq(q.Min, n) & subtle.ConstantTimeLessOrEq(n, q.Max)
	switch {
	case asBlank|asNamed == 1:
		return nil
	case blank == 1:
		return fmt.Errorf("a blank vote cannot name anybody")
	}
	return fmt.Errorf("%d are chosen, but it must be between %d and %d", n, q.Min, q.Max)
}

// split is the blank vote and the number of those chosen.
func (q Question) split(choice []int) (blank, n int) {
	if q.Blank {
		blank, choice = choice[0], choice[1:]
	}
	for _, m := range choice {
		n += m
	}
	return blank, n
}

// seal encrypts without asking whether the choice is valid: the proofs of an
// invalid one come out false.
func seal(rand io.Reader, e *Election, cred *Credential, choices [][]int) (Ballot, [][]group.Secret, error) {
	s0 := e.fingerprint + "|" + cred.public
	p := prover{rand, e.group, e.key, s0}
	answers := make([]*answer, len(choices))
	used := make([][]group.Secret, len(choices))
	for i, q := range e.Questions {
		var err error
		if answers[i], used[i], err = p.answer(q, choices[i]); err != nil {
			return Ballot{}, nil, err
		}
	}
	b := e.appendBallotHead(nil, cred.public)
	b = canon.AppendList(b, len(answers), func(b []byte, i int) []byte { return answers[i].append(b, e.group) })
	ballot, err := sign(rand, e.group, cred, b)
	return ballot, used, err
}

// sign completes a ballot that lacks its last brace.
func sign(rand io.Reader, g group.Group, cred *Credential, open []byte) (Ballot, error) {
	hash := base64Digest(append(open[:len(open):len(open)], '}'))
	pr, err := proveKey(rand, g, cred.secret, "sig|"+hash+"|")
	if err != nil {
		return Ballot{}, err
	}
	b := canon.AppendString(append(open, `,"signature":{"hash":`...), hash)
	b = pr.append(append(b, `,"proof":`...), g)
	b = append(b, "}}"...)
	return Ballot{b, base64Digest(b)}, nil
}

type prover struct {
	rand io.Reader
	g    group.Group
	y    group.Point
	s0   string
}

// answer encrypts one choice, and gives the randomness of its ciphertexts.
func (p *prover) answer(q Question, choice []int) (a *answer, rs []group.Secret, err error) {
	a = &answer{}
	g := p.g
	for _, m := range choice {
		r, err := g.Random(p.rand)
		if err != nil {
			return nil, nil, err
		}
		v := group.Small(m)
		c := ciphertext{
			g.Encode(g.BaseMul(r)),
			g.Encode(g.Add(g.SecretMul(p.y, r), g.BaseMul(v))),
		}
		pr, err := disjunction(p.rand, g, p.y, "prove|"+p.s0+"|"+c.alpha+","+c.beta+"|", []branch{{r, v}, {r, p.off(m, 1)}})
		if err != nil {
			return nil, nil, err
		}
		rs = append(rs, r)
		a.choices = append(a.choices, c)
		a.individual = append(a.individual, pr)
	}
	return a, rs, p.overall(a, q, choice, rs)
}

// off is v − m for a secret v and a public m.
func (p *prover) off(v, m int) group.Secret {
	return p.g.SecretSub(group.Small(v), group.Hide(p.g.Int(int64(m))))
}

// overall proves that the vote as a whole is valid. Without a blank vote: the
// product of all choices encrypts a number from Min to Max. With one, two
// proofs over it (index 0) and the product of the others: one of the two is
// 0; and either the vote is blank or the others add up to Min to Max.
func (p *prover) overall(a *answer, q Question, choice []int, rs []group.Secret) (err error) {
	s := statement(p.s0, a.choices)
	blank, n := q.split(choice)
	var r0, rSum group.Secret
	for i, r := range rs {
		if q.Blank && i == 0 {
			r0 = r
		} else {
			rSum = p.g.SecretAdd(rSum, r)
		}
	}
	var in []branch
	for m := q.Min; m <= q.Max; m++ {
		in = append(in, branch{rSum, p.off(n, m)})
	}
	if !q.Blank {
		alpha := p.g.Encode(p.g.BaseMul(rSum))
		beta := p.g.Encode(p.g.Add(p.g.SecretMul(p.y, rSum), p.g.BaseMul(group.Small(n))))
		a.overall, err = disjunction(p.rand, p.g, p.y, "prove|"+s+"|"+alpha+","+beta+"|", in)
		return err
	}
	a.blank, err = disjunction(p.rand, p.g, p.y, "bproof0|"+s+"|", []branch{{r0, p.off(blank, 0)}, {rSum, p.off(n, 0)}})
	if err != nil {
		return err
	}
	in = append([]branch{{r0, p.off(blank, 1)}}, in...)
	a.overall, err = disjunction(p.rand, p.g, p.y, "bproof1|"+s+"|", in)
	return err
}
