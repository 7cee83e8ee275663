package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/audit/store/faulty"
)

func linesInPages(t *testing.T, open Open) {
	l, ctx, c := must(t, open), context.Background(), NewChain()
	const n = 1000
	check(t, c.Add(ctx, l, n))
	for _, from := range []int64{0, 1, 255, 256, 257, 512, 999, 1000, 2000} {
		next := from
		for line, err := range l.Lines(ctx, from) {
			check(t, err)
			if e, err := audit.ParseEntry(line); err != nil || e.Seq != next {
				t.Fatalf("from %d: entry %d where %d was due, %v", from, e.Seq, next, err)
			}
			next++
		}
		if want := max(from, n); next != want {
			t.Errorf("from %d: stopped before %d", from, next)
		}
	}
	for range l.Lines(ctx, 0) {
		break // must not block the writer
	}
	check(t, c.Add(ctx, l, 1))
	gone, cancel := context.WithCancel(ctx)
	cancel()
	for _, err := range l.Lines(gone, 0) {
		if err == nil {
			t.Fatal("a cancelled reader was given a line")
		}
	}
}

func concurrentWriters(t *testing.T, open Open) {
	l, ctx := must(t, open), context.Background()
	const writers, each = 4, 15
	errs := make(chan error, 2*writers)
	var wg sync.WaitGroup
	for range writers {
		wg.Go(func() {
			c := NewChain()
			for range each {
				errs <- c.Add(ctx, l, 2)
			}
		})
		wg.Go(func() {
			for range each {
				c := NewChain()
				for line, err := range l.Lines(ctx, 0) {
					if err != nil {
						errs <- err
						break
					}
					c.Fold(line)
				}
			}
		})
	}
	go func() { wg.Wait(); close(errs) }()
	for err := range errs {
		check(t, err)
	}
	if s := read(t, l); len(s.lines) != 2*writers*each {
		t.Errorf("%d lines", len(s.lines))
	}
}

// faults lets every write of a batch fail in turn, lost and persisted, and
// checks that the batch is there as a whole or not at all, and that the next
// Update tells which.
func faults(t *testing.T, open Open) {
	l, ctx, c := faulty.New(must(t, open)), context.Background(), NewChain()
	for _, mode := range []faulty.Mode{faulty.Lost, faulty.Persisted} {
		for n := 1; ; n++ {
			before := c.Head.Size
			l.At(n, mode)
			err := c.Batch(ctx, l, func(tx store.Tx, c *Chain) error { _, err := c.fullBatch(tx); return err })
			fired, ops := l.Fired(), l.Ops()
			l.At(0, mode)
			if !fired {
				check(t, err)
				if n < 7 {
					t.Errorf("only %d operations were counted: %v", n-1, ops)
				}
				break
			}
			if !errors.Is(err, faulty.ErrInjected) {
				t.Fatalf("%s at %d: %v", mode, n, err)
			}
			kept := mode == faulty.Persisted && ops[len(ops)-1] == "commit"
			s := read(t, l)
			if want := before + map[bool]int64{true: 1}[kept]; int64(len(s.lines)) != want || s.notes != len(s.lines) {
				t.Fatalf("%s at %d (%v): %d lines and %d notes, before %d", mode, n, ops, len(s.lines), s.notes, before)
			}
			check(t, l.Update(ctx, before, func(_ store.Tx, newer [][]byte) error {
				if (len(newer) == 1) != kept {
					return fmt.Errorf("%s at %d: %d newer lines", mode, n, len(newer))
				}
				for _, line := range newer {
					c.Fold(line)
				}
				return nil
			}))
		}
	}
}

func repeatedOpen(t *testing.T, open Open) {
	ctx, c := context.Background(), NewChain()
	var last []byte
	for i := range 4 {
		l, err := open()
		check(t, err)
		s := read(t, l)
		if len(s.lines) != 3*i || i > 0 && !bytes.Equal(s.note, last) {
			t.Errorf("opening %d: %d lines", i, len(s.lines))
		}
		check(t, c.Add(ctx, l, 3))
		last = c.Checkpoint()
		check(t, l.Close())
	}
}
