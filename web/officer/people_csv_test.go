package officer

import (
	"os"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/onenorwich/guildhall/election"
)

// Files as spreadsheets leave them: read, or told what to do about them in a
// sentence.
func TestPeopleFilesFromTheField(t *testing.T) {
	file := func(name string) string {
		raw, err := os.ReadFile("testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		return string(raw)
	}
	const head, line = "ods_code,name,email,telephone\r\n", "D82008,Zoë Other,one@x.example,01603 1\r\n"
	wide := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(head + line)) {
		wide = append(wide, byte(u), byte(u>>8))
	}
	for name, c := range map[string]struct {
		file string
		want string // a problem; empty: one person is read
	}{
		"plain": {head + line, ""}, "a byte order mark": {"\ufeff" + head + line, ""}, "empty rows": {file("people-blank.csv"), ""},
		"rows of fewer commas": {head + line + ",\r\n\r\n", ""}, "line ends of Unix": {strings.ReplaceAll(head+line, "\r", ""), ""},
		"semicolons":          {file("people-semi.csv"), "separated by semicolons and not by commas"},
		"tabs":                {strings.ReplaceAll(head+line, ",", "\t"), "separated by tabs and not by commas"},
		"a doubled column":    {file("people-twice.csv"), "The column email is there twice. Delete one of the two."},
		"UTF-16":              {string(wide), "The file is in UTF-16 and not in UTF-8"},
		"Windows-1252":        {head + "D82008,Zo\xeb Other,one@x.example,\r\n", `Line 2: "Zoë Other" (in Windows-1252) is not in UTF-8`},
		"a spreadsheet":       {"PK\x03\x04xyz", "is a spreadsheet and not a CSV file"},
		"old line ends":       {strings.ReplaceAll(head+line, "\n", ""), "very old Macintosh programs"},
		"a name with a comma": {head + "D82008,Other, Zoe,one@x.example,\r\n", "Line 2: it has 5 columns where the first line has 4."},
		"a separator's line":  {"sep=,\r\n" + head + line, "The column ods_code is missing."},
		"a zero byte":         {head + "D82008,Zo\x00e,one@x.example,\r\n", "cannot be printed"},
		"nothing":             {"", "The file is empty"},
	} {
		list, problems := readPeople(strings.NewReader(c.file), func(id election.ID) bool { return id == "d82008" })
		switch said := strings.Join(problems, "\n"); {
		case c.want == "" && (said != "" || len(list) != 1 || list[0].Person.Email != "one@x.example"):
			t.Errorf("%s: %d people are read; %s", name, len(list), said)
		case c.want != "" && (!strings.Contains(said, c.want) || list != nil):
			t.Errorf("%s: %d people are read; it says %q, not %q", name, len(list), said, c.want)
		}
	}
}
