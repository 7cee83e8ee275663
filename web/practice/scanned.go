package practice

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"sync"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/web/ui"
)

// scanned is the address in a letter's QR code, which holds the voting code in its
// fragment. A script takes it into the tab and leads on. The status is 404 on
// purpose: Chromium and Firefox list no such page in their history, nor suggest it
// or show it on a new tab. Measured in Chromium 156: a hidden row of the history stays
// after every answer that runs a script (404, 410 and 503 that lead on, a redirect,
// COOP with COEP, a sandbox, SVG, Refresh, Clear-Site-Data); none stays after 204,
// which runs none. Clearing the browsing history removes the row. A session that the
// browser saves before the script has run holds the address, too: so this page waits
// for nothing else, and has no icon, whose page browsers note.
// cmd/guildhall/outside/profile_test.go tries it.
func (p pages) scanned(c echo.Context) error {
	page, err := leadOn()
	if err != nil {
		return err
	}
	c.Response().Header().Set("Content-Security-Policy", page.policy)
	return c.HTMLBlob(http.StatusNotFound, page.html)
}

// leading is the page with its scripts inside, and the policy that runs those alone.
type leading struct {
	html   []byte
	policy string
}

var leadOn = sync.OnceValues(func() (l leading, err error) {
	if l.html, err = files.ReadFile("scanned.html"); err != nil {
		return l, err
	}
	var script []byte
	for _, name := range letterScripts {
		asset, err := ui.FindAsset(name)
		if err != nil {
			return l, err
		}
		text, err := asset.Content()
		if err != nil {
			return l, err
		}
		script = append(script, text...)
	}
	hash := sha256.Sum256(script)
	l.html = bytes.Join([][]byte{l.html, []byte("<script>"), script, []byte("</script>\n</html>\n")}, nil)
	l.policy = "default-src 'none'; script-src 'sha256-" + base64.StdEncoding.EncodeToString(hash[:]) +
		"'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
	return l, nil
})
