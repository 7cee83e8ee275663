package registrar

import (
	"embed"
	"sync"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/web/site"
)

//go:embed *.html worker/worker.js
var files embed.FS

// home is the address of a registrar's first page.
const home = "/registrar"

// WorkerPath is the address of the worker in which the registrar's program runs.
const WorkerPath = "/codes/worker.js"

// maxReply is more than the public half of a thousand codes in many contests
// takes, in bytes.
const maxReply = 8 << 20

// pages are a registrar's pages.
type pages struct {
	*site.Site
	setups sync.Map // election and when its ballot was prepared → *codes.Setup: it never changes
}

// Routes adds the pages. The role is checked here, once, for all of them.
func Routes(e *echo.Echo, s *site.Site) {
	p := &pages{Site: s}
	e.GET(WorkerPath, worker)
	g := e.Group(home, site.Needs(site.AHelper), required)
	g.GET("", p.elections)
	one := g.Group("/:id")
	one.GET("", p.with(p.tasks))
	one.GET("/task.json", p.with(p.taskJSON))
	one.GET("/codes", p.with(p.codes))
	one.POST("/list", p.with(p.list), site.BodyLimit(maxReply))
	one.GET("/apart", p.with(p.apart))
	one.POST("/apart", p.with(p.upload), site.BodyLimit(maxReply+64<<10))
	one.GET("/letters", p.with(p.letters))
	one.POST("/issued", p.with(p.issued))
	one.GET("/mail", p.with(p.mailing))
	one.POST("/mail", p.with(p.mail))
	one.GET("/lost", p.with(p.lost))
}

// required lets only those through who are registrars of some election; with,
// only the registrar of the route's.
func required(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		v := site.Of(c)
		for el := range v.Point.State.Election.Elections {
			if registers(v.Person, &el) {
				return next(c)
			}
		}
		return notRegistrar()
	}
}

func registers(person election.ID, el *election.Election) bool {
	return el.Team != nil && el.Team.Registrar != "" && el.Team.Registrar == person
}

func notRegistrar() error {
	return site.Refuse(403, "not-registrar", "This page is the registrar’s. Sign in with the email address under which the returning officer named you as the registrar.")
}

// stage is an election with its registrar, who asks.
type stage struct {
	point *record.Point
	el    election.Election
	by    election.ID
	at    election.Moment
}

// path is an address below the election's own.
func (s *stage) path(p string) string { return home + "/" + string(s.el.ID()) + p }

// late says whether codes can be given no longer.
func (s *stage) late() bool { return !s.at.Before(s.el.CodesCutOff()) }

// with finds the election of a route.
func (p *pages) with(next func(echo.Context, *stage) error) echo.HandlerFunc {
	return func(c echo.Context) error {
		v := site.Of(c)
		el, err := v.Poll(election.ID(c.Param("id")))
		if err != nil {
			return err
		}
		if !registers(v.Person, &el) {
			return notRegistrar()
		}
		return next(c, &stage{v.Point, el, v.Person, election.At(p.Now())})
	}
}
