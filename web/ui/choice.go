package ui

import "strconv"

// Choice is one answer of Radios, Checkboxes or Select.
type Choice struct {
	Value, Label, Hint string
	Checked            bool
	More               Details // opens below the answer: a candidate's statement
	Or                 bool    // a line "or" stands before it
}

// Radios asks to choose one.
type Radios struct {
	Name, Label, Hint, Error, Size string
	H1                             bool
	Items                          []Choice
	Inline                         bool // side by side: for yes and no
	Small                          bool
}

func (Radios) part() string          { return "radios" }
func (r Radios) problem() Problem    { return problemAt(r.Name, r.Error) }
func (r Radios) DescribedBy() string { return described(r.Name, r.Hint, r.Error) }
func (r Radios) Answers() []answer   { return answers(r.Name, r.Items) }

// YesNo asks a question with two answers, "yes" and "no"; value is the one
// chosen before, or empty.
func YesNo(name, question, value string) Radios {
	return Radios{Label: question, Name: name, Inline: true, Items: []Choice{
		{Value: "yes", Label: "Yes", Checked: value == "yes"},
		{Value: "no", Label: "No", Checked: value == "no"},
	}}
}

// Checkboxes asks to choose any number; with one item it is a declaration.
type Checkboxes struct {
	Name, Label, Hint, Error, Size string
	H1                             bool
	Items                          []Choice
}

func (Checkboxes) part() string          { return "checkboxes" }
func (c Checkboxes) problem() Problem    { return problemAt(c.Name, c.Error) }
func (c Checkboxes) DescribedBy() string { return described(c.Name, c.Hint, c.Error) }
func (c Checkboxes) Answers() []answer   { return answers(c.Name, c.Items) }

// answer is a Choice with the identifiers that tie it to its label. The first
// one has the field's own identifier, so that the summary's link focuses it.
type answer struct {
	Choice
	ID, Name string
}

func answers(name string, items []Choice) []answer {
	all := make([]answer, len(items))
	for i, c := range items {
		all[i] = answer{c, name, name}
		if i > 0 {
			all[i].ID = name + "-" + strconv.Itoa(i+1)
		}
	}
	return all
}
