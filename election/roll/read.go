package roll

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Limits of a file.
const (
	MaxRows  = 5_000   // practices on a roll
	MaxBytes = 4 << 20 // of the file; a national list-size table has 0.6 MB
)

const again = `save it again as "CSV UTF-8 (comma delimited)"`

// Columns says how to read a file whose columns do not speak for themselves.
type Columns struct {
	// Patients names the column of registered patients. When it is set, the
	// columns that a roll does not use are ignored, since somebody has said
	// which one counts. Empty: patients, or NUMBER_OF_PATIENTS in the NHS form.
	Patients string
}

// ReadCSV reads a roll in one of two forms, columns by name in any order and
// case:
//
//   - ours: ods_code, name, patients and optionally votes; no other columns, so
//     that a misspelt one is not lost in silence;
//   - the NHS's table of patients registered at GP practices: CODE and
//     NUMBER_OF_PATIENTS, optionally name and votes, others ignored. Where it
//     has the columns SEX and AGE, the rows for ALL are taken.
//
// The rows are in the order of the file. The error, if the file could be read
// at all, is an *Error with up to MaxProblems problems.
func ReadCSV(r io.Reader) ([]Row, error) { return Columns{}.ReadCSV(r) }

// ReadCSV reads a roll as the function ReadCSV does, by these columns.
func (c Columns) ReadCSV(r io.Reader) ([]Row, error) {
	b, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return nil, refuse("The roll could not be read; try again. (%w)", err)
	}
	var bad Error
	if whole := NoTable(b, MaxBytes, "a roll has a first line ods_code,name,patients"); whole != "" {
		bad.add(0, "", "%s", whole)
		return nil, bad.found()
	}
	b = bytes.TrimPrefix(b, []byte("\xef\xbb\xbf")) // a byte order mark
	in := csv.NewReader(bytes.NewReader(b))
	in.FieldsPerRecord = -1 // counted here, to name the line in our own words
	in.TrimLeadingSpace = true
	in.ReuseRecord = true

	header, err := in.Read()
	if err != nil {
		bad.quotes(err)
		return nil, bad.found()
	}
	line, _ := in.FieldPos(0)
	f := c.form(header, line, &bad)
	if err := bad.found(); err != nil {
		return nil, err
	}
	rows := f.rows(in, &bad)
	if err := bad.found(); err != nil {
		return nil, err
	}
	return rows, nil
}

// NoTable is the sentence about a file that is no text table at all, or larger than
// most bytes; empty for one that is. first says how it should begin.
func NoTable(b []byte, most int, first string) string {
	switch {
	case len(bytes.TrimSpace(bytes.TrimPrefix(b, []byte("\xef\xbb\xbf")))) == 0:
		return "The file is empty; " + first + " and then one line for each practice."
	case len(b) > most:
		return fmt.Sprintf("The file is larger than %d MB; keep only the lines of the practices on the roll.", most>>20)
	case bytes.HasPrefix(b, []byte("PK\x03\x04")), bytes.HasPrefix(b, []byte("\xd0\xcf\x11\xe0")):
		return "The file is a spreadsheet and not a CSV file; open it and " + again + "."
	case bytes.HasPrefix(b, []byte("\xff\xfe")), bytes.HasPrefix(b, []byte("\xfe\xff")):
		return "The file is in UTF-16 and not in UTF-8; open it and " + again + "."
	case !bytes.Contains(b, []byte("\n")) && bytes.Contains(b, []byte("\r")):
		return "The lines of the file end in the manner of very old Macintosh programs; open it and " + again + "."
	}
	return ""
}

// quotes notes what encoding/csv refuses: with ragged lines allowed and no
// odd separator, that is a quotation mark out of place.
func (e *Error) quotes(err error) {
	line := 0
	if p, ok := errors.AsType[*csv.ParseError](err); ok {
		line = p.Line
		if p.StartLine < p.Line { // an open quotation mark swallowed the rest
			line = p.StartLine
		}
	}
	e.add(line, "", `A quotation mark is out of place; put quotation marks around the whole name, or leave them out, and write one inside a name as "".`)
}

// rows reads the lines below the header.
func (f form) rows(in *csv.Reader, bad *Error) []Row {
	var rows []Row
	first := map[string]int{} // code → its line
	parts := map[string]int{} // code → the line of its first row by sex or age
	for {
		rec, err := in.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			bad.quotes(err)
			return nil
		}
		line, _ := in.FieldPos(0)
		if strings.TrimSpace(strings.Join(rec, "")) == "" {
			continue // what spreadsheets leave below a table
		}
		if len(rec) != len(f.names) {
			bad.ragged(line, len(rec), len(f.names))
			continue
		}
		clean := f.clean(rec, line, bad)
		if f.part(rec) {
			if code, err := odsCode(rec[f.code]); err == "" && parts[code] == 0 {
				parts[code] = line
			}
			continue
		}
		if len(rows) == MaxRows {
			bad.add(line, "", "The roll has more than %s practices; keep only those that may vote.", group(MaxRows))
			return nil
		}
		if row, ok := f.row(rec, line, bad); ok || row.ODS != "" {
			if at := first[row.ODS]; at != 0 {
				bad.add(line, f.names[f.code], "%s is already on line %d; delete one of the two lines.", row.ODS, at)
			} else {
				first[row.ODS] = line
			}
			if ok && clean {
				rows = append(rows, row)
			}
		}
	}
	f.missing(parts, first, bad)
	if len(first) == 0 && bad.found() == nil {
		bad.add(0, "", "The roll has no practices below its first line; add one line for each practice.")
	}
	return rows
}

func (e *Error) ragged(line, got, want int) {
	hint := "complete the line"
	if got > want {
		hint = `delete what is too much, write figures without a comma (12806) and put quotation marks around a name with a comma`
	}
	e.add(line, "", "The line has %s where the first line has %d; %s.", count(int64(got), "column"), want, hint)
}
