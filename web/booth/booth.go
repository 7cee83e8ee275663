package booth

import (
	"context"
	"embed"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/web/site"
	"github.com/onenorwich/guildhall/web/ui"
)

// CheckFunc checks the proofs of a vote's ballots, one for each contest.
type CheckFunc func(ctx context.Context, el *election.Election, ballots [][]byte) ([]belenios.Checked, error)

// booth is the service's side of the polling booth.
type booth struct {
	site  *site.Site
	check CheckFunc
}

// Routes adds the booth.
func Routes(e *echo.Echo, s *site.Site) { routes(e, s, s.Desk.CheckBallots) }

// RoutesWith adds the booth with another way to check ballots: a test holds the
// checker up to see what a deadline does meanwhile.
func RoutesWith(check CheckFunc) func(*echo.Echo, *site.Site) {
	return func(e *echo.Echo, s *site.Site) { routes(e, s, check) }
}

func routes(e *echo.Echo, s *site.Site, check CheckFunc) {
	b := &booth{s, check}
	e.GET("/booth/:election", b.page)
	e.HEAD("/booth/:election", b.page)
	e.GET("/booth/:election/ballot.json", b.papers)
	e.GET(WorkerPath, b.worker)
	e.POST("/cast/:election", b.cast, site.BodyLimit(maxVote))
}

//go:embed shell.html worker/worker.js
var files embed.FS

// shell is the one document. What it shows comes from ballot.json, so that its
// bytes are the same for every election and everybody.
var shell = ui.Define[struct{}](files, "shell.html")

// scripts run in this order: the parts, then what uses them.
var scripts = []string{"qr.js", "check.js", "booth-dom.js", "booth-engine.js", "booth-send.js", "booth-pages.js", "booth.js"}

// Program is the asset that the page before the booth preloads.
const Program = "booth.wasm"
