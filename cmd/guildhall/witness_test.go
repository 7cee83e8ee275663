package main

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance"
	"github.com/onenorwich/guildhall/governance/conduct"
	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/governance/rehearsal"
	"github.com/onenorwich/guildhall/web/webtest"
)

// TestWitness: a scrutineer keeps the key out of the browser. The program checks
// and signs, the page takes what it signed, verify counts it; and what forks the
// log later is refused, with the evidence kept.
func TestWitness(t *testing.T) {
	s := webtest.Start(t, rehearsal.Called)
	sam := record.PersonText{Name: "Sam Scrutineer", Email: "sam@example.org"}
	webtest.Must(t, s.R.Desk().NameTeam(s.Ctx, s.R.Officer, webtest.Poll, conduct.Team{Scrutineers: []record.PersonText{sam}}))
	person := s.Election().Team.Scrutineers[0]
	dir := t.TempDir()
	keep, keyFile := filepath.Join(dir, "keep"), filepath.Join(dir, "witness.json")
	guildhall := func(want int, args ...string) string {
		t.Helper()
		var out bytes.Buffer
		if code := run(t.Context(), args, &terminal{out: &out, err: &out}); code != want {
			t.Fatalf("guildhall %q ended with %d, not %d:\n%s", args, code, want, &out)
		}
		return out.String()
	}
	sign := func(want int, source string, more ...string) string {
		t.Helper()
		return guildhall(want, append([]string{"witness", source, "--key-file", keyFile, "--keep", keep}, more...)...)
	}
	says := func(out string, words ...string) {
		t.Helper()
		for _, w := range words {
			if !strings.Contains(out, w) {
				t.Fatalf("it does not say %q:\n%s", w, out)
			}
		}
	}
	says(sign(2, s.URL), "give --person")
	out := sign(0, s.URL, "--person", string(person))
	public := regexp.MustCompile(`[0-9a-f]{64}`).FindString(out)
	key := regexp.MustCompile(`guildhall/\S+/witness/\S+`).FindString(out)
	if info, err := os.Stat(keyFile); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key lies there as %v, %v", info, err)
	}
	says(sign(1, s.URL), "The log does not name your key yet")

	b := s.SignIn(sam)
	b.Get("/witness/apart").Want(200, "--person "+string(person))
	b.Post("/witness/apart/key", "key", "nonsense").Want(422, "There is a problem", "not a public key")
	b.Post("/witness/apart/key", "key", " "+public+"\n").To("/witness/apart?done=key")
	says(sign(0, s.URL), "You have signed")
	upload(t, s, b, filepath.Join(dir, "nothing")).Want(422, "Choose the file")
	upload(t, s, b, keyFile).Want(422, "not a checkpoint that this log has signed")
	upload(t, s, b, filepath.Join(keep, "checkpoint")).To("/witness/apart?done=note")
	b.Get("/witness/apart?done=note").Want(200, "Your signature has been recorded")

	bundle := filepath.Join(dir, "bundle.zip")
	webtest.Must(t, os.WriteFile(bundle, []byte(s.Browser().Get("/bundle.zip").Want(200).HTML), 0o600))
	says(guildhall(0, "verify", bundle, "--witness", key, "--checkpoint", filepath.Join(keep, "checkpoint"), "--key", filepath.Join(keep, "key")),
		"cosigned 1 time by 1 person", "you gave this key", "verified under the key that you gave")
	// The bundle is as good as the service.
	says(sign(0, bundle), "1 of them new")

	webtest.Must(t, s.R.Until(s.Ctx, rehearsal.Opened))
	forked := fork(t, s)
	defer forked.Close()
	before, err := os.ReadFile(filepath.Join(keep, "checkpoint"))
	webtest.Must(t, err)
	says(sign(1, forked.URL), "this log does not hold; nothing was signed", "not those that you signed before", "hint: what was shown is in")
	if after, err := os.ReadFile(filepath.Join(keep, "checkpoint")); err != nil || !bytes.Equal(before, after) {
		t.Errorf("what was signed has changed: %v", err)
	}
	found, err := filepath.Glob(filepath.Join(keep, "evidence-*", "log.jsonl"))
	if err != nil || len(found) != 1 {
		t.Errorf("the evidence is %q, %v", found, err)
	}
	says(sign(0, s.URL), "begins with all that you signed before")
	says(sign(2, "http://127.0.0.1:1"), "the service does not answer")
	says(sign(2, filepath.Join(dir, "nothing.zip")), "there is nothing to read")
}

// upload sends a file on the page; no file if there is none.
func upload(t *testing.T, s *webtest.Service, b *webtest.Browser, path string) webtest.Page {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("note", filepath.Base(path))
	webtest.Must(t, err)
	raw, _ := os.ReadFile(path)
	_, err = part.Write(raw)
	webtest.Must(t, err)
	webtest.Must(t, form.Close())
	r, err := http.NewRequest(http.MethodPost, s.URL+"/witness/apart/note", &body)
	webtest.Must(t, err)
	r.Header.Set("Content-Type", form.FormDataContentType())
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return b.Do(r)
}

// fork is another service, which shows the log as the holder of its key might
// write it anew from the call of the election on.
func fork(t *testing.T, s *webtest.Service) *httptest.Server {
	t.Helper()
	p, err := record.Start(s.R.Dir.Key.Origin())
	webtest.Must(t, err)
	var lines []byte
	for line, err := range s.R.Dir.Log.Lines(s.Ctx, 0) {
		webtest.Must(t, err)
		e, err := audit.ParseEntry(line)
		webtest.Must(t, err)
		if e.Kind == "election.called" {
			break
		}
		webtest.Must(t, p.Fold(line))
		lines = append(append(lines, line...), '\n')
	}
	for i := p.Head.Size; i <= s.R.Desk().Clerk.Point().Head.Size; i++ {
		id := election.ID(fmt.Sprint("p-other-", i))
		e, err := p.Enter(p.Head.Time, s.R.Officer, governance.PersonAdded{Person: id}, map[string][]byte{governance.SealedDetails: []byte("{}")})
		webtest.Must(t, err)
		lines = append(append(lines, e.Line...), '\n')
	}
	checkpoint, err := s.R.Dir.Key.Checkpoint(p.Head)
	webtest.Must(t, err)
	shown := map[string][]byte{"/key": []byte(s.R.Dir.Key.Public()), "/checkpoint": checkpoint, "/log.jsonl": lines}
	return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.Write(shown[r.URL.Path]) }))
}
