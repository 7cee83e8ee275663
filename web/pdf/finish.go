package pdf

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/onenorwich/guildhall/web/paper"
)

// confess says on the paper what the paper cannot show.
func (s *sheet) confess() {
	if !s.fonts.missing {
		return
	}
	s.skip(3)
	s.flow(plain("A box or a question mark in a diamond stands for a character that this typeface does not have. The page on the web shows it."), tiny, left, textWidth)
}

// finish adds to the catalogue what gofpdf has no word for: the language, and
// that a viewer shows the title and not the file's name. The catalogue is the
// last object, so only the place of the cross-reference table moves.
func finish(pdf []byte) ([]byte, error) {
	const catalogue, start = "/Type /Catalog\n", "startxref\n"
	at := bytes.LastIndex(pdf, []byte(catalogue))
	ref := bytes.LastIndex(pdf, []byte(start))
	if at < 0 || ref < at {
		return nil, errors.New("the printed paper has no catalogue")
	}
	var place int
	if _, err := fmt.Sscanf(string(pdf[ref+len(start):]), "%d", &place); err != nil {
		return nil, fmt.Errorf("the printed paper has no cross-reference table: %w", err)
	}
	extra := "/Lang (" + paper.Language + ")\n/ViewerPreferences <</DisplayDocTitle true>>\n"
	var out bytes.Buffer
	out.Write(pdf[:at+len(catalogue)])
	out.WriteString(extra)
	out.Write(pdf[at+len(catalogue) : ref])
	fmt.Fprintf(&out, "%s%d\n%%%%EOF\n", start, place+len(extra))
	return out.Bytes(), nil
}
