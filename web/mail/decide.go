package mail

import (
	"context"
	"database/sql"
	"errors"
	"slices"

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
	err := o.decide(ctx, id, func(tx store.Side, m Message) error {
		if m.Text == "" || m.Kind == Number || m.Kind == SignIn {
			return election.Refuse("too-old", "What this message held has expired or been deleted. Whoever needs it asks for a new one on the page.")
		}
		var owner string
		if err := tx.QueryRow(`SELECT owner FROM mail WHERE id = $1`, id).Scan(&owner); err != nil {
			return err
		}
		turn, err := turn(tx, m.Kind.class(), owner, "")
		if err != nil {
			return err
		}
		_, err = tx.Exec(`UPDATE mail SET state = 'waiting', turn = $1, tries = 0 WHERE id = $2`, turn, id)
		return err
	}, Uncertain, Failed, Bounced, Kept)
	if err == nil {
		o.Wake()
	}
	return err
}

// Arrived says that an uncertain message has arrived: its text is deleted.
func (o *Outbox) Arrived(ctx context.Context, id int64) error {
	return o.decide(ctx, id, func(tx store.Side, m Message) error { return o.settle(tx, m, outcome{state: Accepted}) }, Uncertain)
}

// CameBack says that a message which a server had accepted came back, as the
// mailbox of the service showed.
func (o *Outbox) CameBack(ctx context.Context, id int64) error {
	return o.decide(ctx, id, func(tx store.Side, m Message) error {
		_, err := tx.Exec(`UPDATE mail SET state = 'bounced' WHERE id = $1`, id)
		return err
	}, Accepted, Uncertain)
}

// DealtWith says that a person has seen to a message that did not arrive, by
// telephone or in another way: its text is deleted.
func (o *Outbox) DealtWith(ctx context.Context, id int64) error {
	return o.decide(ctx, id, func(tx store.Side, m Message) error {
		_, err := tx.Destroy(`UPDATE mail SET state = 'dealt', body = '' WHERE id = $1`, id)
		return err
	}, Bounced, Failed, Uncertain)
}

// decide changes what became of a message that is in one of the states given. A
// text that has been deleted cannot be sent again.
func (o *Outbox) decide(ctx context.Context, id int64, change func(tx store.Side, m Message) error, from ...State) error {
	return o.log.Write(ctx, func(tx store.Side) error {
		m, err := scan(tx.QueryRow(`SELECT `+columns+` FROM mail WHERE id = $1`, id))
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		if err != nil || !slices.Contains(from, m.State) {
			return election.Refuse("mail-state", "This message is no longer in the state that you saw, or its text has been deleted. Look at the list again.")
		}
		return change(tx, m)
	})
}
