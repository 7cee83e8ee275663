package ui

import "html/template"

// Tag is a state in a word or two.
type Tag struct {
	Text   string
	Colour string // "", grey, white, green, aqua-green, blue, purple, pink, red, orange, yellow
}

func (Tag) part() string { return "tag" }

// Panel confirms at the end of a path that something is done.
type Panel struct {
	Title string // the page's h1
	Text  string
}

func (Panel) part() string { return "panel" }

// Inset sets a sentence apart from the text around it.
type Inset struct{ Text string }

func (Inset) part() string { return "inset" }

// Warning says what a visitor must not miss.
type Warning struct {
	Title string
	Text  string
	List  []string
}

func (Warning) part() string { return "warning" }

// Details hides what few need.
type Details struct {
	Summary    string
	Text       string
	Paragraphs []string
	Body       template.HTML // already escaped, such as what Print gave
	Open       bool
}

func (Details) part() string { return "details" }

// Digest is a hash, a key or a tracker, in full, breaking anywhere.
type Digest string

func (Digest) part() string { return "digest" }

// Progress shows how much of something is done.
type Progress struct {
	ID    string
	Label string
	Value int
	Max   int
	Text  string // "14 of 23 practices"
}

func (Progress) part() string { return "progress" }

// Figure is a number that stands out: turnout, days left.
type Figure struct{ Number, Text string }

func (Figure) part() string { return "figure" }

// Figures stand side by side, below one another on a phone.
type Figures []Figure

func (Figures) part() string { return "figures" }

// Card leads on: a way in, with a sentence on what is behind it.
type Card struct{ Title, Text, Href string }

func (Card) part() string { return "card" }

// Cards stand side by side, below one another on a phone.
type Cards []Card

func (Cards) part() string { return "cards" }

// Bars is a chart of horizontal bars, a table underneath, so it can be read
// aloud and printed.
type Bars struct {
	Caption string
	Rows    []Bar
}

func (Bars) part() string { return "bars" }

// Bar is one row of Bars.
type Bar struct {
	Name  string
	Value int
	Note  string // "elected"
}

// Most is the longest bar; at least 1, since it is a <meter>'s maximum.
func (b Bars) Most() int {
	most := 1
	for _, r := range b.Rows {
		most = max(most, r.Value)
	}
	return most
}
