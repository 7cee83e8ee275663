package mail

import "context"

// Tell hands one message to the server at once and keeps nothing of it: no row
// in the outbox, no second try, nothing logged. It is for what the service must
// not keep, such as a voting code that a registrar sends. What the server said
// is for whoever waits for it, and for nobody else: it may repeat the message.
// The state is Accepted, Bounced, Failed, Uncertain, or Waiting where the server
// did not take it now and may later.
func (s *SMTP) Tell(ctx context.Context, m Message) (state State, said string) {
	l, err := s.dial(ctx)
	if err != nil {
		return Waiting, answer(err)
	}
	defer l.close()
	out := l.send(m)
	return out.state, out.text
}
