package ui

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/labstack/echo/v4"
)

// all: because a fresh clone holds nothing here but a .gitkeep.
//
//go:embed all:assets
var assetFiles embed.FS

// AssetPath is where the assets are served.
const AssetPath = "/assets/"

// Asset is one entry of assets/manifest.json, which web/ui/build writes.
type Asset struct {
	Name      string `json:"name"`      // "nhsuk.css"
	File      string `json:"file"`      // "nhsuk.0123456789abcdef.css": the name holds the content's SHA-256
	Type      string `json:"type"`      // Content-Type
	Size      int    `json:"size"`      // in bytes, not compressed
	Integrity string `json:"integrity"` // "sha256-…", for subresource integrity
}

type assetTable struct {
	byName, byFile map[string]Asset
	err            error
}

// built reads the manifest once.
var built = sync.OnceValue(func() assetTable { return readManifest(assetFiles) })

// errNoAssets is the sentence for a program that was not made by make.
var errNoAssets = errors.New("this program was built without its pages' style and scripts; run \"make build\" and start bin/guildhall")

func readManifest(files fs.FS) assetTable {
	raw, err := fs.ReadFile(files, "assets/manifest.json")
	if err != nil {
		return assetTable{err: errNoAssets}
	}
	var list []Asset
	if err := json.Unmarshal(raw, &list); err != nil {
		return assetTable{err: fmt.Errorf("the list of the pages' assets cannot be read (%v); run \"make build\" again", err)}
	}
	t := assetTable{byName: map[string]Asset{}, byFile: map[string]Asset{}}
	for _, a := range list {
		t.byName[a.Name], t.byFile[a.File] = a, a
	}
	return t
}

// Assets reports whether the program holds what its pages need; the error is a
// sentence for whoever starts the service.
func Assets() error { return built().err }

// FindAsset gives the asset of that name ("booth.wasm").
func FindAsset(name string) (Asset, error) { return built().find(name) }

// AllAssets are all assets, by name.
func AllAssets() ([]Asset, error) {
	t := built()
	return slices.SortedFunc(maps.Values(t.byName), func(a, b Asset) int { return strings.Compare(a.Name, b.Name) }), t.err
}

// Content is the asset itself, not compressed.
func (a Asset) Content() ([]byte, error) { return fs.ReadFile(assetFiles, "assets/"+a.File) }

// Toolchain is what compiled the programs of the browser, as "go1.26.8"; empty
// where the assets were not built.
func Toolchain() string {
	a, err := FindAsset("toolchain.txt")
	if err != nil {
		return ""
	}
	name, err := a.Content()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(name))
}

func (t assetTable) find(name string) (Asset, error) {
	if t.err != nil {
		return Asset{}, t.err
	}
	a, ok := t.byName[name]
	if !ok {
		return Asset{}, fmt.Errorf("there is no asset %q; its source belongs into a folder that web/ui/build reads", name)
	}
	return a, nil
}

// address is for templates. Without any assets pages still print, unstyled, so
// that the tests of pages need no Node.
func (t assetTable) address(name string) (string, error) {
	if t.err != nil {
		return AssetPath + name, nil
	}
	a, err := t.find(name)
	return AssetPath + a.File, err
}

func (t assetTable) integrity(name string) (string, error) {
	if t.err != nil {
		return "", nil
	}
	a, err := t.find(name)
	return a.Integrity, err
}

// ServeAssets answers GET and HEAD below AssetPath. A name holds the hash of
// its content, so browsers may keep it for good; nothing here depends on a
// cookie.
func ServeAssets(e *echo.Echo) {
	handler := serveAsset(built(), assetFiles)
	e.GET(AssetPath+"*", handler)
	e.HEAD(AssetPath+"*", handler)
}

func serveAsset(table assetTable, files fs.FS) echo.HandlerFunc {
	return func(c echo.Context) error {
		asset, ok := table.byFile[c.Param("*")]
		if !ok {
			return echo.NewHTTPError(http.StatusNotFound, "There is no such file. Reload the page that led here.")
		}
		h := c.Response().Header()
		h.Set("Vary", "Accept-Encoding")
		file := "assets/" + asset.File
		switch encoding := bestEncoding(c.Request().Header.Get("Accept-Encoding")); encoding {
		case "br", "gzip":
			ending := map[string]string{"br": ".br", "gzip": ".gz"}[encoding]
			if _, err := fs.Stat(files, file+ending); err == nil {
				file += ending
				h.Set("Content-Encoding", encoding)
			}
		}
		body, err := fs.ReadFile(files, file)
		if err != nil {
			return err
		}
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
		h.Set("Content-Length", strconv.Itoa(len(body)))
		h.Set("X-Content-Type-Options", "nosniff")
		if strings.HasSuffix(asset.Name, "worker.js") {
			h.Set("Content-Security-Policy", WorkerPolicy)
		}
		return c.Blob(http.StatusOK, asset.Type, body)
	}
}

// bestEncoding picks br before gzip before nothing, as Accept-Encoding (RFC
// 9110, 12.5.3) allows; weights only matter where they are zero.
func bestEncoding(accept string) string {
	allowed := map[string]bool{}
	for _, item := range strings.Split(accept, ",") {
		name, weight, weighted := strings.Cut(strings.TrimSpace(item), ";")
		q := 1.0
		if weighted {
			_, value, _ := strings.Cut(weight, "=")
			q, _ = strconv.ParseFloat(strings.TrimSpace(value), 64)
		}
		allowed[strings.ToLower(strings.TrimSpace(name))] = q > 0
	}
	for _, name := range []string{"br", "gzip"} {
		if ok, named := allowed[name]; ok || !named && allowed["*"] {
			return name
		}
	}
	return ""
}
