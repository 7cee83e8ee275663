package pdf

import (
	"strings"
	"testing"

	"github.com/jung-kurt/gofpdf"

	"github.com/onenorwich/guildhall/web/paper"
)

// measured is a sheet for setting lines without printing them.
func measured(t testing.TB) *sheet {
	t.Helper()
	s := &sheet{out: gofpdf.New("P", "mm", "A4", "")}
	if err := s.loadFonts(); err != nil {
		t.Fatal(err)
	}
	return s
}

// FuzzLines: no line is wider than its measure, and no letter is lost.
func FuzzLines(f *testing.F) {
	f.Add("Dr Harriet Osei-Bonsu of Lawson Road Surgery", 40.0)
	f.Add(strings.Repeat("0123456789abcdef", 8), 25.0)
	f.Add("ד״ר שרה כהן (Norwich) 2026, 李小龍 😀 e\u0301\u0301\u0301", 20.0)
	f.Add("a/b-c – d", 10.0)
	s := measured(f)
	f.Fuzz(func(t *testing.T, text string, measure float64) {
		if measure < 10 || measure > 500 || len(text) > 2000 {
			return
		}
		for _, doc := range []paper.Text{paper.Plain(text), paper.Code(text), paper.Join(paper.Strong(text), paper.Plain(text))} {
			var got []rune
			for _, l := range s.lines(doc, body, measure) {
				var sum float64
				for _, p := range l.pieces {
					if p.x < sum-0.01 || p.x > sum+0.01 {
						t.Fatalf("a piece stands at %v behind %v: %q", p.x, sum, text)
					}
					sum += p.wide
					got = append(got, []rune(p.text)...)
				}
				if l.wide > measure+0.01 {
					t.Fatalf("a line of %v in a measure of %v: %q", l.wide, measure, text)
				}
			}
			want := squeeze(bmp(doc.Clean().String()))
			if count(string(got)) != count(want) {
				t.Fatalf("%q became %q", want, string(got))
			}
		}
	})
}

// count is what letters a text has, in whatever order: letters from right to
// left change places and brackets turn.
func count(s string) [256]int {
	var n [256]int
	for _, r := range squeeze(s) {
		if !strings.ContainsRune("()[]{}<>«»", r) && r < 0x2000 {
			n[int(r)%256]++
		}
	}
	return n
}

func TestWidthsAreTheFonts(t *testing.T) {
	s := measured(t)
	// DejaVu Sans Mono is 1233 of 2048 units wide, in every letter.
	if got, want := s.width(mono, 10, "abcdefghij"), 10*10*0.602*millimetres; got < want-0.01 || got > want+0.01 {
		t.Errorf("ten fixed-width letters are %v mm wide, want %v", got, want)
	}
	if s.width(bold, 10, "Chair") <= s.width(sans, 10, "Chair") {
		t.Error("bold is not wider")
	}
	if !s.knows(sans, 'Ω') || s.knows(sans, '龍') {
		t.Error("the coverage of the typeface is wrong")
	}
}

func BenchmarkPrint(b *testing.B) {
	d := declaration(b)
	for b.Loop() {
		printed(b, d)
	}
}
