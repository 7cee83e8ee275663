package booth

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/web/booth/edition"
	"github.com/onenorwich/guildhall/web/ui"
)

type aboutModel struct {
	Hash      ui.Digest
	Built     string // from what
	ByHand    string // lines of shell that fetch and hash every file
	ByProgram string
	Rebuild   string
	Files     []aboutFile
}

type aboutFile struct {
	Path ui.Digest // it holds a part of the hash, as long
	Size string
	Sum  ui.Digest
}

var aboutPage = ui.Define[aboutModel](files, "about.html")

// about tells anybody how to compare the booth with its source.
func (b *booth) about(c echo.Context) error {
	e, err := built()
	if err != nil {
		return err
	}
	m, base := e.Manifest(), b.site.BaseURL
	view := aboutModel{
		Hash:  ui.Digest(m.Booth.String()),
		Built: "It was made from " + m.Source + ", and its program was compiled with " + m.Toolchain + ".",
		ByHand: strings.Join([]string{
			"curl -s " + base + edition.ListPath + " | tee list | sha256sum",
			`while read -r sum path; do`,
			`  curl -s "` + base + `$path" | sha256sum | grep -q "^$sum " || echo "DIFFERS: $path"; done < list`,
		}, "\n"),
		ByProgram: "guildhall monitor " + base + " --keep seen",
		Rebuild:   "make build\nbin/guildhall booth",
	}
	if m.Version != "" {
		view.Built = "It was made from " + m.Source + " at version " + m.Version + ", and its program was compiled with " + m.Toolchain + "."
	}
	for _, f := range m.Files {
		view.Files = append(view.Files, aboutFile{ui.Digest(f.Path), size(f.Size), ui.Digest(f.SHA256.String())})
	}
	return aboutPage.Render(c, http.StatusOK, ui.Page{Title: "The voting page of this service", Shared: true}, view)
}

// size is a length as people say it.
func size(bytes int) string {
	switch {
	case bytes < 10_000:
		return fmt.Sprintf("%d bytes", bytes)
	case bytes < 1_000_000:
		return fmt.Sprintf("%d kB", (bytes+500)/1000)
	}
	return fmt.Sprintf("%.1f MB", float64(bytes)/1e6)
}

// list is the list of the booth's files, whose hash is the booth's.
func list(c echo.Context) error {
	e, err := built()
	if err != nil {
		return err
	}
	return ui.ServeSame(c, "text/plain; charset=utf-8", e.List())
}

// listJSON is the same for programs, with what to rebuild it from.
func listJSON(c echo.Context) error {
	e, err := built()
	if err != nil {
		return err
	}
	raw, err := e.Manifest().JSON()
	if err != nil {
		return err
	}
	return ui.ServeSame(c, echo.MIMEApplicationJSON, raw)
}
