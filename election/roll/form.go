package roll

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// form knows where a file keeps what; -1 is a column it does not have.
type form struct {
	line                       int      // of the header
	names                      []string // as in the file, trimmed
	code, name, patients, vote int
	sex, age                   int
}

const ours = "a roll has the columns ods_code, name, patients and, if it lists votes, votes"

// form finds the columns that the header names.
func (c Columns) form(header []string, line int, bad *Error) form {
	f := form{line: line}
	if sentence := Separated(header); sentence != "" {
		bad.add(line, "", "%s", sentence)
		return f
	}
	lower := make([]string, len(header))
	for i, cell := range header {
		cell = strings.TrimSpace(cell)
		if sentence := Clean(cell); sentence != "" {
			bad.add(f.line, fmt.Sprint(i+1), "%s", sentence)
		}
		f.names = append(f.names, cell)
		lower[i] = strings.ToLower(cell)
	}
	if bad.found() != nil {
		return f
	}
	at := func(name string) int { return slices.Index(lower, name) }
	f.code, f.name, f.patients, f.vote = at("ods_code"), at("name"), at("patients"), at("votes")
	f.sex, f.age = -1, -1

	named := strings.ToLower(strings.TrimSpace(c.Patients))
	nhs := f.code < 0 && at("code") >= 0 && (named != "" || at("number_of_patients") >= 0)
	if nhs {
		f.code, f.sex, f.age, f.patients = at("code"), at("sex"), at("age"), at("number_of_patients")
	}
	if named != "" {
		f.patients = at(named)
	}

	known := len(f.names)
	for i, name := range lower {
		switch {
		case name != "" && slices.Index(lower, name) < i:
			bad.add(f.line, f.names[i], "The column is there twice; delete one of the two.")
		case slices.Contains([]int{f.code, f.name, f.patients, f.vote}, i):
		default:
			known--
		}
	}
	switch {
	case bad.found() != nil:
	case known == 0:
		bad.add(f.line, "", "%s", noHeader(f.names))
	case named != "" && f.patients < 0:
		bad.add(f.line, "", "There is no column %s for the patients; name one of %s.", quote(c.Patients), list(f.names, "or"))
	case f.patients < 0 && len(f.candidates()) > 0:
		of := f.candidates()
		bad.add(f.line, "", "There is no column patients; rename %s to patients, or say which column has the patients (on the command line: --patients-column %s).",
			list(of, "or"), argument(of[0]))
	default:
		f.complete(nhs, named != "", bad)
	}
	return f
}

// candidates are the columns that may be meant by patients.
func (f form) candidates() []string {
	return slices.DeleteFunc(slices.Clone(f.names), func(name string) bool {
		return !strings.Contains(strings.ToLower(name), "patient")
	})
}

// complete notes columns that are missing or, in our own form, unknown.
func (f form) complete(nhs, named bool, bad *Error) {
	for _, need := range []struct {
		name string
		at   int
	}{{"ods_code", f.code}, {"name", f.name}, {"patients", f.patients}} {
		if need.at < 0 && !(nhs && need.name == "name") {
			bad.add(f.line, need.name, "The column is missing; %s.", ours)
		}
	}
	if nhs || named {
		return
	}
	for i, name := range f.names {
		switch {
		case slices.Contains([]int{f.code, f.name, f.patients, f.vote}, i):
		case name == "":
			bad.add(f.line, fmt.Sprint(i+1), "The column has no name; delete it.")
		default:
			bad.add(f.line, name, "A roll has no such column; delete it, or rename it: %s.", ours)
		}
	}
}

// Separated is the sentence about a header whose columns are not separated by commas.
func Separated(header []string) string {
	if len(header) != 1 {
		return ""
	}
	for _, sep := range []struct{ mark, name string }{{";", "semicolons"}, {"\t", "tabs"}, {"|", "bars"}} {
		if strings.Contains(header[0], sep.mark) {
			return fmt.Sprintf("The columns are separated by %s and not by commas; open the file and %s.", sep.name, again)
		}
	}
	return ""
}

// noHeader is the sentence about a first line that names no column we know.
func noHeader(names []string) string {
	const first = "the first line must be ods_code,name,patients"
	for _, name := range names {
		if _, sentence := odsCode(name); sentence == "" && strings.ContainsAny(name, "0123456789") {
			return "The file starts with a practice and does not name its columns; " + first + "."
		}
	}
	return "None of the columns is one of a roll; " + first + ", or the table must have the NHS's CODE and NUMBER_OF_PATIENTS."
}

// argument is a name as it is typed on a command line.
func argument(name string) string {
	if strings.Contains(name, " ") {
		return `"` + name + `"`
	}
	return name
}

// list joins names for a sentence: a, b or c.
func list(names []string, last string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	n := len(names) - 1
	return strings.Join(names[:n], ", ") + " " + last + " " + names[n]
}

// part tells whether a row counts only one sex or age.
func (f form) part(rec []string) bool {
	all := func(i int) bool { return i < 0 || strings.EqualFold(strings.TrimSpace(rec[i]), "ALL") }
	return !all(f.sex) || !all(f.age)
}

// missing notes the practices that have rows by sex and age alone.
func (f form) missing(parts, whole map[string]int, bad *Error) {
	var codes []string
	for code := range parts {
		if whole[code] == 0 {
			codes = append(codes, code)
		}
	}
	slices.SortFunc(codes, func(a, b string) int { return cmp.Compare(parts[a], parts[b]) })
	for _, code := range codes {
		bad.add(parts[code], f.names[f.code], "%s has rows by sex or age but none for ALL; add the row with all its patients.", code)
	}
}
