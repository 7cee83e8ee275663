// Command build makes web/ui/assets: everything that the pages link to, ready to
// be embedded and served. Run it at the repository's root (make assets does).
//
// It takes nhsuk-frontend's style sheet from web/ui/node_modules, our own files
// from the static folders, and the WebAssembly programs; names each file after
// the SHA-256 of its content; compresses it ahead of time; and lists all in
// assets/manifest.json. A file whose content has not changed is not made again,
// so a second run is quick. The same sources and toolchain give the same bytes.
package main

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"mime"
	"os"
	"path/filepath"
	"sort"
	"strings"
)

const library = "web/ui/node_modules/nhsuk-frontend/dist/nhsuk"

// statics are the folders whose files are served as they are. Those of the two
// programs hold their pages' scripts and workers.
var statics = []string{"web/ui/static", "web/booth/static", "web/keys/static", "web/registrar/static"}

// asset is one entry of the manifest; package ui reads the same fields.
type asset struct {
	Name      string `json:"name"`
	File      string `json:"file"`
	Type      string `json:"type"`
	Size      int    `json:"size"`
	Integrity string `json:"integrity"`
}

// builder collects what belongs into the folder; the rest is removed at the end.
type builder struct {
	out    string
	assets []asset
	keep   map[string]bool
}

func main() {
	if err := build(); err != nil {
		fmt.Fprintln(os.Stderr, "build: error:", err)
		os.Exit(1)
	}
}

func build() error {
	if _, err := os.Stat("go.mod"); err != nil {
		return fmt.Errorf("start this at the repository's root: go run ./web/ui/build")
	}
	b, err := newBuilder("web/ui/assets")
	if err != nil {
		return err
	}
	for _, step := range []func() error{b.nhsuk, b.statics, b.programs} {
		if err := step(); err != nil {
			return err
		}
	}
	return b.finish()
}

func newBuilder(out string) (*builder, error) {
	if err := os.MkdirAll(out, 0o755); err != nil {
		return nil, err
	}
	return &builder{out: out, keep: map[string]bool{".gitkeep": true, "manifest.json": true}}, nil
}

// statics adds our own files.
func (b *builder) statics() error {
	for _, folder := range statics {
		files, err := filepath.Glob(filepath.Join(folder, "*.*"))
		if err != nil {
			return err
		}
		for _, file := range files {
			content, err := os.ReadFile(file)
			if err != nil {
				return err
			}
			if err := b.add(filepath.Base(file), content); err != nil {
				return err
			}
		}
	}
	return nil
}

// add writes one asset under a name that holds its hash.
func (b *builder) add(name string, content []byte) error {
	for _, a := range b.assets {
		if a.Name == name {
			return fmt.Errorf("two assets are called %s; rename one", name)
		}
	}
	sum := sha256.Sum256(content)
	ext := filepath.Ext(name)
	file := strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:8]) + ext
	b.assets = append(b.assets, asset{
		Name: name, File: file, Type: contentType(ext), Size: len(content),
		Integrity: "sha256-" + base64.StdEncoding.EncodeToString(sum[:]),
	})
	if err := b.write(file, func() ([]byte, error) { return content, nil }); err != nil {
		return err
	}
	if err := b.write(file+".br", func() ([]byte, error) { return brotliBest(content) }); err != nil {
		return err
	}
	return b.write(file+".gz", func() ([]byte, error) { return gzipBest(content) })
}

// write makes a file unless it is there: its name says its content. It appears
// whole or not at all, so that an interrupted build leaves nothing false.
func (b *builder) write(file string, content func() ([]byte, error)) error {
	b.keep[file] = true
	path := filepath.Join(b.out, file)
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	data, err := content()
	if err != nil {
		return err
	}
	return replace(path, data)
}

// replace puts a file in place in one step.
func replace(path string, data []byte) error {
	if err := os.WriteFile(path+".part", data, 0o644); err != nil {
		return err
	}
	return os.Rename(path+".part", path)
}

// finish writes the manifest, if it is another one, and removes what is stale.
func (b *builder) finish() error {
	sort.Slice(b.assets, func(i, j int) bool { return b.assets[i].Name < b.assets[j].Name })
	list, err := json.MarshalIndent(b.assets, "", "\t")
	if err != nil {
		return err
	}
	path := filepath.Join(b.out, "manifest.json")
	if old, err := os.ReadFile(path); err != nil || string(old) != string(list) {
		if err := replace(path, list); err != nil {
			return err
		}
	}
	there, err := os.ReadDir(b.out)
	if err != nil {
		return err
	}
	for _, f := range there {
		if !b.keep[f.Name()] {
			if err := os.Remove(filepath.Join(b.out, f.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}

// contentType does not ask the machine's own tables, which differ.
func contentType(ext string) string {
	switch ext {
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".wasm":
		return "application/wasm"
	case ".json":
		return "application/json"
	case ".txt":
		return "text/plain; charset=utf-8"
	}
	return mime.TypeByExtension(ext)
}
