package registrar

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"html/template"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/web/ui"
)

// scripts are what a page with a panel runs: the parts that the panels of those
// who hold keys have too, then the registrar's own.
var scripts = []string{"keys-panel.js", "keys-program.js", "registrar-program.js", "registrar.js"}

var panels = template.Must(template.New("panel").Parse(`<div class="gh-keys" data-registrar="{{.Kind}}" data-path="{{.Path}}" data-election="{{.Election}}">
<noscript><p>Voting codes are handled in this browser alone, which needs JavaScript. Switch it on, or use another browser.</p></noscript>
</div>`))

// panel is where the scripts show their pages.
func panel(kind string, s *stage) template.HTML {
	var b strings.Builder
	// The template is fixed and its data are strings: it cannot fail.
	_ = panels.Execute(&b, map[string]string{"Kind": kind, "Path": s.path(""), "Election": string(s.el.ID())})
	return template.HTML(b.String())
}

// worker is the worker's script, with where its program is in front. It is the
// same for everybody, and its response alone allows WebAssembly.
func worker(c echo.Context) error {
	loader, err := ui.FindAsset("wasm_exec.js")
	if err != nil {
		return err
	}
	program, err := ui.FindAsset("codes.wasm")
	if err != nil {
		return err
	}
	text, err := files.ReadFile("worker/worker.js")
	if err != nil {
		return err
	}
	body := append(fmt.Appendf(nil, "const program = {loader: %q, wasm: %q, integrity: %q};\n",
		ui.AssetPath+loader.File, ui.AssetPath+program.File, program.Integrity), text...)
	sum := sha256.Sum256(body)
	tag := `"` + base64.RawURLEncoding.EncodeToString(sum[:]) + `"`
	h := c.Response().Header()
	h.Set("Content-Security-Policy", ui.WorkerPolicy)
	h.Set("Cache-Control", "public, no-cache")
	h.Set("ETag", tag)
	if c.Request().Header.Get("If-None-Match") == tag {
		return c.NoContent(http.StatusNotModified)
	}
	return c.Blob(http.StatusOK, "text/javascript; charset=utf-8", body)
}
