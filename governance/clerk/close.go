package clerk

import (
	"fmt"
	"slices"
	"time"

	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance/record"
)

// deadline is a poll that must be closed.
type deadline struct {
	deadline time.Time
	election election.ID
}

// due lists the open polls whose deadlines have come, in their order.
func due(p *record.Point, now time.Time) (list []deadline) {
	for el := range p.State.Election.Elections {
		if el.Due(election.At(now)) {
			list = append(list, deadline{el.Called.Timetable.PollCloses.Time(), el.ID()})
		}
	}
	slices.SortStableFunc(list, func(a, b deadline) int { return a.deadline.Compare(b.deadline) })
	return list
}

// closePoll closes a poll. trouble is what the rules have against it; then
// nothing was done. failed gives up the whole batch.
func closePoll(tx store.Tx, a *attempt, id election.ID, now time.Time) (trouble, failed error) {
	try := fork(a.next)
	var entered []record.Entered
	trouble, failed = sheltered(tx, func(tx store.Side) error {
		voted, err := VotedList(tx, id)
		if err != nil {
			return err
		}
		if _, err := tx.Destroy(`DELETE FROM voted WHERE election = $1`, string(id)); err != nil {
			return err
		}
		entered, err = enter(try, now, []Act{{By: election.Service, Event: election.PollClosed{Election: id, Voted: voted}}})
		return err
	})
	switch {
	case failed != nil:
		return nil, failed
	case IsRefusal(trouble):
		return fmt.Errorf("the poll of %s cannot be closed: %w", id, trouble), nil
	case trouble != nil: // of the database: nothing later may be written first
		return nil, trouble
	}
	a.next = try
	return nil, put(tx, a, entered, nil)
}

// Trouble is what keeps a poll from closing; nil if nothing does.
func (c *Clerk) Trouble() error {
	if err := c.trouble.Load(); err != nil {
		return *err
	}
	return nil
}
