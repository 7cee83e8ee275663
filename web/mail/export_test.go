package mail

import (
	"context"
	"testing"
)

// Queries are what finds the next message, and where a new one comes to stand.
var Queries = []string{nextQuery, laterQuery, firstTurnQuery, lastTurnQuery, topicQuery}

// Take takes the next message and has it accepted, without a server.
func (o *Outbox) Take(t testing.TB, ctx context.Context) Message {
	t.Helper()
	m, err := o.next(ctx, classRest, Message{}, outcome{})
	if err == nil {
		_, err = o.next(ctx, nothing, m, outcome{state: Accepted})
	}
	if err != nil {
		t.Fatal(err)
	}
	return m
}
