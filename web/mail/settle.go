package mail

import (
	"context"
	"time"

	"github.com/onenorwich/guildhall/audit/store"
)

// mostUncertain is how often a number or a link to sign in is sent where nobody
// knows whether it arrived: somebody waits for it at a screen, and twice is better
// than never.
const mostUncertain = 3

// settle writes down what became of a message.
func (o *Outbox) settle(tx store.Side, m Message, out outcome) error {
	if out.state == Uncertain && m.Kind.class() <= classSignIn && m.Tries < mostUncertain {
		out.state = Waiting
	}
	if out.state == Waiting && m.Tries >= mostTries {
		out.state = Failed
	}
	switch {
	case out.state == Accepted && m.Kind.passing():
		// Nobody needs to know any more, and its time is close to a vote's.
		_, err := tx.Destroy(`DELETE FROM mail WHERE id = $1`, m.ID)
		return err
	case out.state == Accepted:
		_, err := tx.Destroy(`UPDATE mail SET state = $1, body = '', error = '' WHERE id = $2`, string(Accepted), m.ID)
		return err
	case out.state == Waiting && m.Kind.passing():
		_, err := tx.Exec(`UPDATE mail SET state = 'waiting', error = $2 WHERE id = $1`, m.ID, out.text)
		return err
	case out.state == Waiting:
		due := o.now().Add(backoff(m.Tries))
		_, err := tx.Exec(`UPDATE mail SET state = $1, error = $2, due = $3 WHERE id = $4`, string(Later), out.text, due.UnixMilli(), m.ID)
		return err
	case m.Kind.passing():
		return o.blur(tx, m, out)
	}
	_, err := tx.Exec(`UPDATE mail SET state = $1, error = $2 WHERE id = $3`, string(out.state), out.text, m.ID)
	return err
}

// blur settles a message of a passing kind that did not arrive: from here on
// its row says the day alone, and stands in no order.
func (o *Outbox) blur(tx store.Side, m Message, out outcome) error {
	text := out.text
	if out.said != "" {
		text = out.said
	}
	_, err := tx.Destroy(`UPDATE mail SET id = $1, state = $2, error = $3, queued = $4, due = 0, turn = 0, tries = 0 WHERE id = $5`,
		drawID(), string(out.state), text, day(m.Queued), m.ID)
	return err
}

// backoff is the pause after a number of tries: a minute, then twice as long
// each time, at most an hour.
func backoff(tries int) time.Duration {
	return min(time.Minute<<min(max(tries-1, 0), 6), time.Hour)
}

// Recover marks what was being sent when the service stopped: nobody knows
// whether it arrived.
func (o *Outbox) Recover(ctx context.Context) error {
	sending, err := o.list(ctx, `state = 'sending'`)
	if err != nil || len(sending) == 0 {
		return err
	}
	return o.log.Write(ctx, func(tx store.Side) error {
		for _, m := range sending {
			if err := o.settle(tx, m, outcome{state: Uncertain, text: "The service stopped while this was being sent."}); err != nil {
				return err
			}
		}
		return nil
	})
}

// tooLate is what became of a message that is of no use any more.
var tooLate = outcome{state: Failed, text: "It waited too long to be of use, and was not sent."}

// expire gives up what somebody at a screen does not wait for any more: its
// number or link is deleted.
func (o *Outbox) expire(ctx context.Context) error {
	now := o.now()
	list, err := o.list(ctx, `state IN ('waiting', 'later') AND (class = $1 AND queued <= $2 OR class = $3 AND kind = $4 AND queued <= $5)`,
		classNumber, now.Add(-staleNumber).UnixMilli(), classSignIn, string(SignIn), now.Add(-staleSignIn).UnixMilli())
	if err != nil || len(list) == 0 {
		return err
	}
	return o.log.Write(ctx, func(tx store.Side) error {
		for _, m := range list {
			// It may have been taken since.
			n, err := tx.Destroy(`UPDATE mail SET body = '' WHERE id = $1 AND state IN ('waiting', 'later')`, m.ID)
			if err != nil {
				return err
			}
			if n == 0 {
				continue
			}
			if err := o.settle(tx, m, tooLate); err != nil {
				return err
			}
		}
		return nil
	})
}

// keep is what happens to messages where there is no server.
func (o *Outbox) keep(ctx context.Context) error {
	list, err := o.list(ctx, `state IN ('waiting', 'later') ORDER BY id`)
	if err != nil || len(list) == 0 {
		return err
	}
	return o.log.Write(ctx, func(tx store.Side) error {
		for _, m := range list {
			if m.Kind == Number || m.Kind == SignIn {
				// One is enough to be read here: nothing says which is the newer one.
				if _, err := tx.Destroy(`DELETE FROM mail WHERE state = 'kept' AND kind = $1 AND person = $2 AND practice = $3`,
					string(m.Kind), string(m.Person), string(m.Practice)); err != nil {
					return err
				}
			}
			if err := o.settle(tx, m, outcome{state: Kept}); err != nil {
				return err
			}
		}
		return nil
	})
}
