package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"guildhall": main})
}

// TestScripts runs the stories in testdata/script on the command line.
func TestScripts(t *testing.T) {
	tool, err := exec.LookPath("belenios-tool")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("belenios-tool is missing: %v", err)
		}
		t.Log("LEFT OUT: belenios-tool is not installed, so nobody else checked our archives (apt-get install belenios-tool)")
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		Condition: func(cond string) (bool, error) {
			if cond == "belenios-tool" {
				return tool != "", nil
			}
			return false, fmt.Errorf("no condition %q", cond)
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"flip": flip, "sameresult": sameResult, "tracker": tracker, "saverec": saveReceipt, "crlf": crlf, "status": status,
		},
	})
}

// flip FILE OFFSET changes the lowest bit of one byte; a negative offset
// counts from the end.
func flip(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: flip FILE OFFSET")
	}
	path := ts.MkAbs(args[0])
	raw, err := os.ReadFile(path)
	ts.Check(err)
	at, err := strconv.Atoi(args[1])
	ts.Check(err)
	if at < 0 {
		at += len(raw)
	}
	raw[at] ^= 1
	ts.Check(os.WriteFile(path, raw, 0o600))
}

// sameResult is the command sameresult A B: it requires that two outputs give the same "result" lines.
func sameResult(ts *testscript.TestScript, _ bool, args []string) {
	var found [2][]string // sorted: the order of a ballot paper is drawn by lot
	for i, name := range args {
		for line := range bytes.Lines([]byte(ts.ReadFile(name))) {
			if bytes.HasPrefix(line, []byte("  ")) && !bytes.Contains(line, []byte("guildhall/")) {
				found[i] = append(found[i], string(line))
			}
		}
	}
	slices.Sort(found[0])
	slices.Sort(found[1])
	if len(found[0]) == 0 || !slices.Equal(found[0], found[1]) {
		ts.Fatalf("the results differ:\n%s\n%s", found[0], found[1])
	}
}

// crlf FILE COPY copies a text as Windows would write it.
func crlf(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: crlf FILE COPY")
	}
	raw := bytes.ReplaceAll([]byte(ts.ReadFile(args[0])), []byte("\n"), []byte("\r\n"))
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), append([]byte("\r\n"), raw...), 0o600))
}

// status CODE ARGS… runs guildhall and requires an exit code.
func status(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) < 2 {
		ts.Fatalf("usage: status CODE ARGS…")
	}
	code := 0
	var exit *exec.ExitError
	if err := ts.Exec("guildhall", args[1:]...); errors.As(err, &exit) {
		code = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if strconv.Itoa(code) != args[0] {
		ts.Fatalf("guildhall ended with %d, not %s", code, args[0])
	}
}
