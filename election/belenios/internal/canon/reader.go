// Package canon reads and writes the one spelling of JSON that Belenios
// hashes: compact, fields in a fixed order, raw UTF-8, no optional field
// spelt null.
//
// Invariant: whatever a Reader accepts without an error re-encodes to the
// same bytes, so an unknown field, a duplicate, another order, a space, a
// leading zero and a needless escape are all refused where they stand. There
// is no decoder behind it that could be laxer than the rule, and no
// reflection, which keeps the voter's program small.
package canon

import (
	"bytes"
	"fmt"
	"strconv"
	"unicode/utf8"
)

// MaxPlain is the largest integer Belenios writes as a JSON number; larger
// weights and counts are written as strings (its integers are 31 bits wide
// in browsers).
const MaxPlain = 1073741823

// Reader takes a JSON text apart in order. The first error sticks, and every
// later call then does nothing, so a parser reads as the format does.
type Reader struct {
	b   []byte
	i   int
	err error
}

// NewReader reads b, which it does not change.
func NewReader(b []byte) *Reader { return &Reader{b: b} }

// Fail records an error of the caller's at the current place.
func (r *Reader) Fail(format string, args ...any) {
	if r.err == nil {
		r.err = fmt.Errorf("byte %d: %s", r.i, fmt.Sprintf(format, args...))
	}
}

// Err is the first error so far.
func (r *Reader) Err() error { return r.err }

// Offset is the number of bytes read.
func (r *Reader) Offset() int { return r.i }

// End is the final check: everything was read, and nothing went wrong.
func (r *Reader) End() error {
	if r.err == nil && r.i != len(r.b) {
		r.Fail("there are %d bytes after the end", len(r.b)-r.i)
	}
	return r.err
}

// Lit requires the bytes of s next.
func (r *Reader) Lit(s string) {
	if !r.Try(s) {
		r.Fail("expected %s, found %s", s, r.peek())
	}
}

// Try takes the bytes of s if they come next.
func (r *Reader) Try(s string) bool {
	if r.err != nil || len(r.b)-r.i < len(s) || string(r.b[r.i:r.i+len(s)]) != s {
		return false
	}
	r.i += len(s)
	return true
}

func (r *Reader) peek() string {
	rest := r.b[r.i:]
	if len(rest) == 0 {
		return "the end"
	}
	if len(rest) > 24 {
		rest = rest[:24]
	}
	return strconv.QuoteToASCII(string(rest))
}

// List reads an array, calling item once for each element.
func (r *Reader) List(item func()) {
	r.Lit("[")
	if r.Try("]") {
		return
	}
	for r.err == nil {
		item()
		if !r.Try(",") {
			break
		}
	}
	r.Lit("]")
}

// Bool reads true or false.
func (r *Reader) Bool() bool {
	if r.Try("true") {
		return true
	}
	r.Lit("false")
	return false
}

// Int reads an integer from 0 to MaxPlain.
func (r *Reader) Int() int {
	n, ok := r.digits()
	if ok && n > MaxPlain {
		r.Fail("the number %d is larger than %d", n, MaxPlain)
	}
	return int(n)
}

// Number reads a count that may be large: a plain number up to MaxPlain,
// a string of digits above it.
func (r *Reader) Number() int64 {
	if !r.Try(`"`) {
		return int64(r.Int())
	}
	n, ok := r.digits()
	if ok && n <= MaxPlain {
		r.Fail("the number %d must not be written as a string", n)
	}
	r.Lit(`"`)
	return n
}

// Timestamp reads a whole number of seconds, as a number or as a string of
// digits: releases of Belenios differ.
func (r *Reader) Timestamp() (n int64, quoted bool) {
	quoted = r.Try(`"`)
	n, _ = r.digits()
	if quoted {
		r.Lit(`"`)
	}
	return n, quoted
}

// digits reads a decimal number below 2^62 without leading zeros.
func (r *Reader) digits() (n int64, ok bool) {
	if r.err != nil {
		return 0, false
	}
	start := r.i
	for r.i < len(r.b) && r.b[r.i] >= '0' && r.b[r.i] <= '9' {
		if n > (1<<62)/10-1 {
			r.Fail("the number is too large")
			return 0, false
		}
		n = n*10 + int64(r.b[r.i]-'0')
		r.i++
	}
	switch {
	case r.i == start:
		r.Fail("expected a number, found %s", r.peek())
	case r.b[start] == '0' && r.i > start+1:
		r.Fail("a number starts with a needless zero")
	}
	return n, r.err == nil
}

// String reads a string in its one canonical spelling.
func (r *Reader) String() string {
	r.Lit(`"`)
	if r.err != nil {
		return ""
	}
	start := r.i
	for r.i < len(r.b) {
		switch c := r.b[r.i]; {
		case c == '"':
			raw := r.b[start:r.i]
			r.i++
			if bytes.IndexByte(raw, '\\') < 0 {
				if !utf8.Valid(raw) {
					r.Fail("a string is not UTF-8")
				}
				return string(raw)
			}
			return r.unescape(raw)
		case c == '\\':
			r.i += 2
		case c < 0x20 || c == 0x7f:
			r.Fail("a control character stands in a string")
			return ""
		default:
			r.i++
		}
	}
	r.i = len(r.b)
	r.Fail("a string has no end")
	return ""
}

func (r *Reader) unescape(raw []byte) string {
	// Go knows escapes that JSON does not; re-encoding refuses those.
	s, err := strconv.Unquote(`"` + string(raw) + `"`)
	if err != nil || !utf8.ValidString(s) {
		r.Fail("a string holds an escape that JSON does not know")
		return ""
	}
	if back := AppendString(nil, s); !bytes.Equal(back[1:len(back)-1], raw) {
		r.Fail("a string is not written in its shortest form")
	}
	return s
}
