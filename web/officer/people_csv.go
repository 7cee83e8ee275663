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
	"github.com/onenorwich/guildhall/governance"
	"github.com/onenorwich/guildhall/governance/conduct"
	"github.com/onenorwich/guildhall/governance/record"
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
	switch {
	case err != nil:
		return nil, []string{"The file could not be read. Choose it again."}
	case len(raw) > maxPeople:
		return nil, []string{"The file is larger than 1 MB. Leave other columns out."}
	case !utf8.Valid(raw):
		return nil, []string{"The file is not in UTF-8. Save it as “CSV UTF-8”."}
	}
	in := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(raw, []byte("\ufeff"))))
	in.FieldsPerRecord = -1
	header, err := in.Read()
	if err != nil {
		return nil, []string{"The file is empty or not a CSV file. Its first line names the columns: ods_code,name,email,telephone."}
	}
	at := make(map[string]int)
	for i, h := range header {
		at[strings.ToLower(strings.TrimSpace(h))] = i
	}
	for _, name := range []string{"ods_code", "name", "email"} {
		if _, ok := at[name]; !ok {
			problems = append(problems, fmt.Sprintf("The column %s is missing. The first line names the columns: ods_code,name,email,telephone.", name))
		}
	}
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
		naming, wrong := readPerson(cells, at, onRoll)
		if len(problems) > 0 && len(at) < 3 {
			break // without its columns no line can be read
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
	if !onRoll(n.Practice) {
		return n, fmt.Sprintf("the practice %q is not on the roll of this election.", cell("ods_code"))
	}
	if err := conduct.CheckPerson(n.Person); err != nil {
		s, _ := sentence(err)
		return n, s
	}
	return n, ""
}
