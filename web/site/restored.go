package site

import (
	"crypto/rand"

	"github.com/onenorwich/guildhall/audit/store"
)

// Restored ends all that a database from a backup would begin again: sessions that
// may have ended since, and browsers that were known then. Voting links
// stay, for people have them in their mailboxes, but each asks for a number: which
// browsers were bound since is not known.
func Restored(tx store.Side) error {
	for _, q := range []string{
		`DELETE FROM sessions`,
		`DELETE FROM secrets WHERE name = 'site'`, // with it, every cookie's signature
	} {
		if _, err := tx.Destroy(q); err != nil {
			return err
		}
	}
	nobody := make([]byte, 32)
	if _, err := rand.Read(nobody); err != nil {
		return err
	}
	_, err := tx.Exec(`UPDATE links SET browser = $1`, nobody)
	return err
}
