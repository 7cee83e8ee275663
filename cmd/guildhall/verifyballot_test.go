package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/onenorwich/guildhall/election/belenios"
)

// tracker is the command tracker FILE N NAME: it puts the tracker of the n-th
// ballot of an opened vote into a variable, as a voter would have kept it.
func tracker(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 3 {
		ts.Fatalf("usage: tracker FILE N NAME")
	}
	opened, err := belenios.ParseOpenings([]byte(ts.ReadFile(args[0])))
	ts.Check(err)
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	ts.Setenv(args[2], opened[n-1].Tracker())
}

// challenged is an opened vote and where its file is.
func challenged(t *testing.T) (path, text string, opened []*belenios.Opened) {
	t.Helper()
	dir := t.TempDir()
	must(t, os.WriteFile(filepath.Join(dir, "roll.csv"), []byte("ods_code,name,patients\nA10001,One,1000\nA10002,Two,2000\nA10003,Three,3000\n"), 0o600))
	path = filepath.Join(dir, "opened.json")
	var out, errs bytes.Buffer
	if code := run(t.Context(), []string{"rehearse", "--roll", filepath.Join(dir, "roll.csv"), "--weights", "equal", "--out", filepath.Join(dir, "mock"), "--opened", path},
		&terminal{out: &out, err: &errs}); code != exitOK {
		t.Fatalf("%s", errs.String())
	}
	raw, err := os.ReadFile(path)
	must(t, err)
	opened, err = belenios.ParseOpenings(raw)
	must(t, err)
	return path, string(raw), opened
}

// TestVerifyBallotCodes: what is false ends with 1, what cannot be read with 2,
// and a file that says something else than its ballots is false.
func TestVerifyBallotCodes(t *testing.T) {
	path, text, opened := challenged(t)
	check := func(name, changed string, code int, said string, more ...string) {
		t.Helper()
		must(t, os.WriteFile(path, []byte(changed), 0o600))
		var out, errs bytes.Buffer
		if got := run(t.Context(), append([]string{"verify-ballot", path}, more...), &terminal{out: &out, err: &errs}); got != code || !strings.Contains(errs.String(), said) {
			t.Errorf("%s: %d, %s", name, got, errs.String())
		}
		if code != exitOK && out.Len() > 0 {
			t.Errorf("%s: and yet it tells\n%s", name, out.String())
		}
	}
	check("as it was", text, exitOK, "")
	choice := "\"choices\":[[0,1,"
	if !strings.Contains(text, choice) {
		t.Fatal("nobody chose the first candidate")
	}
	check("another choice", strings.Replace(text, choice+"0", "\"choices\":[[0,0,1", 1), exitFalse, "the ballot says something else than the file")
	check("no choice", strings.Replace(text, choice, "\"choices\":[[0,0,", 1), exitFalse, "no valid vote")
	// The names on the paper exchanged: then it is another paper.
	names := opened[0].Election.Questions[0].Answers
	exchanged := strings.NewReplacer(names[0], names[1], names[1], names[0]).Replace(text)
	check("names exchanged", exchanged, exitFalse, "made for another election")
	check("cut off", text[:len(text)/2], exitUnreadable, "damaged")
	check("another tracker", text, exitFalse, "none of these ballots", "--tracker", strings.Repeat("A", 43))
	check("no tracker", text, exitUnreadable, "characters", "--tracker", opened[0].Tracker()[:19])
	check("the beginning of one", text, exitOK, "", "--tracker", opened[0].Tracker()[:20])
}

// TestVerifyBallotAsks whoever sits at the terminal.
func TestVerifyBallotAsks(t *testing.T) {
	path, _, opened := challenged(t)
	kept := opened[0].Tracker()
	for _, c := range []struct {
		name, typed string
		code        int
		said        string
	}{
		{"all is well", kept + "\n\n\nyes\n", exitOK, "the tracker is the one that you kept"},
		{"another vote", kept + "\n\n\nno\n", exitFalse, "something else than you chose"},
		{"another tracker", strings.Repeat("A", 43) + "\n\n\n", exitFalse, "none of these ballots"},
		{"no answer", "", exitFalse, "something else than you chose"},
	} {
		var out bytes.Buffer
		code := run(t.Context(), []string{"verify-ballot", path}, &terminal{in: strings.NewReader(c.typed), out: &out, err: &out, asks: true})
		if code != c.code || !strings.Contains(out.String(), c.said) || !strings.Contains(out.String(), "Tracker of "+opened[0].Election.Questions[0].Question) {
			t.Errorf("%s: %d\n%s", c.name, code, out.String())
		}
	}
}

// TestPlain: a liar's file does not move the terminal.
func TestPlain(t *testing.T) {
	if got := plain("Dr \x1b[2J\u202eX – Ñ\n"); got != "Dr �[2J�X – Ñ�" {
		t.Errorf("%q", got)
	}
}
