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
// or show it on a new tab, however long the script takes. Measured in Chromium 156:
// a hidden row of the history stays after every answer that runs a script (404, 410
// and 503 that lead on, a redirect, COOP with COEP, a sandbox, SVG, Refresh,
// Clear-Site-Data); none stays after 204, which runs none. Clearing the browsing
// history removes the row. A session that the browser saves before the script has run
// holds the address, too. cmd/guildhall/outside/profile_test.go tries it.
func (p pages) scanned(c echo.Context) error {
	return scannedPage.Render(c, http.StatusNotFound, ui.Page{Title: "Vote with your letter", Scripts: letterScripts}, scannedModel{"/c"})
}
