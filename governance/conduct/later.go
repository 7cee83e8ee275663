package conduct

import (
	"context"
	"sync"
	"time"
)

// Later is something that is worked out apart from any request: it may take longer
// than a visitor waits.
type Later[V any] struct {
	done  chan struct{}
	value V
	err   error
}

// Wait waits for it, at most as long as said; ready is false if it takes longer.
func (l *Later[V]) Wait(ctx context.Context, atMost time.Duration) (v V, ready bool, err error) {
	select { // what is there needs no waiting, however short
	case <-l.done:
		return l.value, true, l.err
	default:
	}
	timer := time.NewTimer(atMost)
	defer timer.Stop()
	select {
	case <-l.done:
		return l.value, true, l.err
	case <-ctx.Done():
		return v, false, ctx.Err()
	case <-timer.C:
		return v, false, nil
	}
}

// get waits however long it takes.
func (l *Later[V]) get(ctx context.Context) (v V, err error) {
	select {
	case <-l.done:
		return l.value, l.err
	case <-ctx.Done():
		return v, ctx.Err()
	}
}

// laters works things out once each, by a key that says all that they depend on,
// and one after another: each uses every core and much memory while it runs. The
// most recent are remembered.
type laters[V any] struct {
	mu    sync.Mutex
	known map[string]*Later[V]
	order []string // oldest first
	turn  sync.Mutex
}

// mostKnown is how many are remembered; one is at most some kilobytes.
const mostKnown = 200

// start finds what is known or being worked out under a key, or begins with it.
func (l *laters[V]) start(key string, work func(context.Context) (V, error)) *Later[V] {
	l.mu.Lock()
	defer l.mu.Unlock()
	if later, ok := l.known[key]; ok {
		return later
	}
	if l.known == nil {
		l.known = make(map[string]*Later[V])
	}
	if len(l.order) >= mostKnown {
		delete(l.known, l.order[0])
		l.order = l.order[1:]
	}
	later := &Later[V]{done: make(chan struct{})}
	l.known[key], l.order = later, append(l.order, key)
	go func() {
		defer close(later.done)
		l.turn.Lock()
		defer l.turn.Unlock()
		later.value, later.err = work(context.Background())
	}()
	return later
}
