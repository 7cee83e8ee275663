package edition

import (
	"bytes"
	"embed"

	"github.com/onenorwich/guildhall/web/ui"
)

//go:embed shell.html worker.js
var files embed.FS

// What the files are served as.
const (
	HTML       = "text/html; charset=UTF-8"
	JavaScript = "text/javascript; charset=utf-8"
)

// Program is the asset that the page before the booth preloads.
const Program = "booth.wasm"

// shell is the one document. What it shows comes from ballot.json, so that its
// bytes are the same for every service, every election and everybody.
var shell = ui.Define[struct{}](files, "shell.html")

// scripts run in this order: the parts, then what uses them.
var scripts = []string{"tab.js", "qr.js", "check.js", "booth-dom.js", "booth-frame.js", "booth-engine.js", "booth-send.js", "booth-pages.js", "booth-truth.js", "booth.js"}

// frame is what stands around the booth: no menu, nothing of one service. The
// body's name and the demonstration's mark come with the ballot papers.
var frame = ui.Site{Name: "Guildhall", Footer: []ui.Link{{Text: "How secrecy works", Href: "/secrecy"}, {Text: "Check this page", Href: "/booth"}}}

// Page is the booth's page.
func Page() ([]byte, error) {
	var b bytes.Buffer
	err := shell.Print(&b, frame, ui.Page{Title: "Your vote", Shared: true, Scripts: scripts}, struct{}{})
	return b.Bytes(), err
}

// Worker is the worker's script, with where its program is in front.
func Worker() ([]byte, error) {
	text, err := files.ReadFile("worker.js")
	if err != nil {
		return nil, err
	}
	return ui.Worker(text, Program)
}
