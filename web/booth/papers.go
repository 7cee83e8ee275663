package booth

import (
	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/web/booth/edition"
	"github.com/onenorwich/guildhall/web/site"
	"github.com/onenorwich/guildhall/web/ui"
)

// papers are the ballot papers of an election: public, the same for everybody,
// and made from the log.
func (b *booth) papers(c echo.Context) error {
	ctx := c.Request().Context()
	el, err := site.Of(c).Poll(election.ID(c.Param("election")))
	if err != nil {
		return err
	}
	from := edition.Sources{Blobs: b.site.Store(), Demo: b.site.Demo}
	if el.Poll.Open() {
		known, ok := b.begin.Load(el.ID())
		if !ok {
			if known, err = edition.Beginnings(ctx, &el, b.site.Store()); err != nil {
				return err
			}
			b.begin.Store(el.ID(), known)
		}
		from.Known = known.([]string)
	}
	body, err := edition.Papers(ctx, &el, from, b.site.Now())
	if err != nil {
		return err
	}
	return ui.ServeSame(c, echo.MIMEApplicationJSON, body)
}
