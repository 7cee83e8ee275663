package rehearsal

import (
	"context"
	"slices"
	"time"

	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/governance/record"
)

func (r *Rehearsal) makeKey(ctx context.Context) (err error) {
	if r.Script.Strict() {
		if err := either(r.Sitting, r.ceremony)(ctx); err != nil {
			return err
		}
		return r.makeCodes(ctx)
	}
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
	if r.Script.Strict() {
		if err := either(r.Proving, r.prove)(ctx); err != nil {
			return err
		}
		return r.weigh(ctx, election.WeighedOpening)
	}
	for _, row := range r.Script.Rows {
		code, err := r.desk.Code(ctx, r.Script.ID, election.ID(row.ID()))
		if err != nil {
			return err
		}
		r.Codes[election.ID(row.ID())] = code
	}
	return r.weigh(ctx, election.WeighedOpening)
}

// either is the first that is set.
func either(list ...func(context.Context) error) func(context.Context) error {
	return list[slices.IndexFunc(list, func(f func(context.Context) error) bool { return f != nil })]
}

// going is the reason that is given where the gate is not passed.
const going = "This is a rehearsal with invented votes; whatever the result gives away is nobody's."

// weigh looks at what the result gives away, and goes on.
func (r *Rehearsal) weigh(ctx context.Context, stage string) error {
	el, err := r.desk.Election(r.Script.ID)
	if err != nil || len(el.Contested()) == 0 {
		return err
	}
	return r.desk.Weigh(ctx, r.Officer, r.Script.ID, stage, going)
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
	if err := r.desk.OpenPoll(ctx, r.Officer, r.Script.ID, emails); err != nil {
		return err
	}
	if err := r.watch(ctx); err != nil {
		return err
	}
	return r.cosign(ctx)
}

func (r *Rehearsal) close(ctx context.Context) error {
	r.Clock.Set(r.times.PollCloses.Time())
	if err := r.desk.Clerk.Tick(ctx); err != nil {
		return err
	}
	if err := r.desk.Clerk.Trouble(); err != nil {
		return err
	}
	return r.cosign(ctx)
}

func (r *Rehearsal) tally(ctx context.Context) error {
	if err := r.desk.AfterClose(ctx); err != nil {
		return err
	}
	return r.weigh(ctx, election.WeighedCount)
}

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
	if !r.Script.Strict() {
		return r.give(ctx, r.Officer, r.Key, tallies)
	}
	// The last trustees are away: as many as are needed come.
	for _, t := range r.Team.Trustees[:r.Script.Threshold] {
		key, err := r.trusteeKey(ctx, &el, t)
		if err != nil {
			return err
		}
		if err := r.give(ctx, t.Person, key, tallies); err != nil {
			return err
		}
	}
	return nil
}

// give records one key holder's shares.
func (r *Rehearsal) give(ctx context.Context, by election.ID, key *belenios.TrusteeKey, tallies []*belenios.Tally) error {
	shares, bindings, err := record.Decrypt(r.desk.Rand, key, tallies...)
	if err != nil {
		return err
	}
	return r.desk.Give(ctx, by, r.Script.ID, shares, bindings)
}

func (r *Rehearsal) declare(ctx context.Context) error {
	r.Clock.Advance(30 * time.Minute)
	return r.desk.Declare(ctx, r.Officer, r.Script.ID)
}
