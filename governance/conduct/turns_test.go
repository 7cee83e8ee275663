package conduct_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/onenorwich/guildhall/governance/conduct"
)

// TestTurnsAreBounded: never more at once than processors but one, never two of
// one key, and all come to their turn.
func TestTurnsAreBounded(t *testing.T) {
	var turns conduct.Turns
	want := max(runtime.GOMAXPROCS(0)-1, 1)
	if turns.Size() != want {
		t.Fatalf("%d at once, not %d", turns.Size(), want)
	}
	var at, most atomic.Int32
	busy := make([]atomic.Int32, 7)
	var all sync.WaitGroup
	for i := range 500 {
		all.Go(func() {
			k := i % len(busy)
			done, err := turns.Take(t.Context(), fmt.Sprint(k))
			if err != nil {
				t.Error(err)
				return
			}
			if n := at.Add(1); n > most.Load() {
				most.Store(n)
			}
			if busy[k].Add(1) > 1 {
				t.Error("two turns of one key at once")
			}
			runtime.Gosched()
			busy[k].Add(-1)
			at.Add(-1)
			done()
			done()
		})
	}
	all.Wait()
	if int(most.Load()) > want {
		t.Errorf("%d at once, not %d", most.Load(), want)
	}
}

// TestTurnsAreFair: whoever asks a hundred times before somebody else does is
// not served before them a hundred times.
func TestTurnsAreFair(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(2)) // one turn at once
	var turns conduct.Turns
	first, err := turns.Take(t.Context(), "greedy")
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var order []string
	var all sync.WaitGroup
	enter := func(key string, waiting int) {
		all.Go(func() {
			done, err := turns.Take(t.Context(), key)
			if err != nil {
				t.Error(err)
				return
			}
			mu.Lock()
			order = append(order, key)
			mu.Unlock()
			done()
		})
		for turns.Waiting(key) < waiting {
			runtime.Gosched()
		}
	}
	for i := range 100 {
		enter("greedy", i+1)
	}
	enter("a", 1)
	enter("b", 1)
	first()
	all.Wait()
	for _, key := range []string{"a", "b"} {
		if at := slices.Index(order, key); at < 0 || at > 3 {
			t.Errorf("%s came as number %d of %d", key, at+1, len(order))
		}
	}
}

// TestTurnsAreGivenUp: whoever stops waiting leaves no gap.
func TestTurnsAreGivenUp(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	var turns conduct.Turns
	first, err := turns.Take(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	given := make(chan error)
	for _, key := range []string{"a", "b", "b"} {
		go func() {
			_, err := turns.Take(ctx, key)
			given <- err
		}()
	}
	for turns.Waiting("a") < 1 || turns.Waiting("b") < 2 {
		runtime.Gosched()
	}
	cancel()
	for range 3 {
		if err := <-given; !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	}
	first()
	for _, key := range []string{"a", "b"} {
		done, err := turns.Take(t.Context(), key)
		if err != nil {
			t.Fatal(err)
		}
		done()
	}
}
