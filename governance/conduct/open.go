package conduct

import (
	"context"
	"time"

	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance"
	"github.com/onenorwich/guildhall/governance/clerk"
)

// OpenPoll opens the poll, if the service has its own key of it: whoever votes is
// counted. side, if given, runs in the same transaction: the
// emails that go out with the opening are queued there.
func (d *Desk) OpenPoll(ctx context.Context, by, id election.ID, side func(store.Side) error) error {
	el, err := d.Election(id)
	if err != nil {
		return err
	}
	if el.Keys != nil {
		if _, err := d.serviceKey(ctx, &el); err != nil {
			return err
		}
	}
	_, err = d.Clerk.Do(ctx, clerk.Command{
		Decide: func(*governance.State, time.Time) ([]clerk.Act, error) {
			return []clerk.Act{{By: by, Event: election.PollOpened{Election: id}}}, nil
		},
		Side: side,
	})
	return err
}
