package conduct

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"
)

// TestLaterBlocksNobody: what takes long is worked out once, apart from whoever
// asks, and one after another.
func TestLaterBlocksNobody(t *testing.T) {
	var all laters[int]
	ctx, free, began := t.Context(), make(chan struct{}), make(chan string, 10)
	slow := func(context.Context) (int, error) { began <- "slow"; <-free; return 7, nil }
	quick := func(context.Context) (int, error) { began <- "quick"; return 8, errors.New("no") }
	first := all.start("slow", slow)
	if <-began != "slow" {
		t.Fatal("another began")
	}
	if again := all.start("slow", quick); again != first {
		t.Error("what is being worked out was begun again")
	}
	second := all.start("quick", quick)
	for _, l := range []*Later[int]{first, second} {
		if _, ready, err := l.Wait(ctx, time.Millisecond); ready || err != nil {
			t.Errorf("ready %v, %v", ready, err)
		}
	}
	if len(began) != 0 {
		t.Error("two are worked out at a time")
	}
	gone, cancel := context.WithCancel(ctx)
	cancel()
	if _, ready, err := first.Wait(gone, time.Hour); ready || !errors.Is(err, context.Canceled) {
		t.Errorf("a visitor who has gone: ready %v, %v", ready, err)
	}
	if _, err := first.get(gone); !errors.Is(err, context.Canceled) {
		t.Errorf("a visitor who has gone: %v", err)
	}
	close(free)
	if n, ready, err := first.Wait(ctx, time.Hour); n != 7 || !ready || err != nil {
		t.Errorf("%d, ready %v, %v", n, ready, err)
	}
	if n, err := second.get(ctx); n != 8 || err == nil {
		t.Errorf("%d, %v", n, err)
	}
	// What is known needs no patience.
	if n, ready, _ := all.start("slow", quick).Wait(ctx, -1); n != 7 || !ready {
		t.Error("what is known is waited for")
	}
}

// TestLatersForget: only so many are remembered.
func TestLatersForget(t *testing.T) {
	var all laters[int]
	count := 0
	work := func(context.Context) (int, error) { count++; return count, nil }
	for i := range 3 * mostKnown {
		if _, err := all.start(fmt.Sprint(i), work).get(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if len(all.known) != mostKnown || len(all.order) != mostKnown {
		t.Errorf("%d and %d are remembered", len(all.known), len(all.order))
	}
	if n, _ := all.start(fmt.Sprint(3*mostKnown-1), work).get(t.Context()); n != 3*mostKnown {
		t.Errorf("the newest was forgotten: %d", n)
	}
}
