package conduct

import (
	"context"
	"fmt"
	"runtime"
	"sync"

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
// ballot checked again. They never change after the close, so they are kept.
func (d *Desk) Tallies(ctx context.Context, el *election.Election) ([]*belenios.Tally, error) {
	if !el.Poll.Closed() {
		return nil, election.Refuse("not-closed", "The poll has not closed; nothing is counted before it has.")
	}
	if known, ok := d.tallies.Load(el.ID()); ok {
		return known.([]*belenios.Tally), nil
	}
	contests, err := d.Contests(ctx, el)
	if err != nil {
		return nil, err
	}
	var list []*belenios.Tally
	for i, c := range contests {
		box, err := d.box(ctx, el, c, i)
		if err != nil {
			return nil, err
		}
		t, err := box.Tally()
		if err != nil {
			return nil, err
		}
		list = append(list, t)
	}
	d.tallies.Store(el.ID(), list)
	return list, nil
}

// box checks the ballots of one contest on every core and puts them into a box
// in the order of the log.
func (d *Desk) box(ctx context.Context, el *election.Election, c Contest, at int) (*belenios.Box, error) {
	var digests []election.Digest
	for cast := range el.Poll.Casts {
		digests = append(digests, cast.Ballots[at].Ballot)
	}
	checked := make([]belenios.Checked, len(digests))
	errs := make([]error, len(digests))
	var wg sync.WaitGroup
	workers := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i, digest := range digests {
		workers <- struct{}{}
		wg.Go(func() {
			defer func() { <-workers }()
			raw, err := d.Clerk.Log().Blob(ctx, audit.Digest(digest))
			if err == nil {
				checked[i], err = c.Verifier.Check(raw)
			}
			errs[i] = err
		})
	}
	wg.Wait()
	box := c.Setup.NewBox()
	for i := range digests {
		if errs[i] != nil {
			return nil, fmt.Errorf("the ballot %s: %w", digests[i], errs[i])
		}
		if err := box.Add(checked[i]); err != nil {
			return nil, err
		}
	}
	return box, nil
}
