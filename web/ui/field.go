package ui

import "strings"

// Field is a part that asks the visitor for something.
type Field interface {
	Part
	problem() Problem // zero when there is none
}

// Problem is one error of a form: where it is and what to do about it.
type Problem struct{ Text, Href string }

// Problems is the list above a form that could not be accepted.
type Problems []Problem

func (Problems) part() string { return "problems" }

// Problematic gathers the errors of a form's fields in the order of the page.
func Problematic(fields ...Field) Problems {
	var all Problems
	for _, f := range fields {
		if p := f.problem(); p.Text != "" {
			all = append(all, p)
		}
	}
	return all
}

// Refused is the summary for a refusal that belongs to no single field.
func Refused(sentence string) Problems { return Problems{{Text: sentence}} }

// The fields below share: Name, the form's key and the element's id; Label, the
// question; Hint, the help; Error, what is wrong and what to do; Size of the
// label ("" as text, "s", "m", "l", "xl"); H1, the label is the page's heading.

func problemAt(id, text string) Problem {
	if text == "" {
		return Problem{}
	}
	return Problem{Text: text, Href: "#" + id}
}

// described gives the value of aria-describedby.
func described(id, hint, problem string, more ...string) string {
	var ids []string
	if hint != "" {
		ids = append(ids, id+"-hint")
	}
	if problem != "" {
		ids = append(ids, id+"-error")
	}
	return strings.Join(append(ids, more...), " ")
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
