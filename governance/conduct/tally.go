package conduct

import (
	"context"
	"fmt"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/governance/clerk"
)

// AfterClose does what follows the close of a poll by itself: the encrypted
// tallies are made, and the voting codes are forgotten. It does nothing where
// that has been done, so it may be called at every start.
func (d *Desk) AfterClose(ctx context.Context) error {
	state := d.State()
	for el := range state.Election.Elections {
		if !el.Poll.Closed() || tallied(&el) {
			continue
		}
		if err := d.tally(ctx, &el); err != nil {
			return fmt.Errorf("the tally of %s: %w", el.ID(), err)
		}
	}
	return nil
}

func tallied(el *election.Election) bool {
	for _, p := range el.Contested() {
		if p.Tally == nil {
			return false
		}
	}
	return true
}

func (d *Desk) tally(ctx context.Context, el *election.Election) error {
	tallies, err := d.Tallies(ctx, el)
	if err != nil {
		return err
	}
	var acts []clerk.Act
	var blobs [][]byte
	for i, t := range tallies {
		blobs = append(blobs, t.Encrypted())
		acts = append(acts, clerk.Act{By: election.Service, Event: election.TallyMade{
			Election: el.ID(), Post: el.Poll.Prepared.Contests[i].Post,
			Voters: t.NumTallied(), Votes: t.TotalWeight(), Tally: election.Digest(audit.Hash(t.Encrypted()))}})
	}
	_, err = d.Clerk.Do(ctx, clerk.Command{
		Blobs:  blobs,
		Decide: decided(acts...),
		Side: func(tx store.Side) error {
			if _, err := tx.Destroy(`DELETE FROM codes WHERE election = $1`, string(el.ID())); err != nil {
				return err
			}
			return forgetSpent(tx, el.ID())
		},
	})
	return err
}

// Tallies multiplies the ballots of a closed poll, contest by contest, each
// ballot checked. They never change after the close, so they are made once and
// kept.
func (d *Desk) Tallies(ctx context.Context, el *election.Election) ([]*belenios.Tally, error) {
	if !el.Poll.Closed() {
		return nil, election.Refuse("not-closed", "The poll has not closed; nothing is counted before it has.")
	}
	return once(d, &d.tallies, el.ID(), "tallies "+string(el.ID()), func() ([]*belenios.Tally, error) {
		return d.multiply(ctx, el)
	})
}

func (d *Desk) multiply(ctx context.Context, el *election.Election) (list []*belenios.Tally, err error) {
	contests, err := d.Contests(ctx, el)
	if err != nil {
		return nil, err
	}
	for i, c := range contests {
		digests := ballots(el, i, 0)
		checked, err := d.checkAgain(ctx, c, digests)
		if err != nil {
			return nil, err
		}
		box := c.Setup.NewBox()
		for _, b := range checked {
			if err := box.Add(b); err != nil {
				return nil, err
			}
		}
		t, err := box.Tally()
		if err != nil {
			return nil, err
		}
		list = append(list, t)
	}
	for _, c := range contests {
		d.checked.forget(c.Definition)
	}
	return list, nil
}
