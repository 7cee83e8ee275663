package trustee

import (
	"embed"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/web/site"
)

//go:embed *.html
var files embed.FS

// home is the address of a trustee's first page.
const home = "/trustee"

// maxAnswer is more than the shares of sixteen contests have, in bytes.
const maxAnswer = 4 << 20

// pages are a trustee's pages.
type pages struct{ *site.Site }

// Routes adds the pages. The role is checked here, once, for all of them.
func Routes(e *echo.Echo, s *site.Site) {
	p := &pages{s}
	g := e.Group(home, site.Needs(site.AHelper), required)
	g.GET("", p.elections)
	one := g.Group("/:id")
	one.GET("", p.with(p.sitting))
	one.GET("/apart", p.with(p.apart))
	one.POST("/apart", p.with(p.upload), site.BodyLimit(maxAnswer+64<<10))
	one.GET("/task.json", p.with(p.taskJSON))
	one.POST("/answer", p.with(p.answer), site.BodyLimit(maxAnswer))
}

// required lets only those through who are trustees of some election; with, only
// those of the route's.
func required(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		v := site.Of(c)
		for el := range v.Point.State.Election.Elections {
			if el.Team.Seat(v.Person) > 0 {
				return next(c)
			}
		}
		return notTrustee()
	}
}

func notTrustee() error {
	return site.Refuse(403, "not-trustee", "This page is a trustee’s. Sign in with the email address under which the returning officer named you as a trustee.")
}

// seated is an election with the seat of whoever asks.
type seated struct {
	point *record.Point
	el    election.Election
	by    election.ID
	seat  int // from 1
}

// path is an address below the election's own.
func (s *seated) path(p string) string { return home + "/" + string(s.el.ID()) + p }

// with finds the election of a route, and the seat.
func (p *pages) with(next func(echo.Context, *seated) error) echo.HandlerFunc {
	return func(c echo.Context) error {
		v := site.Of(c)
		el, err := v.Poll(election.ID(c.Param("id")))
		if err != nil {
			return err
		}
		s := &seated{v.Point, el, v.Person, el.Team.Seat(v.Person)}
		if s.seat == 0 {
			return notTrustee()
		}
		return next(c, s)
	}
}
