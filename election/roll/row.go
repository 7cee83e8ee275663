package roll

import (
	"bytes"
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// Row is one practice on the roll.
type Row struct {
	ODS      string // the practice's ODS code, in capitals: D82008
	Name     string // for people; the code again where the file has no names
	Patients int64  // registered patients, 1 to MaxPatients
	Votes    int64  // the column votes, 1 to MaxVotes; 0: the file has none
}

// ID is the practice's identifier everywhere else: the code in small letters.
func (r Row) ID() string { return strings.ToLower(r.ODS) }

// Weights gives each row its votes, in the order of the rows. The error, an
// *Error, names every practice that gets none.
func (r Rule) Weights(rows []Row) ([]int64, error) {
	if err := r.Check(); err != nil {
		return nil, err
	}
	var bad Error
	if r.Kind == Listed && len(rows) > 0 && !listed(rows) {
		bad.add(0, "", "The rule listed takes the votes from the roll, but the roll has no column votes; add the column or choose another rule.")
		return nil, bad.found()
	}
	votes := make([]int64, len(rows))
	for i, row := range rows {
		var err error
		if votes[i], err = r.Votes(row.Patients, row.Votes); err != nil {
			bad.add(0, "", "%s (%s): %s", row.ODS, row.Name, err)
		}
	}
	if err := bad.found(); err != nil {
		return nil, err
	}
	return votes, nil
}

// listed tells whether any row has listed votes.
func listed(rows []Row) bool {
	return slices.ContainsFunc(rows, func(r Row) bool { return r.Votes != 0 })
}

// Canonical prints rows in our own form: sorted by code, one newline a line,
// quotation marks only where a comma or a quotation mark is in the name, and
// the column votes only when the roll lists votes. Equal rolls give equal
// bytes, whatever file they came from. The rows are as ReadCSV gives them.
func Canonical(rows []Row) []byte {
	sorted := slices.SortedFunc(slices.Values(rows), func(a, b Row) int { return cmp.Compare(a.ODS, b.ODS) })
	votes := listed(rows)
	var b bytes.Buffer
	b.WriteString("ods_code,name,patients")
	if votes {
		b.WriteString(",votes")
	}
	b.WriteByte('\n')
	for _, r := range sorted {
		name := r.Name
		if strings.ContainsAny(name, `,"`) {
			name = `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
		}
		b.WriteString(r.ODS + "," + name + "," + strconv.FormatInt(r.Patients, 10))
		if votes {
			b.WriteString("," + strconv.FormatInt(r.Votes, 10))
		}
		b.WriteByte('\n')
	}
	return b.Bytes()
}

// ReadCanonical reads what Canonical wrote and nothing else: the bytes must
// equal their own re-encoding.
func ReadCanonical(b []byte) ([]Row, error) {
	rows, err := ReadCSV(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(Canonical(rows), b) {
		return nil, refuse("This roll is not in its canonical form; upload the file again instead of copying it into place.")
	}
	return rows, nil
}
