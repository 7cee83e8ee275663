package ui

// Table is a table that turns into a list on a phone.
type Table struct {
	Caption string
	Size    string // of the caption: "", "s", "m", "l"
	Head    []Column
	Rows    [][]Cell
	Empty   string // the sentence that stands instead of no rows
	Compact bool
}

// Column is a heading of a table.
type Column struct {
	Text    string
	Numeric bool
}

// Columns makes headings of text.
func Columns(texts ...string) []Column {
	all := make([]Column, len(texts))
	for i, t := range texts {
		all[i] = Column{Text: t}
	}
	return all
}

// Cell is one field of a table.
type Cell struct {
	Text   string
	Href   string
	Part   Part // a tag, a digest; instead of the text
	Header bool // the row's own heading
}

// Cells makes a row of texts, the first of which is the row's heading.
func Cells(texts ...string) []Cell {
	all := make([]Cell, len(texts))
	for i, t := range texts {
		all[i] = Cell{Text: t, Header: i == 0}
	}
	return all
}

func (Table) part() string { return "table" }

// CaptionSize defaults to medium.
func (t Table) CaptionSize() string { return firstOf(t.Size, "m") }
