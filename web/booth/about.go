package booth

import (
	"fmt"
	"net/http"
	"strings"
	"sync"

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
	p, err := published()
	if err != nil {
		return err
	}
	m, base := p.manifest, b.site.BaseURL
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

// told is what a service says of its booth. It never changes while a program
// runs, so it is hashed once.
type told struct {
	manifest   edition.Manifest
	list, json []byte
}

var published = sync.OnceValues(func() (told, error) {
	e, err := built()
	if err != nil {
		return told{}, err
	}
	t := told{manifest: e.Manifest(), list: e.List()}
	t.json, err = t.manifest.JSON()
	return t, err
})

// list is the list of the booth's files, whose hash is the booth's.
func list(c echo.Context) error {
	t, err := published()
	if err != nil {
		return err
	}
	return ui.ServeSame(c, "text/plain; charset=utf-8", t.list)
}

// listJSON is the same for programs, with what to rebuild it from.
func listJSON(c echo.Context) error {
	t, err := published()
	if err != nil {
		return err
	}
	return ui.ServeSame(c, echo.MIMEApplicationJSON, t.json)
}
