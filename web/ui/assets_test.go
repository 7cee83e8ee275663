package ui

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/labstack/echo/v4"
)

// some is a small assets folder.
func some() fstest.MapFS {
	file := func(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s)} }
	return fstest.MapFS{
		"assets/manifest.json": file(`[{"name":"a.css","file":"a.12.css","type":"text/css; charset=utf-8","size":5,"integrity":"sha256-x"},
			{"name":"booth-worker.js","file":"booth-worker.34.js","type":"text/javascript; charset=utf-8","size":6,"integrity":"sha256-y"}]`),
		"assets/a.12.css":           file("plain"),
		"assets/a.12.css.br":        file("br"),
		"assets/a.12.css.gz":        file("gz"),
		"assets/booth-worker.34.js": file("worker"),
	}
}

func get(t *testing.T, files fstest.MapFS, path, accept string) *httptest.ResponseRecorder {
	t.Helper()
	e := echo.New()
	e.GET(AssetPath+"*", serveAsset(readManifest(files), files))
	request := httptest.NewRequest(http.MethodGet, path, nil)
	request.Header.Set("Accept-Encoding", accept)
	answer := httptest.NewRecorder()
	e.ServeHTTP(answer, request)
	return answer
}

func TestAssetEncoding(t *testing.T) {
	for _, c := range []struct{ accept, encoding, body string }{
		{"gzip, deflate, br", "br", "br"},
		{"gzip;q=1.0, br;q=0", "gzip", "gz"},
		{"br ; q=0.5", "br", "br"},
		{"*", "br", "br"},
		{"*;q=0", "", "plain"},
		{"identity", "", "plain"},
		{"", "", "plain"},
	} {
		a := get(t, some(), "/assets/a.12.css", c.accept)
		if a.Body.String() != c.body || a.Header().Get("Content-Encoding") != c.encoding {
			t.Errorf("Accept-Encoding %q gave %q as %q", c.accept, a.Body, a.Header().Get("Content-Encoding"))
		}
		for header, want := range map[string]string{
			"Content-Type":  "text/css; charset=utf-8",
			"Cache-Control": "public, max-age=31536000, immutable",
			"Vary":          "Accept-Encoding",
		} {
			if got := a.Header().Get(header); got != want {
				t.Errorf("%s: %q, want %q", header, got, want)
			}
		}
		if a.Header().Get("Content-Security-Policy") != "" {
			t.Error("a style sheet has a worker's policy")
		}
	}
}

func TestOnlyWorkersMayCompile(t *testing.T) {
	a := get(t, some(), "/assets/booth-worker.34.js", "br")
	if a.Body.String() != "worker" || a.Header().Get("Content-Encoding") != "" {
		t.Errorf("a file without a compressed copy: %q as %q", a.Body, a.Header().Get("Content-Encoding"))
	}
	if got := a.Header().Get("Content-Security-Policy"); got != WorkerPolicy {
		t.Errorf("the worker's policy is %q", got)
	}
	if strings.Contains(PagePolicy, "unsafe") {
		t.Errorf("pages allow too much: %s", PagePolicy)
	}
}

func TestAssetsThatAreNotListedAreNotServed(t *testing.T) {
	for _, path := range []string{"/assets/manifest.json", "/assets/a.12.css.br", "/assets/a.css", "/assets/../ui.go", "/assets/"} {
		if a := get(t, some(), path, "br"); a.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, a.Code)
		}
	}
}

func TestMissingAssetsAreASentence(t *testing.T) {
	table := readManifest(fstest.MapFS{})
	if table.err == nil || !strings.Contains(table.err.Error(), `run "make build"`) {
		t.Errorf("without assets: %v", table.err)
	}
	if address, err := table.address("a.css"); err != nil || address != "/assets/a.css" {
		t.Errorf("pages must still print without assets: %q, %v", address, err)
	}
	full := readManifest(some())
	if _, err := full.address("b.css"); err == nil {
		t.Error("a page may name an asset that does not exist")
	}
	if address, err := full.address("a.css"); err != nil || address != "/assets/a.12.css" {
		t.Errorf("%q, %v", address, err)
	}
}

// TestCheckFindsMistakes: what a template gets wrong is found without a visitor.
func TestCheckFindsMistakes(t *testing.T) {
	type model struct{ Name string }
	for text, want := range map[string]string{
		"{{.Nmae}}":              "Nmae",
		"{{ui .Name}}":           "string",
		"{{.Name":                "unclosed action",
		"{{template \"nil\" .}}": "nil",
		"{{nosuch .Name}}":       "nosuch",
		"<b>{{.Name}}</b>":       "",
	} {
		v := &View[model]{name: "p.html", source: fstest.MapFS{"p.html": {Data: []byte(text)}}}
		err := v.check()
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: %v", text, err)
		}
	}
}
