package audit

import (
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// Proof is a list of tree hashes, in the order of RFC 6962 sections 2.1.1
// (inclusion) and 2.1.2 (consistency).
type Proof []Digest

// Leaves are the leaf hashes of a log from its first entry on.
type Leaves []Digest

var errProof = errors.New("the proof does not hold")

// reader gives any node of the tree by hashing the leaves below it: proofs are
// asked for rarely, and nothing but the leaves is kept.
func (l Leaves) reader(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		level, n := tlog.SplitStoredHashIndex(x)
		var t Tree
		for _, leaf := range l[n<<level : (n+1)<<level] {
			t = t.Add(leaf)
		}
		out[i] = tlog.Hash(t.Root())
	}
	return out, nil
}

// Root is the root of the tree over the first size leaves.
func (l Leaves) Root(size int64) (Digest, error) {
	if size < 0 || size > int64(len(l)) {
		return Digest{}, fmt.Errorf("the log has %d entries, not %d", len(l), size)
	}
	var t Tree
	for _, leaf := range l[:size] {
		t = t.Add(leaf)
	}
	return t.Root(), nil
}

// Inclusion proves that entry seq is among the first size.
func (l Leaves) Inclusion(seq, size int64) (Proof, error) {
	if seq < 0 || seq >= size || size > int64(len(l)) {
		return nil, fmt.Errorf("the log has %d entries: entry %d cannot be shown to be among the first %d", len(l), seq, size)
	}
	p, err := tlog.ProveRecord(size, seq, tlog.HashReaderFunc(l.reader))
	return proved(p), err
}

// Consistency proves that the log of size was made by adding to that of old.
func (l Leaves) Consistency(old, size int64) (Proof, error) {
	if old < 0 || old > size || size > int64(len(l)) {
		return nil, fmt.Errorf("the log has %d entries: its states of %d and %d entries cannot be compared", len(l), old, size)
	}
	if old == 0 {
		return nil, nil // everything follows from nothing
	}
	p, err := tlog.ProveTree(size, old, tlog.HashReaderFunc(l.reader))
	return proved(p), err
}

// CheckInclusion verifies that the entry with this leaf hash is number seq in
// the log that c describes.
func CheckInclusion(p Proof, c Checkpoint, seq int64, leaf Digest) error {
	if seq < 0 || seq >= c.Size || tlog.CheckRecord(hashes(p), c.Size, tlog.Hash(c.Root), seq, tlog.Hash(leaf)) != nil {
		return errProof
	}
	return nil
}

// CheckConsistency verifies that the log which c describes was made by adding
// to the one which old describes.
func CheckConsistency(p Proof, old, c Checkpoint) error {
	if old.Origin != c.Origin || old.Size < 0 || old.Size > c.Size {
		return errProof
	}
	if old.Size == 0 {
		if len(p) > 0 || old.Root != (Tree{}).Root() {
			return errProof
		}
		return nil
	}
	if tlog.CheckTree(hashes(p), c.Size, tlog.Hash(c.Root), old.Size, tlog.Hash(old.Root)) != nil {
		return errProof
	}
	return nil
}

func proved(hs []tlog.Hash) Proof {
	p := make(Proof, len(hs))
	for i, h := range hs {
		p[i] = Digest(h)
	}
	return p
}

func hashes(p Proof) []tlog.Hash {
	hs := make([]tlog.Hash, len(p))
	for i, d := range p {
		hs[i] = tlog.Hash(d)
	}
	return hs
}
