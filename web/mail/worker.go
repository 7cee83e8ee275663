package mail

import (
	"context"
	"sync"
	"time"

	"github.com/sirupsen/logrus"
)

const (
	// lines is how many conversations with the mail server there are at most. The
	// first is for what somebody waits for at a screen alone: a server that is
	// slow with a thousand invitations must not keep a voter from the number.
	lines = 4
	// look is how often messages are looked for that are due again.
	look = 5 * time.Second
	// longest is the longest pause after a server could not be reached. A number
	// is of use for ten minutes, so it is short.
	longest = 30 * time.Second
)

// Run carries the outbox to its mail server until the context ends. Without a
// server every message is kept, to be read in the outbox.
func (o *Outbox) Run(ctx context.Context, log logrus.FieldLogger) {
	if err := o.Recover(ctx); err != nil && ctx.Err() == nil {
		log.WithField("error", err.Error()).Error("the outbox could not be read")
	}
	var all sync.WaitGroup
	if o.Server != nil {
		for i := range lines {
			all.Go(func() { o.carry(ctx, i, log) })
		}
	}
	for ctx.Err() == nil {
		tidy := o.expire
		if o.Server == nil {
			tidy = o.keep
		}
		if err := tidy(ctx); err != nil && ctx.Err() == nil {
			log.WithField("error", err.Error()).Error("the outbox could not be tidied")
		}
		wake := o.wake[0]
		if o.Server != nil {
			wake = nil
		}
		rest(ctx, wake, look)
	}
	all.Wait()
}

// rest waits until it is woken, for as long as is said, or for the end.
func rest(ctx context.Context, wake <-chan struct{}, pause time.Duration) {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-wake:
	case <-timer.C:
	case <-ctx.Done():
	}
}

// carry is one of the lines to the server.
func (o *Outbox) carry(ctx context.Context, number int, log logrus.FieldLogger) {
	c := &carrier{Outbox: o, server: o.Server, class: classRest, number: number}
	if number == 0 {
		c.class = classSignIn
	}
	pause := look
	for ctx.Err() == nil {
		err := c.pass(ctx)
		wake := o.wake[number]
		if err == nil {
			o.busy(number, false)
			pause = look
		} else if ctx.Err() == nil {
			// Waking would only hammer a server that cannot be reached.
			log.WithField("error", oneLine(err.Error())).Warn("emails could not be sent; they will be tried again")
			pause, wake = min(2*pause, longest), nil
		}
		rest(ctx, wake, pause)
	}
	if c.done.ID != 0 { // what became of it is not lost because the service stops
		last, cancel := context.WithTimeout(context.Background(), farewell)
		defer cancel()
		_, _ = o.next(last, nothing, c.done, c.out)
	}
}

// busy notes whether a line does something, or pauses because it could not.
func (o *Outbox) busy(number int, busy bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.working[number] = busy
}

// idle counts the lines that take a message before this one does.
func (o *Outbox) idle(number int) (n int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for i := 1; i < lines; i++ {
		if (number == 0 || i < number) && !o.working[i] {
			n++
		}
	}
	return n
}

// Pass sends what is due now, over one line. Its error means that the server
// could not be reached and nothing more was tried.
func (o *Outbox) Pass(ctx context.Context, server *SMTP) error {
	if server == nil {
		return o.keep(ctx)
	}
	if err := o.expire(ctx); err != nil {
		return err
	}
	return (&carrier{Outbox: o, server: server, class: classRest, number: 1}).pass(ctx)
}

// carrier takes messages to the server, one after another.
type carrier struct {
	*Outbox
	server *SMTP
	class  int // the least urgent that it takes
	number int // of its line

	done Message // that has been told to the server, and is not settled yet
	out  outcome
}

// nothing is a class of which there are no messages.
const nothing = -1

// pass sends until nothing is due.
func (c *carrier) pass(ctx context.Context) error {
	var l *line
	defer func() {
		if l != nil {
			l.close()
		}
	}()
	for ctx.Err() == nil {
		if l == nil {
			if c.done.ID != 0 {
				if _, err := c.next(ctx, nothing, c.done, c.out); err != nil {
					return err
				}
				c.done = Message{}
			}
			ready, err := c.ready(ctx, c.class, c.idle(c.number))
			if err != nil || !ready {
				return err
			}
			c.busy(c.number, true)
			if l, err = c.dial(ctx, c.server); err != nil {
				return err
			}
		}
		m, err := c.next(ctx, c.class, c.done, c.out)
		if err != nil {
			return err
		}
		if c.done, c.out = m, (outcome{}); m.ID == 0 {
			return nil
		}
		if c.out = l.send(m); c.out.lost {
			l.close()
			l = nil
		}
	}
	return nil
}
