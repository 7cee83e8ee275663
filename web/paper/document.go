package paper

import "time"

// Mark says what stands across every page of a paper.
type Mark int

// The marks of a paper.
const (
	Final         Mark = iota // the paper itself
	Draft                     // not yet approved or signed
	Demonstration             // invented people: never to be taken for a real paper
)

// Word is the mark as it is printed, empty for a final paper.
func (m Mark) Word() string {
	switch m {
	case Draft:
		return "DRAFT"
	case Demonstration:
		return "DEMONSTRATION"
	}
	return ""
}

// Sentence explains the mark to a reader, empty for a final paper.
func (m Mark) Sentence() string {
	switch m {
	case Draft:
		return "This paper is a draft. It has no effect until it is approved."
	case Demonstration:
		return "This paper comes from a demonstration. The people in it are invented and it has no effect."
	}
	return ""
}

// Language is the language of every paper, as a BCP 47 tag.
const Language = "en-GB"

// Document is one paper. Printers print Issuer, Title, Subtitle and Reference
// first, then the blocks in their order.
type Document struct {
	Issuer    string    // the body that issues it, such as OneNorwich
	Title     string    // what it is, such as Declaration of result
	Subtitle  string    // of what, such as the election's title
	Reference string    // stands on every page
	Mark      Mark      // draft or demonstration, also on every page
	Date      time.Time // when it was made: given, never the clock's
	Blocks    []Block
}

// Block is one part of a paper, from top to bottom.
type Block interface {
	// texts lists what a reader must find in every print of the block.
	texts() []string
}

// Texts lists every text of the document in reading order, cleaned. A printer
// that leaves one out is wrong; the printers' tests hold them to this list.
func (d Document) Texts() []string {
	all := []string{d.Issuer, d.Title, d.Subtitle, d.Reference, d.Mark.Sentence()}
	for _, b := range d.Blocks {
		all = append(all, b.texts()...)
	}
	var out []string
	for _, t := range all {
		if t = Clean(t); t != "" {
			out = append(out, t)
		}
	}
	return out
}
