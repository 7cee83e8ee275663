package roll

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
)

var update = flag.Bool("update", false, "write the golden files anew")

const head = "ods_code,name,patients\n"

func read(text string) ([]Row, error) { return ReadCSV(strings.NewReader(text)) }

func TestForms(t *testing.T) {
	lawson := Row{"D82076", "Lawson Road Surgery", 6613, 0}
	uea := Row{"D82088", "UEA Medical Centre", 19308, 0}
	two := []Row{lawson, uea}
	nameless := []Row{{"D82076", "D82076", 6613, 0}, {"D82088", "D82088", 19308, 0}}
	for name, c := range map[string]struct {
		text string
		want []Row
	}{
		"ours":            {head + "D82076,Lawson Road Surgery,6613\nD82088,UEA Medical Centre,19308\n", two},
		"no last newline": {head + "D82076,Lawson Road Surgery,6613\nD82088,UEA Medical Centre,19308", two},
		"CRLF and BOM":    {"\xef\xbb\xbf" + strings.ReplaceAll(head+"D82076,Lawson Road Surgery,6613\nD82088,UEA Medical Centre,19308\n", "\n", "\r\n"), two},
		"other order":     {"Patients, NAME ,ODS_Code\n6613,Lawson Road Surgery,d82076\n19308,\"UEA  Medical\u00a0Centre\", D82088 \n", two},
		"blank lines":     {"\n" + head + "\nD82076,Lawson Road Surgery,6613\n,,\nD82088,UEA Medical Centre,19308\n , ,\n\n", two},
		"with votes":      {"ods_code,name,patients,votes\nD82076,Lawson Road Surgery,6613,3\n", []Row{{"D82076", "Lawson Road Surgery", 6613, 3}}},
		"punctuation":     {head + "Y02751,\"Dr O’Neill, \"\"Élan\"\" & Sons (Eaton)\",9532\n", []Row{{"Y02751", `Dr O’Neill, "Élan" & Sons (Eaton)`, 9532, 0}}},
		"NHS": {"PUBLICATION,EXTRACT_DATE,TYPE,CCG_CODE,ONS_CCG_CODE,CODE,POSTCODE,SEX,AGE,NUMBER_OF_PATIENTS\n" +
			"GP_PRAC_PAT_LIST,01JAN2021,GP,26A,E38000239,D82076,NR3 4LE,ALL,ALL,6613\n" +
			"GP_PRAC_PAT_LIST,01JAN2021,GP,26A,E38000239,D82088,NR4 7TJ,ALL,ALL,19308\n", nameless},
		"NHS by sex and age": {"CODE,SEX,AGE,NUMBER_OF_PATIENTS\nD82076,MALE,ALL,3000\nD82076,FEMALE,95+,0\nD82076,all,ALL,6613\nD82076,FEMALE,ALL,3613\nD82088,ALL,ALL,19308\n", nameless},
		"NHS with names":     {"CODE,NAME,NUMBER_OF_PATIENTS,\nD82076,Lawson Road Surgery,6613,\nD82088,UEA Medical Centre,19308,\n", two},
	} {
		if got, err := read(c.text); err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%s: got %+v, %v", name, got, err)
		}
	}
}

// The 24 practices of Norwich as published, by the column that is named.
func TestNorwich(t *testing.T) {
	b, err := os.ReadFile("testdata/norwich-practices.csv")
	if err != nil {
		t.Fatal(err)
	}
	rows, err := Columns{Patients: "patients_2016_Q1"}.ReadCSV(bytes.NewReader(b))
	if err != nil || len(rows) != 24 {
		t.Fatalf("got %d rows, %v", len(rows), err)
	}
	total := int64(0)
	for _, r := range rows {
		total += r.Patients
	}
	if first, last := rows[0], rows[23]; total != 230047 || first != (Row{"D82008", "St Stephens Gate Medical Partnership", 12806, 0}) || last.ID() != "y03595" {
		t.Errorf("total %d, first %v, last %v", total, first, last)
	}
	got := Canonical(rows)
	golden(t, "testdata/norwich.canonical.csv", got)
	if again, err := ReadCanonical(got); err != nil || !slices.Equal(again, rows) { // the file is sorted already
		t.Errorf("the canonical roll came back otherwise: %v", err)
	}
	for text, want := range map[string]int64{"equal": 24, "bands:1=1,5001=2,10001=3": 53, "per:2000:up": 128} {
		votes, err := rule(t, text).Weights(rows)
		sum := int64(0)
		for _, v := range votes {
			sum += v
		}
		if err != nil || sum != want {
			t.Errorf("%s: %d votes in all (%v), want %d", text, sum, err, want)
		}
	}
}

func TestCanonical(t *testing.T) {
	a := []Row{{"Y03595", "B", 2, 0}, {"D82008", `A, "the first"`, 1, 0}}
	want := "ods_code,name,patients\nD82008,\"A, \"\"the first\"\"\",1\nY03595,B,2\n"
	if got := string(Canonical(a)); got != want {
		t.Errorf("got %s", got)
	}
	if a[0].ODS != "Y03595" {
		t.Error("Canonical sorted the caller's rows")
	}
	a[0].Votes, a[1].Votes = 3, 4
	want = "ods_code,name,patients,votes\nD82008,\"A, \"\"the first\"\"\",1,4\nY03595,B,2,3\n"
	if got := string(Canonical(a)); got != want {
		t.Errorf("got %s", got)
	}
	for _, text := range []string{
		"\xef\xbb\xbf" + want, strings.ToUpper(want), strings.ReplaceAll(want, "\n", "\r\n"), want + "\n",
		"ods_code,name,patients,votes\nY03595,B,2,3\nD82008,A,1,4\n", "ods_code,name,patients,votes\nY03595,\"B\",2,3\n", "junk",
	} {
		if _, err := ReadCanonical([]byte(text)); err == nil {
			t.Errorf("taken for canonical: %q", text)
		}
	}
}

// bad is one file for each way to be wrong; its sentences are in
// testdata/bad.golden.
var bad = []struct{ name, text string }{
	{"empty", ""},
	{"empty but for a byte order mark", "\xef\xbb\xbf\r\n\r\n"},
	{"no practices", head},
	{"spreadsheet", "PK\x03\x04\x14\x00"},
	{"old spreadsheet", "\xd0\xcf\x11\xe0\xa1\xb1"},
	{"UTF-16", "\xff\xfeo\x00d\x00s\x00"},
	{"old Macintosh", "ods_code,name,patients\rD82008,A,1\r"},
	{"too large", head + strings.Repeat("x", MaxBytes)},
	{"semicolons", "ods_code;name;patients\nD82008;A;1\n"},
	{"tabs", "ods_code\tname\tpatients\nD82008\tA\t1\n"},
	{"no header", "D82008,St Stephens Gate,12806\nD82011,Castle,16634\n"},
	{"other table", "Name,Telephone\nA,01603\n"},
	{"missing column", "ods_code,patients\nD82008,12806\n"},
	{"two missing columns", "name\nA\n"},
	{"unknown columns", "ods_code,name,postcode,patients,vots\nD82008,A,NR2 2TJ,12806,3\n"},
	{"nameless column", "ods_code,name,patients,\nD82008,A,1,\n"},
	{"column twice", "ods_code,name,patients,Patients\nD82008,A,1,2\n"},
	{"header not UTF-8", "ods_code,name,patients,caf\xe9\nD82008,A,1,2\n"},
	{"candidates", "ods_code,name,postcode,patients_2016_q1,patients_2021_01\nD82008,A,NR2 2TJ,12806,18820\n"},
	{"one candidate", "ods_code,name,Registered Patients\nD82008,A,12806\n"},
	{"NHS without its figure", "CODE,POSTCODE\nD82008,NR2 2TJ\n"},
	{"NHS by sex alone", "CODE,SEX,AGE,NUMBER_OF_PATIENTS\nD82011,ALL,ALL,9\nD82088,MALE,ALL,1\nD82088,FEMALE,ALL,1\nD82076,MALE,ALL,1\n"},
	{"duplicate", head + "D82008,A,1\nD82011,B,2\nD82008,C,3\n"},
	{"duplicate by case", head + "D82008,A,1\nd82008 ,A,1\n"},
	{"duplicate on wrong lines", head + "D82008,A,\nD82008,A,0\n"},
	{"codes", head + ",A,1\nD8,B,2\nD82-008,C,3\nD820080000X,D,4\nDé2,E,5\nD82ſ08,F,6\nD82 008,G,7\n"},
	{"names", head + "D82001,,1\nD82002,  ,2\nD82003,-,3\nD82004,=HYPERLINK(1),4\nD82005,…,5\nD82006," + strings.Repeat("Surgery ", 16) + ",6\n"},
	{"figures", head + "D82001,A,\nD82002,B,0\nD82003,C,-5\nD82004,D,12.5\nD82005,E,\"12,806\"\nD82006,F,12 806\nD82007,G,007\nD82008,H,about 5\nD82009,I,1000001\n"},
	{"more figures", head + "D82001,A,00\nD82002,B,−5\nD82003,C,1e4\nD82004,D,12'806\nD82005,E,99999999999999999999\nD82006,F,１２\nD82007,G,\"12,806.00\"\nD82008,H,-\nD82009,I,*\nD82010,J,+5\n"},
	{"votes", "ods_code,name,patients,votes\nD82001,A,1,\nD82002,B,1,0\nD82003,C,1,1.5\nD82004,D,1,1000001\n"},
	{"not UTF-8", head + "D82008,Caf\xe9 Surgery,1\nD82009,\x93Old\x94 Palace,2\nD82010,\x81\xfe,3\n"},
	{"zero byte", head + "D82008,A\x00B,1\n"},
	{"control character", head + "D82008,A\x07B,1\nD82009,A\tB,2\n"},
	{"invisible character", head + "D82008,A\u202eB,1\nD82009,A\u200bB,2\nD82010,A\ufeffB,3\n"},
	{"lost character", head + "D82008,Caf\ufffd,1\n"},
	{"beyond the BMP", head + "D82008,Surgery 🩺,1\n"},
	{"line break in a name", head + "D82008,\"Old\nPalace\",1\nD82009,B,x\n"},
	{"ragged", head + "D82008,A\nD82009,B,12,806\nD82010\n"},
	{"ragged with comma in a name", head + "D82008,Smith, Jones and Partners,806\n"},
	{"bare quotation mark", head + "D82008,The \"Old\" Palace,1\n"},
	{"open quotation mark", head + "D82008,A,1\nD82009,\"B,2\nD82010,C,3\n"},
	{"several on a line", head + "D8,,x\nD82008,A,1\n"},
	{"many", head + strings.Repeat("D8,A,1\n", 25)},
	{"eleven", head + strings.Repeat("D8,A,1\n", 11)},
	{"too many rows", head + rowsOf(MaxRows+1)},
}

func rowsOf(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "Y%05d,Practice %d,5000\n", i, i)
	}
	return b.String()
}

func TestBadRolls(t *testing.T) {
	var out strings.Builder
	for _, c := range bad {
		rows, err := read(c.text)
		e, ok := errors.AsType[*Error](err)
		if !ok || rows != nil {
			t.Errorf("%s: got %d rows, %v", c.name, len(rows), err)
			continue
		}
		if len(e.Problems) == 0 || len(e.Problems) > MaxProblems || e.More > 0 && len(e.Problems) < MaxProblems {
			t.Errorf("%s: %d problems and %d more", c.name, len(e.Problems), e.More)
		}
		fmt.Fprintf(&out, "-- %s --\n%s\n", c.name, err)
	}
	_, err := Columns{Patients: "patients_2021_01"}.ReadCSV(strings.NewReader("ods_code,name,patients_2016,patients_2021_01\nD82069,Newmarket Road Surgery,5921,\n"))
	fmt.Fprintf(&out, "-- named column with an empty figure --\n%v\n", err)
	_, err = Columns{Patients: "patients_2022"}.ReadCSV(strings.NewReader("ods_code,name,patients_2016\nD82069,Newmarket Road Surgery,5921\n"))
	fmt.Fprintf(&out, "-- named column that is not there --\n%v\n", err)
	golden(t, "testdata/bad.golden", []byte(out.String()))
}

func TestMaxRows(t *testing.T) {
	if rows, err := read(head + rowsOf(MaxRows)); err != nil || len(rows) != MaxRows {
		t.Errorf("got %d rows, %v", len(rows), err)
	}
}

// A reader that fails is no bad roll.
func TestReaderFails(t *testing.T) {
	broken := errors.New("connection reset")
	rows, err := ReadCSV(iotest.ErrReader(broken))
	if _, ok := errors.AsType[*Error](err); ok || !errors.Is(err, broken) || rows != nil {
		t.Errorf("got %v, %v", rows, err)
	}
}

func golden(t *testing.T, path string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs; got\n%s", path, got)
	}
}

// FuzzReadCSV: what is accepted is clean and survives its canonical form; what
// is refused has sentences.
func FuzzReadCSV(f *testing.F) {
	for _, c := range bad {
		if len(c.text) < 2000 {
			f.Add([]byte(c.text))
		}
	}
	f.Add([]byte("ods_code,name,patients,votes\nD82008,\"A, \"\"B\"\"\",12806,3\n"))
	f.Add([]byte("CODE,SEX,AGE,NUMBER_OF_PATIENTS\nD82008,ALL,ALL,12806\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		rows, err := ReadCSV(bytes.NewReader(b))
		if err != nil {
			e, ok := errors.AsType[*Error](err)
			if !ok || len(e.Problems) == 0 || strings.Count(e.Error(), "\n") > MaxProblems {
				t.Fatalf("refused with %v", err)
			}
			return
		}
		c := Canonical(rows)
		again, err := ReadCanonical(c)
		if err != nil || len(again) != len(rows) || len(rows) == 0 {
			t.Fatalf("%q: canonical form %q: %v", b, c, err)
		}
		for _, r := range rows {
			if !slices.Contains(again, r) || r.Patients < 1 || r.Patients > MaxPatients || len(r.ID()) < 3 || strings.Trim(r.ID(), "abcdefghijklmnopqrstuvwxyz0123456789") != "" {
				t.Fatalf("%q: row %+v", b, r)
			}
		}
	})
}
