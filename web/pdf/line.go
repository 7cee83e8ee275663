package pdf

import (
	"strings"
	"unicode"

	"github.com/onenorwich/guildhall/web/paper"
)

// piece is text in one face on one line.
type piece struct {
	text string
	face face
	link string
	x    float64 // from the beginning of the line
	wide float64
}

// line is a printed line.
type line struct {
	pieces []piece
	wide   float64
}

// style is the manner of a text block: its size and the distance of its lines.
type style struct {
	size    float64 // points
	leading float64 // millimetres
	face    face    // of what is neither strong nor code
	ink     ink
}

// sized is the size of a face within the style: letters of the fixed-width
// face are wide, and a digest of 64 fits its line when they are set smaller.
func (st style) sized(f face) float64 {
	if f == mono && st.face != mono {
		return st.size * 0.85
	}
	return st.size
}

// word is a run without a place to break, in one or more faces.
type word struct {
	pieces []piece
	wide   float64
	space  bool // stands before it
}

// lines sets a text in lines no wider than the measure. Words that are wider
// by themselves are cut between characters, so nothing is ever clipped.
func (s *sheet) lines(t paper.Text, st style, measure float64) []line {
	var out []line
	var now line
	flush := func() {
		if len(now.pieces) > 0 {
			out = append(out, s.visual(now, st))
		}
		now = line{}
	}
	for _, w := range s.words(t, st) {
		lead := 0.0
		if n := len(now.pieces); w.space && n > 0 {
			f := now.pieces[n-1].face // the space is set with what it follows
			lead = s.width(f, st.sized(f), " ")
		}
		if now.wide+lead+w.wide > measure && len(now.pieces) > 0 && w.wide <= measure {
			flush()
			lead = 0
		}
		if now.wide+lead+w.wide <= measure {
			now.add(w.pieces, lead)
			continue
		}
		// A long digest begins a line of its own; a long word fills this one.
		for _, p := range w.pieces {
			for _, c := range clusters(p.text) {
				wide := s.width(p.face, st.sized(p.face), c)
				if now.wide+lead+wide > measure && len(now.pieces) > 0 {
					flush()
					lead = 0
				}
				now.add([]piece{{text: c, face: p.face, link: p.link, wide: wide}}, lead)
				lead = 0
			}
		}
	}
	flush()
	if len(out) == 0 {
		out = []line{{}}
	}
	return out
}

// add puts pieces at the end of the line, joined to the last where they can be.
func (l *line) add(pieces []piece, lead float64) {
	for i, p := range pieces {
		if i == 0 && lead > 0 && len(l.pieces) > 0 {
			// The space is text too: who copies a line gets its words apart.
			last := &l.pieces[len(l.pieces)-1]
			last.text += " "
			last.wide += lead
			l.wide += lead
		}
		if n := len(l.pieces); n > 0 && l.pieces[n-1].face == p.face && l.pieces[n-1].link == p.link {
			l.pieces[n-1].text += p.text
			l.pieces[n-1].wide += p.wide
		} else {
			p.x = l.wide
			l.pieces = append(l.pieces, p)
		}
		l.wide += p.wide
	}
}

// words cuts a text at its spaces and behind its hyphens and slashes.
func (s *sheet) words(t paper.Text, st style) []word {
	var out []word
	var now word
	space := false
	flush := func() {
		if len(now.pieces) > 0 {
			out = append(out, now)
		}
		now = word{}
	}
	for _, span := range t.Clean() {
		want := st.face
		switch {
		case span.Code:
			want = mono
		case span.Strong:
			want = bold
		}
		var last rune
		for _, r := range span.Text {
			if r > 0xFFFF {
				s.fonts.missing = true
				r = paper.Unprintable // gofpdf fails on it
			}
			if r == ' ' {
				flush()
				space = true
				last = 0
				continue
			}
			if len(now.pieces) > 0 && (last == '/' || last == '-' || last == '–' || last == '—') && unicode.IsLetter(r) && !span.Code {
				flush()
			}
			if len(now.pieces) == 0 {
				now.space, space = space, false
			}
			s.grow(&now, r, want, span.Link, st)
			last = r
		}
	}
	flush()
	return out
}

// grow adds a character to a word in a face that has it. A mark stays with the
// face of its letter.
func (s *sheet) grow(w *word, r rune, want face, link string, st style) {
	f := s.pick(want, r)
	n := len(w.pieces)
	if n > 0 && unicode.Is(unicode.M, r) {
		f = w.pieces[n-1].face
	}
	wide := s.width(f, st.sized(f), string(r))
	if n > 0 && w.pieces[n-1].face == f && w.pieces[n-1].link == link {
		w.pieces[n-1].text += string(r)
		w.pieces[n-1].wide += wide
	} else {
		w.pieces = append(w.pieces, piece{text: string(r), face: f, link: link, wide: wide})
	}
	w.wide += wide
}

// clusters cuts a text into letters with their marks.
func clusters(s string) []string {
	var out []string
	for _, r := range s {
		joins := unicode.Is(unicode.M, r) || r == '\u200C' || r == '\u200D'
		if joins && len(out) > 0 {
			out[len(out)-1] += string(r)
			continue
		}
		out = append(out, string(r))
	}
	return out
}

// longest is the width of the widest word, and of the whole text on one line.
func (s *sheet) longest(t paper.Text, st style) (one, all float64) {
	for _, w := range s.words(t, st) {
		one = max(one, w.wide)
		all += w.wide
		if w.space {
			all += s.width(bold, st.size, " ") // the widest that may stand here
		}
	}
	return one, all
}

// plain wraps a string.
func plain(text string) paper.Text { return paper.Plain(strings.TrimSpace(text)) }
