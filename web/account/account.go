// Package account is signing in and out. There are no passwords: a link goes
// to the registered address, and a person's POST on its page begins a session
// (package site says how a link, a browser and a number belong together).
//
// Invariant: GET spends nothing, and no answer says whether an address for
// mail is known here.
package account

import (
	"embed"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/web/site"
)

//go:embed *.html
var files embed.FS

// pages are the handlers.
type pages struct{ *site.Site }

// Routes adds the pages.
func Routes(e *echo.Echo, s *site.Site) {
	p := pages{s}
	e.GET("/sign-in", p.ask)
	e.POST("/sign-in", p.send)
	e.GET("/in/:token", p.show)
	e.POST("/in/:token", p.enter)
	e.GET("/in/:token/number", p.back)
	e.POST("/in/:token/number", p.number)
	e.POST("/sign-out", p.leave)
	e.GET("/signed-out", p.left)
}
