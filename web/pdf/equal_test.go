package pdf

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/onenorwich/guildhall/web/paper"
)

var update = flag.Bool("update", false, "write the golden files")

// final takes a demonstration's mark off: its watermark would stand in the
// midst of the extracted text.
func final(d paper.Document) paper.Document {
	d.Mark = paper.Final
	return d
}

// samples are one paper of each kind.
func samples(t testing.TB) map[string]paper.Document {
	return map[string]paper.Document{
		"declaration": final(declaration(t)),
		"notice":      final(paper.NoticeOfPoll(sample[paper.Poll](t, "poll.json"))),
		"candidates":  final(paper.StatementOfCandidates(sample[paper.Stand](t, "stand.json"))),
		"letter":      final(paper.VotingLetter(sample[paper.Letter](t, "letter.json"))),
	}
}

func TestGoldenText(t *testing.T) {
	for name, d := range samples(t) {
		got := text(t, printed(t, d))
		file := "testdata/" + name + ".txt"
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
			t.Errorf("%s: the text of the paper has changed; if it should, run go test ./web/pdf -update\n%s", name, got)
		}
	}
}

// TestEveryTextIsPrinted holds the PDF to the model, as the test of the HTML
// printer does.
func TestEveryTextIsPrinted(t *testing.T) {
	for name, d := range samples(t) {
		// A text may go over a page, between footer and running head.
		var body []string
		for _, l := range strings.Split(text(t, printed(t, d)), "\n") {
			l = strings.TrimPrefix(l, "\f")
			if strings.HasPrefix(l, "Page ") && strings.Contains(l, " of ") || l == d.Issuer || l == join(d.Title, d.Subtitle) {
				continue
			}
			body = append(body, l)
		}
		found := squeeze(strings.Join(body, "") + d.Issuer)
		missing := 0
		for _, want := range d.Texts() {
			if !strings.Contains(found, squeeze(want)) {
				t.Errorf("%s: not in the PDF: %q", name, want)
				missing++
			}
		}
		if len(d.Texts()) < 20 {
			t.Errorf("%s: the sample has only %d texts", name, len(d.Texts()))
		}
	}
}

func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '\n' || r == '\f' || r == '\u00A0' {
			return -1
		}
		return r
	}, s)
}

func TestMarkOnEveryPage(t *testing.T) {
	d := declaration(t)
	d.Mark = paper.Draft
	b := printed(t, d)
	n := pages(t, b)
	for i := range n {
		p := fmt.Sprint(i + 1)
		page := squeeze(poppler(t, b, "pdftotext", "-f", p, "-l", p, "-raw", "-", "-"))
		// In the footer's words, and in letters across the page.
		if !strings.Contains(page, "DRAFT·") {
			t.Errorf("page %s does not say DRAFT in its footer", p)
		}
		if want := fmt.Sprintf("Page%sof%d", p, n); !strings.Contains(page, want) {
			t.Errorf("page %s does not say %q", p, want)
		}
	}
}

func pages(t *testing.T, b []byte) int {
	t.Helper()
	m := regexp.MustCompile(`Pages:\s+(\d+)`).FindStringSubmatch(poppler(t, b, "pdfinfo", "-"))
	if m == nil {
		t.Fatal("no page count")
	}
	var n int
	fmt.Sscan(m[1], &n)
	return n
}

func TestPagesAndProperties(t *testing.T) {
	b := printed(t, declaration(t))
	if n := pages(t, b); n < 4 || n > 6 {
		t.Errorf("the declaration has %d pages", n)
	}
	info := poppler(t, b, "pdfinfo", "-")
	for _, want := range []string{"Declaration of result", "Guildhall", "A4", "2026"} {
		if !strings.Contains(info, want) {
			t.Errorf("the properties do not say %q:\n%s", want, info)
		}
	}
	if !strings.Contains(string(b), "/Lang (en-GB)") {
		t.Error("the file does not say its language")
	}
}

func TestEveryFontIsEmbedded(t *testing.T) {
	rows := strings.Split(strings.TrimSpace(poppler(t, printed(t, odd()), "pdffonts", "-")), "\n")[2:]
	if len(rows) != int(faces) {
		t.Errorf("%d fonts instead of %d", len(rows), faces)
	}
	for _, r := range rows {
		f := strings.Fields(r)
		if i := slices.Index(f, "Identity-H"); i < 0 || f[i+1] != "yes" {
			t.Errorf("a font is not embedded: %s", r)
		}
	}
}
