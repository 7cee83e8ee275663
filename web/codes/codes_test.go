package codes

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"filippo.io/age/armor"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/web/ui/uitest"
)

// TestMain makes scrypt quick; TestRealWork does not.
func TestMain(m *testing.M) {
	work = 10
	os.Exit(m.Run())
}

// TestRealWork: a file is locked with the factor that the registrar's is.
func TestRealWork(t *testing.T) {
	defer func(quick int) { work = quick }(work)
	work = workFactor
	task := task(t, 3)
	file, err := drawn(t, task).Lock("correct horse battery staple")
	must(t, err)
	plain, err := io.ReadAll(armor.NewReader(bytes.NewReader(file)))
	must(t, err)
	head, _, _ := bytes.Cut(plain, []byte("\n---"))
	if !regexp.MustCompile(`-> scrypt \S+ 16\n`).Match(head) {
		t.Errorf("the file begins %q", head)
	}
	_, err = Open(file, "correct horse battery staple", task)
	must(t, err)
}

// task is an election of n practices in two contests, prepared.
func task(t testing.TB, n int) *Task {
	t.Helper()
	key, err := audit.NewKey("vote.example.org/2026", bytes.Repeat([]byte{1}, 32))
	must(t, err)
	close := time.Date(2026, 12, 14, 17, 0, 0, 0, time.UTC)
	task := &Task{
		Election: "committee-2026", Title: "Committee election 2026", Body: "OneNorwich", Group: belenios.Ed25519,
		Contests: []Contest{{"chair", "5Jq9mNcHV4hPsK"}, {"vice-chair", "8Hw3bRtXL2mQdZ"}},
		Address:  "https://vote.example.org", Given: election.At(close.AddDate(0, 0, -14)), Opens: election.At(close.AddDate(0, 0, -10)),
		Closes: election.At(close), LostBy: election.At(close.AddDate(0, 0, -1)), Officer: "Rowan Ashby",
		Contact: []string{"Rowan Ashby, returning officer", "01603 000000"},
		Protection: []Answer{{"Who could read one vote?", "Any two of A, B and C together with this service."},
			{"Who could vote for you?", "The registrar."}, {"What if a key is lost?", "One may be lost."},
			{"What does the result reveal?", "Each number of votes is shared by two practices or more."}},
		Key: key.Public(), Setup: &Setup{131, audit.Hash([]byte("setup"))},
	}
	for i := range n {
		task.Roll = append(task.Roll, Practice{election.ID(fmt.Sprintf("d%05d", i)), fmt.Sprintf("D%05d", i), fmt.Sprintf("Practice %d Surgery", i), int64(1 + i%3)})
	}
	return task
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// drawn is a book whose list the task holds.
func drawn(t testing.TB, task *Task) *Book {
	t.Helper()
	b, err := Draw(mathrand.NewChaCha8([32]byte{9}), task)
	must(t, err)
	r, err := b.Reply(task)
	must(t, err)
	task.Listed = audit.Hash([]byte(r.List)).String()
	return b
}

// refused fails the test unless err is the refusal with the code, in a sentence.
func refused(t *testing.T, what, code string, err error) {
	t.Helper()
	var f *election.Error
	if !errors.As(err, &f) || f.Code != code || !strings.HasSuffix(f.Sentence, ".") {
		t.Errorf("%s: %v, not the refusal %q", what, err, code)
	}
}

func TestReplyIsTheSignedPublicHalf(t *testing.T) {
	task := task(t, 7)
	b := drawn(t, task)
	r, err := b.Reply(task)
	must(t, err)
	again, err := ReadReply(r.Encode())
	must(t, err)
	key, err := again.RawKey()
	must(t, err)
	must(t, record.CheckCodes(key, task.Key.Origin(), task.Election, []byte(again.List), []byte(again.Signature)))
	list, err := record.ReadCodeList([]byte(again.List))
	must(t, err)
	// Each practice's code gives one of its lines, with the practice's votes.
	for _, p := range task.Roll {
		text, err := b.Code(p.Practice)
		must(t, err)
		code, err := belenios.ParseCode(text)
		must(t, err)
		found := 0
		for _, line := range list {
			for i, c := range task.Contests {
				credential, err := code.Credential(task.Group, c.UUID)
				must(t, err)
				if line.Credentials[i] == credential.Public() && line.Votes == p.Votes {
					found++
				}
			}
		}
		if found != len(task.Contests) {
			t.Errorf("%s: its code gives %d credentials of the list", p.Name, found)
		}
		if strings.Contains(string(r.Encode()), text) || strings.Contains(string(r.Encode()), string(p.Practice)) {
			t.Errorf("the public half names %s or its code", p.Name)
		}
	}
	for i := range task.Contests {
		credentials, err := belenios.ParseCredentials(task.Group, list.Credentials(i))
		must(t, err)
		if len(credentials.Rights()) != len(task.Roll) {
			t.Errorf("contest %d has %d credentials", i, len(credentials.Rights()))
		}
	}
}

// TestListAgainFromTheFile: contests with fresh identifiers get another list
// from the same codes.
func TestListAgainFromTheFile(t *testing.T) {
	task := task(t, 4)
	b := drawn(t, task)
	first, err := b.Reply(task)
	must(t, err)
	task.Contests = []Contest{{"chair", "9999mNcHV4hPsK"}, {"vice-chair", "7777bRtXL2mQdZ"}}
	second, err := b.Reply(task)
	must(t, err)
	if first.List == second.List || first.Key != second.Key {
		t.Error("other contests must give another list, signed with the same key")
	}
	refused(t, "letters for the old list", "other-list", b.Listed(task))
	task.Listed = audit.Hash([]byte(second.List)).String()
	must(t, b.Listed(task))
}

// TestOrderSaysNothing: the same codes in another order of the roll give the
// same list.
func TestOrderSaysNothing(t *testing.T) {
	task := task(t, 9)
	b := drawn(t, task)
	first, err := b.Reply(task)
	must(t, err)
	slices.Reverse(task.Roll)
	second, err := b.Reply(task)
	must(t, err)
	if first.List != second.List || first.Signature != second.Signature {
		t.Error("the order of the roll shows in the list")
	}
}

func TestLockedFile(t *testing.T) {
	task := task(t, 3)
	b := drawn(t, task)
	phrase, err := Passphrase(rand.Reader)
	must(t, err)
	file, err := b.Lock(phrase)
	must(t, err)
	for _, e := range b.Codes {
		if bytes.Contains(file, []byte(e.Code)) {
			t.Error("the locked file shows a code")
		}
	}
	for name, typed := range map[string]string{"as drawn": phrase, "with spaces": " " + strings.ReplaceAll(phrase, "-", " ") + "\n", "in capitals": strings.ToUpper(phrase)} {
		opened, err := Open(file, typed, task)
		if err != nil || !slices.Equal(opened.Codes, b.Codes) || !bytes.Equal(opened.Key, b.Key) {
			t.Errorf("%s: %v, %v", name, opened, err)
		}
	}
	open := func(file []byte, phrase string) error {
		_, err := Open(file, phrase, task)
		return err
	}
	must(t, open(bytes.ReplaceAll(file, []byte("\n"), []byte("\r\n")), phrase))
	refused(t, "a wrong passphrase", "wrong-passphrase", open(file, phrase[:len(phrase)-1]+"q"))
	refused(t, "no passphrase", "no-passphrase", open(file, " "))
	refused(t, "half a file", "damaged", open(file[:len(file)/2], phrase))
	refused(t, "another file", "foreign-file", open([]byte("%PDF-1.4"), phrase))
	refused(t, "a huge file", "foreign-file", open(make([]byte, maxFile+1), phrase))
	other := *task
	other.Election = "committee-2027"
	_, err = Open(file, phrase, &other)
	refused(t, "another election", "other-election", err)
	other = *task
	other.Roll = task.Roll[:2]
	_, err = Open(file, phrase, &other)
	refused(t, "a shorter roll", "other-roll", err)
	other.Roll = slices.Clone(task.Roll)
	other.Roll[1].Practice = "d99999"
	_, err = Open(file, phrase, &other)
	refused(t, "another practice", "other-roll", err)
	key, err := audit.NewKey("other.example.org/2026", bytes.Repeat([]byte{1}, 32))
	must(t, err)
	other = *task
	other.Key = key.Public()
	_, err = Open(file, phrase, &other)
	refused(t, "another log", "other-log", err)
}

func TestPassphrases(t *testing.T) {
	seen := make(map[string]bool)
	for range 50 {
		p, err := Passphrase(rand.Reader)
		must(t, err)
		must(t, CheckPassphrase(p))
		if strings.Count(p, "-") != phraseWords-1 || seen[p] || tidy(p) != p {
			t.Errorf("%q", p)
		}
		seen[p] = true
	}
	must(t, CheckPassphrase("correct horse battery staple"))
	for _, weak := range []string{"", "password", "aaaaaaaaaaaaaaaaaaaaaaaaaaaa", "abcabcabcabcabcabcabcabc", "   short enough     "} {
		refused(t, weak, "weak", CheckPassphrase(weak))
		if _, err := drawn(t, task(t, 3)).Lock(weak); err == nil {
			t.Errorf("a file was locked with %q", weak)
		}
	}
	if own := "Not A Drawn One, But Mine"; tidy(own) != own {
		t.Errorf("a passphrase of one's own was changed to %q", tidy(own))
	}
}

func TestTaskHasOneReading(t *testing.T) {
	task := task(t, 3)
	read, err := ReadTask(task.Encode())
	must(t, err)
	if !bytes.Equal(read.Encode(), task.Encode()) {
		t.Error("the task changes when it is read and written")
	}
	raw := string(task.Encode())
	for name, c := range map[string]struct{ from, to, code string }{
		"no task":       {TaskKind, "something else", "foreign-file"},
		"no JSON":       {"{", "", "foreign-file"},
		"newer":         {`"version": 1`, `"version": 2`, "version"},
		"another key":   {"vote.example.org/2026+", "vote.example.org/2027+", "damaged"},
		"a bad name":    {`"election": "committee-2026"`, `"election": "../etc"`, "damaged"},
		"empty contest": {`"contests"`, `"contexts"`, "damaged"},
	} {
		_, err := ReadTask([]byte(strings.Replace(raw, c.from, c.to, 1)))
		refused(t, name, c.code, err)
	}
}

// TestSecretsDoNotPrint: a log line that holds a book holds no code.
func TestSecretsDoNotPrint(t *testing.T) {
	b := drawn(t, task(t, 3))
	for _, text := range []string{fmt.Sprint(b), fmt.Sprintf("%v %+v %#v %s", b, b, b, b)} {
		if strings.Contains(text, b.Codes[0].Code) {
			t.Errorf("printed: %s", text)
		}
	}
}

// TestLetters prints the letters and reads them back as a practice's computer
// would: every code once, and the same bytes again.
func TestLetters(t *testing.T) {
	task := task(t, 5)
	task.Roll[1].Name = "The Surgery with a Remarkably Long Name at the Old Railway Station of Little Snoring"
	b := drawn(t, task)
	letters, err := b.Letters(task)
	must(t, err)
	again, err := b.Letters(task)
	must(t, err)
	if !bytes.Equal(letters, again) {
		t.Error("the letters differ when they are printed again")
	}
	if keep := os.Getenv("GUILDHALL_PICTURES"); keep != "" {
		must(t, os.WriteFile(filepath.Join(keep, "letters.pdf"), letters, 0o600))
	}
	text := pdfText(t, letters)
	for _, e := range b.Codes {
		if n := strings.Count(text, e.Code); n != 1 {
			t.Errorf("the code of %s stands in the letters %d times", e.Name, n)
		}
	}
	pages := strings.Split(strings.TrimSuffix(text, "\f"), "\f")
	if len(pages) != 2*len(task.Roll) {
		t.Fatalf("%d letters have %d pages: each is one sheet", len(task.Roll), len(pages))
	}
	for i := range task.Roll {
		page := pages[2*i] + pages[2*i+1]
		for _, want := range []string{task.Roll[i].Name, b.Codes[i].Code, "vote.example.org/c", "Monday 14 December 2026, 5pm", "Sunday 13 December 2026, 5pm",
			"01603 000000", "Do not forward", "The registrar.", "Page 1 of 2", string(task.Key), task.Listed, task.Roll[i].Code} {
			if !strings.Contains(squeeze(page), squeeze(want)) {
				t.Errorf("the letter to %s does not say %q", task.Roll[i].Name, want)
			}
		}
	}
	one, err := b.Letters(task, task.Roll[2].Practice)
	must(t, err)
	if text := pdfText(t, one); strings.Count(text, "\f") != 2 || !strings.Contains(text, b.Codes[2].Code) || strings.Contains(text, b.Codes[0].Code) {
		t.Errorf("one letter: %s", text)
	}
	_, err = b.Letters(task, "d99999")
	refused(t, "a practice that is not there", "no-practice", err)
	task.Setup = nil
	_, err = b.Letters(task)
	refused(t, "letters before the set-up", "not-prepared", err)
	task.Listed = ""
	_, err = b.Letters(task)
	refused(t, "letters before the list", "not-listed", err)
	task.Listed = fmt.Sprintf("%x", sha256.Sum256(nil))
	_, err = b.Letters(task)
	refused(t, "letters for another list", "other-list", err)
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), "") }

func pdfText(t *testing.T, file []byte) string {
	t.Helper()
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		uitest.Missing(t, "pdftotext (Debian's poppler-utils)")
	}
	cmd := exec.Command(tool, "-layout", "-", "-")
	cmd.Stdin = bytes.NewReader(file)
	out, err := cmd.Output()
	must(t, err)
	return string(out)
}

// FuzzReadReply: what is read is written as it was read.
func FuzzReadReply(f *testing.F) {
	f.Add([]byte(`{"guildhall":"` + replyKind + `","version":1,"key":"00","list":"","signature":""}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if r, err := ReadReply(raw); err == nil {
			if again, err := ReadReply(r.Encode()); err != nil || *again != *r {
				t.Errorf("%v, %v", again, err)
			}
		}
	})
}

func BenchmarkOpen(b *testing.B) {
	task := task(b, 23)
	file, err := drawn(b, task).Lock("correct horse battery staple")
	must(b, err)
	for b.Loop() {
		if _, err := Open(file, "correct horse battery staple", task); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkReply1000(b *testing.B) {
	task := task(b, 1000)
	book := drawn(b, task)
	for b.Loop() {
		if _, err := book.Reply(task); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLetters23(b *testing.B) {
	task := task(b, 23)
	book := drawn(b, task)
	for b.Loop() {
		if _, err := book.Letters(task); err != nil {
			b.Fatal(err)
		}
	}
}
