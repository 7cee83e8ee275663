package audit

import (
	"crypto/sha256"

	"golang.org/x/mod/sumdb/tlog"
)

// Tree is the right edge of an RFC 6962 Merkle tree: enough to add leaves and
// to give the root. It is a value that never changes: Add gives another one,
// so a copy is a snapshot. The zero Tree is empty.
type Tree struct {
	size int64
	edge *peak
}

// peak is the root of a full subtree of 2^level leaves; next is the one to its
// left, which is larger.
type peak struct {
	hash  tlog.Hash
	level int
	next  *peak
}

// Size is the number of leaves.
func (t Tree) Size() int64 { return t.size }

// Add gives the tree with one more leaf, whose LeafHash is given.
func (t Tree) Add(leaf Digest) Tree {
	h, level, rest := tlog.Hash(leaf), 0, t.edge
	for rest != nil && rest.level == level {
		h = tlog.NodeHash(rest.hash, h)
		rest = rest.next
		level++
	}
	return Tree{t.size + 1, &peak{h, level, rest}}
}

// Root is the Merkle tree hash; of an empty tree the SHA-256 of nothing.
func (t Tree) Root() Digest {
	if t.edge == nil {
		return sha256.Sum256(nil)
	}
	h := t.edge.hash
	for p := t.edge.next; p != nil; p = p.next {
		h = tlog.NodeHash(p.hash, h)
	}
	return Digest(h)
}
