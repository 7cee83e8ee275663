package main

import (
	"bytes"
	"io"
	"unicode"
)

// printed writes text as text. What commands print comes from others too: the names
// of files, the words of a bundle, an archive or a task, what a service answers. On
// a terminal a control character could move in it, or hide what stands there, and a
// sign that turns the direction of writing could show another text.
type printed struct{ w io.Writer }

func (p printed) Write(b []byte) (int, error) {
	_, err := p.w.Write(bytes.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\t':
			return r
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r):
			return unicode.ReplacementChar
		}
		return r
	}, b))
	if err != nil {
		return 0, err
	}
	return len(b), nil
}
