package table

import "cmp"

// replace copies the path to k, which is there, and puts v at its end.
func (n *node[K, V]) replace(k K, v V) *node[K, V] {
	m := *n
	switch c := cmp.Compare(k, n.key); {
	case c < 0:
		m.left = n.left.replace(k, v)
	case c > 0:
		m.right = n.right.replace(k, v)
	default:
		m.value = v
	}
	return &m
}

// insert adds leaf, whose key is not there yet. leaf itself becomes part of the
// new tree: it is the caller's own until then.
func (n *node[K, V]) insert(leaf *node[K, V]) *node[K, V] {
	if n == nil {
		return leaf
	}
	if leaf.priority > n.priority {
		leaf.left, leaf.right = n.split(leaf.key)
		return leaf
	}
	m := *n
	if cmp.Less(leaf.key, n.key) {
		m.left = n.left.insert(leaf)
	} else {
		m.right = n.right.insert(leaf)
	}
	return &m
}

// split parts the keys below k from those above it; k itself is not there.
func (n *node[K, V]) split(k K) (below, above *node[K, V]) {
	if n == nil {
		return nil, nil
	}
	m := *n
	if cmp.Less(n.key, k) {
		m.right, above = n.right.split(k)
		return &m, above
	}
	below, m.left = n.left.split(k)
	return below, &m
}

// remove drops k, which is there.
func (n *node[K, V]) remove(k K) *node[K, V] {
	c := cmp.Compare(k, n.key)
	if c == 0 {
		return join(n.left, n.right)
	}
	m := *n
	if c < 0 {
		m.left = n.left.remove(k)
	} else {
		m.right = n.right.remove(k)
	}
	return &m
}

// join makes one tree of two, where every key of below is less than every key
// of above.
func join[K cmp.Ordered, V any](below, above *node[K, V]) *node[K, V] {
	switch {
	case below == nil:
		return above
	case above == nil:
		return below
	case below.priority > above.priority:
		m := *below
		m.right = join(below.right, above)
		return &m
	default:
		m := *above
		m.left = join(below, above.left)
		return &m
	}
}

// walk yields the whole tree in order; false once yield wants no more.
func (n *node[K, V]) walk(yield func(K, V) bool) bool {
	return n == nil || n.left.walk(yield) && yield(n.key, n.value) && n.right.walk(yield)
}

// walkFrom is walk without the keys less than k.
func (n *node[K, V]) walkFrom(k K, yield func(K, V) bool) bool {
	if n == nil {
		return true
	}
	if cmp.Less(n.key, k) {
		return n.right.walkFrom(k, yield)
	}
	return n.left.walkFrom(k, yield) && yield(n.key, n.value) && n.right.walk(yield)
}

// mix is the output function of SplitMix64 (Steele, Lea and Flood, "Fast
// splittable pseudorandom number generators", OOPSLA 2014), a bijection: two
// insertions never get the same priority.
func mix(i uint64) uint64 {
	z := i * 0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}
