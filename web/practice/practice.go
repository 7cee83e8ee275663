// Package practice is what a practice and its nominees see, up to the booth's
// door: the voting link's first page, nominating, seconding, consenting, and
// who acts for the practice.
//
// Invariant: the voting code in a link's fragment never reaches the service by
// these pages; a script of ours keeps it for the tab alone. What a person sends
// is kept in the form until it is accepted.
package practice

import (
	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/web/site"
)

// Routes adds the pages.
func Routes(e *echo.Echo, s *site.Site) {}
