package booth

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/web/site"
)

// voterJSON says for whom the session votes.
type voterJSON struct {
	OK       bool        `json:"ok"` // true
	Practice election.ID `json:"practice"`
	Name     string      `json:"name"`
	Code     string      `json:"code,omitempty"` // unless a registrar made it
}

// voter tells the booth, which knows nobody, for whom this browser votes, and gives
// the voting code to whoever has started with a voting link.
func (b *booth) voter(c echo.Context) error {
	v, err := b.site.Voter(c.Request().Context(), site.Of(c), election.ID(c.Param("election")))
	if err == nil {
		return c.JSON(http.StatusOK, voterJSON{true, v.Practice, v.Name, v.Code})
	}
	_, refusal := refused(err)
	if refusal == nil {
		return err
	}
	return c.JSON(http.StatusOK, refusal) // nobody votes here, which is no error
}
