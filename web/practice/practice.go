// Package practice is what a practice and its nominees see, up to the booth's
// door: the voting link's first page, nominating, seconding, consenting, and
// who acts for the practice.
//
// Invariant: GET spends nothing. The voting code in a letter's address never
// reaches the service by these pages; a script of ours keeps it for the tab
// alone. What a person typed into a form that is refused stands in the page that
// says why.
//
// Trusted: the session (package site), for who is here. What a person may do is
// decided by the rules beside the events; the pages only say it beforehand.
package practice

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

	// To the booth: by link, by a typed code, or by letter.
	e.GET("/v/:token", p.show)
	e.POST("/v/:token", p.start)
	e.GET("/v/:token/number", p.back)
	e.POST("/v/:token/number", p.number)
	e.POST("/v/:token/confirm", p.confirm)
	e.GET("/v/:token/not-me", p.stranger)
	e.POST("/v/:token/not-me", p.report)
	e.GET("/vote", p.typing)
	e.POST("/vote", p.typed)
	e.GET("/l", p.scanned)
	e.GET("/c", p.letter)
	e.POST("/c", p.letterNumber)
	e.GET("/c/:ticket", p.letterAsk)
	e.POST("/c/:ticket", p.letterStart)
	e.GET("/again", p.lost)
	e.POST("/again", p.again)

	// Signed in.
	e.GET("/practice", p.mine, site.Needs(site.APerson))
	g := e.Group("/practice/:practice", site.Needs(site.APractice))
	g.GET("", p.home)
	g.GET("/nominate/:election", p.nominating)
	g.POST("/nominate/:election", p.nominate)
	g.GET("/people", p.people)
	g.POST("/people", p.appoint)
	g.GET("/people/:person/end", p.ending)
	g.POST("/people/:person/end", p.end)

	// A link in an email is for one of these; to withdraw cannot be taken back, so
	// it is for nobody who has only such a link.
	n := e.Group("/nominations/:election/:nomination")
	n.GET("", p.nomination, site.Needs(site.ANomination))
	n.POST("/second", p.second, site.Needs(site.ASeconder))
	n.GET("/consent", p.consenting, site.Needs(site.ANominee))
	n.POST("/consent", p.consent, site.Needs(site.ANominee))
	n.GET("/withdraw", p.withdrawing, site.Needs(site.APerson))
	n.POST("/withdraw", p.withdraw, site.Needs(site.APerson))
}
