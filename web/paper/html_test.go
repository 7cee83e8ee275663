package paper

import (
	"encoding/xml"
	"flag"
	"io"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files")

func printed(t testing.TB, d Document) string {
	t.Helper()
	h, err := HTML(d)
	if err != nil {
		t.Fatal(err)
	}
	return string(h)
}

func TestGoldenPages(t *testing.T) {
	for name, d := range samples(t) {
		got := printed(t, d)
		file := "testdata/" + name + ".html"
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s: the page has changed; if it should, run go test ./web/paper -update\n%s", name, got)
		}
	}
}

// page is what a strict reader finds in a page.
type page struct {
	text     string
	headings []string // h1, h2 …
	tables   int
	captions int
	heads    int
	scoped   int
}

// read parses strictly: an element left open, an attribute without quotes or
// an entity of HTML alone is an error.
func read(t *testing.T, h string) page {
	t.Helper()
	var p page
	var text strings.Builder
	hidden := 0
	dec := xml.NewDecoder(strings.NewReader(h))
	for {
		token, err := dec.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatalf("the page is not well-formed: %v", err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			at := map[string]string{}
			for _, a := range e.Attr {
				at[a.Name.Local] = a.Value
				if a.Name.Local == "style" || strings.HasPrefix(a.Name.Local, "on") || a.Name.Local == "id" {
					t.Errorf("<%s> has %s", e.Name.Local, a.Name.Local)
				}
			}
			if at["aria-hidden"] == "true" || hidden > 0 {
				hidden++
			}
			switch e.Name.Local {
			case "script", "style", "iframe", "img":
				t.Errorf("the page has a %s", e.Name.Local)
			case "h1", "h2", "h3", "h4":
				p.headings = append(p.headings, e.Name.Local)
			case "table":
				p.tables++
			case "caption":
				p.captions++
			case "th":
				p.heads++
				if at["scope"] != "" {
					p.scoped++
				}
			}
		case xml.EndElement:
			if hidden > 0 {
				hidden--
			}
		case xml.CharData:
			if hidden == 0 {
				text.Write(e)
			}
		}
	}
	p.text = text.String()
	return p
}

func TestPagesAreWellFormedAndComplete(t *testing.T) {
	for name, d := range samples(t) {
		p := read(t, printed(t, d))
		found := squeeze(p.text)
		for _, want := range d.Texts() {
			if !strings.Contains(found, squeeze(want)) {
				t.Errorf("%s: not on the page: %q", name, want)
			}
		}
		if len(d.Texts()) < 20 {
			t.Errorf("%s: the sample has only %d texts", name, len(d.Texts()))
		}
		last := "h0"
		for _, h := range p.headings {
			if h[1] > last[1]+1 {
				t.Errorf("%s: a heading %s follows %s", name, h, last)
			}
			last = h
		}
		if p.headings[0] != "h1" || strings.Count(strings.Join(p.headings, " "), "h1") != 1 {
			t.Errorf("%s: headings are %v", name, p.headings)
		}
		if p.captions != p.tables {
			t.Errorf("%s: %d tables with %d captions", name, p.tables, p.captions)
		}
		if p.heads != p.scoped {
			t.Errorf("%s: %d header cells, %d with a scope", name, p.heads, p.scoped)
		}
	}
}

func squeeze(s string) string {
	return strings.Join(strings.Fields(s), "")
}

// every kind of block, with what an attacker would type.
func TestHostileTextStaysText(t *testing.T) {
	evil := `</p><script>alert(1)</script>"'&<svg onload=x>` + "\x00\xff"
	e := Plain(evil)
	d := Document{Issuer: evil, Title: evil, Subtitle: evil, Reference: evil, Mark: Draft, Blocks: []Block{
		Heading{2, evil}, Heading{3, evil}, Heading{4, evil}, Para(evil), Facts{[]Fact{{evil, e}}}, List{true, []Text{e}}, List{false, []Text{e}},
		Table{evil, []Column{{Title: evil}}, true, []Row{{[]Text{e, e}, true}}}, BarChart{evil, evil, evil, []Bar{{evil, 3, evil, true}, {evil, 0, "", false}}},
		Notice{Warning, evil, []Text{e}}, Notice{Inset, evil, []Text{e}}, Listing{evil, []string{evil, evil}}, Signature{evil, evil, evil},
		QR{Address: evil, Caption: e}, QR{Address: evil, Caption: e, Shown: evil}, Typed{evil, evil}, Paragraph{Text{{Text: evil, Strong: true, Code: true, Link: "javascript:alert(1)"}}}, PageBreak{}, QR{}, QR{Address: strings.Repeat("x", 9000)},
	}}
	h := printed(t, d)
	p := read(t, h)
	if strings.Contains(h, "javascript:") {
		t.Error("a script address was printed as a link")
	}
	want := squeeze(Clean(evil))
	if n := strings.Count(squeeze(p.text), want); n < 30 {
		t.Errorf("the text stands %d times on the page", n)
	}
	for _, s := range d.Texts() {
		if !strings.Contains(squeeze(p.text), squeeze(s)) {
			t.Errorf("not on the page: %q", s)
		}
	}
}

func TestNamesFromRightToLeftAreIsolated(t *testing.T) {
	h := printed(t, Document{Title: "Votes", Blocks: []Block{Para("שרה כהן"), Para("Sarah")}})
	if strings.Count(h, "<bdi>") != 1 || !strings.Contains(h, "<bdi>שרה כהן</bdi>") {
		t.Error(h)
	}
}

func TestEmptyDocument(t *testing.T) {
	read(t, printed(t, Document{}))
	read(t, printed(t, Document{Blocks: []Block{Facts{}, List{}, Table{}, BarChart{}, Notice{}, Listing{}, Signature{}, Paragraph{}}}))
}
