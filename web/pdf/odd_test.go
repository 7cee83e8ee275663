package pdf

import (
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/onenorwich/guildhall/web/paper"
)

var noon = time.Date(2026, 12, 14, 12, 0, 0, 0, time.UTC)

// odd is a paper of everything that people type.
func odd() paper.Document {
	long := strings.Repeat("Llanfairpwllgwyngyll", 20)
	digest := strings.Repeat("0123456789abcdef", 4)
	prose := strings.Repeat("A practice votes as an organisation by its named representative. ", 160)
	hebrew, arabic := "ד״ר שרה כהן (Norwich) 2026", "د. محمد العلي"
	names := []string{
		long, hebrew, arabic, "Zoe\u0308 Mu\u0308ller", "𝔊𝔲𝔦𝔩𝔡 😀", "李小龍", "control \x00\x07\x1b here", "reversed \u202Eevil\u202C", "broken \xff\xfe", "<b>&amp;\"'</b>", "back\\slash (and) brackets", "", "   ", "Thị Hồng Nhung Nguyễn",
		"tab\tand\nline", "\uFFFF\uFFFE", "č\rć", "zero\u200bwidth\ufeff",
	}
	t := paper.Table{Caption: long, Columns: []paper.Column{{Title: "Name"}, {Title: "Digest"}, {Title: "Votes", Align: paper.Right}}, RowHeads: true}
	chart := paper.BarChart{Caption: "Votes", Label: "Candidate", Unit: "Votes"}
	for i, n := range names {
		r := paper.Cells(n, digest, paper.Number(int64(i)*1_234_567))
		r.Cells[1] = paper.Code(digest)
		t.Rows = append(t.Rows, r)
		chart.Bars = append(chart.Bars, paper.Bar{Label: n, Value: int64(i) * 1_000_000_000, Note: n})
	}
	big := paper.Table{Caption: "A row longer than a page", Columns: []paper.Column{{Title: "One"}, {Title: "Two"}}, Rows: []paper.Row{paper.Cells(prose, long)}}
	return paper.Document{
		Issuer: long, Title: long + " " + hebrew, Subtitle: arabic + long, Reference: strings.Repeat("reference ", 80), Date: noon,
		Blocks: []paper.Block{
			paper.Heading{Level: 9, Text: long}, paper.Heading{Level: 0, Text: ""}, paper.Heading{Level: 3, Text: prose},
			paper.Para(prose), paper.Para(""), paper.Para(hebrew), paper.Paragraph{},
			paper.Paragraph{Text: paper.Join(paper.Strong(long), paper.Code(digest), paper.Link("https://example.org/"+long))},
			paper.Facts{}, paper.Facts{Items: []paper.Fact{{}, {Name: long, Value: paper.Plain(prose)}, {Name: prose, Value: paper.Code(digest)}}},
			paper.List{}, paper.List{Numbered: true, Items: []paper.Text{paper.Plain(prose), nil, paper.Plain(long)}},
			paper.Table{}, paper.Table{Caption: "no rows", Columns: []paper.Column{{Title: "Only"}}},
			paper.Table{Rows: []paper.Row{paper.Cells("a", "b", "c", "d")}}, paper.Table{Columns: []paper.Column{{}, {Width: 1e9}}, Rows: []paper.Row{paper.Cells("narrow", "wide", "more")}},
			t, big, chart, paper.BarChart{}, paper.BarChart{Bars: []paper.Bar{{Label: "none", Value: -4}}},
			paper.Notice{}, paper.Notice{Kind: paper.Warning, Text: []paper.Text{paper.Plain(prose), paper.Plain(prose), paper.Plain(long)}},
			paper.Listing{}, paper.Listing{Caption: long, Lines: []string{prose, "", digest}},
			paper.Signature{}, paper.Signature{Name: long, Role: prose[:400], Date: long},
			paper.QR{Address: "https://example.org/" + long, Caption: paper.Plain(prose[:600])}, paper.QR{}, paper.QR{Address: strings.Repeat("x", 5000)},
			paper.PageBreak{}, paper.PageBreak{},
		},
	}
}

func TestOddPapersPrint(t *testing.T) {
	empty := paper.Document{Date: noon}
	for name, d := range map[string]paper.Document{"odd": odd(), "empty": empty} {
		for _, mark := range []paper.Mark{paper.Final, paper.Draft, paper.Demonstration} {
			d.Mark = mark
			if b := printed(t, d); len(b) < 1000 {
				t.Errorf("%s: %d bytes", name, len(b))
			}
		}
	}
}

// TestNothingIsClipped reads the place of every word back from the file.
func TestNothingIsClipped(t *testing.T) {
	for name, d := range map[string]paper.Document{"odd": odd(), "declaration": final(declaration(t))} {
		out := poppler(t, printed(t, d), "pdftotext", "-bbox", "-", "-")
		words := 0
		dec := xml.NewDecoder(strings.NewReader(out))
		dec.Strict = false
		for {
			token, err := dec.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			e, ok := token.(xml.StartElement)
			if !ok || e.Name.Local != "word" {
				continue
			}
			words++
			at := map[string]float64{}
			for _, a := range e.Attr {
				v, err := strconv.ParseFloat(a.Value, 64)
				if err != nil {
					t.Fatal(err)
				}
				at[a.Name.Local] = v * millimetres
			}
			if at["xMin"] < left-1 || at["xMax"] > right+1 || at["yMin"] < 8 || at["yMax"] > 290 {
				t.Errorf("%s: a word stands outside the margins: %v", name, at)
			}
		}
		if words < 200 {
			t.Errorf("%s: only %d words found", name, words)
		}
	}
}

// TestLongTable holds a table of 60 candidates to its repeated header.
func TestLongTable(t *testing.T) {
	r := sample[paper.Result](t, "result.json")
	r.Mark = paper.Final
	p := &r.Posts[0]
	p.Candidates = nil
	for i := range 60 {
		p.Candidates = append(p.Candidates, paper.Candidate{Name: fmt.Sprintf("Candidate Number%d", i+1), Practice: "Lawson Road Surgery", Votes: int64(100 - i), Elected: i == 0})
	}
	r.Posts = r.Posts[:1]
	pages := strings.Split(text(t, printed(t, paper.Declaration(r))), "\f")
	heads, rows := 0, 0
	for _, page := range pages {
		n := strings.Count(page, "Lawson Road Surgery")
		h := strings.Count(page, "Candidate Practice Votes Outcome") + strings.Count(page, "Candidate\nPractice\nVotes\nOutcome")
		if n > 0 && h != 1 {
			t.Errorf("a page has %d rows and %d headers:\n%s", n, h, page)
		}
		heads += h
		rows += n
	}
	if rows != 60 || heads < 2 {
		t.Errorf("%d rows under %d headers", rows, heads)
	}
}
