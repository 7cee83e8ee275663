package paper

// Align says to which side a column leans.
type Align int

// The alignments of a column.
const (
	Left  Align = iota
	Right       // for figures, so that their digits stand under one another
)

// Column is the head of a column.
type Column struct {
	Title string
	Align Align
	// Width is the column's share of the page beside the others' shares; when
	// every share is zero the printer measures the cells. Only pages have
	// widths: the HTML table fits its screen.
	Width float64
}

// Row is a line of a table. A strong row is also told from others by words.
type Row struct {
	Cells  []Text
	Strong bool
}

// Table has a caption, a header row and, when RowHeads is set, a first column
// that names its row. On paper a long table goes over pages and its header is
// printed again.
type Table struct {
	Caption  string
	Columns  []Column
	RowHeads bool
	Rows     []Row
}

// Cells makes a row of plain texts.
func Cells(texts ...string) Row {
	var r Row
	for _, t := range texts {
		r.Cells = append(r.Cells, Plain(t))
	}
	return r
}

func (b Table) texts() []string {
	out := []string{b.Caption}
	for _, c := range b.Columns {
		out = append(out, c.Title)
	}
	for _, r := range b.Rows {
		for _, c := range r.Cells {
			out = append(out, c.String())
		}
	}
	return out
}

// BarChart compares counts. It is a table as well: each bar stands beside its
// label and its value, so nobody needs to see the bars.
type BarChart struct {
	Caption string
	Label   string // heads the labels, such as Candidate
	Unit    string // heads the values, such as Votes
	Bars    []Bar
}

// Bar is one count. A strong bar is also told from the others by its note.
type Bar struct {
	Label  string
	Value  int64
	Note   string
	Strong bool
}

// Share is the bar's length as a share of the longest one, between 0 and 1.
func (b BarChart) Share(i int) float64 {
	var most int64
	for _, bar := range b.Bars {
		most = max(most, bar.Value)
	}
	if most <= 0 || b.Bars[i].Value <= 0 {
		return 0
	}
	return float64(b.Bars[i].Value) / float64(most)
}

// Figure is the bar's value as it is printed, with its note.
func (b Bar) Figure() string {
	if b.Note == "" {
		return Number(b.Value)
	}
	return Number(b.Value) + ", " + b.Note
}

func (b BarChart) texts() []string {
	out := []string{b.Caption, b.Label, b.Unit}
	for _, bar := range b.Bars {
		out = append(out, bar.Label, bar.Figure())
	}
	return out
}
