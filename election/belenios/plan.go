package belenios

import (
	"fmt"

	"github.com/onenorwich/guildhall/election/belenios/internal/group"
)

// plan gathers everything a ballot claims into one job for the engine, and
// remembers how each challenge follows from the commitments.
type plan struct {
	g       group.Group
	job     group.Job
	encoded int // number of bases before the first encoded point
	claims  []claim
}

// claim is one challenge to compute again.
type claim struct {
	what     string
	prefix   string
	from, to int // the products that are its commitments
	head     int // how many of these go in front of the commitments, before a "|"
	sum      group.Scalar
}

func newPlan(g group.Group, credential group.Point) *plan {
	return &plan{g: g, job: group.Job{Known: []group.Point{credential}}, encoded: 1}
}

func (p *plan) signature(b *ballot) {
	p.claims = append(p.claims, claim{what: "the signature", prefix: "sig|" + b.signedHash + "|", to: 1, sum: b.signature.challenge})
	p.product(group.Product{G: b.signature.response, Base: 0, X: b.signature.challenge})
}

func (p *plan) product(x group.Product) { p.job.Products = append(p.job.Products, x) }

// pair says where the two halves of a ciphertext stand among the bases.
type pair struct{ alpha, beta int }

// statementBranch claims that a ciphertext encrypts m.
type statementBranch struct {
	pair
	m int
}

// disjunction adds the commitments A = ρ·G + c·α and
// B = ρ·y + c·(β − m·G) of each branch.
func (p *plan) disjunction(what, prefix string, branches []statementBranch, proofs []proof) {
	c := claim{what: what, prefix: prefix, from: len(p.job.Products)}
	for i, br := range branches {
		pr := proofs[i]
		c.sum = p.g.Plus(c.sum, pr.challenge)
		p.product(group.Product{G: pr.response, Base: br.alpha, X: pr.challenge})
		shift := group.Scalar{}
		if br.m != 0 {
			shift = p.g.Times(p.g.Int(int64(-br.m)), pr.challenge)
		}
		p.product(group.Product{G: shift, Y: pr.response, Base: br.beta, X: pr.challenge})
	}
	c.to = len(p.job.Products)
	p.claims = append(p.claims, c)
}

func (p *plan) answer(question int, q Question, a *answer, s0 string) {
	where := fmt.Sprintf("question %d: ", question+1)
	var places []pair
	for i, c := range a.choices {
		at := pair{p.encoded + len(p.job.Encoded), p.encoded + len(p.job.Encoded) + 1}
		p.job.Encoded = append(p.job.Encoded, c.alpha, c.beta)
		places = append(places, at)
		p.disjunction(fmt.Sprintf("%sthe proof that choice %d is 0 or 1", where, i+1),
			"prove|"+s0+"|"+c.alpha+","+c.beta+"|", []statementBranch{{at, 0}, {at, 1}}, a.individual[i])
	}
	s := statement(s0, a.choices)
	if !q.Blank {
		p.overall(where, q, a, s, places)
		return
	}
	sum := p.sum(places[1:])
	p.disjunction(where+"the proof that a blank vote names nobody", "bproof0|"+s+"|",
		[]statementBranch{{places[0], 0}, {sum, 0}}, a.blank)
	in := []statementBranch{{places[0], 1}}
	for m := q.Min; m <= q.Max; m++ {
		in = append(in, statementBranch{sum, m})
	}
	p.disjunction(where+"the proof that as many are chosen as may be", "bproof1|"+s+"|", in, a.overall)
}

// overall is the proof of a question without a blank vote; its challenge
// names the product of the choices, which the verifier computes as well.
func (p *plan) overall(where string, q Question, a *answer, s string, places []pair) {
	sum := p.sum(places)
	head := len(p.job.Products)
	one := p.g.Int(1)
	p.product(group.Product{Base: sum.alpha, X: one})
	p.product(group.Product{Base: sum.beta, X: one})
	var in []statementBranch
	for m := q.Min; m <= q.Max; m++ {
		in = append(in, statementBranch{sum, m})
	}
	p.disjunction(where+"the proof that as many are chosen as may be", "prove|"+s+"|", in, a.overall)
	c := &p.claims[len(p.claims)-1]
	c.from, c.head = head, 2
}

// sumMark tells a sum's place before the number of encoded points is known.
const sumMark = 1 << 30

// sum adds two bases, the sums of the halves of some ciphertexts.
func (p *plan) sum(of []pair) pair {
	var alphas, betas []int
	for _, c := range of {
		alphas, betas = append(alphas, c.alpha), append(betas, c.beta)
	}
	at := sumMark + len(p.job.Sums)
	p.job.Sums = append(p.job.Sums, alphas, betas)
	return pair{at, at + 1}
}

func (p *plan) run(engine group.Engine) ([]group.Point, error) {
	for i := range p.job.Products {
		if b := &p.job.Products[i].Base; *b >= sumMark {
			*b += p.encoded + len(p.job.Encoded) - sumMark
		}
	}
	points, products, err := engine.Run(&p.job)
	if err != nil {
		return nil, fmt.Errorf("an encrypted choice: %w", err)
	}
	for _, c := range p.claims {
		if c.challenge(p.g, products) != c.sum {
			return nil, fmt.Errorf("%s does not hold", c.what)
		}
	}
	return points, nil
}

func (c *claim) challenge(g group.Group, products []string) group.Scalar {
	parts := []string{c.prefix}
	for i, s := range products[c.from:c.to] {
		switch {
		case i > 0 && i == c.head:
			parts = append(parts, "|")
		case i > 0:
			parts = append(parts, ",")
		}
		parts = append(parts, s)
	}
	return group.Challenge(g, parts...)
}
