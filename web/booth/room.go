package booth

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/onenorwich/guildhall/web/site"
)

const (
	// maxHeld bounds the bytes of all votes that are being read or wait for their
	// turn: ten thousand votes of four posts.
	maxHeld = 256 << 20
	// maxHeldFrom bounds those from one network, behind which a thousand
	// practices may sit.
	maxHeldFrom = maxHeld / 4
	// enterWithin is how long a vote waits for room. A page that hears of an error
	// sends the vote again by itself.
	enterWithin = 10 * time.Second
)

// room bounds the memory that votes take. A vote takes room for what has been
// read of it, never for what it only announces: whoever opens connections and
// sends nothing takes none.
type room struct {
	mu    sync.Mutex
	held  int
	from  map[string]int // by network
	freed chan struct{}  // closed when somebody leaves
}

// enter waits for room for n bytes from a network.
func (r *room) enter(ctx context.Context, from string, n int) error {
	ctx, cancel := context.WithTimeout(ctx, enterWithin)
	defer cancel()
	for {
		r.mu.Lock()
		if r.held+n <= maxHeld && r.from[from]+n <= maxHeldFrom {
			if r.from == nil {
				r.from = make(map[string]int)
			}
			r.held += n
			r.from[from] += n
			r.mu.Unlock()
			return nil
		}
		if r.freed == nil {
			r.freed = make(chan struct{})
		}
		freed := r.freed
		r.mu.Unlock()
		select {
		case <-freed:
		case <-ctx.Done():
			return site.Refuse(http.StatusServiceUnavailable, "full", "Very many votes are arriving at this moment. This one has not been recorded; send it again.")
		}
	}
}

// leave gives back what was taken.
func (r *room) leave(from string, n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.held -= n
	if r.from[from] -= n; r.from[from] <= 0 {
		delete(r.from, from)
	}
	if r.freed != nil {
		close(r.freed)
		r.freed = nil
	}
}
