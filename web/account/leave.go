package account

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/web/site"
	"github.com/onenorwich/guildhall/web/ui"
)

type leftModel struct{}

var leftPage = ui.Define[leftModel](files, "left.html")

// leave ends the session.
func (p pages) leave(c echo.Context) error {
	if err := p.SignOut(c); err != nil {
		return err
	}
	return site.Redirect(c, "/signed-out")
}

func (p pages) left(c echo.Context) error {
	return leftPage.Render(c, http.StatusOK, ui.Page{Title: "You have signed out", Scripts: []string{"tab.js"}}, leftModel{})
}
