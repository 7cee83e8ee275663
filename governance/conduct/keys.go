package conduct

import (
	"context"
	"errors"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/governance/clerk"
	"github.com/onenorwich/guildhall/governance/record"
)

// keysSchema is the side table of the service's own keys, each kept until the
// votes have been decrypted: without it, nobody can count.
const keysSchema = `CREATE TABLE IF NOT EXISTS service_keys (
	election TEXT NOT NULL PRIMARY KEY,
	secret TEXT NOT NULL
) WITHOUT ROWID;
`

// MakeKey records the public half of the returning officer's key, in the simple
// scheme. The service's own of an earlier one is destroyed, and a new one drawn.
func (d *Desk) MakeKey(ctx context.Context, by, id election.ID, trustee []byte) error {
	el, err := d.Election(id)
	if err != nil {
		return err
	}
	if _, err := belenios.ParseTrustee(record.GroupName(el.Called.Group), trustee); err != nil {
		return election.Refuse("key", "This is not a public key with its proof: %v. Make the key again.", err)
	}
	if _, err = d.Clerk.Do(ctx, clerk.Command{
		Blobs:  [][]byte{trustee},
		Decide: decided(clerk.Act{By: by, Event: election.KeyMade{Election: id, Holder: by, Key: election.Digest(audit.Hash(trustee))}}),
		Side:   forgetServiceKey(id),
	}); err != nil {
		return err
	}
	return d.FinishKeys(ctx)
}

// FinishKeys joins the service's own key with that of each election whose people
// have made theirs: the returning officer, or the last trustee. It does nothing
// where that has been done, so it may be called at any time.
func (d *Desk) FinishKeys(ctx context.Context) error {
	state := d.State()
	for el := range state.Election.Elections {
		if !el.Joinable() {
			continue
		}
		if err := d.finishKeys(ctx, &el); err != nil {
			return err
		}
	}
	return nil
}

func (d *Desk) finishKeys(ctx context.Context, el *election.Election) error {
	key, err := belenios.NewTrusteeKey(d.Rand, record.GroupName(el.Called.Group))
	if err != nil {
		return err
	}
	own, err := key.Trustee(d.Rand, "")
	if err != nil {
		return err
	}
	people, trustees, err := record.Ceremony{Blobs: d.Clerk.Log()}.Join(ctx, el, own)
	if err != nil {
		return err
	}
	_, err = d.Clerk.Do(ctx, clerk.Command{
		Blobs: [][]byte{own.Encode(), people, trustees},
		Decide: decided(clerk.Act{By: election.Service, Event: election.KeysMade{Election: el.ID(), Service: election.Digest(audit.Hash(own.Encode())),
			People: election.Digest(audit.Hash(people)), Trustees: election.Digest(audit.Hash(trustees))}}),
		Side: func(tx store.Side) error {
			_, err := tx.Exec(`INSERT INTO service_keys (election, secret) VALUES ($1, $2)`, string(el.ID()), string(key.Save()))
			return err
		},
	})
	if f := (*election.Error)(nil); errors.As(err, &f) && (f.Code == "made" || f.Code == "key") {
		return nil // two requests finished it at once, or the officer has made another meanwhile
	}
	return err
}

// serviceKey is the service's own key of an election.
func (d *Desk) serviceKey(ctx context.Context, el *election.Election) (*belenios.TrusteeKey, error) {
	var secret string
	if err := d.Clerk.Log().View(ctx, func(tx store.Side) error {
		return tx.QueryRow(`SELECT COALESCE((SELECT secret FROM service_keys WHERE election = $1), '')`, string(el.ID())).Scan(&secret)
	}); err != nil {
		return nil, err
	}
	if secret == "" {
		return nil, election.Refuse("no-service-key", "The service's own key of this election is not there. "+
			"Restore the database from a backup that was made after the keys; without that key the votes cannot be counted.")
	}
	return belenios.ParseTrusteeKey(record.GroupName(el.Called.Group), []byte(secret))
}

// forgetServiceKey destroys the service's key of an election.
func forgetServiceKey(id election.ID) Side {
	return func(tx store.Side) error {
		_, err := tx.Destroy(`DELETE FROM service_keys WHERE election = $1`, string(id))
		return err
	}
}
