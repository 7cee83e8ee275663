package conduct

import (
	"context"

	"github.com/onenorwich/guildhall/election"
)

// GiveBound is Give for a trustee, whose shares come with their bindings. A share
// that was shaped has a proof that holds, and only spoils the result once another
// trustee's joins it, when nobody could tell whose it is: the binding tells before
// anything is recorded.
func (d *Desk) GiveBound(ctx context.Context, by, id election.ID, shares, bindings [][]byte) error {
	el, err := d.Election(id)
	if err != nil {
		return err
	}
	owner := el.Owner(by)
	if owner == 0 || by == election.Service {
		return election.Refuse("holder", "Only the holder of a key of this election can decrypt its votes.")
	}
	tallies, err := d.Tallies(ctx, &el)
	if err != nil {
		return err
	}
	if len(shares) != len(tallies) || len(bindings) != len(tallies) {
		return election.Refuse("shares", "There are %d contests, but %d were decrypted. Decrypt again.", len(tallies), min(len(shares), len(bindings)))
	}
	for i, t := range tallies {
		share, err := t.CheckShare(owner, shares[i])
		if err == nil {
			err = share.CheckBinding(bindings[i])
		}
		if err != nil {
			return d.wrongShare(ctx, &el, by, el.Poll.Prepared.Contests[i].Post, err)
		}
	}
	return d.Give(ctx, by, id, shares)
}
