package site

import (
	"context"
	"time"

	"github.com/onenorwich/guildhall/audit/store"
)

// coarse is the end of a time's stretch: what stands in the database beside a
// person must not tell when somebody was about to vote.
func coarse(t time.Time, stretch time.Duration) time.Time {
	if rest := t.Truncate(stretch); !rest.Equal(t) {
		return rest.Add(stretch)
	}
	return t
}

// Tidy deletes sessions that have run out. It does nothing where that has been done,
// so it may be called again and again.
func (s *Site) Tidy(ctx context.Context) error {
	now := s.Now().UnixMilli()
	var n int
	if err := s.Store().View(ctx, func(v store.Side) error {
		return v.QueryRow(`SELECT COUNT(*) FROM sessions WHERE expires <= $1`, now).Scan(&n)
	}); err != nil || n == 0 {
		return err
	}
	return s.Store().Write(ctx, func(tx store.Side) error {
		_, err := tx.Destroy(`DELETE FROM sessions WHERE expires <= $1`, now)
		return err
	})
}
