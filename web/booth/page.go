package booth

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/web/site"
	"github.com/onenorwich/guildhall/web/ui"
)

// Policy is the booth's own: it may run our scripts and its worker, show our
// style and images, and speak with this service; nothing else, and no form is
// ever sent by the browser itself.
const Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"worker-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"

// WorkerPath is the worker's address. It is fixed, so that the page before the
// booth and whoever compares what is served know it.
const WorkerPath = "/booth/worker.js"

// page is the booth. It reads nothing of the request but whether the election
// exists.
func (b *booth) page(c echo.Context) error {
	if _, err := site.Of(c).Poll(election.ID(c.Param("election"))); err != nil {
		return err
	}
	caught := &catcher{Context: c}
	if err := shell.Render(caught, http.StatusOK, ui.Page{Title: "Your vote", Shared: true, Scripts: scripts}, struct{}{}); err != nil {
		return err
	}
	c.Response().Header().Set("Content-Security-Policy", Policy)
	return same(c, echo.MIMETextHTMLCharsetUTF8, caught.page.Bytes())
}

// catcher keeps the page that a view prints, so that its hash can go in front.
type catcher struct {
	echo.Context
	page bytes.Buffer
}

func (c *catcher) Render(_ int, name string, data any) error {
	return c.Echo().Renderer.Render(&c.page, name, data, c.Context)
}

// worker is the worker's script, with where its program is in front.
func (b *booth) worker(c echo.Context) error {
	loader, err := ui.FindAsset("wasm_exec.js")
	if err != nil {
		return err
	}
	program, err := ui.FindAsset(Program)
	if err != nil {
		return err
	}
	text, err := files.ReadFile("worker/worker.js")
	if err != nil {
		return err
	}
	c.Response().Header().Set("Content-Security-Policy", ui.WorkerPolicy)
	head := fmt.Sprintf("const program = {loader: %q, wasm: %q, integrity: %q};\n", ui.AssetPath+loader.File, ui.AssetPath+program.File, program.Integrity)
	return same(c, "text/javascript; charset=utf-8", append([]byte(head), text...))
}

// same answers with bytes that are the same for everybody: named by their hash,
// kept by whoever likes, asked for again each time. Nothing varies by cookie.
func same(c echo.Context, kind string, body []byte) error {
	sum := sha256.Sum256(body)
	tag := `"` + base64.RawURLEncoding.EncodeToString(sum[:]) + `"`
	h := c.Response().Header()
	h.Set("Cache-Control", "public, no-cache")
	h.Set("ETag", tag)
	for _, known := range strings.Split(c.Request().Header.Get("If-None-Match"), ",") {
		if strings.TrimPrefix(strings.TrimSpace(known), "W/") == tag {
			return c.NoContent(http.StatusNotModified)
		}
	}
	return c.Blob(http.StatusOK, kind, body)
}
