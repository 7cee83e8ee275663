package conduct

import (
	"context"
	"crypto/rand"
	"math/big"
	"time"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance"
	"github.com/onenorwich/guildhall/governance/clerk"
)

// Settle says which posts go to a poll, and draws by lot the order of each
// ballot paper.
func (d *Desk) Settle(ctx context.Context, by, id election.ID) error {
	_, err := d.Clerk.Do(ctx, clerk.Command{Decide: func(s *governance.State, _ time.Time) ([]clerk.Act, error) {
		el, ok := s.Election.Election(id)
		if !ok {
			return nil, election.Refuse("no-election", "There is no election %q.", id)
		}
		event := el.Settling()
		for _, line := range event.Posts {
			if err := d.shuffle(len(line.Order), func(i, j int) {
				line.Order[i], line.Order[j] = line.Order[j], line.Order[i]
			}); err != nil {
				return nil, err
			}
		}
		acts := []clerk.Act{{By: by, Event: event}}
		if el.Called.Scheme != election.Strict {
			return acts, nil
		}
		var contested []election.ID
		for _, line := range event.Posts {
			if line.How == election.ByPoll {
				contested = append(contested, line.Post)
			}
		}
		identified, err := d.identified(id, contested)
		if err != nil || len(contested) == 0 {
			return acts, err
		}
		return append(acts, identified), nil
	}})
	return err
}

// shuffle draws a permutation (Fisher and Yates), each equally likely.
func (d *Desk) shuffle(n int, swap func(i, j int)) error {
	for i := n - 1; i > 0; i-- {
		j, err := rand.Int(d.Rand, big.NewInt(int64(i+1)))
		if err != nil {
			return err
		}
		swap(i, int(j.Int64()))
	}
	return nil
}
