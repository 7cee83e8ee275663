package conduct

import (
	"context"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/governance/clerk"
)

// Give records the returning officer's share of every contest's decryption,
// and the results that follow, in one step.
func (d *Desk) Give(ctx context.Context, by, id election.ID, shares [][]byte) error {
	el, err := d.Election(id)
	if err != nil {
		return err
	}
	tallies, err := d.Tallies(ctx, &el)
	if err != nil {
		return err
	}
	if len(shares) != len(tallies) {
		return election.Refuse("shares", "There are %d contests, but %d were decrypted. Decrypt again.", len(tallies), len(shares))
	}
	var acts []clerk.Act
	var blobs [][]byte
	for i, t := range tallies {
		post := el.Poll.Prepared.Contests[i].Post
		share, err := t.CheckShare(1, shares[i])
		if err != nil {
			return election.Refuse("wrong-key", "The decryption of %s was not accepted: %v. Nothing was recorded. Choose the key file that you downloaded for this election, and decrypt again.", post, err)
		}
		result, err := t.Combine([]*belenios.Share{share})
		if err != nil {
			return election.Refuse("wrong-key", "The decryption of %s gives no result: %v. Nothing was recorded.", post, err)
		}
		raw := result.Encode()
		blobs = append(blobs, share.Raw(), raw)
		acts = append(acts,
			clerk.Act{By: by, Event: election.ShareGiven{Election: id, Post: post, Holder: by, Owner: 1, Share: election.Digest(audit.Hash(share.Raw()))}},
			clerk.Act{By: election.Service, Event: election.ResultFound{Election: id, Post: post, Counts: counts(result), Result: election.Digest(audit.Hash(raw))}})
	}
	_, err = d.do(ctx, blobs, acts...)
	return err
}

func counts(r belenios.Result) []int64 {
	list := make([]int64, len(r[0]))
	for i, n := range r[0] {
		list[i] = int64(n)
	}
	return list
}
