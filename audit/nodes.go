package audit

import (
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// Nodes is the whole Merkle tree of a log in memory, 64 bytes an entry, so that
// a proof takes a few steps and not a pass over all leaves. It only grows: a
// copy is a snapshot that stays right, as long as one copy alone is added to.
type Nodes struct {
	stored []tlog.Hash // in the order of tlog.StoredHashIndex
	size   int64
}

// Size is the number of leaves.
func (n Nodes) Size() int64 { return n.size }

// Add adds the leaf hash of the next entry.
func (n *Nodes) Add(leaf Digest) error {
	more, err := tlog.StoredHashesForRecordHash(n.size, tlog.Hash(leaf), n)
	if err != nil {
		return err
	}
	n.stored = append(n.stored, more...)
	n.size++
	return nil
}

var errNodes = errors.New("the tree does not reach that far")

// ReadHashes implements tlog.HashReader.
func (n Nodes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		if x < 0 || x >= int64(len(n.stored)) {
			return nil, errNodes
		}
		out[i] = n.stored[x]
	}
	return out, nil
}

// Root is the root of the tree over the first size leaves.
func (n Nodes) Root(size int64) (Digest, error) {
	if size < 0 || size > n.size {
		return Digest{}, fmt.Errorf("the log has %d entries, not %d", n.size, size)
	}
	if size == 0 {
		return Tree{}.Root(), nil
	}
	h, err := tlog.TreeHash(size, n)
	return Digest(h), err
}

// Inclusion proves that entry seq is among the first size.
func (n Nodes) Inclusion(seq, size int64) (Proof, error) {
	if seq < 0 || seq >= size || size > n.size {
		return nil, fmt.Errorf("the log has %d entries: entry %d cannot be shown to be among the first %d", n.size, seq, size)
	}
	p, err := tlog.ProveRecord(size, seq, n)
	return proved(p), err
}

// Consistency proves that the log of size was made by adding to that of old.
func (n Nodes) Consistency(old, size int64) (Proof, error) {
	if old < 0 || old > size || size > n.size {
		return nil, fmt.Errorf("the log has %d entries: its states of %d and %d entries cannot be compared", n.size, old, size)
	}
	if old == 0 {
		return nil, nil // everything follows from nothing
	}
	p, err := tlog.ProveTree(size, old, n)
	return proved(p), err
}
