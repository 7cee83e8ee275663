package booth

import (
	"context"
	"embed"
	"sync"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/web/booth/edition"
	"github.com/onenorwich/guildhall/web/site"
)

// CheckFunc checks the proofs of a vote's ballots, one for each contest.
type CheckFunc func(ctx context.Context, el *election.Election, ballots [][]byte) ([]belenios.Checked, error)

// booth is the service's side of the polling booth.
type booth struct {
	site  *site.Site
	check CheckFunc
	begin sync.Map // by election: the beginnings of credentials, which never change
}

// Routes adds the booth. Arriving belongs before whatever looks at the database.
func Routes(e *echo.Echo, s *site.Site) { routes(e, s, s.Desk.CheckBallots) }

// RoutesWith adds the booth with another way to check ballots: a test holds the
// checker up to see what a deadline does meanwhile.
func RoutesWith(check CheckFunc) func(*echo.Echo, *site.Site) {
	return func(e *echo.Echo, s *site.Site) { routes(e, s, check) }
}

func routes(e *echo.Echo, s *site.Site, check CheckFunc) {
	b := &booth{site: s, check: check}
	e.GET("/booth/:election", b.page)
	e.HEAD("/booth/:election", b.page)
	e.GET("/booth/:election/ballot.json", b.papers)
	e.GET(edition.PagePath, fixed(edition.PagePath))
	e.GET(WorkerPath, fixed(WorkerPath))
	e.GET(edition.ListPath, list)
	e.GET(edition.JSONPath, listJSON)
	e.GET("/booth", b.about)
	e.POST("/voter/:election", b.voter)
	e.POST(castPath, b.cast)
	e.POST("/spent/:election", b.spent)
}

//go:embed about.html
var files embed.FS

// Program is the asset that the page before the booth preloads.
const Program = edition.Program
