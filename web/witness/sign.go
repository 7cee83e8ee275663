package witness

import (
	"io"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/web/site"
)

// key names the public key that the witness's browser made.
func (p *pages) key(c echo.Context) error {
	return p.take(c, func(raw []byte) error { return p.named(c, raw) })
}

// named records a public key, given as hexadecimal digits.
func (p *pages) named(c echo.Context, raw []byte) error {
	key, err := election.ParseDigest(strings.TrimSpace(string(raw)))
	if err != nil {
		return election.Refuse("key", "This is not a public key: it has 64 hexadecimal digits. Nothing was recorded.")
	}
	return p.Desk.NameSigner(c.Request().Context(), site.Of(c).Person, key)
}

// note records the checkpoint that the witness's browser cosigned.
func (p *pages) note(c echo.Context) error {
	return p.take(c, func(raw []byte) error { return p.Desk.Cosign(c.Request().Context(), site.Of(c).Person, raw) })
}

// take reads what a script sends, and answers it as a script.
func (p *pages) take(c echo.Context, record func([]byte) error) error {
	raw, err := io.ReadAll(c.Request().Body)
	if err == nil {
		err = record(raw)
	}
	if err != nil {
		return site.FailJSON(c, err)
	}
	return c.JSON(http.StatusOK, map[string]bool{"ok": true})
}
