package keys

import (
	"embed"
	"html/template"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/web/site"
	"github.com/onenorwich/guildhall/web/ui"
)

// Scripts are what a page with a panel lists among its own.
var Scripts = []string{"keys-panel.js", "keys-program.js", "keys-log.js", "keys.js"}

// TrusteeScripts are what a trustee's page lists among its own.
var TrusteeScripts = []string{"keys-panel.js", "keys-program.js", "keys-log.js", "trustee-parts.js", "trustee-count.js", "trustee.js"}

// WorkerPath is the address of the worker in which the program runs.
const WorkerPath = "/keys/worker.js"

//go:embed worker/worker.js
var files embed.FS

// Make is the panel on which a key is made: saved as a file, checked by choosing
// the file again, and only then its public half sent.
func Make(id election.ID, back string) template.HTML { return panel("make", id, back) }

// Check is the panel that tells whether a file is the election's key. Nothing is
// sent.
func Check(id election.ID, back string) template.HTML { return panel("check", id, back) }

// Decrypt is the panel that verifies every contest and decrypts its tally.
func Decrypt(id election.ID, back string) template.HTML { return panel("decrypt", id, back) }

// Trustee is the panel of a trustee, whose rounds it goes through. It speaks with
// the addresses below back: task.json and answer.
func Trustee(id election.ID, back string) template.HTML { return panel("trustee", id, back) }

var panels = template.Must(template.New("panel").Parse(`<div class="gh-keys" data-keys="{{.Kind}}" data-election="{{.Election}}" data-back="{{.Back}}">
<noscript><p>Your key is handled in this browser alone, which needs JavaScript. Switch it on, or use another browser.</p></noscript>
</div>`))

func panel(kind string, id election.ID, back string) template.HTML {
	var b strings.Builder
	// The template is fixed and its data are strings: it cannot fail.
	_ = panels.Execute(&b, map[string]string{"Kind": kind, "Election": string(id), "Back": back})
	return template.HTML(b.String())
}

// Routes adds the worker's address.
func Routes(e *echo.Echo, s *site.Site) { e.GET(WorkerPath, worker) }

// worker is the worker's script, with where its program is in front.
func worker(c echo.Context) error {
	text, err := files.ReadFile("worker/worker.js")
	if err != nil {
		return err
	}
	return ui.ServeWorker(c, text, "keys.wasm")
}
