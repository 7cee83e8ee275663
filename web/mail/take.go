package mail

import (
	"context"
	"time"

	"github.com/onenorwich/guildhall/audit/store"
)

const (
	// mostTries is how often a server may say "later" (RFC 5321, 4.5.4.1 asks
	// for days; a vote's email is of no use then, and the officer sees it).
	mostTries = 12
	// staleNumber and staleSignIn are when a message that somebody waits for at
	// a screen is of no use any more.
	staleNumber = 10 * time.Minute
	staleSignIn = 30 * time.Minute
	// promoted bounds how many messages one transaction calls into the queue.
	promoted = 50
)

// deferral is when a message of a passing kind is tried again. It is kept in
// memory alone: when the first try was, is when a practice voted.
type deferral struct {
	due   time.Time
	tries int
}

// ready says whether more than skip messages are to be sent now that are no less
// urgent than class.
func (o *Outbox) ready(ctx context.Context, class, skip int) (ready bool, err error) {
	err = o.log.View(ctx, func(tx store.Side) error {
		waiting, err := o.first(tx, class, skip+1)
		if err != nil {
			return err
		}
		var later int
		err = tx.QueryRow(`SELECT COUNT(*) FROM (SELECT 1 FROM mail WHERE state = 'later' AND due <= $1 AND class <= $2 LIMIT $3)`,
			o.now().UnixMilli(), class, lines).Scan(&later)
		ready = len(waiting)+later > skip
		return err
	})
	return ready, err
}

// first are the first n messages whose turn it is.
func (o *Outbox) first(tx store.Side, class, n int) (list []int64, err error) {
	rows, err := tx.Query(nextQuery, class)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	now := o.now()
	for len(list) < n && rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		if !o.put(id, now) {
			list = append(list, id)
		}
	}
	return list, rows.Err()
}

// put says whether a message is put off.
func (o *Outbox) put(id int64, now time.Time) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	d, ok := o.deferred[id]
	return ok && d.due.After(now)
}

// next writes down what became of one message, if there was one, and marks the
// next one "sending", before a byte of it leaves; ID 0 if there is none. It is
// one transaction, for there may be thousands.
func (o *Outbox) next(ctx context.Context, class int, done Message, out outcome) (m Message, err error) {
	err = o.log.Write(ctx, func(tx store.Side) error {
		if done.ID != 0 {
			if err := o.settle(tx, done, out); err != nil {
				return err
			}
		}
		m, err = o.take(tx, class)
		return err
	})
	if err != nil {
		return Message{}, err
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if out.state != Waiting {
		delete(o.deferred, done.ID)
	} else if done.Kind.passing() {
		o.deferred[done.ID] = deferral{o.now().Add(backoff(done.Tries)), done.Tries}
	}
	if m.Kind.passing() {
		m.Tries, m.Queued = o.deferred[m.ID].tries+1, o.now()
	}
	return m, nil
}

// take marks the next message that is still needed.
func (o *Outbox) take(tx store.Side, class int) (m Message, err error) {
	if err := o.promote(tx); err != nil {
		return m, err
	}
	for {
		first, err := o.first(tx, class, 1)
		if err != nil || len(first) == 0 {
			return Message{}, err
		}
		if m, err = scan(tx.QueryRow(`SELECT `+columns+` FROM mail WHERE id = $1`, first[0])); err != nil {
			return m, err
		}
		moot := false
		if o.Moot != nil {
			if moot, err = o.Moot(tx, m); err != nil {
				return m, err
			}
		}
		if !moot {
			break
		}
		// It looks as if it had been sent: what became of it tells nobody more.
		if err := o.settle(tx, m, outcome{state: Accepted}); err != nil {
			return m, err
		}
	}
	m.Tries++
	if m.Kind.passing() {
		_, err = tx.Exec(`UPDATE mail SET state = 'sending' WHERE id = $1`, m.ID)
		return m, err
	}
	_, err = tx.Exec(`UPDATE mail SET state = 'sending', tries = tries + 1 WHERE id = $1`, m.ID)
	return m, err
}

// promote gives the messages whose time has come their turns.
func (o *Outbox) promote(tx store.Side) error {
	type late struct {
		id    int64
		class int
		owner string
	}
	var due []late
	rows, err := tx.Query(laterQuery, o.now().UnixMilli(), promoted)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var l late
		if err := rows.Scan(&l.id, &l.class, &l.owner); err != nil {
			return err
		}
		due = append(due, l)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	rows.Close()
	for _, l := range due {
		turn, err := turn(tx, l.class, l.owner, ` AND state = 'waiting'`)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(`UPDATE mail SET state = 'waiting', turn = $2 WHERE id = $1`, l.id, turn); err != nil {
			return err
		}
	}
	return nil
}
