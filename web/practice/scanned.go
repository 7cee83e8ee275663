package practice

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/web/ui"
)

type scannedModel struct{ Next string }

var scannedPage = ui.Define[scannedModel](files, "scanned.html")

// scanned is the address in a letter's QR code, which holds the voting code in its
// fragment. A script takes it into the tab and leads on. The status is 404 on
// purpose: Chromium and Firefox list no such page in their history, nor suggest it
// or show it on a new tab; no other answer that runs a script has that effect.
func (p pages) scanned(c echo.Context) error {
	return scannedPage.Render(c, http.StatusNotFound, ui.Page{Title: "Vote with your letter", Scripts: letterScripts}, scannedModel{"/c"})
}
