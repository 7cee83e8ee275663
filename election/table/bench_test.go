package table

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

var sizes = []int{1_000, 100_000, 1_000_000}

// filled holds n keys shaped like those of the log's tables: 16 hex digits.
func filled(n int) (Table[string, int64], []string) {
	r := rand.New(rand.NewPCG(uint64(n), 1))
	keys := make([]string, n)
	var t Table[string, int64]
	for i := range keys {
		keys[i] = fmt.Sprintf("%016x", r.Uint64())
		t.Set(keys[i], int64(i))
	}
	return t, keys
}

func each(b *testing.B, run func(b *testing.B, t Table[string, int64], keys []string)) {
	for _, n := range sizes {
		t, keys := filled(n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			run(b, t, keys)
		})
	}
}

func BenchmarkGet(b *testing.B) {
	each(b, func(b *testing.B, t Table[string, int64], keys []string) {
		for i := 0; b.Loop(); i++ {
			if !t.Has(keys[i%len(keys)]) {
				b.Fatal("lost a key")
			}
		}
	})
}

// Set puts a new value at a key that is there.
func BenchmarkSet(b *testing.B) {
	each(b, func(b *testing.B, t Table[string, int64], keys []string) {
		for i := 0; b.Loop(); i++ {
			t.Set(keys[i%len(keys)], int64(i))
		}
	})
}

// Insert adds a new key and takes it out again.
func BenchmarkInsertDelete(b *testing.B) {
	each(b, func(b *testing.B, t Table[string, int64], keys []string) {
		for i := 0; b.Loop(); i++ {
			k := keys[i%len(keys)] + "+"
			t.Set(k, 0)
			t.Delete(k)
		}
	})
}

func BenchmarkAll(b *testing.B) {
	each(b, func(b *testing.B, t Table[string, int64], keys []string) {
		for b.Loop() {
			n := 0
			for range t.All() {
				n++
			}
			if n != len(keys) {
				b.Fatal("lost a key")
			}
		}
	})
}
