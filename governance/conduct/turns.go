package conduct

import (
	"context"
	"runtime"
	"sync"
)

// Turns bound how many do costly work at once: one less than there are
// processors, so that reading, stamping and answering never wait behind it.
// Nobody has two turns at once, and whoever waits comes in turn: one of each key
// after the other, however many of another key wait. The zero value is ready.
type Turns struct {
	mu    sync.Mutex
	size  int
	taken int
	busy  map[string]bool            // keys that have a turn
	waits map[string][]chan struct{} // by key, in the order of coming
	order []string                   // keys that wait and are not busy, in their order
}

// most is how many have a turn at once. Its caller holds the lock.
func (t *Turns) most() int {
	if t.size == 0 {
		t.size = max(runtime.GOMAXPROCS(0)-1, 1)
		t.busy, t.waits = make(map[string]bool), make(map[string][]chan struct{})
	}
	return t.size
}

// Size is how many have a turn at once.
func (t *Turns) Size() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.most()
}

// Waiting is how many wait under a key.
func (t *Turns) Waiting(key string) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.waits[key])
}

// Take waits for a turn and gives what ends it, which may be called again
// without harm.
func (t *Turns) Take(ctx context.Context, key string) (done func(), err error) {
	t.mu.Lock()
	if t.taken < t.most() && !t.busy[key] {
		t.begin(key) // nobody waits who could begin
		t.mu.Unlock()
		return t.done(key), nil
	}
	mine := make(chan struct{})
	if len(t.waits[key]) == 0 && !t.busy[key] {
		t.order = append(t.order, key)
	}
	t.waits[key] = append(t.waits[key], mine)
	t.mu.Unlock()
	select {
	case <-mine:
		return t.done(key), nil
	case <-ctx.Done():
		if !t.leave(key, mine) {
			t.done(key)() // the turn came at the same moment
		}
		return nil, ctx.Err()
	}
}

func (t *Turns) begin(key string) {
	t.taken++
	t.busy[key] = true
}

func (t *Turns) done(key string) func() { return sync.OnceFunc(func() { t.end(key) }) }

func (t *Turns) end(key string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.taken--
	delete(t.busy, key)
	if len(t.waits[key]) > 0 {
		t.order = append(t.order, key)
	}
	for t.taken < t.size && len(t.order) > 0 {
		next := t.order[0]
		t.order = t.order[1:]
		list := t.waits[next]
		close(list[0])
		if t.waits[next] = list[1:]; len(list) == 1 {
			delete(t.waits, next)
		}
		t.begin(next)
	}
}

// leave takes back a place in the line; false if its turn has come.
func (t *Turns) leave(key string, mine chan struct{}) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	list := t.waits[key]
	for i, w := range list {
		if w != mine {
			continue
		}
		if len(list) > 1 {
			t.waits[key] = append(list[:i:i], list[i+1:]...)
			return true
		}
		delete(t.waits, key)
		for j, k := range t.order {
			if k == key {
				t.order = append(t.order[:j:j], t.order[j+1:]...)
				break
			}
		}
		return true
	}
	return false
}
