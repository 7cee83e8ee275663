package ui

import "strings"

// Input asks for one line.
type Input struct {
	Name, Value, Label, Hint, Error, Size string
	H1                                    bool
	Type                                  string // "text" by default; "email", "tel", "password"
	Autocomplete                          string // "email", "tel", "name", "one-time-code", "off"
	Numeric                               bool   // digits only: phones show the keypad
	Width                                 int    // in characters: 2, 3, 4, 5, 10, 20, 30; 0 fills the line
	Code                                  bool   // fixed width, no spelling: voting codes, digests
	Prefix                                string
	Suffix                                string
}

// Email asks for an address with what browsers need to fill it in.
func Email(name, label, value string) Input {
	return Input{Label: label, Name: name, Value: value, Type: "email", Autocomplete: "email"}
}

// Telephone asks for a number.
func Telephone(name, label, value string) Input {
	return Input{Label: label, Name: name, Value: value, Type: "tel", Autocomplete: "tel", Width: 20}
}

// OneTimeCode asks for the digits that were sent by email.
func OneTimeCode(name, label string) Input {
	return Input{Label: label, Name: name, Autocomplete: "one-time-code", Numeric: true, Width: 10, Code: true}
}

func (Input) part() string          { return "input" }
func (i Input) problem() Problem    { return problemAt(i.Name, i.Error) }
func (i Input) DescribedBy() string { return described(i.Name, i.Hint, i.Error) }
func (i Input) Kind() string        { return firstOf(i.Type, "text") }
func (i Input) NoSpelling() bool    { return i.Code || i.Type == "email" || i.Type == "tel" }

// Textarea asks for several lines; Words or Characters, if set, is the most that is
// allowed and stands below the hint. The service counts: a browser's own limit would
// cut a pasted text without a word.
type Textarea struct {
	Name, Value, Label, Hint, Error, Size string
	H1                                    bool
	Rows                                  int // 5 by default
	Words, Characters                     int
}

func (Textarea) part() string       { return "textarea" }
func (t Textarea) problem() Problem { return problemAt(t.Name, t.Error) }
func (t Textarea) Height() int      { return max(t.Rows, 5) }

// Limit says how much may be written.
func (t Textarea) Limit() string {
	switch {
	case t.Words > 0:
		return "You can enter up to " + Count(t.Words, "word", "words") + "."
	case t.Characters > 0:
		return "You can enter up to " + Count(t.Characters, "character", "characters") + "."
	}
	return ""
}

func (t Textarea) DescribedBy() string {
	if t.Limit() == "" {
		return described(t.Name, t.Hint, t.Error)
	}
	return described(t.Name, t.Hint, t.Error, t.Name+"-info")
}

// Words counts as a person would: what stands between spaces.
func Words(s string) int { return len(strings.Fields(s)) }

// TooLong is the error for a text of more words than allowed, or empty.
func TooLong(what, text string, limit int) string {
	n := Words(text)
	if n <= limit {
		return ""
	}
	return what + " must be " + Count(limit, "word", "words") + " or fewer. It has " + Number(n) + ": take out " + Number(n-limit) + "."
}

// Select offers many choices in one line. Prefer Radios for fewer than eight.
type Select struct {
	Name, Label, Hint, Error, Size string
	H1                             bool
	Items                          []Choice
}

func (Select) part() string          { return "select" }
func (s Select) problem() Problem    { return problemAt(s.Name, s.Error) }
func (s Select) DescribedBy() string { return described(s.Name, s.Hint, s.Error) }

// File asks for a file.
type File struct {
	Name, Label, Hint, Error, Size string
	H1                             bool
	Accept                         string // ".csv", "application/json"
}

func (File) part() string          { return "file" }
func (f File) problem() Problem    { return problemAt(f.Name, f.Error) }
func (f File) DescribedBy() string { return described(f.Name, f.Hint, f.Error) }
