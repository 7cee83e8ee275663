package mail

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/sirupsen/logrus"

	"github.com/onenorwich/guildhall/audit/store"
)

const (
	// look is how often the worker looks for messages that are due again.
	look = 5 * time.Second
	// mostTries is how often a server may say "later" (RFC 5321, 4.5.4.1 asks
	// for days; a vote's email is of no use then, and the officer sees it).
	mostTries = 12
	// stale is when a message that waits for somebody at a screen is not worth
	// sending any more.
	stale = 30 * time.Minute
	// longest is the longest pause after a server could not be reached.
	longest = 5 * time.Minute
)

// Run carries the outbox to a mail server until the context ends. Without a
// server (nil) every message is kept, to be read in the outbox.
func (o *Outbox) Run(ctx context.Context, server *SMTP, log logrus.FieldLogger) {
	if err := o.Recover(ctx); err != nil && ctx.Err() == nil {
		log.WithField("error", err.Error()).Error("the outbox could not be read")
	}
	pause := look
	for {
		err := o.Pass(ctx, server)
		if ctx.Err() != nil {
			return
		}
		wait := time.NewTimer(pause)
		wake := o.wake
		if err != nil {
			// The server cannot be reached: waking would only hammer it.
			log.WithField("error", answer(err)).Warn("emails could not be sent; they will be tried again")
			pause, wake = min(2*pause, longest), nil
		} else {
			pause = look
		}
		select {
		case <-wake:
		case <-wait.C:
		case <-ctx.Done():
		}
		wait.Stop()
		if ctx.Err() != nil {
			return
		}
	}
}

// Recover marks what was being sent when the service stopped: nobody knows
// whether it arrived.
func (o *Outbox) Recover(ctx context.Context) error {
	return o.log.Write(ctx, func(tx store.Side) error {
		_, err := tx.Exec(`UPDATE mail SET state = $1, error = 'The service stopped while this was being sent.' WHERE state = $2`,
			string(Uncertain), string(Sending))
		return err
	})
}

// Pass sends what is due now. Its error means that the server could not be
// reached and nothing more was tried.
func (o *Outbox) Pass(ctx context.Context, server *SMTP) error {
	if server == nil {
		return o.keep(ctx)
	}
	var l *line
	defer func() {
		if l != nil {
			l.close()
		}
	}()
	for ctx.Err() == nil {
		due, err := o.due(ctx)
		if err != nil || due == 0 {
			return err
		}
		if l == nil {
			if l, err = server.dial(ctx); err != nil {
				return err
			}
		}
		m, err := o.take(ctx)
		if err != nil || m.ID == 0 {
			return err
		}
		out := l.send(m)
		if err := o.settle(m, out); err != nil {
			return err
		}
		if out.lost {
			l.close()
			l = nil
		}
	}
	return nil
}

// keep is Pass without a server.
func (o *Outbox) keep(ctx context.Context) error {
	var waiting int
	err := o.log.View(ctx, func(tx store.Side) error {
		return tx.QueryRow(`SELECT COUNT(*) FROM mail WHERE state = $1`, string(Waiting)).Scan(&waiting)
	})
	if err != nil || waiting == 0 {
		return err
	}
	return o.log.Write(ctx, func(tx store.Side) error {
		_, err := tx.Exec(`UPDATE mail SET state = $1 WHERE state = $2`, string(Kept), string(Waiting))
		return err
	})
}

// due counts what is to be sent now.
func (o *Outbox) due(ctx context.Context) (n int, err error) {
	err = o.log.View(ctx, func(tx store.Side) error {
		return tx.QueryRow(`SELECT COUNT(*) FROM mail WHERE state = $1 AND due <= $2`, string(Waiting), o.now().UnixMilli()).Scan(&n)
	})
	return n, err
}

// take marks the next message "sending", before a byte of it leaves; ID 0 if
// there is none.
func (o *Outbox) take(ctx context.Context) (m Message, err error) {
	err = o.log.Write(ctx, func(tx store.Side) error {
		now := o.now()
		if _, err := tx.Destroy(`UPDATE mail SET state = $1, body = '', error = 'It waited too long to be of use, and was not sent.' WHERE state = $2 AND kind IN ($3, $4) AND queued <= $5`,
			string(Failed), string(Waiting), string(Number), string(SignIn), now.Add(-stale).UnixMilli()); err != nil {
			return err
		}
		var err error
		m, err = scan(tx.QueryRow(`SELECT `+columns+` FROM mail WHERE state = $1 AND due <= $2 ORDER BY id LIMIT 1`, string(Waiting), now.UnixMilli()))
		if errors.Is(err, sql.ErrNoRows) {
			m = Message{}
			return nil
		}
		if err != nil {
			return err
		}
		_, err = tx.Exec(`UPDATE mail SET state = $1, tries = tries + 1 WHERE id = $2`, string(Sending), m.ID)
		m.Tries++
		return err
	})
	return m, err
}

// settle writes down what became of a message. It is not given up when the
// service is being stopped: the answer would be lost.
func (o *Outbox) settle(m Message, out outcome) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if out.state == Waiting && m.Tries >= mostTries {
		out.state = Failed
	}
	return o.log.Write(ctx, func(tx store.Side) error {
		switch {
		case out.state == Accepted && passing(m.Kind):
			// Nobody needs to know any more, and its time is close to a vote's.
			_, err := tx.Destroy(`DELETE FROM mail WHERE id = $1`, m.ID)
			return err
		case out.state == Accepted:
			_, err := tx.Destroy(`UPDATE mail SET state = $1, body = '', error = '' WHERE id = $2`, string(Accepted), m.ID)
			return err
		}
		due := o.now().Add(backoff(m.Tries))
		_, err := tx.Exec(`UPDATE mail SET state = $1, error = $2, due = $3 WHERE id = $4`, string(out.state), out.text, due.UnixMilli(), m.ID)
		return err
	})
}

// passing kinds leave no row behind once they are accepted.
func passing(k Kind) bool { return k == Recorded || k == Number || k == SignIn }

// backoff is the pause after a number of tries: a minute, then twice as long
// each time, at most an hour.
func backoff(tries int) time.Duration {
	return min(time.Minute<<min(max(tries-1, 0), 6), time.Hour)
}
