package site

import (
	"context"
	"sync"
	"time"

	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/election"
)

// coarse is the end of a time's stretch: what stands in the database beside a
// person must not tell when somebody was about to vote.
func coarse(t time.Time, stretch time.Duration) time.Time {
	if rest := t.Truncate(stretch); !rest.Equal(t) {
		return rest.Add(stretch)
	}
	return t
}

// askings count what each person has been sent in the last hour.
type askings struct {
	mu sync.Mutex
	at map[string][]time.Time
}

// allow counts one more, unless there were enough.
func (a *askings) allow(key string, now time.Time) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.at == nil {
		a.at = make(map[string][]time.Time)
	}
	for k, list := range a.at {
		for len(list) > 0 && !list[0].After(now.Add(-time.Hour)) {
			list = list[1:]
		}
		if a.at[k] = list; len(list) == 0 {
			delete(a.at, k)
		}
	}
	if len(a.at[key]) >= asksAnHour {
		return false
	}
	a.at[key] = append(a.at[key], now)
	return true
}

// Tidy deletes sessions and numbers that have run out, and the numbers of elections
// whose poll has closed. It does nothing where that has been done, so it may be
// called again and again.
func (s *Site) Tidy(ctx context.Context) error {
	now, closed := s.Now().UnixMilli(), []election.ID{}
	state := s.Desk.State()
	for el := range state.Election.Elections {
		if el.Poll.Closed() {
			closed = append(closed, el.ID())
		}
	}
	type deed struct {
		where string
		args  []any
	}
	deeds := []deed{{`numbers WHERE expires <= $1`, []any{now}}, {`sessions WHERE expires <= $1`, []any{now}}}
	for _, id := range closed {
		deeds = append(deeds,
			deed{`numbers WHERE link IN (SELECT hash FROM links WHERE election = $1)`, []any{string(id)}})
	}
	for _, d := range deeds {
		var n int
		if err := s.Store().View(ctx, func(v store.Side) error {
			return v.QueryRow(`SELECT COUNT(*) FROM `+d.where, d.args...).Scan(&n)
		}); err != nil {
			return err
		}
		if n == 0 {
			continue
		}
		if err := s.Store().Write(ctx, func(tx store.Side) error {
			_, err := tx.Destroy(`DELETE FROM `+d.where, d.args...)
			return err
		}); err != nil {
			return err
		}
	}
	return nil
}
