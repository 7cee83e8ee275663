package officer

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/roll"
	"github.com/onenorwich/guildhall/governance"
	"github.com/onenorwich/guildhall/governance/conduct"
	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/web/ui"
)

// Limits of a file of people, and of what is told about it.
const (
	maxPeople         = 1 << 20
	maxPeopleProblems = 10
)

// readPeople reads who votes for each practice: ods_code, name, email and
// telephone, by the names of the columns. Each problem is a sentence with its
// line; if there is any, nothing of the file counts.
func readPeople(r io.Reader, onRoll func(election.ID) bool) (list []conduct.Naming, problems []string) {
	raw, err := io.ReadAll(io.LimitReader(r, maxPeople+1))
	if err != nil {
		return nil, []string{"The file could not be read. Choose it again."}
	}
	if sentence := roll.NoTable(raw, maxPeople, "it has a first line ods_code,name,email,telephone"); sentence != "" {
		return nil, []string{sentence}
	}
	in := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(raw, []byte("\ufeff"))))
	in.FieldsPerRecord = -1
	header, err := in.Read()
	if err != nil {
		return nil, []string{"The file is empty or not a CSV file. Its first line names the columns: ods_code,name,email,telephone."}
	}
	if sentence := roll.Separated(header); sentence != "" {
		return nil, []string{sentence}
	}
	at := make(map[string]int)
	for i, h := range header {
		name := strings.ToLower(strings.TrimSpace(h))
		if _, twice := at[name]; twice && name != "" {
			problems = append(problems, fmt.Sprintf("The column %s is there twice. Delete one of the two.", name))
		}
		at[name] = i
	}
	for _, name := range []string{"ods_code", "name", "email"} {
		if _, ok := at[name]; !ok {
			problems = append(problems, fmt.Sprintf("The column %s is missing. The first line names the columns: ods_code,name,email,telephone.", name))
		}
	}
	unread := len(problems) > 0
	seen := make(map[election.ID]int)
	for len(problems) < maxPeopleProblems {
		cells, err := in.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		line, _ := in.FieldPos(0)
		if err != nil {
			return nil, append(problems, fmt.Sprintf("Line %d: the quotation marks do not fit. Save the file as CSV again.", line))
		}
		if strings.TrimSpace(strings.Join(cells, "")) == "" {
			continue // what spreadsheets leave below a table
		}
		naming, wrong := readPerson(cells, at, onRoll)
		switch {
		case unread:
			return nil, problems // without its columns no line can be read
		case len(cells) != len(header):
			wrong = fmt.Sprintf("it has %s where the first line has %d. Put quotation marks around what holds a comma.", ui.Count(len(cells), "column", "columns"), len(header))
		}
		if first, dup := seen[naming.Practice]; wrong == "" && dup {
			wrong = fmt.Sprintf("%s is on line %d already. Leave one of the two out.", strings.ToUpper(string(naming.Practice)), first)
		}
		if wrong != "" {
			problems = append(problems, fmt.Sprintf("Line %d: %s", line, wrong))
			continue
		}
		seen[naming.Practice] = line
		list = append(list, naming)
	}
	if len(problems) == 0 && len(list) == 0 {
		problems = append(problems, "The file names nobody.")
	}
	if len(problems) > 0 {
		return nil, problems
	}
	return slices.Clip(list), nil
}

func readPerson(cells []string, at map[string]int, onRoll func(election.ID) bool) (n conduct.Naming, wrong string) {
	cell := func(name string) string {
		if i, ok := at[name]; ok && i < len(cells) {
			return strings.TrimSpace(cells[i])
		}
		return ""
	}
	n = conduct.Naming{Practice: conduct.PracticeID(cell("ods_code")), Role: governance.Voting,
		Person: record.PersonText{Name: cell("name"), Email: cell("email"), Telephone: cell("telephone")}}
	for _, text := range cells {
		if sentence := roll.Clean(text); sentence != "" && !utf8.ValidString(text) {
			return n, sentence
		}
	}
	if !onRoll(n.Practice) {
		return n, fmt.Sprintf("the practice %q is not on the roll of this election.", cell("ods_code"))
	}
	if err := conduct.CheckPerson(n.Person); err != nil {
		s, _ := sentence(err)
		return n, s
	}
	return n, ""
}
