package paper

// Heading opens a section. Level is 2 for a section and 3 or 4 below it; the
// title of the document is the only level 1.
type Heading struct {
	Level int
	Text  string
}

// Paragraph is prose.
type Paragraph struct{ Text Text }

// Para is a paragraph without emphasis.
func Para(s string) Paragraph { return Paragraph{Plain(s)} }

// Fact is a name and what it stands for.
type Fact struct {
	Name  string
	Value Text
}

// Facts is a list of names and values.
type Facts struct{ Items []Fact }

// List is a list, numbered when its order matters.
type List struct {
	Numbered bool
	Items    []Text
}

// NoticeKind says how loudly a notice speaks.
type NoticeKind int

// The kinds of notice.
const (
	Inset   NoticeKind = iota // worth setting apart
	Warning                   // must not be overlooked
)

// Notice is set apart from the text around it. A warning without a title is
// titled Important.
type Notice struct {
	Kind  NoticeKind
	Title string
	Text  []Text // one paragraph each
}

// Listing is text whose lines matter, such as a signed note.
type Listing struct {
	Caption string
	Lines   []string
}

// Typed is what a reader copies letter by letter, such as a voting code: large,
// in a typeface that tells letters and digits apart.
type Typed struct {
	Label string
	Text  string
}

// Signature is the place to sign.
type Signature struct {
	Name string
	Role string
	Date string // as it is printed; empty leaves a line to write on
}

// PageBreak starts a new page where there are pages.
type PageBreak struct{}

// Head is the title that is printed over the notice; it may be empty.
func (b Notice) Head() string {
	if b.Title == "" && b.Kind == Warning {
		return "Important"
	}
	return b.Title
}

func (b Heading) texts() []string   { return []string{b.Text} }
func (b Paragraph) texts() []string { return []string{b.Text.String()} }
func (b PageBreak) texts() []string { return nil }

func (b Facts) texts() []string {
	var out []string
	for _, f := range b.Items {
		out = append(out, f.Name, f.Value.String())
	}
	return out
}

func (b List) texts() []string {
	var out []string
	for _, t := range b.Items {
		out = append(out, t.String())
	}
	return out
}

func (b Notice) texts() []string {
	out := []string{b.Head()}
	for _, t := range b.Text {
		out = append(out, t.String())
	}
	return out
}

func (b Typed) texts() []string { return []string{b.Label, b.Text} }

func (b Listing) texts() []string { return append([]string{b.Caption}, b.Lines...) }

func (b Signature) texts() []string { return []string{SignedLabel, b.Name, b.Role, DateLabel, b.Date} }

// The words beside the lines of a signature.
const (
	SignedLabel = "Signed"
	DateLabel   = "Date"
)
