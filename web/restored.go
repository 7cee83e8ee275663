package web

import (
	"errors"

	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/governance/datadir"
	"github.com/onenorwich/guildhall/web/mail"
	"github.com/onenorwich/guildhall/web/site"
)

// Restored mends the side tables of a database that was restored from a backup:
// who was signed in then need not be now, and what waited to be sent may have
// been sent since.
func Restored(tx store.Side, held datadir.Held) error {
	return errors.Join(site.Restored(tx), mail.Restored(tx, held.Last))
}
