package pdf

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/jung-kurt/gofpdf"

	"github.com/onenorwich/guildhall/web/paper"
)

// A4, in millimetres, with room for a hole punch and for thumbs.
const (
	pageWidth  = 210.0
	pageHeight = 297.0
	left       = 25.0
	right      = pageWidth - 25.0
	textWidth  = right - left
	top        = 30.0  // first baseline area below the running head
	bottom     = 270.0 // nothing but the footer below
)

// sheet is the state of one print.
type sheet struct {
	out   *gofpdf.Fpdf
	doc   paper.Document
	fonts *fonts
	y     float64 // where the next thing begins

	outlined bool // a bookmark of the first level exists
	before   int  // pages of the documents before this one
}

// Print gives the document as a PDF. A document without a date is refused:
// the file would carry the clock's.
func Print(d paper.Document) ([]byte, error) { return PrintAll([]paper.Document{d}) }

// PrintAll gives several documents as one PDF, such as the letters to all
// practices: each begins on a page of its own and counts its own pages. The file
// is named after the first.
func PrintAll(all []paper.Document) ([]byte, error) {
	if len(all) == 0 {
		return nil, errors.New("there is no paper to print")
	}
	s := &sheet{out: gofpdf.New("P", "mm", "A4", ""), doc: all[0]}
	if s.doc.Date.IsZero() {
		return nil, errors.New("the paper has no date: give it the time at which it was made")
	}
	s.describe()
	if err := s.loadFonts(); err != nil {
		return nil, err
	}
	for _, d := range all {
		if err := s.document(d); err != nil {
			return nil, err
		}
	}
	var b bytes.Buffer
	if err := s.out.Output(&b); err != nil {
		return nil, fmt.Errorf("the paper cannot be printed: %w", err)
	}
	return finish(b.Bytes())
}

// document prints one document behind those that were printed before.
func (s *sheet) document(d paper.Document) error {
	s.doc, s.before, s.fonts.missing = d, s.out.PageCount(), false
	s.newPage()
	s.title()
	for i, b := range d.Blocks {
		if err := s.block(b, d.Blocks[i+1:]); err != nil {
			return err
		}
	}
	s.confess()
	s.footers()
	return nil
}

// describe sets what a file says about itself.
func (s *sheet) describe() {
	o := s.out
	o.SetCatalogSort(true)
	o.SetCreationDate(s.doc.Date.UTC())
	o.SetModificationDate(s.doc.Date.UTC())
	o.SetProducer("Guildhall", true)
	o.SetCreator("Guildhall", true)
	o.SetAuthor("Guildhall", true)
	o.SetTitle(bmp(paper.Clean(s.doc.Title+" – "+s.doc.Subtitle)), true)
	o.SetSubject(bmp(paper.Clean(s.doc.Reference)), true)
	o.SetMargins(left, top, pageWidth-right)
	o.SetAutoPageBreak(false, 0)
	o.SetCompression(true)
}

// room makes sure that height is left on the page, or turns it.
func (s *sheet) room(height float64) {
	if s.y+height > bottom && s.y > top {
		s.newPage()
	}
}

// skip leaves space, except at the head of a page.
func (s *sheet) skip(height float64) {
	if s.y > top {
		s.y += height
	}
}
