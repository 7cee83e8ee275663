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
	e.GET("/c/choose", p.whose, site.RequirePerson)
	e.POST("/c/choose", p.chosen, site.RequirePerson)
	e.GET("/c/:token", p.letterBack)
	e.POST("/c/:token", p.letterStart)
	e.GET("/again", p.lost)
	e.POST("/again", p.again)

	// Signed in.
	e.GET("/practice", p.mine, site.RequirePerson)
	g := e.Group("/practice/:practice", site.RequirePractice)
	g.GET("", p.home)
	g.GET("/nominate/:election", p.nominating)
	g.POST("/nominate/:election", p.nominate)
	people := g.Group("/people", site.RequireMailbox)
	people.GET("", p.people)
	people.POST("", p.appoint)
	people.GET("/:person/end", p.ending)
	people.POST("/:person/end", p.end)

	n := e.Group("/nominations/:election/:nomination", site.RequirePerson)
	n.GET("", p.nomination)
	n.POST("/second", p.second)
	n.GET("/consent", p.consenting)
	n.POST("/consent", p.consent)
	n.GET("/withdraw", p.withdrawing)
	n.POST("/withdraw", p.withdraw)
}
