package conduct

import (
	"context"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
)

// GiveBound is Give for a trustee, whose shares come with their bindings. A share
// that was shaped has a proof that holds, and only spoils the result once another
// trustee's joins it, when nobody could tell whose it is: the binding tells before
// anything is recorded.
func (d *Desk) GiveBound(ctx context.Context, by, id election.ID, shares, bindings [][]byte) error {
	if len(bindings) != len(shares) {
		return election.Refuse("shares", "There are %d decryptions, but %d are bound to their totals. Decrypt again.", len(shares), len(bindings))
	}
	return d.giveChecked(ctx, by, id, shares, func(i int, share *belenios.Share) error { return share.CheckBinding(bindings[i]) })
}
