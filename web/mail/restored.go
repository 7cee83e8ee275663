package mail

import (
	"time"

	"github.com/onenorwich/guildhall/audit/store"
)

// Restored stops what a database from a backup would send by itself: it may have
// been sent since. A person decides about each; what is of no use any more goes.
func Restored(tx store.Side, last time.Time) error {
	if _, err := tx.Destroy(`DELETE FROM mail WHERE kind IN ($1, $2, $3, $4)`, string(Number), string(SignIn), string(Renewed), string(Recorded)); err != nil {
		return err
	}
	_, err := tx.Exec(`UPDATE mail SET state = $1, error = $2 WHERE state NOT IN ($3, $4, $5, $6, $7, $1)`,
		string(Uncertain), "The database was restored from a backup whose last entry is of "+last.UTC().Format(time.DateTime)+" UTC; this may have been sent since.",
		string(Accepted), string(Bounced), string(Failed), string(Kept), string(Dealt))
	return err
}
