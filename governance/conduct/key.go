package conduct

import (
	"context"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/governance/clerk"
	"github.com/onenorwich/guildhall/governance/record"
)

// MakeKey records the public half of the returning officer's key.
func (d *Desk) MakeKey(ctx context.Context, by, id election.ID, trustee []byte) error {
	el, err := d.Election(id)
	if err != nil {
		return err
	}
	if _, err := belenios.ParseTrustee(record.GroupName(el.Called.Group), trustee); err != nil {
		return election.Refuse("key", "This is not a public key with its proof: %v. Make the key again.", err)
	}
	_, err = d.do(ctx, [][]byte{trustee}, clerk.Act{By: by,
		Event: election.KeyMade{Election: id, Holder: by, Key: election.Digest(audit.Hash(trustee))}})
	return err
}
