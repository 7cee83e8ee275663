package roll

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxName is the longest name of a practice, in characters.
const MaxName = 120

// clean notes every cell of a row, used or not, that is not plain text.
func (f form) clean(rec []string, line int, bad *Error) bool {
	ok := true
	for i, cell := range rec {
		if sentence := Clean(cell); sentence != "" {
			bad.add(line, f.column(i), "%s", sentence)
			ok = false
		}
	}
	return ok
}

func (f form) column(i int) string {
	if f.names[i] == "" {
		return fmt.Sprint(i + 1)
	}
	return f.names[i]
}

// row reads the cells that a roll uses. A cell that clean has already noted is
// not noted again. The code is set whenever it is good, so that a duplicate
// shows on a line that is wrong elsewhere.
func (f form) row(rec []string, line int, bad *Error) (row Row, ok bool) {
	ok = true
	check := func(at int, read func(cell string) string) {
		if at < 0 {
			return
		}
		if Clean(rec[at]) != "" {
			ok = false
		} else if sentence := read(rec[at]); sentence != "" {
			bad.add(line, f.column(at), "%s", sentence)
			ok = false
		}
	}
	check(f.code, func(cell string) (sentence string) { row.ODS, sentence = odsCode(cell); return })
	check(f.name, func(cell string) (sentence string) { row.Name, sentence = practiceName(cell); return })
	check(f.patients, func(cell string) (sentence string) {
		row.Patients, sentence = figure(cell, "registered patients", MaxPatients)
		return
	})
	check(f.vote, func(cell string) (sentence string) { row.Votes, sentence = figure(cell, "votes", MaxVotes); return })
	if f.name < 0 {
		row.Name = row.ODS
	}
	return row, ok
}

// odsCode reads a practice's code: ^[A-Z0-9]{3,10}$ after trimming and in
// capitals. Anything else gives a sentence.
func odsCode(cell string) (code, sentence string) {
	cell = strings.TrimSpace(cell)
	if cell == "" {
		return "", "The code is empty; write the practice's ODS code, such as D82008."
	}
	good := len(cell) >= 3 && len(cell) <= 10
	for _, b := range []byte(cell) { // bytes: ToUpper would turn ſ into S
		good = good && (b >= '0' && b <= '9' || b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z')
	}
	if !good {
		return "", quote(cell) + " is not an ODS code; write 3 to 10 letters and digits, such as D82008."
	}
	return strings.ToUpper(cell), ""
}

// practiceName reads a name, each run of spaces in it as one space.
func practiceName(cell string) (name, sentence string) {
	name = strings.Join(strings.Fields(cell), " ")
	switch {
	case name == "":
		return "", "The name is empty; write the practice's name."
	case utf8.RuneCountInString(name) > MaxName:
		return "", fmt.Sprintf("%s is longer than %d characters; shorten the name.", quote(name), MaxName)
	case strings.ContainsRune("=+-@", rune(name[0])):
		// A spreadsheet that opens the published roll would run it.
		return "", quote(name) + " starts like a spreadsheet's formula; start the name with a letter or digit."
	case !strings.ContainsFunc(name, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }):
		return "", quote(name) + " has no letter; write the practice's name."
	}
	return name, ""
}

// figure reads a positive whole number in digits alone.
func figure(cell, of string, most int64) (n int64, sentence string) {
	cell = strings.TrimSpace(cell)
	digits := strings.Trim(cell, "0123456789") == ""
	n, err := strconv.ParseInt(cell, 10, 64)
	joined := strings.NewReplacer(",", "", " ", "", "\u00a0", "", "\u202f", "", "'", "", "’", "").Replace(cell)
	whole, fraction, dot := strings.Cut(joined, ".")
	number := func(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
	switch {
	case cell == "":
		return 0, "The figure is empty; write the number of " + of + ", or take the practice off the roll."
	case digits && strings.Trim(cell, "0") == "":
		return 0, "The figure is 0; write the number of " + of + ", or take the practice off the roll."
	case digits && cell[0] == '0':
		return 0, fmt.Sprintf("%s starts with a 0; write the figure without it.", quote(cell))
	case digits && (err != nil || n > most):
		return 0, fmt.Sprintf("%s is more than any practice can have (%s); correct the figure.", quote(cell), group(most))
	case digits:
		return n, ""
	case cell[0] == '-' && number(joined[1:]), strings.HasPrefix(cell, "−"):
		return 0, fmt.Sprintf("%s is negative; write the number of %s.", quote(cell), of)
	case number(joined):
		return 0, fmt.Sprintf("%s has a thousands separator; write %s.", quote(cell), joined)
	case dot && number(whole) && number(fraction):
		return 0, fmt.Sprintf("%s is not a whole number; write the figure without a decimal point.", quote(cell))
	}
	return 0, quote(cell) + " is not a number; write the number of " + of + " with digits alone, such as 12806."
}
