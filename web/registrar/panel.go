package registrar

import (
	"html/template"
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

// worker is the worker's script, with where its program is in front.
func worker(c echo.Context) error {
	text, err := files.ReadFile("worker/worker.js")
	if err != nil {
		return err
	}
	return ui.ServeWorker(c, text, "codes.wasm")
}
