package witness

import (
	"embed"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/web/site"
)

//go:embed *.html
var files embed.FS

// home is the address of the page.
const home = "/witness"

// maxNote is more than a checkpoint with one cosignature has, in bytes.
const maxNote = 16 << 10

// pages are a witness's pages.
type pages struct{ *site.Site }

// Routes adds the pages. The role is checked here, once, for all of them.
func Routes(e *echo.Echo, s *site.Site) {
	p := &pages{s}
	g := e.Group(home, site.Needs(site.AWatcher), required)
	g.GET("", p.page)
	g.POST("/key", p.key, site.BodyLimit(maxNote))
	g.POST("/note", p.note, site.BodyLimit(maxNote))
	g.GET("/apart", p.apart)
	g.POST("/apart/key", p.nameApart)
	g.POST("/apart/note", p.sendApart, site.BodyLimit(maxNote+16<<10))
}

// required lets only those through who are a trustee or a scrutineer of some
// election.
func required(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if v := site.Of(c); !v.Point.State.Watches(v.Person) {
			return site.Refuse(403, "not-witness", "This page is for scrutineers and trustees. Sign in with the email address under which the returning officer named you.")
		}
		return next(c)
	}
}
