package booth

import (
	"sync"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/web/booth/edition"
	"github.com/onenorwich/guildhall/web/site"
	"github.com/onenorwich/guildhall/web/ui"
)

// Policy is the booth's own.
const Policy = edition.Policy

// WorkerPath is the worker's address. It is fixed, so that the page before the
// booth and whoever compares what is served know it.
const WorkerPath = edition.WorkerPath

// shell is the booth's page, which is the same for every election.
var shell = sync.OnceValues(edition.Page)

// built is the booth as it is published.
var built = sync.OnceValues(edition.Built)

// page is the booth. It reads nothing of the request but whether the election
// exists.
func (b *booth) page(c echo.Context) error {
	if _, err := site.Of(c).Poll(election.ID(c.Param("election"))); err != nil {
		return err
	}
	body, err := shell()
	if err != nil {
		return err
	}
	c.Response().Header().Set("Content-Security-Policy", Policy)
	return ui.ServeSame(c, edition.HTML, body)
}

// fixed serves a file of the booth that has an address of its own.
func fixed(path string) echo.HandlerFunc {
	return func(c echo.Context) error {
		e, err := built()
		if err != nil {
			return err
		}
		file := e.File(path)
		c.Response().Header().Set("Content-Security-Policy", file.Policy)
		return ui.ServeSame(c, file.Type, file.Body)
	}
}
