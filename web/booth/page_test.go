package booth_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"html"
	"io"
	"net/http"
	"os/exec"
	"strings"
	"testing"

	"github.com/onenorwich/guildhall/governance/conduct"
	"github.com/onenorwich/guildhall/web/booth"
	"github.com/onenorwich/guildhall/web/booth/edition"
	"github.com/onenorwich/guildhall/web/ui"
	"github.com/onenorwich/guildhall/web/ui/uitest"
)

func (s *scene) get(c *http.Client, path string, header ...string) (*http.Response, string) {
	s.t.Helper()
	req, err := http.NewRequest("GET", s.url+path, nil)
	must(s.t, err)
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	r, err := c.Do(req)
	must(s.t, err)
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	must(s.t, err)
	return r, string(body)
}

// TestSameForEverybody: the booth does not know who asks.
func TestSameForEverybody(t *testing.T) {
	if ui.Assets() != nil {
		uitest.Missing(t, "the built assets (run make assets)")
	}
	s := newScene(t)
	known, stranger := s.client(s.link), s.client("")
	for _, path := range []string{"/booth/" + poll, "/booth/" + poll + "/ballot.json", booth.WorkerPath, "/booth/page.html", "/booth.sha256", "/booth.json"} {
		r, body := s.get(known, path)
		r2, body2 := s.get(stranger, path, "User-Agent", "another", "Accept-Language", "cy")
		if r.StatusCode != 200 || body != body2 || body == "" {
			t.Errorf("%s: %s, and not the same for everybody", path, r.Status)
		}
		sum := sha256.Sum256([]byte(body))
		if tag := `"` + base64.RawURLEncoding.EncodeToString(sum[:]) + `"`; r.Header.Get("ETag") != tag || r2.Header.Get("ETag") != tag {
			t.Errorf("%s: ETag %s, want %s", path, r.Header.Get("ETag"), tag)
		}
		for _, h := range []http.Header{r.Header, r2.Header} {
			if h.Get("Set-Cookie") != "" || strings.Contains(strings.ToLower(h.Get("Vary")), "cookie") || h.Get("Cache-Control") != "public, no-cache" {
				t.Errorf("%s: headers %v", path, h)
			}
		}
		if r3, body3 := s.get(stranger, path, "If-None-Match", r.Header.Get("ETag")); r3.StatusCode != http.StatusNotModified || body3 != "" {
			t.Errorf("%s with its own ETag: %s", path, r3.Status)
		}
		if strings.Contains(body, s.link) || strings.Contains(body, s.rehearsal.Codes[s.practice]) {
			t.Errorf("%s holds something of one practice", path)
		}
	}
	r, page := s.get(stranger, "/booth/"+poll)
	if r.Header.Get("Content-Security-Policy") != booth.Policy || strings.Contains(booth.Policy, "wasm") || strings.Contains(booth.Policy, "unsafe") {
		t.Errorf("the page's policy: %s", r.Header.Get("Content-Security-Policy"))
	}
	if strings.Contains(strings.ToLower(page), "encrypt") {
		t.Error("the page says encrypt")
	}
	if r, fixed := s.get(stranger, "/booth/page.html"); fixed != page || r.Header.Get("Content-Security-Policy") != booth.Policy || r.Header.Get("Content-Type") != "text/html; charset=UTF-8" {
		t.Error("the page at its fixed address is another one")
	}
	if r, _ := s.get(stranger, booth.WorkerPath); !strings.Contains(r.Header.Get("Content-Security-Policy"), "'wasm-unsafe-eval'") {
		t.Errorf("the worker's policy: %s", r.Header.Get("Content-Security-Policy"))
	}
	if r, _ := s.get(stranger, "/booth/no-such"); r.StatusCode != 404 {
		t.Errorf("an election that does not exist: %s", r.Status)
	}
}

// TestPublished: what is published of the booth is what is served, and the page
// that says so says how to check it.
func TestPublished(t *testing.T) {
	e, err := edition.Built()
	if err != nil {
		uitest.Missing(t, "the built assets (run make assets)")
	}
	s := newScene(t)
	stranger := s.client("")
	if _, list := s.get(stranger, "/booth.sha256"); list != string(e.List()) {
		t.Errorf("the list is\n%s", list)
	}
	for _, f := range e.Files {
		r, body := s.get(stranger, f.Path)
		if r.StatusCode != 200 || body != string(f.Body) || r.Header.Get("Content-Type") != f.Type {
			t.Errorf("%s: %s, %s", f.Path, r.Status, r.Header.Get("Content-Type"))
		}
		if f.Policy != "" && r.Header.Get("Content-Security-Policy") != f.Policy {
			t.Errorf("%s: %s", f.Path, r.Header.Get("Content-Security-Policy"))
		}
	}
	r, page := s.get(s.client(s.link), "/booth")
	if r.StatusCode != 200 || r.Header.Get("Set-Cookie") != "" {
		t.Errorf("/booth: %s, %v", r.Status, r.Header)
	}
	for _, text := range []string{e.Hash().String(), "guildhall monitor " + s.url, "bin/guildhall booth", "/assets/booth."} {
		if !strings.Contains(page, text) {
			t.Errorf("the page about the booth does not say %q", text)
		}
	}
	// What it tells to type finds nothing wrong, and something where there is.
	_, script, _ := strings.Cut(page, `aria-label="Lines of shell that check each file">`)
	script, _, _ = strings.Cut(script, "</pre>")
	script = html.UnescapeString(script)
	run := func(script string) string {
		cmd := exec.Command("bash", "-c", script)
		cmd.Dir = t.TempDir()
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		return string(out)
	}
	if got := run(script); got != e.Hash().String()+"  -\n" {
		t.Errorf("the lines of shell print %q", got)
	}
	if got := run(strings.Replace(script, "tee list", "sed 1s/^./x/ | tee list", 1)); !strings.Contains(got, "DIFFERS: "+e.Files[0].Path) {
		t.Errorf("a false list passes: %q", got)
	}
}

// TestBallotPapers: what the booth shows is what was published and drawn.
func TestBallotPapers(t *testing.T) {
	s := newScene(t)
	var p struct {
		State, Sentence, Closes, Contact string
		Protection                       []struct{ Question, Answer string }
		Known                            []string
		Posts                            []struct {
			Post, Name, Note, Definition string
			Candidates                   []struct{ Name, Statement, Proposer string }
		}
	}
	read := func() {
		t.Helper()
		_, body := s.get(s.client(""), "/booth/"+poll+"/ballot.json")
		must(t, json.Unmarshal([]byte(body), &p))
	}
	read()
	el := s.election()
	if p.State != "open" || len(p.Posts) != len(el.Contested()) || len(p.Known) != el.Roll.Len() || p.Closes != "Monday 14 December 2026, 5pm" {
		t.Fatalf("papers: %+v", p)
	}
	for i, answer := range conduct.Protection(&el) {
		if p.Protection[i].Answer != answer.Sentence {
			t.Errorf("protection %d: %q", i, p.Protection[i].Answer)
		}
	}
	for i, post := range el.Contested() {
		for j, person := range post.Order {
			candidate, _ := post.Candidate(person)
			if card := s.desk().Card(s.ctx, candidate); p.Posts[i].Candidates[j].Name != card.Name || p.Posts[i].Candidates[j].Statement != card.Statement {
				t.Errorf("%s, place %d: %+v", post.ID, j, p.Posts[i].Candidates[j])
			}
		}
	}
	s.rehearsal.Clock.Set(el.Called.Timetable.PollCloses.Time())
	p.Posts, p.Known = nil, nil
	read()
	if p.State != "closed" || len(p.Posts) != 0 || !strings.HasPrefix(p.Sentence, "The poll closed on Monday 14 December 2026, 5pm.") {
		t.Errorf("at the close: %+v", p)
	}
}
