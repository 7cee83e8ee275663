// Package account is signing in and out. There are no passwords: a link goes
// to the registered address, and a person's POST on its page begins a session
// (package site says how a link, a browser and a number belong together).
//
// Invariant: GET spends nothing, and no answer says whether an address for
// mail is known here.
package account

import (
	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/web/site"
)

// Routes adds the pages.
func Routes(e *echo.Echo, s *site.Site) {}
