package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
)

const sheet = `@charset "UTF-8";:root{--nhsuk-brand-colour:#005eb8}` +
	`@font-face{font-family:Frutiger W01;src:url(https://assets.nhs.uk/fonts/x.woff2) format("woff2")}` +
	`body{font-family:Frutiger W01,arial,sans-serif}.x{mask:url(/assets/images/nhsuk-icon-cross.svg)}/*# sourceMappingURL=a.map */`

func TestRestyle(t *testing.T) {
	var asked []string
	got, err := restyle(sheet, func(name string) (string, error) { asked = append(asked, name); return "cross.12.svg", nil })
	if err != nil {
		t.Fatal(err)
	}
	want := credit + `:root{--nhsuk-brand-colour:#0b5566}body{font-family:Arial,Helvetica,Liberation Sans,sans-serif}.x{mask:url(cross.12.svg)}`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if len(asked) != 1 || asked[0] != "nhsuk-icon-cross.svg" {
		t.Errorf("asked for %v", asked)
	}
}

// TestRestyleRefuses what a new version of the library might bring.
func TestRestyleRefuses(t *testing.T) {
	icon := func(string) (string, error) { return "a.svg", nil }
	for name, css := range map[string]string{
		"another host":       `a{background:url(https://assets.nhs.uk/logo.png)}`,
		"without a scheme":   `a{background:url("//assets.nhs.uk/logo.png")}`,
		"an unknown address": `a{background:url(/assets/logos/nhs.png)}`,
		"the font after all": `a{font-family:Frutiger W02}`,
	} {
		if got, err := restyle(css, icon); err == nil {
			t.Errorf("%s was let through: %s", name, got)
		}
	}
	if _, err := restyle(sheet, func(string) (string, error) { return "", errors.New("no such icon") }); err == nil {
		t.Error("a missing icon was let through")
	}
}

// TestFolder: names say contents, all is listed, what is stale goes, and what is
// there is not made again.
func TestFolder(t *testing.T) {
	out := t.TempDir()
	run := func(content string) []asset {
		b, err := newBuilder(out)
		if err != nil {
			t.Fatal(err)
		}
		if err := b.add("a.css", []byte(content)); err != nil {
			t.Fatal(err)
		}
		if err := b.add("a.css", []byte(content)); err == nil {
			t.Error("two assets of one name were let through")
		}
		if err := b.finish(); err != nil {
			t.Fatal(err)
		}
		raw, err := os.ReadFile(filepath.Join(out, "manifest.json"))
		if err != nil {
			t.Fatal(err)
		}
		var list []asset
		if err := json.Unmarshal(raw, &list); err != nil || len(list) != 1 {
			t.Fatalf("the manifest: %v %s", err, raw)
		}
		return list
	}
	first := strings.Repeat("first ", 100)
	old := run(first)[0]
	// SHA-256 of the text, from sha256sum.
	if old.File != "a.30724a42faf45e4d.css" || old.Size != 600 {
		t.Errorf("%+v", old)
	}
	for ending, open := range map[string]func(io.Reader) (io.Reader, error){
		".br": func(r io.Reader) (io.Reader, error) { return brotli.NewReader(r), nil },
		".gz": func(r io.Reader) (io.Reader, error) { return gzip.NewReader(r) },
		"":    func(r io.Reader) (io.Reader, error) { return r, nil },
	} {
		raw, err := os.ReadFile(filepath.Join(out, old.File+ending))
		if err != nil {
			t.Fatal(err)
		}
		r, err := open(bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(r); err != nil || string(got) != first {
			t.Errorf("%s holds %q, %v", ending, got, err)
		}
	}
	// A file that is there is believed: its name says what it holds.
	kept := filepath.Join(out, old.File+".br")
	if err := os.WriteFile(kept, []byte("kept"), 0o644); err != nil {
		t.Fatal(err)
	}
	run(first)
	if got, _ := os.ReadFile(kept); string(got) != "kept" {
		t.Error("a file was made again though its content is the same")
	}
	next := run("second")[0]
	if next.File == old.File || next.Integrity == old.Integrity {
		t.Errorf("another content has the same name: %+v", next)
	}
	files, err := filepath.Glob(filepath.Join(out, "*"))
	if err != nil || len(files) != 4 {
		t.Errorf("the folder holds %v, %v", files, err)
	}
}
