package mail

import (
	"context"
	"time"
)

// lateAfter is how long a message may wait before a person has to know.
const lateAfter = 15 * time.Minute

// mostShown bounds a list on a page.
const mostShown = 200

// Attention is what a person has to look at.
type Attention struct {
	// Lost did not arrive, or nobody knows whether they did: of every kind, until
	// somebody has dealt with them.
	Lost []Message
	// Late have waited for more than fifteen minutes.
	Late []Message
	// More says that there are further ones.
	More bool
}

// lost says whether a message did not arrive, or nobody knows.
func (s State) lost() bool { return s == Bounced || s == Failed || s == Uncertain }

// Shown says whether a returning officer may look at a message at a time: the
// passing kinds where they need a person only, and that a ballot was recorded
// not before the next day.
func (m Message) Shown(now time.Time) bool {
	switch {
	case m.Kind == Recorded:
		return m.Queued.UnixMilli() < day(now)
	case m.Kind.passing():
		return m.State.lost() || m.State != Dealt && m.State != Kept && !m.Queued.After(now.Add(-lateAfter))
	}
	return true
}

// Attention lists what did not arrive and what waits too long, newest first,
// without the texts. That a ballot was recorded for a practice is told from the
// next day on, as the names of those who have voted are.
func (o *Outbox) Attention(ctx context.Context) (a Attention, err error) {
	now := o.now()
	const told = ` AND (kind <> 'recorded' OR queued < $1) ORDER BY queued DESC, id DESC LIMIT $2`
	if a.Lost, err = o.list(ctx, `state IN ('bounced', 'failed', 'uncertain')`+told, day(now), mostShown+1); err != nil {
		return a, err
	}
	a.Late, err = o.list(ctx, `state IN ('waiting', 'later', 'sending') AND queued <= $3`+told,
		day(now), mostShown+1, now.Add(-lateAfter).UnixMilli())
	for _, list := range []*[]Message{&a.Lost, &a.Late} {
		if len(*list) > mostShown {
			*list, a.More = (*list)[:mostShown], true
		}
	}
	return a, err
}
