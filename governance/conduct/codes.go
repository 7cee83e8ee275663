package conduct

import (
	"context"

	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/election"
)

// Schema is the side table of the simple scheme's voting codes. The service
// makes them and must be able to send one again, so it keeps them until the
// poll closes; the pages say so. Strict mode has a registrar instead.
const Schema = `CREATE TABLE IF NOT EXISTS codes (
	election TEXT NOT NULL,
	practice TEXT NOT NULL,
	code TEXT NOT NULL,
	PRIMARY KEY (election, practice)
) WITHOUT ROWID`

// Code is a practice's voting code; "" if it is not kept any more.
func (d *Desk) Code(ctx context.Context, id, practice election.ID) (code string, err error) {
	err = d.Clerk.Log().View(ctx, func(tx store.Side) error {
		return tx.QueryRow(`SELECT COALESCE((SELECT code FROM codes WHERE election = $1 AND practice = $2), '')`, string(id), string(practice)).Scan(&code)
	})
	return code, err
}
