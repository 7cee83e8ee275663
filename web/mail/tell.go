package mail

import (
	"context"
	"time"
)

// askedNow is how long somebody at a screen waits for the mail server.
const askedNow = 20 * time.Second

// Tell hands one message to the server at once and keeps nothing of it: no row
// in the outbox, no second try, nothing logged. It is for what the service must
// not keep, such as a voting code that a registrar sends, and for what is to be
// tried while somebody looks on. What the server said is for whoever waits for
// it, and for nobody else: it may repeat the message. The state is Accepted,
// Bounced, Failed, Uncertain, or Waiting where the server did not take it now and
// may later.
func (o *Outbox) Tell(ctx context.Context, m Message) (state State, said string) {
	server := *o.Server
	limits := server.Limits.orDefault()
	for _, limit := range []*time.Duration{&limits.Command, &limits.Data, &limits.Block, &limits.End} {
		*limit = min(*limit, askedNow)
	}
	server.Limits = limits
	ctx, cancel := context.WithTimeout(ctx, 2*askedNow)
	defer cancel()
	l, err := o.dial(ctx, &server)
	if err != nil {
		return Waiting, server.words(err)
	}
	defer l.close()
	out := l.send(m)
	return out.state, out.text
}
