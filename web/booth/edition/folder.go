package edition

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/onenorwich/guildhall/audit"
)

// Write writes the edition to a folder: each file below its path, the list and
// the manifest.
func (e *Edition) Write(dir string) error {
	manifest, err := e.Manifest().JSON()
	if err != nil {
		return err
	}
	all := append([]File{{Path: ListPath, Body: e.List()}, {Path: JSONPath, Body: manifest}}, e.Files...)
	for _, f := range all {
		path := filepath.Join(dir, filepath.FromSlash(f.Path))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, f.Body, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// maxFile bounds a file of a booth, in bytes.
const maxFile = 64 << 20

// Read reads an edition that Write wrote, perhaps by another version of the
// program. Every file must be what the list says.
func Read(dir string) (*Edition, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("the folder of a booth cannot be read: %w", err)
	}
	defer root.Close()
	read := func(path string) ([]byte, error) {
		f, err := root.Open(filepath.FromSlash(strings.TrimPrefix(path, "/")))
		if err != nil {
			return nil, err
		}
		defer f.Close()
		return io.ReadAll(io.LimitReader(f, maxFile))
	}
	raw, err := read(JSONPath)
	if err != nil {
		return nil, fmt.Errorf("%s is not the folder of a booth, which “guildhall booth --out” writes: %w", dir, err)
	}
	var m Manifest
	if err := json.Unmarshal(raw, &m); err != nil {
		return nil, fmt.Errorf("%s of %s cannot be read: %w", JSONPath, dir, err)
	}
	e := &Edition{}
	for _, l := range m.Files {
		body, err := read(l.Path)
		if err != nil {
			return nil, fmt.Errorf("%s of %s cannot be read: %w", l.Path, dir, err)
		}
		if audit.Hash(body) != l.SHA256 {
			return nil, fmt.Errorf("%s of %s is not what its %s says", l.Path, dir, JSONPath)
		}
		e.Files = append(e.Files, File{l.Path, l.Type, l.Policy, body})
	}
	list, err := read(ListPath)
	if err != nil {
		return nil, err
	}
	if string(list) != string(e.List()) || e.Hash() != m.Booth {
		return nil, fmt.Errorf("%s of %s does not list the files of its %s", ListPath, dir, JSONPath)
	}
	return e, nil
}
