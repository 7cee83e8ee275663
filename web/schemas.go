package web

import (
	"github.com/onenorwich/guildhall/governance/clerk"
	"github.com/onenorwich/guildhall/governance/conduct"
	"github.com/onenorwich/guildhall/web/mail"
	"github.com/onenorwich/guildhall/web/site"
)

// Schemas lists the side tables of the whole service, for store.OpenSQLite.
func Schemas() []string {
	return []string{clerk.Schema, conduct.Schema, mail.Schema, site.Schema}
}
