package mail

import (
	"context"

	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/election"
)

// Forget deletes the texts of an election's voting emails, whatever became of
// them: after the close nobody needs the voting codes in them, and a code tells
// whose a ballot is. What still waits is not sent any more. Of what was sent
// because somebody voted, or was about to, nothing is left at all. It does nothing
// where that has been done, so it may be called again and again.
func (o *Outbox) Forget(ctx context.Context, id election.ID) error {
	const (
		voting  = `election = $1 AND kind IN ('invitation', 'reminder') AND body <> '' AND state <> 'sending'`
		passing = `election = $1 AND kind IN ('recorded', 'number', 'renewed') AND state <> 'sending'`
	)
	var n int
	err := o.log.View(ctx, func(tx store.Side) error {
		return tx.QueryRow(`SELECT COUNT(*) FROM mail WHERE `+voting+` OR `+passing, string(id)).Scan(&n)
	})
	if err != nil || n == 0 {
		return err
	}
	return o.log.Write(ctx, func(tx store.Side) error {
		if _, err := tx.Exec(`UPDATE mail SET state = 'failed', error = 'The poll had closed before this could be sent.' WHERE `+voting+
			` AND state IN ('waiting', 'later')`, string(id)); err != nil {
			return err
		}
		if _, err := tx.Destroy(`UPDATE mail SET body = '' WHERE `+voting, string(id)); err != nil {
			return err
		}
		_, err := tx.Destroy(`DELETE FROM mail WHERE `+passing, string(id))
		return err
	})
}
