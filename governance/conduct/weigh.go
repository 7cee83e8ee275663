package conduct

import (
	"context"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/secrecy"
	"github.com/onenorwich/guildhall/governance/clerk"
	"github.com/onenorwich/guildhall/governance/record"
)

// Outlook measures what the totals would give away at a stage. It is kept: what
// it depends on does not change once the contests are settled, or the poll has
// closed.
func (d *Desk) Outlook(ctx context.Context, el *election.Election, stage string) (*secrecy.Outlook, error) {
	key := [2]string{string(el.ID()), stage}
	if known, ok := d.outlooks.Load(key); ok {
		return known.(*secrecy.Outlook), nil
	}
	if !el.Settled || stage == election.WeighedCount && !el.Poll.Closed() {
		return nil, election.Refuse("stage", "This can be measured when the contests are settled, and again after the close.")
	}
	o, err := record.Outlook(ctx, el, stage)
	if err == nil {
		d.outlooks.Store(key, o)
	}
	return o, err
}

// Weigh records that the returning officer was shown what the result can give
// away and goes on; where the gate is not passed, for what reason.
func (d *Desk) Weigh(ctx context.Context, by, id election.ID, stage, reason string) error {
	el, err := d.Election(id)
	if err != nil {
		return err
	}
	outlook, err := d.Outlook(ctx, &el, stage)
	if err != nil {
		return err
	}
	act := clerk.Act{By: by, Event: record.Weighing(&el, stage, outlook)}
	if !act.Event.(election.SecrecyWeighed).Passes {
		reason = tidy(reason)
		if err := CheckText("reason", reason, maxInterests, true); err != nil {
			return err
		}
		act.Sealed = sealed(election.SealedReason, record.ReasonText{Reason: reason})
	}
	_, err = d.do(ctx, nil, act)
	return err
}
