package conduct

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
)

// Contest is one contest of a poll with its set-up read and checked.
type Contest struct {
	election.Contest
	Setup    *belenios.Setup
	Verifier *belenios.Verifier
}

// Contests reads the contests of a prepared poll. They never change, so they
// are kept; what is not kept yet is made once, however many ask for it, since
// its tables take many megabytes and much of a second.
func (d *Desk) Contests(ctx context.Context, el *election.Election) ([]Contest, error) {
	if el.Poll.Prepared == nil {
		return nil, election.Refuse("not-prepared", "The ballot has not been prepared yet.")
	}
	contests := el.Poll.Prepared.Contests
	key := contests[0].Definition
	return once(d, &d.contests, key, "contests "+key.String(), func() ([]Contest, error) {
		return d.readContests(context.WithoutCancel(ctx), contests) // whoever came first may go away
	})
}

// once gives what is kept under a key, or makes it, however many ask at the same
// moment, and keeps it.
func once[V any](d *Desk, kept *sync.Map, key any, name string, make func() (V, error)) (V, error) {
	if known, ok := kept.Load(key); ok {
		return known.(V), nil
	}
	made, err, _ := d.making.Do(name, func() (any, error) {
		if known, ok := kept.Load(key); ok {
			return known, nil
		}
		v, err := make()
		if err == nil {
			kept.Store(key, v)
		}
		return v, err
	})
	return made.(V), err
}

func (d *Desk) readContests(ctx context.Context, contests []election.Contest) (list []Contest, err error) {
	for _, c := range contests {
		var raw [3][]byte
		for i, digest := range []election.Digest{c.Definition, c.Trustees, c.Credentials} {
			if raw[i], err = d.Clerk.Log().Blob(ctx, audit.Digest(digest)); err != nil {
				return nil, fmt.Errorf("a file of the contest %s cannot be read: %w", c.Post, err)
			}
		}
		setup, err := belenios.NewSetup(raw[0], raw[1], raw[2])
		if err != nil {
			return nil, fmt.Errorf("the set-up of the contest %s: %w", c.Post, err)
		}
		list = append(list, Contest{c, setup, belenios.NewVerifier(setup.Election, setup.Credentials)})
	}
	return list, nil
}

// Warm makes ready what would keep the first visitors waiting: the names, and what
// votes and tally need of each poll that is prepared and not tallied yet.
func (d *Desk) Warm(ctx context.Context) error {
	state := d.State()
	for p := range state.Persons {
		d.Person(ctx, p.ID)
	}
	for p := range state.Practices {
		d.Practice(ctx, p.ID)
	}
	for el := range state.Election.Elections {
		if el.Poll.Prepared == nil || el.Declared != nil || tallied(&el) {
			continue
		}
		contests, err := d.Contests(ctx, &el)
		if err != nil {
			return err
		}
		if !el.Poll.Closed() {
			if err := d.catchUp(ctx, &el, contests); err != nil {
				return err
			}
		}
	}
	return nil
}

// CheckBallots checks the proofs of a vote's ballots, one for each contest.
func (d *Desk) CheckBallots(ctx context.Context, el *election.Election, ballots [][]byte) ([]belenios.Checked, error) {
	contests, err := d.Contests(ctx, el)
	if err != nil {
		return nil, err
	}
	if len(ballots) != len(contests) {
		return nil, election.Refuse("ballots", "A vote has a ballot for each of the %d contests, not %d. Start again from your email.", len(contests), len(ballots))
	}
	checked := make([]belenios.Checked, len(ballots))
	for i, c := range contests {
		checked[i], err = d.check(c, ballots[i])
		if errors.Is(err, belenios.ErrNotOnList) {
			return nil, election.Refuse("credential", "The voting code is not one of this poll. Nothing was recorded. Compare the code with the one in your newest email.")
		}
		if err != nil {
			return nil, election.Refuse("ballot", "The ballot was not accepted: %v. Nothing was recorded; start again from your email.", err)
		}
	}
	return checked, nil
}
