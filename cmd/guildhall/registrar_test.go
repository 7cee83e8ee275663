package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/web/codes"
	"github.com/onenorwich/guildhall/web/ui/uitest"
)

// clerkOf runs the registrar's commands in a folder.
type clerkOf struct {
	*testing.T
	dir  string
	task *codes.Task
}

func (c *clerkOf) path(name string) string { return filepath.Join(c.dir, name) }

func (c *clerkOf) write(name string, content []byte) string {
	c.Helper()
	if err := os.WriteFile(c.path(name), content, 0o600); err != nil {
		c.Fatal(err)
	}
	return c.path(name)
}

// run wants an exit code, and gives both outputs.
func (c *clerkOf) run(code int, args ...string) (out, told string) {
	c.Helper()
	var o, e bytes.Buffer
	if got := run(c.Context(), append([]string{"registrar"}, args...), &terminal{out: &o, err: &e}); got != code {
		c.Fatalf("registrar %v ended with %d, not %d:\n%s%s", args, got, code, &o, &e)
	}
	return o.String(), e.String()
}

func newClerk(t *testing.T) *clerkOf {
	t.Helper()
	key, err := audit.NewKey("vote.example.org/2026", bytes.Repeat([]byte{1}, 32))
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 12, 14, 17, 0, 0, 0, time.UTC)
	c := &clerkOf{t, t.TempDir(), &codes.Task{Election: "committee-2026", Title: "Committee election 2026", Body: "OneNorwich", Group: belenios.Ed25519,
		Contests: []codes.Contest{{Post: "chair", UUID: "5Jq9mNcHV4hPsK"}}, Address: "https://vote.example.org",
		Roll:  []codes.Practice{{Practice: "d82008", Code: "D82008", Name: "Lawson Road Surgery", Votes: 3}, {Practice: "d82016", Code: "D82016", Name: "Wensum Valley", Votes: 2}},
		Given: election.At(at), Opens: election.At(at), Closes: election.At(at), LostBy: election.At(at), Key: key.Public()}}
	c.write("task.json", c.task.Encode())
	return c
}

var code25 = regexp.MustCompile(`\b[1-9A-HJ-NP-Za-km-z]{5}-[1-9A-HJ-NP-Za-km-z]{6}-[1-9A-HJ-NP-Za-km-z]{5}-[1-9A-HJ-NP-Za-km-z]{6}\b`)

// TestRegistrarOnTheCommandLine goes the whole way, from the task to a lost code.
func TestRegistrarOnTheCommandLine(t *testing.T) {
	c := newClerk(t)
	out, _ := c.run(exitOK, "codes", c.path("task.json"), "--out", c.path("codes"))
	phrase := regexp.MustCompile(`\n    ([a-z-]{35})\n`).FindStringSubmatch(out)
	if phrase == nil || code25.MatchString(out) {
		t.Fatalf("it says:\n%s", out)
	}
	_, told := c.run(exitUnreadable, "codes", c.path("task.json"), "--out", c.path("codes"))
	if !strings.Contains(told, "nothing was written over it") {
		t.Error(told)
	}
	file := c.path("codes/guildhall-codes-committee-2026.age")
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	raw, err := os.ReadFile(c.path("codes/guildhall-list-committee-2026.json"))
	if err != nil {
		t.Fatal(err)
	}
	reply, err := codes.ReadReply(raw)
	if err != nil || code25.Match(raw) {
		t.Fatalf("%v: %s", err, raw)
	}
	key, err := reply.RawKey()
	if err == nil {
		err = record.CheckCodes(key, "vote.example.org/2026", "committee-2026", []byte(reply.List), []byte(reply.Signature))
	}
	if err != nil {
		t.Error(err)
	}
	pass := "--passphrase-file=" + c.write("phrase.txt", []byte(phrase[1]+"\n"))
	wrong := "--passphrase-file=" + c.write("wrong.txt", []byte("babab-babab-babab-babab-babab-babab\n"))

	_, told = c.run(exitFalse, "letters", c.path("task.json"), file, pass, "--out", c.path("letters.pdf"))
	if !strings.Contains(told, "has not been recorded yet") {
		t.Error(told)
	}
	c.task.Listed = audit.Hash([]byte(reply.List)).String()
	c.task.Setup = &codes.Setup{Size: 131, Root: audit.Hash(nil)}
	c.write("task.json", c.task.Encode())
	_, told = c.run(exitFalse, "letters", c.path("task.json"), file, wrong, "--out", c.path("letters.pdf"))
	if !strings.Contains(told, "not the passphrase of this file") {
		t.Error(told)
	}
	c.run(exitUnreadable, "letters", c.path("task.json"), c.path("task.json"), pass, "--out", c.path("letters.pdf"))
	out, _ = c.run(exitOK, "letters", c.path("task.json"), file, pass, "--out", c.path("letters.pdf"))
	if !strings.Contains(out, "2 letter(s)") {
		t.Error(out)
	}
	lost, _ := c.run(exitOK, "recover", c.path("task.json"), file, pass, "--practice", "D82016")
	lost = strings.TrimSpace(lost)
	if !code25.MatchString(lost) {
		t.Fatalf("the code is %q", lost)
	}
	if _, told = c.run(exitFalse, "recover", c.path("task.json"), file, pass, "--practice", "D99999"); !strings.Contains(told, "no voting code for") {
		t.Error(told)
	}
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		uitest.Missing(t, "pdftotext (Debian's poppler-utils)")
	}
	text, err := exec.Command(tool, "-layout", c.path("letters.pdf"), "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	if all := code25.FindAllString(string(text), -1); len(all) != 2 || all[1] != lost {
		t.Errorf("the letters hold %v, and the lost code is %s", all, lost)
	}

	// The contests get fresh identifiers: the same codes, another list.
	c.task.Contests[0].UUID = "9999mNcHV4hPsK"
	c.write("task.json", c.task.Encode())
	c.run(exitOK, "list", c.path("task.json"), file, pass, "--out", c.path("again.json"))
	again, err := os.ReadFile(c.path("again.json"))
	if err != nil || bytes.Equal(again, raw) {
		t.Errorf("the list again: %v", err)
	}
	if _, told = c.run(exitFalse, "letters", c.path("task.json"), file, pass, "--out", c.path("old.pdf")); !strings.Contains(told, "not the one that these voting codes give") {
		t.Error(told)
	}
}

func TestRegistrarRefusesWeakPassphrases(t *testing.T) {
	c := newClerk(t)
	weak := "--passphrase-file=" + c.write("weak.txt", []byte("password\n"))
	if _, told := c.run(exitFalse, "codes", c.path("task.json"), "--out", c.path("codes"), weak); !strings.Contains(told, "too easy to guess") {
		t.Error(told)
	}
	if _, err := os.Stat(c.path("codes")); err == nil {
		t.Error("something was written")
	}
	c.run(exitUnreadable, "codes", c.path("nothing.json"), "--out", c.path("codes"))
	c.run(exitUnreadable, "codes", c.write("other.json", []byte("{}")), "--out", c.path("codes"))
}
