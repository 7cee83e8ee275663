package public

import (
	"embed"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/web/papers"
	"github.com/onenorwich/guildhall/web/site"
)

//go:embed *.html
var files embed.FS

// pages are the pages for anybody.
type pages struct {
	*site.Site
	papers *papers.Maker
	tree   tree
	made   downloads
}

// Routes adds the pages. They ask for no role.
func Routes(e *echo.Echo, s *site.Site) {
	p := &pages{Site: s, papers: &papers.Maker{Desk: s.Desk, BaseURL: s.BaseURL, Demo: s.Demo != nil}}
	e.GET("/", p.home)
	e.GET("/elections/:id", p.with(p.notice))
	e.GET("/elections/:id/candidates", p.with(p.candidates))
	e.GET("/elections/:id/board", p.with(p.board))
	e.GET("/elections/:id/result", p.with(p.result))
	e.GET("/elections/:id/reveals", p.with(p.reveals))
	e.GET("/elections/:id/papers/:paper", p.with(p.paper))
	e.GET("/elections/:id/receipt/:seq", p.with(p.receipt))
	e.GET("/elections/:id/:archive", p.with(p.archive))
	e.GET("/log", p.log)
	e.GET("/log.jsonl", p.logLines)
	e.GET("/checkpoint", p.checkpoint)
	e.GET("/proof/consistency", p.consistency)
	e.GET("/key", p.key)
	e.GET("/blobs/:digest", p.blob)
	e.GET("/bundle.zip", p.bundle)
	e.GET("/verify", p.verify)
	e.GET("/secrecy", p.secrecy)
	e.GET("/trust", p.trust)
	e.GET("/receipt", p.receiptForm)
	e.POST("/receipt", p.receiptCheck, site.BodyLimit(receiptBody))
}

// poll is an election at the visit's point, with its words.
type poll struct {
	point *record.Point
	el    election.Election
	text  record.ElectionText
}

// with finds the election of a route.
func (p *pages) with(next func(echo.Context, poll) error) echo.HandlerFunc {
	return func(c echo.Context) error {
		v := site.Of(c)
		el, err := v.Poll(election.ID(c.Param("id")))
		if err != nil {
			return err
		}
		return next(c, poll{v.Point, el, p.Desk.Text(c.Request().Context(), &el)})
	}
}

// path is an address below the election's own.
func (o *poll) path(p string) string { return "/elections/" + string(o.el.ID()) + p }

// paragraphs parts a text at its line breaks.
func paragraphs(s string) []string {
	var list []string
	for line := range strings.Lines(s) {
		if line = strings.TrimSpace(line); line != "" {
			list = append(list, line)
		}
	}
	return list
}
