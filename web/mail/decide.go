package mail

import (
	"context"

	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/election"
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

// Again sends a message once more that is uncertain, failed, bounced or kept:
// a person has decided so, and may have learnt that it arrived twice.
func (o *Outbox) Again(ctx context.Context, id int64) error {
	return o.decide(ctx, id, Waiting, Uncertain, Failed, Bounced, Kept)
}

// Arrived says that an uncertain message has arrived: its text is deleted.
func (o *Outbox) Arrived(ctx context.Context, id int64) error {
	return o.decide(ctx, id, Accepted, Uncertain)
}

// CameBack says that a message which a server had accepted came back, as the
// mailbox of the service showed.
func (o *Outbox) CameBack(ctx context.Context, id int64) error {
	return o.decide(ctx, id, Bounced, Accepted, Uncertain)
}

// decide changes a message's state, from one of those given.
func (o *Outbox) decide(ctx context.Context, id int64, to State, from ...State) error {
	err := o.log.Write(ctx, func(tx store.Side) error {
		var done int64
		for _, f := range from {
			n, err := tx.Exec(`UPDATE mail SET state = $1, due = $2, tries = 0,
				body = CASE WHEN $1 = 'accepted' THEN '' ELSE body END
				WHERE id = $3 AND state = $4 AND ($1 <> 'waiting' OR body <> '')`,
				string(to), o.now().UnixMilli(), id, string(f))
			if err != nil {
				return err
			}
			done += n
		}
		if done == 0 {
			return election.Refuse("mail-state", "This message is no longer in the state that you saw, or its text has been deleted. Look at the list again.")
		}
		return nil
	})
	if err == nil {
		o.Wake()
	}
	return err
}
