package conduct

import (
	"context"

	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
)

// Schema is the side table of the simple scheme's voting codes. The service
// makes them and must be able to send one again, so it keeps them until the
// poll closes; the pages say so. Strict mode has a registrar instead. Beside it
// stands the count of votes that were opened.
const Schema = `CREATE TABLE IF NOT EXISTS codes (
	election TEXT NOT NULL,
	practice TEXT NOT NULL,
	code TEXT NOT NULL,
	PRIMARY KEY (election, practice)
) WITHOUT ROWID;
` + keysSchema + spentSchema

// Code is a practice's voting code; "" if it is not kept any more.
func (d *Desk) Code(ctx context.Context, id, practice election.ID) (code string, err error) {
	err = d.Clerk.Log().View(ctx, func(tx store.Side) error {
		return tx.QueryRow(`SELECT COALESCE((SELECT code FROM codes WHERE election = $1 AND practice = $2), '')`, string(id), string(practice)).Scan(&code)
	})
	return code, err
}

// CheckOwn refuses a vote that was locked with another practice's code, while
// the service knows which code is whose. Without it, a practice with as many
// votes could use up a code before its owner does, and shut the owner out.
func (d *Desk) CheckOwn(ctx context.Context, el *election.Election, practice election.ID, checked []belenios.Checked) error {
	text, err := d.Code(ctx, el.ID(), practice)
	if err != nil || text == "" {
		return err
	}
	contests, err := d.Contests(ctx, el)
	if err != nil {
		return err
	}
	code, err := belenios.ParseCode(text)
	if err != nil {
		return err
	}
	// The rules see to it that the other contests' ballots are of the same code.
	own, err := code.Credential(contests[0].Setup.Election.Group, contests[0].UUID)
	if err != nil {
		return err
	}
	if len(checked) == 0 || checked[0].Credential() != own.Public() {
		return election.Refuse("foreign-code", "This voting code belongs to another practice. Use the code in your own practice's email.")
	}
	return nil
}
