package store_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/audit/store/storetest"
)

// BenchmarkAppend commits batches of entries, each with its checkpoint signed
// and synced to the disk.
func BenchmarkAppend(b *testing.B) {
	for _, batch := range []int{1, 100} {
		b.Run(fmt.Sprint(batch), func(b *testing.B) {
			ctx, c := context.Background(), storetest.NewChain()
			l, err := store.OpenSQLite(filepath.Join(b.TempDir(), "guildhall.db"), storetest.SideTable)
			if err != nil {
				b.Fatal(err)
			}
			defer l.Close()
			for b.Loop() {
				if err := c.Add(ctx, l, batch); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N*batch)/b.Elapsed().Seconds(), "entries/s")
		})
	}
}

// BenchmarkLines reads and checks a log of 20,000 entries.
func BenchmarkLines(b *testing.B) {
	const n = 20_000
	ctx, c := context.Background(), storetest.NewChain()
	path := filepath.Join(b.TempDir(), "guildhall.db")
	l, err := store.OpenSQLite(path, storetest.SideTable)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { l.Close() }()
	if err := c.Add(ctx, l, n); err != nil {
		b.Fatal(err)
	}
	b.Run("read", func(b *testing.B) {
		for b.Loop() {
			for _, err := range l.Lines(ctx, 0) {
				if err != nil {
					b.Fatal(err)
				}
			}
		}
	})
	b.Run("fold", func(b *testing.B) {
		for b.Loop() {
			c := storetest.NewChain()
			for line, err := range l.Lines(ctx, 0) {
				if err != nil {
					b.Fatal(err)
				}
				c.Fold(line)
			}
		}
	})
	b.Run("open", func(b *testing.B) {
		for b.Loop() {
			l.Close()
			if l, err = store.OpenSQLite(path); err != nil {
				b.Fatal(err)
			}
		}
	})
}
