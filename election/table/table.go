// Package table is a small persistent ordered table: copying a Table takes a
// snapshot of it, in constant time, and neither copy ever sees what is later
// done to the other.
//
// The invariant: a node that can be reached from a table is never written
// again. Set and Delete build the path from the root to the key anew and share
// everything else. So a rejected command is a dropped copy, and any number of
// readers may use a copy without a lock while one writer changes another.
//
// The table is a treap: a binary search tree by key and a heap by priority.
// Priorities come from the number of keys inserted so far, not from a random
// source, so the same sequence of calls always gives the same tree, on every
// machine. They are no secret: who chose keys to fit them could make the tree
// deep and so slow, never wrong.
//
// Values are shared between copies, too: a slice, map or pointer inside a value
// must be replaced, never changed.
package table

import (
	"cmp"
	"iter"
)

// Table maps keys to values in the order of the keys. The zero Table is empty
// and ready to use. An assignment is a snapshot.
type Table[K cmp.Ordered, V any] struct {
	root *node[K, V]
	n    int
	made uint64 // keys ever inserted; the seed of the next priority
}

type node[K cmp.Ordered, V any] struct {
	left, right *node[K, V]
	priority    uint64
	key         K
	value       V
}

// Len is the number of keys.
func (t Table[K, V]) Len() int { return t.n }

// Get returns the value at k, and whether there is one.
func (t Table[K, V]) Get(k K) (V, bool) {
	for n := t.root; n != nil; {
		switch c := cmp.Compare(k, n.key); {
		case c < 0:
			n = n.left
		case c > 0:
			n = n.right
		default:
			return n.value, true
		}
	}
	var none V
	return none, false
}

// Has tells whether there is a value at k.
func (t Table[K, V]) Has(k K) bool {
	_, ok := t.Get(k)
	return ok
}

// Set puts v at k, in place of what was there.
func (t *Table[K, V]) Set(k K, v V) {
	if t.Has(k) {
		t.root = t.root.replace(k, v)
		return
	}
	t.made++
	t.n++
	t.root = t.root.insert(&node[K, V]{priority: mix(t.made), key: k, value: v})
}

// Delete removes k; without such a key it changes nothing.
func (t *Table[K, V]) Delete(k K) {
	if !t.Has(k) {
		return
	}
	t.n--
	t.root = t.root.remove(k)
}

// All yields every key and value in the order of the keys, as they were when
// All was called: the table may be changed meanwhile.
func (t Table[K, V]) All() iter.Seq2[K, V] {
	return func(yield func(K, V) bool) { t.root.walk(yield) }
}

// From yields, like All, the keys that are not less than k.
func (t Table[K, V]) From(k K) iter.Seq2[K, V] {
	return func(yield func(K, V) bool) { t.root.walkFrom(k, yield) }
}
