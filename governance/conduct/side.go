package conduct

import (
	"context"
	"time"

	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/governance"
	"github.com/onenorwich/guildhall/governance/clerk"
)

// Side writes to side tables in the transaction of a step: the emails that tell
// of it are queued there, so that they go out with the step or not at all.
type Side = func(tx store.Side) error

// doWith is do with sides, which run in the order given.
func (d *Desk) doWith(ctx context.Context, sides []Side, acts ...clerk.Act) (clerk.Done, error) {
	return d.Clerk.Do(ctx, clerk.Command{
		Decide: func(*governance.State, time.Time) ([]clerk.Act, error) { return acts, nil },
		Side: func(tx store.Side) error {
			for _, side := range sides {
				if err := side(tx); err != nil {
					return err
				}
			}
			return nil
		},
	})
}
