package group

import "fmt"

// Product is one commitment of a proof that a verifier computes again:
// G·g + Y·y + X·b, where g is the generator, y the election's key and b one
// of the job's bases. All three numbers are public.
type Product struct {
	G, Y Scalar
	Base int
	X    Scalar
}

// Job is the work that one ballot gives: points to read strictly, and
// commitments to compute. The bases are Known, then Encoded, then Sums.
type Job struct {
	Known    []Point  // already checked
	Encoded  []string // to be decoded, canonical and in the prime-order subgroup
	Sums     [][]int  // each the sum of earlier bases
	Products []Product
}

// PointError is the refusal of one of a job's encoded points.
type PointError struct {
	Index int // in Job.Encoded
	Err   error
}

func (e *PointError) Error() string { return fmt.Sprintf("point %d: %v", e.Index+1, e.Err) }
func (e *PointError) Unwrap() error { return e.Err }

// Engine does jobs. An engine may be used by several goroutines at once.
type Engine interface {
	// Run returns the decoded points, and the products in their encoding.
	Run(j *Job) (decoded []Point, products []string, err error)
}

// Plain is the engine that follows the definitions, one multiplication after
// the other. Faster engines are tested against it.
type Plain struct {
	Group Group
	Key   Point // y
}

// Run implements Engine.
func (e Plain) Run(j *Job) ([]Point, []string, error) {
	bases := append([]Point(nil), j.Known...)
	for i, s := range j.Encoded {
		p, err := e.Group.Decode(s)
		if err != nil {
			return nil, nil, &PointError{i, err}
		}
		bases = append(bases, p)
	}
	decoded := bases[len(j.Known):]
	for _, terms := range j.Sums {
		sum := e.Group.Identity()
		for _, i := range terms {
			sum = e.Group.Add(sum, bases[i])
		}
		bases = append(bases, sum)
	}
	out := make([]string, len(j.Products))
	for i, p := range j.Products {
		sum := e.Group.VarDouble(p.G, p.X, bases[p.Base])
		if !p.Y.IsZero() {
			sum = e.Group.Add(sum, e.Group.VarMul(e.Key, p.Y))
		}
		out[i] = e.Group.Encode(sum)
	}
	return decoded[:len(j.Encoded):len(j.Encoded)], out, nil
}
