package rehearsal

import (
	"context"
	"time"

	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/governance/record"
)

func (r *Rehearsal) makeKey(ctx context.Context) (err error) {
	group := record.GroupName(r.Script.Group)
	if r.Key, err = belenios.NewTrusteeKey(r.desk.Rand, group); err != nil {
		return err
	}
	trustee, err := r.Key.Trustee(r.desk.Rand, "")
	if err != nil {
		return err
	}
	return r.desk.MakeKey(ctx, r.Officer, r.Script.ID, trustee.Encode())
}

func (r *Rehearsal) prepare(ctx context.Context) error {
	if err := r.desk.Prepare(ctx, r.Script.ID); err != nil {
		return err
	}
	for _, row := range r.Script.Rows {
		code, err := r.desk.Code(ctx, r.Script.ID, election.ID(row.ID()))
		if err != nil {
			return err
		}
		r.Codes[election.ID(row.ID())] = code
	}
	return nil
}

func (r *Rehearsal) open(ctx context.Context) error {
	r.Clock.Set(r.times.PollOpens.Time())
	var emails func(store.Side) error
	if r.Opening != nil {
		var err error
		if emails, err = r.Opening(ctx); err != nil {
			return err
		}
	}
	return r.desk.OpenPoll(ctx, r.Officer, r.Script.ID, emails)
}

func (r *Rehearsal) close(ctx context.Context) error {
	r.Clock.Set(r.times.PollCloses.Time())
	if err := r.desk.Clerk.Tick(ctx); err != nil {
		return err
	}
	return r.desk.Clerk.Trouble()
}

func (r *Rehearsal) tally(ctx context.Context) error { return r.desk.AfterClose(ctx) }

func (r *Rehearsal) count(ctx context.Context) error {
	r.Clock.Advance(10 * time.Minute)
	el, err := r.desk.Election(r.Script.ID)
	if err != nil {
		return err
	}
	tallies, err := r.desk.Tallies(ctx, &el)
	if err != nil {
		return err
	}
	var shares [][]byte
	for _, t := range tallies {
		share, err := r.Key.PartialDecrypt(r.desk.Rand, t)
		if err != nil {
			return err
		}
		shares = append(shares, share.Raw())
	}
	return r.desk.Give(ctx, r.Officer, r.Script.ID, shares)
}

func (r *Rehearsal) declare(ctx context.Context) error {
	r.Clock.Advance(30 * time.Minute)
	return r.desk.Declare(ctx, r.Officer, r.Script.ID)
}
