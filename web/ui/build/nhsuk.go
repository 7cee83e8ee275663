package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

var (
	fontFace   = regexp.MustCompile(`@font-face\{[^}]*\}`)
	assetURL   = regexp.MustCompile(`url\(/assets/images/([a-z0-9-]+\.svg)\)`)
	elsewhere  = regexp.MustCompile(`url\((?:["']?)(?:https?:)?//[^)]*\)`)
	sourceMap  = regexp.MustCompile(`/\*#[^*]*\*/`)
	fontFamily = regexp.MustCompile(`Frutiger W01,arial,sans-serif`)
	styleSheet = "nhsuk-frontend.min.css"
)

// credit is what the licence of nhsuk-frontend asks for. The @charset rule that
// it displaces is said by the Content-Type.
const credit = "/* nhsuk-frontend, © Crown copyright, NHS England, MIT licence; without its fonts, in other colours */\n"

// ours replaces the colours of the NHS brand: this is not an NHS service, and
// must not look as if it claimed to be one. Every pair that carries text keeps
// at least the contrast it had.
var ours = strings.NewReplacer(
	"#005eb8", "#0b5566", // brand, links, secondary buttons
	"#004b93", "#094654", // their hover
	"#003d78", "#07363f",
	"#002f5c", "#06303a", // active
	"#0055a6", "#0a4d5c",
	"#337ec6", "#4a7f8c", // lines in the header
	"#c7dcef", "#cfe3e6",
	"#d9e7f4", "#e1eef0",
	"#003087", "#17333d",
)

// nhsuk adds the style sheet of nhsuk-frontend without its fonts (remote, and
// licensed to NHS services alone) and with our addresses and colours.
func (b *builder) nhsuk() error {
	css, err := os.ReadFile(filepath.Join(library, styleSheet))
	if err != nil {
		return fmt.Errorf("nhsuk-frontend is missing; run \"make assets\", which installs it with npm (%w)", err)
	}
	text, err := restyle(string(css), b.icon)
	if err != nil {
		return err
	}
	return b.add("nhsuk.css", []byte(text))
}

// restyle takes out what must not be served, and asks icon for the file of each
// image that is named.
func restyle(css string, icon func(name string) (string, error)) (string, error) {
	text := fontFace.ReplaceAllString(css, "")
	text = sourceMap.ReplaceAllString(text, "")
	text = fontFamily.ReplaceAllString(text, "Arial,Helvetica,Liberation Sans,sans-serif")
	text = ours.Replace(text)
	var failed error
	text = assetURL.ReplaceAllStringFunc(text, func(match string) string {
		file, err := icon(assetURL.FindStringSubmatch(match)[1])
		if err != nil {
			failed = err
		}
		return "url(" + file + ")" // beside the style sheet
	})
	if failed != nil {
		return "", failed
	}
	if found := elsewhere.FindString(text); found != "" {
		return "", fmt.Errorf("the style sheet still asks another host: %s", found)
	}
	if strings.Contains(text, "url(/") || strings.Contains(text, "Frutiger") {
		return "", errors.New("the style sheet of nhsuk-frontend has changed; look at web/ui/build/nhsuk.go")
	}
	return credit + strings.TrimPrefix(text, `@charset "UTF-8";`), nil
}

// icon adds an image that the style sheet names, and gives its file.
func (b *builder) icon(name string) (string, error) {
	for _, a := range b.assets {
		if a.Name == name {
			return a.File, nil
		}
	}
	content, err := os.ReadFile(filepath.Join(library, "assets/images", name))
	if err != nil {
		return "", err
	}
	if err := b.add(name, content); err != nil {
		return "", err
	}
	return b.assets[len(b.assets)-1].File, nil
}
