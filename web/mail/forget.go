package mail

import (
	"context"

	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/election"
)

// Forget deletes the texts of an election's voting emails, whatever became of
// them: after the close nobody needs the voting codes in them, and a code tells
// whose a ballot is. What still waits is not sent any more. It does nothing where
// that has been done, so it may be called again and again.
func (o *Outbox) Forget(ctx context.Context, id election.ID) error {
	const voting = `election = $1 AND kind IN ($2, $3) AND body <> '' AND state <> $4`
	which := []any{string(id), string(Invitation), string(Reminder), string(Sending)}
	var n int
	err := o.log.View(ctx, func(tx store.Side) error {
		return tx.QueryRow(`SELECT COUNT(*) FROM mail WHERE `+voting, which...).Scan(&n)
	})
	if err != nil || n == 0 {
		return err
	}
	return o.log.Write(ctx, func(tx store.Side) error {
		if _, err := tx.Exec(`UPDATE mail SET state = $5, error = 'The poll had closed before this could be sent.' WHERE `+voting+` AND state = $6`,
			append(which, string(Failed), string(Waiting))...); err != nil {
			return err
		}
		_, err := tx.Destroy(`UPDATE mail SET body = '' WHERE `+voting, which...)
		return err
	})
}
