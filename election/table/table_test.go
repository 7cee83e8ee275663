package table

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

type pair[K cmp.Ordered, V any] struct {
	k K
	v V
}

func pairs[K cmp.Ordered, V any](seq func(func(K, V) bool)) []pair[K, V] {
	out := []pair[K, V]{}
	for k, v := range seq {
		out = append(out, pair[K, V]{k, v})
	}
	return out
}

// like checks t against the plain model: a map, sorted when asked.
func like[K cmp.Ordered, V comparable](t *testing.T, tab Table[K, V], model map[K]V, from ...K) {
	t.Helper()
	want := []pair[K, V]{}
	for _, k := range slices.Sorted(maps.Keys(model)) {
		want = append(want, pair[K, V]{k, model[k]})
	}
	if got := pairs(tab.All()); !slices.Equal(got, want) {
		t.Fatalf("All: got %v, want %v", got, want)
	}
	if tab.Len() != len(model) {
		t.Fatalf("Len: got %d, want %d", tab.Len(), len(model))
	}
	for _, k := range from {
		i, _ := slices.BinarySearchFunc(want, k, func(p pair[K, V], k K) int { return cmp.Compare(p.k, k) })
		if got := pairs(tab.From(k)); !slices.Equal(got, want[i:]) {
			t.Fatalf("From(%v): got %v, want %v", k, got, want[i:])
		}
		v, ok := tab.Get(k)
		if mv, mok := model[k]; v != mv || ok != mok || tab.Has(k) != mok {
			t.Fatalf("Get(%v): got %v %v, want %v %v", k, v, ok, mv, mok)
		}
	}
	sound(t, tab.root)
}

// sound checks the order of the keys (by All, above) and the heap of priorities.
func sound[K cmp.Ordered, V any](t *testing.T, n *node[K, V]) {
	t.Helper()
	if n == nil {
		return
	}
	for _, c := range []*node[K, V]{n.left, n.right} {
		if c != nil && c.priority >= n.priority {
			t.Fatalf("priority of %v is not below its parent's, %v", c.key, n.key)
		}
		sound(t, c)
	}
}

func depth[K cmp.Ordered, V any](n *node[K, V]) int {
	if n == nil {
		return 0
	}
	return 1 + max(depth(n.left), depth(n.right))
}

// drawing prints the shape, so that two trees can be compared and not only
// their contents.
func drawing[K cmp.Ordered, V any](n *node[K, V]) string {
	if n == nil {
		return "."
	}
	return fmt.Sprintf("(%s %v=%v %s)", drawing(n.left), n.key, n.value, drawing(n.right))
}

func TestEmpty(t *testing.T) {
	var tab Table[string, int]
	tab.Delete("nobody")
	like(t, tab, map[string]int{}, "", "a")
}

func TestAgainstMap(t *testing.T) {
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 1))
		span := 1 + r.IntN(60)
		var tab Table[int, int]
		model := map[int]int{}
		for i := range 120 {
			k := r.IntN(span)
			if r.IntN(3) == 0 {
				tab.Delete(k)
				delete(model, k)
			} else {
				tab.Set(k, i)
				model[k] = i
			}
			like(t, tab, model, k, r.IntN(span), -1, span)
		}
	}
}

// Every copy made on the way still holds, at the end, what it held then.
func TestSnapshots(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	var tab Table[string, int]
	model := map[string]int{}
	type snapshot struct {
		tab   Table[string, int]
		model map[string]int
		drawn string
	}
	var kept []snapshot
	for i := range 400 {
		k := fmt.Sprint("k", r.IntN(80))
		if r.IntN(3) == 0 {
			tab.Delete(k)
			delete(model, k)
		} else {
			tab.Set(k, i)
			model[k] = i
		}
		kept = append(kept, snapshot{tab, maps.Clone(model), drawing(tab.root)})
		if r.IntN(20) == 0 { // go on from an old copy: both lines must hold
			back := kept[r.IntN(len(kept))]
			tab, model = back.tab, maps.Clone(back.model)
		}
	}
	for _, s := range kept {
		like(t, s.tab, s.model, "", "k4", "z")
		if d := drawing(s.tab.root); d != s.drawn {
			t.Fatalf("a snapshot changed its shape: %s, was %s", d, s.drawn)
		}
	}
}

func TestSameCallsSameTree(t *testing.T) {
	build := func() Table[int, int] {
		r := rand.New(rand.NewPCG(3, 3))
		var tab Table[int, int]
		for i := range 1000 {
			tab.Set(r.IntN(300), i)
			tab.Delete(r.IntN(300))
		}
		return tab
	}
	if a, b := build(), build(); drawing(a.root) != drawing(b.root) {
		t.Fatal("the same calls gave two different trees")
	}
	// Held for ever: another priority function would change no fold, but the
	// change should be meant.
	var tab Table[int, int]
	for i := range 6 {
		tab.Set(i, i*i)
	}
	want := "((. 0=0 (. 1=1 (. 2=4 .))) 3=9 ((. 4=16 .) 5=25 .))"
	if got := drawing(tab.root); got != want {
		t.Fatalf("shape: got %s, want %s", got, want)
	}
}

func TestChangeDuringAll(t *testing.T) {
	var tab Table[int, int]
	for i := range 100 {
		tab.Set(i, i)
	}
	seen := 0
	for k := range tab.All() {
		tab.Delete(k)
		tab.Set(1000+k, k)
		seen++
	}
	if seen != 100 || tab.Len() != 100 {
		t.Fatalf("saw %d keys, %d left; want 100 and 100", seen, tab.Len())
	}
}

func TestStop(t *testing.T) {
	var tab Table[int, int]
	for i := range 100 {
		tab.Set(i, i)
	}
	for stop := range 100 {
		for name, seq := range map[string]func(func(int, int) bool){"All": tab.All(), "From": tab.From(0)} {
			last := -1
			for k := range seq { // a yield after a break panics
				if last = k; k == stop {
					break
				}
			}
			if last != stop {
				t.Fatalf("%s: stopped at %d, want %d", name, last, stop)
			}
		}
	}
}

// Sorted, reversed and shuffled insertions all stay shallow.
func TestDepth(t *testing.T) {
	const n = 1 << 16
	r := rand.New(rand.NewPCG(1, 1))
	for name, keys := range map[string][]int{"rising": rising(n), "falling": falling(n), "shuffled": r.Perm(n)} {
		var tab Table[int, int]
		for _, k := range keys {
			tab.Set(k, k)
		}
		// The expected depth is near 4.3 ln n = 48 (a random search tree).
		if d := depth(tab.root); float64(d) > 5*math.Log(n) {
			t.Errorf("%s: depth %d", name, d)
		}
	}
}

// NaN is a key like any other (less than every number): cmp's order, not <.
func TestNaN(t *testing.T) {
	var tab Table[float64, int]
	tab.Set(1, 1)
	tab.Set(math.NaN(), 2)
	tab.Set(math.NaN(), 3)
	tab.Set(math.Inf(-1), 4)
	if v, ok := tab.Get(math.NaN()); tab.Len() != 3 || v != 3 || !ok {
		t.Fatalf("got %d keys, %d at NaN", tab.Len(), v)
	}
	tab.Delete(math.NaN())
	like(t, tab, map[float64]int{1: 1, math.Inf(-1): 4}, 0)
}

func rising(n int) []int {
	s := make([]int, n)
	for i := range s {
		s[i] = i
	}
	return s
}

func falling(n int) []int {
	s := rising(n)
	slices.Reverse(s)
	return s
}

// FuzzTable reads each pair of bytes as one call.
func FuzzTable(f *testing.F) {
	f.Add([]byte("\x00a\x00b\x00c\x01b\x00b"))
	f.Add([]byte("\x00c\x00b\x00a\x02\x00\x01c"))
	f.Fuzz(func(t *testing.T, calls []byte) {
		var tab, kept Table[string, int]
		model, keptModel := map[string]int{}, map[string]int{}
		for i := 0; i+1 < len(calls); i += 2 {
			k := string(calls[i+1 : i+2])
			switch calls[i] % 4 {
			case 0:
				tab.Set(k, i)
				model[k] = i
			case 1:
				tab.Delete(k)
				delete(model, k)
			case 2:
				kept, keptModel = tab, maps.Clone(model)
			case 3:
				tab, model = kept, maps.Clone(keptModel)
			}
		}
		like(t, tab, model, "", "a", "\xff")
		like(t, kept, keptModel, "", "a", "\xff")
	})
}
