package paper

import "strings"

// Text is a line of prose in spans. Spans follow each other without a space of
// their own.
type Text []Span

// Span is a piece of text in one manner.
type Span struct {
	Text   string
	Strong bool   // important, not merely bold
	Code   bool   // copied by machines: digests, keys; it may break anywhere
	Link   string // an address, http or https
}

// Plain is text without emphasis.
func Plain(s string) Text { return Text{{Text: s}} }

// Strong is important text.
func Strong(s string) Text { return Text{{Text: s, Strong: true}} }

// Code is a digest, a key or another string to compare letter by letter.
func Code(s string) Text { return Text{{Text: s, Code: true}} }

// Link is an address that is printed as it is and can be followed.
func Link(address string) Text { return Text{{Text: address, Link: address}} }

// Join puts texts behind one another.
func Join(parts ...Text) Text {
	var t Text
	for _, p := range parts {
		t = append(t, p...)
	}
	return t
}

// String is the text without its manner.
func (t Text) String() string {
	var b strings.Builder
	for _, s := range t {
		b.WriteString(s.Text)
	}
	return b.String()
}

// Clean is the text with every span cleaned.
func (t Text) Clean() Text {
	out := make(Text, len(t))
	for i, s := range t {
		s.Text = clean(s.Text, true)
		out[i] = s
	}
	return out
}
