package paper

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"strconv"

	"golang.org/x/text/unicode/bidi"
)

//go:embed html.tmpl
var htmlSource string

// html uses only classes, nhsuk-frontend's and those of web/ui/static, and
// presentation attributes of SVG: the site's content security policy allows no
// style and no script inside.
var html = template.Must(template.New("paper").Funcs(template.FuncMap{
	"kind":    func(b Block) string { return fmt.Sprintf("%T", b)[len("paper."):] },
	"clean":   Clean,
	"runs":    func(t Text) []htmlSpan { return htmlSpans(t.Clean()) },
	"plain":   func(s string) []htmlSpan { return htmlSpans(Plain(Clean(s))) },
	"percent": func(share float64) string { return strconv.FormatFloat(100*share, 'f', 2, 64) },
	"column":  func(t Table, i int) Column { return t.column(i) },
	"grid":    htmlGrid,
	// A short column head stays whole beside its cell on a narrow screen.
	"short": func(s string) bool { return len(s) <= 16 },
	"size":  headingSize,
}).Parse(htmlSource))

// HTML prints the document as the body of a page: its title is the page's h1.
// The result is well-formed XML too, and holds every text of the document.
func HTML(d Document) (template.HTML, error) {
	var b bytes.Buffer
	if err := html.ExecuteTemplate(&b, "document", d); err != nil {
		return "", fmt.Errorf("the paper cannot be printed as a page: %w", err)
	}
	return template.HTML(b.String()), nil
}

// htmlSpan is a span and whether it must be isolated from its surroundings,
// because it holds letters written from right to left.
type htmlSpan struct {
	Span
	Isolate bool
}

func htmlSpans(t Text) []htmlSpan {
	var out []htmlSpan
	for _, s := range t {
		if s.Text == "" {
			continue
		}
		out = append(out, htmlSpan{s, RightToLeft(s.Text)})
	}
	return out
}

// RightToLeft reports whether a text holds letters written from right to left.
func RightToLeft(s string) bool {
	for _, r := range s {
		p, _ := bidi.LookupRune(r)
		if c := p.Class(); c == bidi.R || c == bidi.AL || c == bidi.AN {
			return true
		}
	}
	return false
}

// column is the head of a cell; a row with more cells than heads has some
// without.
func (b Table) column(i int) Column {
	if i < len(b.Columns) {
		return b.Columns[i]
	}
	return Column{}
}

// headingSize is nhsuk-frontend's size of a heading level.
func headingSize(level int) string {
	switch {
	case level <= 2:
		return "l"
	case level == 3:
		return "m"
	}
	return "s"
}

// Depth is the heading's level held between 2 and 4.
func (b Heading) Depth() int { return min(max(b.Level, 2), 4) }

type grid struct {
	Size int
	Runs []Square
}

// htmlGrid is the code to draw, or nothing when the address is too long: the
// address itself is printed in any case.
func htmlGrid(q QR) *grid {
	size, runs, err := q.Squares()
	if err != nil {
		return nil
	}
	return &grid{size, runs}
}
