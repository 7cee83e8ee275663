package pdf

import (
	"fmt"
	"slices"
	"sync"

	"github.com/go-fonts/dejavu/dejavusanscondensed"
	"github.com/go-fonts/dejavu/dejavusanscondensedbold"
	"github.com/go-fonts/dejavu/dejavusansmono"
	"golang.org/x/image/font/sfnt"
)

// face is one of the embedded typefaces.
type face int

const (
	sans face = iota
	bold
	mono
	faces
)

var faceFiles = [faces][]byte{sans: dejavusanscondensed.TTF, bold: dejavusanscondensedbold.TTF, mono: dejavusansmono.TTF}

// faceNames are gofpdf's; one family each, so that none is chosen by style.
var faceNames = [faces]string{"sans", "bold", "mono"}

// coverage tells which characters a typeface has, which gofpdf does not.
var coverage = sync.OnceValues(func() (c [faces]*sfnt.Font, err error) {
	for f, file := range faceFiles {
		if c[f], err = sfnt.Parse(file); err != nil {
			return c, fmt.Errorf("an embedded font cannot be read: %w", err)
		}
	}
	return c, nil
})

// fonts measures and picks for one print.
type fonts struct {
	covers  [faces]*sfnt.Font
	buffer  sfnt.Buffer
	widths  [faces]map[rune]float64 // in thousandths of the size
	has     [faces]map[rune]bool
	missing bool // a character was met that no typeface has
}

// loadFonts gives gofpdf copies of the files: it writes into the bytes it is
// given, and two prints may run at once.
func (s *sheet) loadFonts() error {
	covers, err := coverage()
	if err != nil {
		return err
	}
	s.fonts = &fonts{covers: covers}
	for f := range faces {
		s.out.AddUTF8FontFromBytes(faceNames[f], "", slices.Clone(faceFiles[f]))
		s.fonts.widths[f] = map[rune]float64{}
		s.fonts.has[f] = map[rune]bool{}
	}
	return s.out.Error()
}

// knows reports whether the face has the character.
func (s *sheet) knows(f face, r rune) bool {
	has, seen := s.fonts.has[f][r]
	if !seen {
		glyph, err := s.fonts.covers[f].GlyphIndex(&s.fonts.buffer, r)
		has = err == nil && glyph != 0
		s.fonts.has[f][r] = has
	}
	return has
}

// pick is the face for a character: the wanted one, else the one with the most
// characters, else the wanted one again, which prints a box.
func (s *sheet) pick(f face, r rune) face {
	switch {
	case s.knows(f, r):
		return f
	case s.knows(sans, r):
		return sans
	}
	s.fonts.missing = true
	return f
}

// width is the length of a text in millimetres at a size in points.
func (s *sheet) width(f face, size float64, text string) float64 {
	var sum float64
	for _, r := range text {
		w, seen := s.fonts.widths[f][r]
		if !seen {
			s.out.SetFont(faceNames[f], "", 10)
			w = float64(s.out.GetStringSymbolWidth(string(r)))
			s.fonts.widths[f][r] = w
		}
		sum += w
	}
	return sum * size / 1000 * millimetres
}

// millimetres in a point.
const millimetres = 25.4 / 72

// bmp replaces what gofpdf cannot write at all: characters beyond the Basic
// Multilingual Plane, for which it fails or writes others.
func bmp(s string) string {
	r := []rune(s)
	for i := range r {
		if r[i] > 0xFFFF {
			r[i] = '\uFFFD'
		}
	}
	return string(r)
}
