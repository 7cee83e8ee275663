package main

import (
	"bytes"
	"context"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance/rehearsal"
	"github.com/onenorwich/guildhall/web/webtest"
)

// away is a trustee who does everything from the command line, and carries files
// between it and the page.
type away struct {
	t       *testing.T
	s       *webtest.Service
	person  election.ID
	browser *webtest.Browser
	folder  string
	phrase  string
}

func (a *away) path(name string) string { return filepath.Join(a.folder, name) }

// enter signs in, as once a day.
func (a *away) enter() { a.browser = a.s.SignIn(a.s.R.Desk().Person(a.s.Ctx, a.person)) }

// task downloads the task.
func (a *away) task() {
	a.t.Helper()
	page := a.browser.Get("/trustee/committee-2026/task.json").Want(200)
	if !strings.Contains(page.Header.Get("Content-Disposition"), `filename="guildhall-task-committee-2026-`) {
		a.t.Errorf("the task is named %q", page.Header.Get("Content-Disposition"))
	}
	webtest.Must(a.t, os.WriteFile(a.path("task.json"), []byte(page.HTML), 0o600))
}

// program runs the command on the task.
func (a *away) program(args ...string) (code int, out, errs string) {
	var o, e bytes.Buffer
	code = run(context.Background(), append([]string{"trustee", a.path("task.json"), "--phrase-file", a.path("phrase.txt"), "--out", a.path("answer.json")}, args...),
		&terminal{in: strings.NewReader(""), out: &o, err: &e})
	return code, o.String(), e.String()
}

// answer answers the task and sends it.
func (a *away) answer(args ...string) {
	a.t.Helper()
	a.task()
	if code, out, errs := a.program(args...); code != exitOK {
		a.t.Fatalf("code %d: %s%s", code, out, errs)
	}
	a.send(a.path("answer.json")).To("/trustee/committee-2026/apart?done=1")
}

// send uploads an answer.
func (a *away) send(path string) webtest.Page {
	a.t.Helper()
	raw, err := os.ReadFile(path)
	webtest.Must(a.t, err)
	if strings.Contains(string(raw), a.phrase) || strings.Contains(string(raw), strings.ReplaceAll(a.phrase, " ", "")) {
		a.t.Fatal("the phrase is in the answer")
	}
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	part, err := w.CreateFormFile("answer", "answer.json")
	webtest.Must(a.t, err)
	_, err = part.Write(raw)
	webtest.Must(a.t, err)
	webtest.Must(a.t, w.Close())
	req, err := http.NewRequest(http.MethodPost, a.s.URL+"/trustee/committee-2026/apart", &body)
	webtest.Must(a.t, err)
	req.Header.Set("Content-Type", w.FormDataContentType())
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	return a.browser.Do(req)
}

// TestTrusteesAtTheCommandLine: the key ceremony, the proofs and the count by two
// of three trustees, without any browser's program.
func TestTrusteesAtTheCommandLine(t *testing.T) {
	s := webtest.Strict(t, rehearsal.Settled)
	el := s.Election()
	var all []*away
	for _, person := range el.Team.Trustees {
		a := &away{t: t, s: s, person: person, folder: t.TempDir()}
		a.enter()
		var out bytes.Buffer
		if code := run(s.Ctx, []string{"trustee", "phrase"}, &terminal{out: &out, err: io.Discard}); code != exitOK {
			t.Fatalf("no phrase: code %d", code)
		}
		a.phrase = strings.TrimSpace(out.String())
		webtest.Must(t, os.WriteFile(a.path("phrase.txt"), out.Bytes(), 0o600))
		all = append(all, a)
	}
	s.R.Sitting = func(context.Context) error { sitting(all); return nil }
	s.R.Proving = func(context.Context) error {
		for _, a := range all {
			a.enter()
			a.browser.Get("/trustee/committee-2026/apart").Want(200, "Prove that you kept your recovery phrase", "--phrase-file")
			a.answer()
			a.browser.Get("/trustee/committee-2026/apart").Want(200, "Keep the log’s checkpoint")
			checkpoint := a.browser.Get("/checkpoint").Want(200)
			webtest.Must(t, os.WriteFile(a.path("checkpoint"), []byte(checkpoint.HTML), 0o600))
		}
		return nil
	}
	webtest.Must(t, s.R.Until(s.Ctx, rehearsal.Tallied))
	counting(t, s, all)
	el = s.Election()
	for i, post := range el.Contested() {
		want := make([]int64, len(post.Order)+1)
		for practice, choices := range s.R.Votes {
			row, _ := el.Roll.Row(practice)
			want[choices[i]] += row.Votes
		}
		if post.Result == nil || !slices.Equal(post.Result.Counts, want) {
			t.Errorf("%s: %+v, cast %v", post.ID, post.Result, want)
		}
	}
}

// sitting is the key ceremony.
func sitting(all []*away) {
	first := all[0]
	for _, a := range all {
		a.answer()
	}
	first.t.Helper()
	var words string
	for _, a := range all {
		a.task()
		code, out, errs := a.program()
		_, found, ok := strings.Cut(errs, "--words '")
		found, _, _ = strings.Cut(found, "'")
		if code != exitFalse || !ok || !strings.Contains(out, "The whole list: "+found) || words != "" && found != words {
			a.t.Fatalf("code %d, words %q: %s%s", code, found, out, errs)
		}
		words = found
	}
	if code, _, errs := first.program("--words", words+"-x"); code != exitFalse || !strings.Contains(errs, "not the words that you compared") {
		first.t.Errorf("other words: code %d, %s", code, errs)
	}
	for _, a := range all {
		a.answer("--words", words)
	}
	// An answer of somebody else's, or one that was sent already, is refused.
	all[1].task()
	if code, _, errs := all[1].program(); code != exitOK {
		first.t.Fatal(errs)
	}
	first.send(all[1].path("answer.json")).Want(422, "of another trustee")
	for _, a := range all {
		a.answer()
	}
	first.send(first.path("answer.json")).Want(422)
	first.task()
	if code, _, errs := first.program(); code != exitFalse || !strings.Contains(errs, "nothing is asked of you now") {
		first.t.Errorf("when nothing is asked: code %d, %s", code, errs)
	}
}

// counting is the count, with the second trustee absent.
func counting(t *testing.T, s *webtest.Service, all []*away) {
	t.Helper()
	first, last := all[0], all[2]
	first.enter()
	bundle := first.path("bundle.zip")
	webtest.Must(t, os.WriteFile(bundle, []byte(first.browser.Get("/bundle.zip").Want(200).HTML), 0o600))
	first.task()
	for name, c := range map[string]struct {
		args []string
		code int
		says string
	}{
		"no bundle":       {nil, exitUnreadable, "--bundle"},
		"no checkpoint":   {[]string{"--bundle", bundle}, exitUnreadable, "--checkpoint"},
		"not agreed":      {[]string{"--bundle", bundle, "--checkpoint", first.path("checkpoint")}, exitFalse, "5 practices voted"},
		"another key":     {[]string{"--bundle", bundle, "--no-checkpoint", "--yes", "--key", "elsewhere.example+b4b3b5a6+AUJdXrQ1xI4JZ0oLq9VJIhFDm7qb8xYfdyZ6fQf1vJ5V"}, exitUnreadable, "key"},
		"a damaged log":   {[]string{"--bundle", first.path("task.json"), "--no-checkpoint", "--yes"}, exitUnreadable, "could not be read"},
		"not even a file": {[]string{"--bundle", first.path("nothing"), "--no-checkpoint", "--yes"}, exitUnreadable, "no such file"},
	} {
		code, out, errs := first.program(c.args...)
		if code != c.code || !strings.Contains(errs, c.says) {
			t.Errorf("%s: code %d, %s%s", name, code, out, errs)
		}
	}
	// Another tally was decrypted with this phrase before.
	post := s.Election().Poll.Prepared.Contests[0]
	webtest.Must(t, os.WriteFile(first.path("phrase.txt.decrypted"), []byte(`{"`+post.UUID+`":"00"}`), 0o600))
	if code, _, errs := first.program("--bundle", bundle, "--no-checkpoint", "--yes"); code != exitFalse || !strings.Contains(errs, "Another tally of") {
		t.Errorf("a second tally: code %d, %s", code, errs)
	}
	webtest.Must(t, os.Remove(first.path("phrase.txt.decrypted")))
	for _, a := range []*away{first, last} {
		a.enter()
		webtest.Must(t, os.WriteFile(a.path("bundle.zip"), []byte(a.browser.Get("/bundle.zip").Want(200).HTML), 0o600))
		a.answer("--bundle", a.path("bundle.zip"), "--checkpoint", a.path("checkpoint"), "--key", string(s.R.Dir.Key.Public()), "--yes")
	}
	all[1].enter()
	all[1].browser.Get("/trustee").Want(200, "You are not needed any more")
}
