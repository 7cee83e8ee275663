package public

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/web/papers"
	"github.com/onenorwich/guildhall/web/site"
	"github.com/onenorwich/guildhall/web/ui"
)

// secrecy says how secrecy works, and what is not had.
func (p *pages) secrecy(c echo.Context) error {
	m := secrecyModel{}
	for el := range site.Of(c).Point.State.Election.Elections {
		m.Elections = append(m.Elections, secrecyElection{p.Desk.Text(c.Request().Context(), &el).Title, papers.Protection(c.Request().Context(), p.Desk, &el)})
	}
	return secrecyPage.Render(c, http.StatusOK, ui.Page{Title: "How secrecy works"}, m)
}
