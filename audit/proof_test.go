package audit_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/onenorwich/guildhall/audit"
	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"
	"github.com/transparency-dev/merkle/testonly"
)

// theirs turns a proof into the form of transparency-dev/merkle.
func theirs(p audit.Proof) [][]byte {
	out := make([][]byte, len(p))
	for i := range p {
		out[i] = p[i][:]
	}
	return out
}

func same(p audit.Proof, q [][]byte) bool {
	return bytes.Equal(bytes.Join(theirs(p), nil), bytes.Join(q, nil)) && len(p) == len(q)
}

// Roots and proofs are those of transparency-dev/merkle, at every size.
func TestTreeAgainstSecondImplementation(t *testing.T) {
	const n = 70
	other := testonly.New(rfc6962.DefaultHasher)
	var tree audit.Tree
	var leaves audit.Leaves
	at := make([]audit.Checkpoint, n+1)
	for i := range int64(n + 1) {
		root := tree.Root()
		if !bytes.Equal(root[:], other.Hash()) {
			t.Fatalf("at %d leaves the roots differ", i)
		}
		if r, err := leaves.Root(i); err != nil || r != root {
			t.Fatalf("at %d leaves: %v", i, err)
		}
		at[i] = audit.Checkpoint{Origin: origin, Size: i, Root: root}
		data := fmt.Append(nil, "leaf ", i)
		other.AppendData(data)
		leaves = append(leaves, audit.LeafHash(data))
		tree = tree.Add(leaves[i])
	}
	for size := range int64(n + 1) {
		for i := range size {
			p, err := leaves.Inclusion(i, size)
			check(t, err)
			q, err := other.InclusionProof(uint64(i), uint64(size))
			check(t, err)
			if !same(p, q) {
				t.Fatalf("inclusion of %d in %d differs", i, size)
			}
			check(t, audit.CheckInclusion(p, at[size], i, leaves[i]))
			check(t, proof.VerifyInclusion(rfc6962.DefaultHasher, uint64(i), uint64(size), leaves[i][:], theirs(p), at[size].Root[:]))
			if audit.CheckInclusion(p, at[size], i, leaves[(i+1)%n]) == nil {
				t.Fatalf("another leaf is proved to be %d in %d", i, size)
			}
		}
		for old := range size + 1 {
			p, err := leaves.Consistency(old, size)
			check(t, err)
			if old > 0 {
				q, err := other.ConsistencyProof(uint64(old), uint64(size))
				check(t, err)
				if !same(p, q) {
					t.Fatalf("consistency of %d with %d differs", old, size)
				}
			}
			check(t, audit.CheckConsistency(p, at[old], at[size]))
			check(t, proof.VerifyConsistency(rfc6962.DefaultHasher, uint64(old), uint64(size), theirs(p), at[old].Root[:], at[size].Root[:]))
			bad := at[old]
			bad.Root[5] ^= 1
			if audit.CheckConsistency(p, bad, at[size]) == nil {
				t.Fatalf("another log of %d is consistent with %d", old, size)
			}
		}
	}
}

// A changed, shortened or lengthened proof, or one for another place, is
// refused exactly when the second implementation refuses it.
func TestChangedProofs(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	var leaves audit.Leaves
	for i := range 200 {
		leaves = append(leaves, audit.LeafHash([]byte{byte(i)}))
	}
	refused := 0
	for range 5000 {
		size := 1 + rng.Int64N(200)
		i := rng.Int64N(size)
		old := 1 + rng.Int64N(size)
		root, err := leaves.Root(size)
		check(t, err)
		oldRoot, err := leaves.Root(old)
		check(t, err)
		in, err := leaves.Inclusion(i, size)
		check(t, err)
		con, err := leaves.Consistency(old, size)
		check(t, err)
		in, con = change(rng, in), change(rng, con)
		j, s := i, size
		switch rng.IntN(4) {
		case 0:
			j = rng.Int64N(size)
		case 1:
			s = 1 + rng.Int64N(200)
		}
		c := audit.Checkpoint{Origin: origin, Size: s, Root: root}
		ours := audit.CheckInclusion(in, c, j, leaves[i])
		other := proof.VerifyInclusion(rfc6962.DefaultHasher, uint64(j), uint64(s), leaves[i][:], theirs(in), root[:])
		if (ours == nil) != (other == nil) {
			t.Fatalf("inclusion of %d in %d: %v, but %v", j, s, ours, other)
		}
		was := audit.Checkpoint{Origin: origin, Size: old, Root: oldRoot}
		ours2 := audit.CheckConsistency(con, was, c)
		other = proof.VerifyConsistency(rfc6962.DefaultHasher, uint64(old), uint64(s), theirs(con), oldRoot[:], root[:])
		if (ours2 == nil) != (other == nil) {
			t.Fatalf("consistency of %d with %d: %v, but %v", old, s, ours2, other)
		}
		if ours != nil {
			refused++
		}
	}
	if refused < 1000 || refused > 4900 {
		t.Errorf("%d of 5000 were refused: the changes are too few or too many", refused)
	}
}

func change(rng *rand.Rand, p audit.Proof) audit.Proof {
	p = append(audit.Proof(nil), p...)
	switch n := len(p); rng.IntN(5) {
	case 0:
		p = append(p, audit.Digest{1})
	case 1:
		if n > 0 {
			p = p[:n-1]
		}
	case 2:
		if n > 0 {
			p[rng.IntN(n)][rng.IntN(32)] ^= 1 << rng.IntN(8)
		}
	}
	return p
}

func TestProofsThatCannotBe(t *testing.T) {
	leaves := audit.Leaves{{1}, {2}, {3}}
	for _, c := range [][2]int64{{-1, 3}, {3, 3}, {0, 4}, {0, 0}, {0, -1}} {
		if _, err := leaves.Inclusion(c[0], c[1]); err == nil {
			t.Errorf("inclusion of %v", c)
		}
	}
	for _, c := range [][2]int64{{-1, 3}, {3, 2}, {0, 4}} {
		if _, err := leaves.Consistency(c[0], c[1]); err == nil {
			t.Errorf("consistency of %v", c)
		}
	}
	if _, err := leaves.Root(4); err == nil {
		t.Error("a root of more than there is")
	}
	empty := audit.Checkpoint{Origin: origin, Root: audit.Tree{}.Root()}
	full := audit.Checkpoint{Origin: origin, Size: 3}
	check(t, audit.CheckConsistency(nil, empty, full))
	other := full
	other.Origin = "guildhall.example/other"
	for name, err := range map[string]error{
		"other log":     audit.CheckConsistency(nil, empty, other),
		"superfluous":   audit.CheckConsistency(audit.Proof{{1}}, empty, full),
		"not empty":     audit.CheckConsistency(nil, audit.Checkpoint{Origin: origin}, full),
		"shrinking":     audit.CheckConsistency(nil, full, empty),
		"negative":      audit.CheckConsistency(nil, audit.Checkpoint{Origin: origin, Size: -1}, full),
		"negative leaf": audit.CheckInclusion(nil, full, -1, audit.Digest{}),
		"beyond":        audit.CheckInclusion(nil, full, 3, audit.Digest{}),
	} {
		if err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}

// A copy of a head or a tree is a snapshot.
func TestTreeIsAValue(t *testing.T) {
	l := story(t)
	h := l.head
	root, leaf := h.Root(), h.Leaf
	for range 3 {
		l.head = h
		e := l.next("a.b")
		e.By = fmt.Sprint("by-", rand.IntN(1000))
		l.add(e, nil)
	}
	if h.Root() != root || h.Leaf != leaf || h.Size != 7 {
		t.Error("the copy has changed")
	}
}
