package audit

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"time"
	"unicode/utf8"
)

// MaxLine is the greatest length of an entry in bytes, its newline not
// counted: what a 16-bit length can say, as in C2SP tlog-tiles.
const MaxLine = 65535

// TimeLayout is how an entry writes its time: UTC, to the millisecond.
const TimeLayout = "2006-01-02T15:04:05.000Z"

// Entry is one line of the log.
type Entry struct {
	Seq    int64           // position, from 0
	Prev   Digest          // leaf hash of the entry before; of the origin for the first
	Time   time.Time       // UTC, whole milliseconds, never before the entry before
	Kind   string          // what happened, as "poll.opened"
	By     string          // who did it, as the service claims; empty: nobody, or not said
	Data   json.RawMessage // a JSON object, decoded by governance/record
	Blobs  []Digest        // SHA-256 of the public files that the entry refers to
	Sealed []Digest        // MACs of the sealed payloads, see Seal
}

// wire fixes names and order of the fields of a line. It never changes.
type wire struct {
	Seq    int64           `json:"seq"`
	Prev   Digest          `json:"prev"`
	Time   string          `json:"time"`
	Kind   string          `json:"kind"`
	By     string          `json:"by,omitempty"`
	Data   json.RawMessage `json:"data"`
	Blobs  []Digest        `json:"blobs,omitempty"`
	Sealed []Digest        `json:"sealed,omitempty"`
}

// Line encodes e, without a newline. It refuses an entry that ParseEntry would
// refuse.
func (e Entry) Line() ([]byte, error) {
	if err := e.check(); err != nil {
		return nil, err
	}
	line, err := Encode(wire{e.Seq, e.Prev, e.Time.Format(TimeLayout), e.Kind, e.By, e.Data, e.Blobs, e.Sealed})
	if err != nil {
		return nil, err
	}
	if len(line) > MaxLine {
		return nil, fmt.Errorf("the entry has %d bytes; at most %d are allowed", len(line), MaxLine)
	}
	// Data came from outside and may be spaced or otherwise not compact; what
	// was encoded then differs from e, so let the reader's own check decide.
	if _, err := ParseEntry(line); err != nil {
		return nil, err
	}
	return line, nil
}

// ParseEntry decodes one line, without its newline. It checks all that can be
// seen in the line alone; Head.Next checks its place in the chain.
func ParseEntry(line []byte) (Entry, error) {
	if len(line) > MaxLine {
		return Entry{}, fmt.Errorf("the line has %d bytes; at most %d are allowed", len(line), MaxLine)
	}
	if !utf8.Valid(line) {
		return Entry{}, errors.New("the line is not UTF-8")
	}
	var w wire
	if err := Canonical(line, &w); err != nil {
		return Entry{}, err
	}
	t, err := parseTime(w.Time)
	if err != nil {
		return Entry{}, err
	}
	e := Entry{w.Seq, w.Prev, t, w.Kind, w.By, w.Data, w.Blobs, w.Sealed}
	return e, e.check()
}

func (e Entry) check() error {
	switch {
	case e.Seq < 0:
		return errors.New("the entry's number is negative")
	case e.Time.Location() != time.UTC || e.Time.Nanosecond()%1e6 != 0 || e.Time.Year() < 1 || e.Time.Year() > 9999:
		return errors.New("the entry's time is not in UTC to the millisecond")
	case !validKind(e.Kind):
		return fmt.Errorf("%q is not a kind of entry: it must be lower-case words joined by dots", short(e.Kind))
	case e.By != "" && !validID(e.By):
		return fmt.Errorf("%q is not an identifier: 1 to 40 of a-z, 0-9 and - are allowed", short(e.By))
	case len(e.Data) < 2 || e.Data[0] != '{' || bytes.IndexByte(e.Data, '\n') >= 0:
		return errors.New("the entry's data is not a JSON object on one line")
	}
	seen := make(map[Digest]bool, len(e.Sealed))
	for _, m := range e.Sealed {
		if seen[m] {
			return fmt.Errorf("the entry names the sealed payload %s twice", m)
		}
		seen[m] = true
	}
	return nil
}

func parseTime(s string) (time.Time, error) {
	t, err := time.Parse(TimeLayout, s)
	if err != nil || t.Format(TimeLayout) != s {
		return time.Time{}, fmt.Errorf("%q is not a time in UTC to the millisecond", short(s))
	}
	return t.UTC(), nil
}

// validID reports whether s is 1 to 40 of a-z, 0-9 and -.
func validID(s string) bool {
	for i := range len(s) {
		if c := s[i]; !(lower(c) || digit(c) || c == '-') {
			return false
		}
	}
	return len(s) >= 1 && len(s) <= 40
}

// validKind reports whether s is two or more lower-case words joined by dots;
// a word may have single hyphens inside.
func validKind(s string) bool {
	dots, word := 0, false
	for i := range len(s) {
		switch c := s[i]; {
		case lower(c):
			word = true
		case (c == '.' || c == '-') && word:
			word = false
			if c == '.' {
				dots++
			}
		default:
			return false
		}
	}
	return word && dots > 0 && len(s) <= 60
}

func lower(c byte) bool { return c >= 'a' && c <= 'z' }
func digit(c byte) bool { return c >= '0' && c <= '9' }

// short keeps a sentence readable whatever was found in a file.
func short(s string) string {
	if len(s) > 100 {
		return s[:100] + "…"
	}
	return s
}
