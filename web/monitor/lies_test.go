package monitor_test

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance"
	"github.com/onenorwich/guildhall/governance/datadir"
	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/governance/rehearsal"
	"github.com/onenorwich/guildhall/web"
	"github.com/onenorwich/guildhall/web/booth/edition"
	"github.com/onenorwich/guildhall/web/monitor"
	"github.com/onenorwich/guildhall/web/webtest"
)

// to picks the visitors that are lied to.
type to func(r *http.Request) bool

func agent(word string) to {
	return func(r *http.Request) bool { return strings.Contains(r.UserAgent(), word) }
}

func cookie(word string) to {
	return func(r *http.Request) bool { return strings.Contains(r.Header.Get("Cookie"), word) }
}

func header(name, word string) to {
	return func(r *http.Request) bool { return strings.Contains(r.Header.Get(name), word) }
}

// swaps gives some visitors another text at a path.
func swaps(who to, path, old, new string) lie {
	return lie{change: func(r *http.Response) error {
		if at := r.Request.URL.Path; at != path && !(strings.HasSuffix(path, ".") && strings.HasPrefix(at, path)) || !who(r.Request) {
			return nil
		}
		in := io.Reader(r.Body)
		if r.Header.Get("Content-Encoding") == "gzip" {
			unzipped, err := gzip.NewReader(r.Body)
			if err != nil {
				return err
			}
			in = unzipped
			r.Header.Del("Content-Encoding")
		}
		body, err := io.ReadAll(in)
		if err != nil {
			return err
		}
		if !bytes.Contains(body, []byte(old)) {
			panic(path + " does not hold " + old)
		}
		body = bytes.Replace(body, []byte(old), []byte(new), 1)
		r.Body = io.NopCloser(bytes.NewReader(body))
		r.ContentLength = int64(len(body))
		r.Header.Del("Content-Length")
		return nil
	}}
}

// plain makes the service answer without compression, so that a text can be
// changed.
func plain(l lie) lie {
	l.instead = func(_ http.ResponseWriter, r *http.Request) bool { r.Header.Del("Accept-Encoding"); return false }
	return l
}

// TestServiceServesOnePracticeAnotherBooth: one voter is sent a booth that tells
// how it voted; whoever looks as that voter does sees another hash.
func TestServiceServesOnePracticeAnotherBooth(t *testing.T) {
	s := newScene(t, rehearsal.Opened)
	s.holds()
	const mine = "guildhall_session=eyJhbGciOiJIUzI1NiJ9.of-one-practice"
	s.edit = func(o *monitor.Options) { o.Cookies = []string{mine} }
	s.holds()
	poll := "/booth/" + string(webtest.Poll)
	for _, c := range []struct {
		name string
		who  to
		path string
		old  string
		by   string
	}{
		{"the page of the election, by the session of one practice", cookie("of-one-practice"), poll, "<h1", "the cookie that you gave"},
		{"the page of the election, by the way browsers ask", header("Sec-Fetch-Mode", "navigate"), poll, "<h1", "Edge on Windows"},
		{"the script, by any session", cookie("guildhall_session"), "/assets/booth-send.", "fetch", "with a session"},
		{"the program, by the browser", agent("iPhone"), "/assets/booth.", "guildhall", "Safari on an iPhone"},
		{"the worker, by the language", header("Accept-Language", "pl"), edition.WorkerPath, "importScripts", "Firefox"},
		{"the style, by the absence of a cookie", func(r *http.Request) bool { return r.Header.Get("Cookie") == "" }, "/assets/guildhall.", "{", "A program without cookies"},
		{"the page that is published, to everybody", func(*http.Request) bool { return true }, edition.PagePath, "<h1", "Every visitor"},
	} {
		t.Run(c.name, func(t *testing.T) {
			before := s.T
			s.T = t
			defer func() { s.T = before; s.tells(lie{}) }()
			s.tells(plain(swaps(c.who, c.path, c.old, "X")))
			w := s.caught("booth", "was served another booth", c.by)
			served, want := s.file(w, "served"), s.file(w, "expected")
			if bytes.Equal(served, want) || !bytes.Equal(bytes.Replace(want, []byte(c.old), []byte("X"), 1), served) {
				t.Error("the evidence is not what was served and what should have been")
			}
			if head := string(s.file(w, "answer")); strings.Contains(head, "of-one-practice") || !strings.Contains(head, "status 200") {
				t.Errorf("the answer is kept as %q", head)
			}
		})
	}
	webtest.Must(t, filepath.WalkDir(s.folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		if bytes.Contains(raw, []byte("of-one-practice")) {
			t.Errorf("the observer's cookie was kept in %s", path)
		}
		return err
	}))
}

// TestServiceKeepsBoothFromSome: an answer that some do not get.
func TestServiceKeepsBoothFromSome(t *testing.T) {
	s := newScene(t, rehearsal.Opened)
	s.tells(lie{instead: func(w http.ResponseWriter, r *http.Request) bool {
		if strings.HasPrefix(r.URL.Path, "/booth/committee") && strings.Contains(r.UserAgent(), "Android") {
			http.Redirect(w, r, "https://elsewhere.example.org/", http.StatusFound)
			return true
		}
		return false
	}})
	r := s.once()
	if len(r.Wrong) != 2 || r.Wrong[0].Name != "booth" || r.Wrong[1].Name != "papers" || !strings.Contains(r.Wrong[0].Sentence, "status 302") {
		t.Errorf("%+v", r.Wrong)
	}
}

// TestServiceListsAnotherBooth: the list that the service publishes is not what
// the source gives.
func TestServiceListsAnotherBooth(t *testing.T) {
	s := newScene(t, rehearsal.Opened)
	s.tells(swaps(agent("Edg"), edition.ListPath, "  /booth/page.html", "  /booth/pagf.html"))
	w := s.caught("booth", "lists for Edge", "--booth")
	if !bytes.Equal(s.file(w, "expected.sha256"), s.booth().List()) {
		t.Error("the list that should be is not kept")
	}
	s.tells(swaps(agent(""), edition.JSONPath, `"booth": "`+s.booth().Hash().String()[:1], `"booth": "`+flip(s.booth().Hash().String()[:1])))
	s.caught("manifest")
}

func flip(digit string) string {
	if digit == "0" {
		return "1"
	}
	return "0"
}

// TestBoothHeaders: the booth's policy is weakened for one visitor, or a header
// recognises visitors or leads elsewhere.
func TestBoothHeaders(t *testing.T) {
	s := newScene(t, rehearsal.Opened)
	for _, c := range []struct{ path, name, value, found, words string }{
		{edition.PagePath, "Content-Security-Policy", strings.Replace(edition.Policy, "script-src 'self'", "script-src 'self' 'unsafe-inline'", 1), "policy", "another security policy"},
		{"/booth/committee-2026", "Content-Security-Policy", "", "policy", "another security policy"},
		{edition.WorkerPath, "Content-Security-Policy", "connect-src *", "policy", "another security policy"},
		{"/booth/committee-2026", "Set-Cookie", "seen=1", "header", "recognises visitors"},
		{"/assets/booth-dom.", "Set-Cookie", "seen=1", "header", "recognises visitors"},
		{"/booth/committee-2026/ballot.json", "Set-Cookie", "seen=1", "header", "recognises visitors"},
		{"/booth/committee-2026", "Vary", "Cookie", "header", "may be different for others"},
		{edition.ListPath, "Vary", "*", "header", "may be different for others"},
		{edition.PagePath, "Link", "<https://x.example.org/a.js>; rel=preload", "header", "fetch other files"},
		{edition.PagePath, "Refresh", "9; url=https://x.example.org", "header", "leads somewhere else"},
		{edition.PagePath, "Reporting-Endpoints", `a="https://x.example.org"`, "header", "tell others"},
		{edition.PagePath, "Content-Type", "text/plain", "booth", "instead of"},
		{"/assets/booth-dom.", "X-Content-Type-Options", "", "header", "nosniff"},
	} {
		t.Run(strings.Trim(strings.ReplaceAll(c.path, "/", " "), " ")+" "+c.name, func(t *testing.T) {
			before := s.T
			s.T = t
			defer func() { s.T = before }()
			s.tells(lie{change: func(r *http.Response) error {
				path := r.Request.URL.Path
				if path != c.path && !(strings.HasSuffix(c.path, ".") && strings.HasPrefix(path, c.path)) || !strings.Contains(r.Request.UserAgent(), "Firefox") {
					return nil
				}
				if r.Header.Del(c.name); c.value != "" {
					r.Header.Set(c.name, c.value)
				}
				return nil
			}})
			w := s.caught(c.found, c.words, "Firefox")
			if head := string(s.file(w, "answer")); c.value != "" && c.name != "Set-Cookie" && !strings.Contains(head, c.name+": "+c.value) {
				t.Errorf("the answer is kept as %q", head)
			}
		})
	}
}

// TestServiceGivesOneVoterOtherBallotPapers: a paper that is locked with another
// key, or that says something else of a candidate.
func TestServiceGivesOneVoterOtherBallotPapers(t *testing.T) {
	s := newScene(t, rehearsal.Opened)
	s.holds()
	for name, c := range map[string]struct{ old, new string }{
		"another key":       {`\"public_key\":\"`, `\"public_key\":\"0`},
		"another candidate": {`"statement":"`, `"statement":"Do not vote for me. `},
		"no poll":           {`"state":"open"`, `"state":"closed"`},
		"a demonstration":   {`"known":[`, `"demo":{"text":"","href":""},"known":[`},
		"another list":      {`"known":["`, `"known":["x`},
	} {
		t.Run(name, func(t *testing.T) {
			before := s.T
			s.T = t
			defer func() { s.T = before; s.tells(lie{}) }()
			s.tells(swaps(cookie("guildhall_session"), "/booth/committee-2026/ballot.json", c.old, c.new))
			w := s.caught("papers", "not what the log gives", "with a session")
			if bytes.Equal(s.file(w, "served"), s.file(w, "expected")) {
				t.Error("the evidence is the same twice")
			}
		})
	}
	s.edit = func(o *monitor.Options) { o.Light, o.Elections = true, []election.ID{webtest.Poll} }
	s.tells(swaps(cookie("guildhall_session"), "/booth/committee-2026/ballot.json", `"statement":"`, `"statement":"No. `))
	s.caught("papers", "other ballot papers")
}

// fork copies the data folder and opens a second service on it, with the same
// key.
func (s *scene) fork() (desk *datadir.Dir, address string) {
	s.T.Helper()
	dir := s.T.TempDir()
	webtest.Must(s.T, os.CopyFS(dir, os.DirFS(s.R.Dir.Path)))
	d, err := datadir.Open(s.Ctx, dir, datadir.Options{Clock: s.R.Clock.Clerk(), Schema: web.Schemas()})
	webtest.Must(s.T, err)
	s.T.Cleanup(func() { d.Close() })
	server, err := web.New(web.Options{Desk: d.Desk, BaseURL: s.URL, Log: quiet(), Rates: unlimited})
	webtest.Must(s.T, err)
	h := httptest.NewServer(server.Handler())
	s.T.Cleanup(h.Close)
	return d, h.URL
}

// name has somebody named in a log, so that it goes another way.
func name(t *testing.T, s *scene, d *datadir.Dir, n int) {
	t.Helper()
	for i := range n {
		webtest.Must(t, d.Desk.Name(s.Ctx, s.R.Officer, election.ID(fmt.Sprintf("d8%04d", i%6)), governance.Deputy, record.PersonText{Name: "Nobody " + string(rune('A'+i)), Email: "n@example.org"}))
	}
}

// TestServiceResignsForkedLog: the operator copies the data folder, goes another
// way with the copy, and signs that with the same key. Somebody who looks for the
// first time cannot tell; whoever kept a checkpoint can.
func TestServiceResignsForkedLog(t *testing.T) {
	for _, light := range []bool{false, true} {
		s := newScene(t, rehearsal.Opened)
		s.edit = func(o *monitor.Options) { o.Light = light }
		d, address := s.fork()
		webtest.Must(t, s.R.Until(s.Ctx, rehearsal.Voted))
		s.holds()
		kept := s.keeps("latest")
		// The votes never happened; as many other entries did, or more.
		for _, more := range []int{int(s.R.Desk().Clerk.Point().Head.Size - d.Desk.Clerk.Point().Head.Size), 3} {
			name(t, s, d, more)
			s.upstream = address
			w := s.caught("forked", "Both are signed with its key.")
			if !w.Fatal {
				t.Error("the monitor would go on after a fork")
			}
			seen, err := d.Desk.Clerk.Checkpoint(d.Desk.Clerk.Point())
			webtest.Must(t, err)
			if !bytes.Equal(s.file(w, "kept"), kept) || !bytes.Equal(s.file(w, "seen"), seen) {
				t.Error("the two checkpoints are not in the evidence")
			}
			for _, raw := range [][]byte{s.file(w, "kept"), s.file(w, "seen")} {
				if _, err := audit.OpenCheckpoint(raw, s.R.Dir.Key.Public()); err != nil {
					t.Errorf("the evidence is not signed: %v", err)
				}
			}
			if !bytes.Equal(s.keeps("latest"), kept) {
				t.Error("what was kept has been replaced")
			}
		}
		// Without what was kept, the forked log passes.
		s.folder = filepath.Join(t.TempDir(), "fresh")
		s.holds()
	}
}

// TestServiceRollsItsLogBack: the newest entries are taken back.
func TestServiceRollsItsLogBack(t *testing.T) {
	s := newScene(t, rehearsal.Opened)
	old := serveOld(t, s)
	webtest.Must(t, s.R.Until(s.Ctx, rehearsal.Voted))
	s.holds()
	s.tells(lie{instead: old})
	w := s.caught("rolled-back", "the newest entries are gone")
	if !w.Fatal || len(s.file(w, "kept")) == 0 || len(s.file(w, "seen")) == 0 {
		t.Error("both checkpoints must be kept")
	}
	// Also where one visitor alone is shown the old state.
	s.tells(lie{instead: func(w http.ResponseWriter, r *http.Request) bool {
		return strings.Contains(r.UserAgent(), "Android") && old(w, r)
	}})
	s.caught("rolled-back", "Chrome on Android")
}

// serveOld serves the log as it is now, for later.
func serveOld(t *testing.T, s *scene) func(http.ResponseWriter, *http.Request) bool {
	t.Helper()
	return s.gives(s.R.Dir.Key, s.lines()).instead
}

// TestServiceRemovesBallot: from the log, in which everything is made to fit
// again; or from what is given out.
func TestServiceRemovesBallot(t *testing.T) {
	s := newScene(t, rehearsal.Voted)
	s.holds()
	lines := s.lines()
	without := rewrite(t, s.R.Dir.Key.Origin(), lines, nth("ballot.cast", 1))
	if len(without) != len(lines)-1 {
		t.Fatal("no ballot was left out")
	}
	s.tells(s.gives(s.R.Dir.Key, without))
	s.caught("rolled-back")
	// The missing entry is made up for by a later one.
	name(t, s, s.R.Dir, 1)
	s.tells(s.gives(s.R.Dir.Key, rewrite(t, s.R.Dir.Key.Origin(), s.lines(), nth("ballot.cast", 1))))
	s.caught("forked")
	s.tells(lie{})
	s.holds()

	cast := func() audit.Digest {
		for _, line := range s.lines() {
			if e, err := audit.ParseEntry(line); err == nil && e.Kind == "ballot.cast" {
				return e.Blobs[0]
			}
		}
		t.Fatal("no ballot")
		return audit.Digest{}
	}().String()
	s.tells(lie{instead: func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path == "/blobs/"+cast {
			http.NotFound(w, r)
			return true
		}
		return false
	}})
	s.caught("file-gone", cast)
	// Nor does somebody who looks for the first time get along without it.
	s.folder = filepath.Join(t.TempDir(), "fresh")
	s.caught("file-gone", cast)
	s.tells(lie{change: func(r *http.Response) error {
		if r.Request.URL.Path == "/blobs/"+cast {
			r.Body, r.ContentLength = io.NopCloser(strings.NewReader("{}")), 2
			r.Header.Del("Content-Length")
		}
		return nil
	}})
	w := s.caught("file-changed", cast)
	if sum := sha256.Sum256(s.file(w, "served")); sum != sha256.Sum256([]byte("{}")) {
		t.Error("what was served is not kept")
	}
}

// TestServiceShowsLogThatRulesForbid: every hash and the signature fit, but a
// step was not allowed.
func TestServiceShowsLogThatRulesForbid(t *testing.T) {
	s := newScene(t, rehearsal.Voted)
	s.tells(s.gives(s.R.Dir.Key, rewrite(t, s.R.Dir.Key.Origin(), s.lines(), nth("poll.opened", 0))))
	s.caught("false-log", "the rules do not allow this ballot.")
}

// TestCheckpointOfAnotherKey: somebody else's signature.
func TestCheckpointOfAnotherKey(t *testing.T) {
	s := newScene(t, rehearsal.Called)
	seed := bytes.Repeat([]byte{7}, 32)
	other, err := audit.NewKey(s.R.Dir.Key.Origin(), seed)
	webtest.Must(t, err)
	// Before anything was kept, by the key that the observer has from elsewhere.
	s.edit = func(o *monitor.Options) { o.Key = s.R.Dir.Key.Public() }
	s.tells(s.gives(other, s.lines()))
	s.caught("other-key", "the log’s key did not sign")
	s.tells(lie{})
	s.holds()
	s.edit = nil
	s.tells(s.gives(other, s.lines()))
	w := s.caught("other-key")
	if !w.Fatal || len(s.file(w, "kept")) == 0 {
		t.Error("the kept checkpoint is not in the evidence")
	}
	// A whole log under a key of its own, which its first entry does not name.
	s.folder = filepath.Join(t.TempDir(), "fresh")
	s.edit = func(o *monitor.Options) { o.Key = other.Public() }
	s.caught("false-log", "names another key")
}

// TestServiceWithholdsEntries: it signs more than it shows.
func TestServiceWithholdsEntries(t *testing.T) {
	s := newScene(t, rehearsal.Called)
	honest := serveOld(t, s)
	lines := s.lines()
	s.tells(lie{instead: func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path == "/log.jsonl" {
			w.Write(append(bytes.Join(lines[:5], []byte("\n")), '\n'))
			return true
		}
		return honest(w, r)
	}})
	s.caught("withheld", "only 5 of them")
}

// TestServiceChangesAnArchive: the file that other people's verifiers take is not
// what the log gives.
func TestServiceChangesAnArchive(t *testing.T) {
	s := newScene(t, rehearsal.Voted)
	s.tells(swaps(func(*http.Request) bool { return true }, "/elections/committee-2026/chair.bel", "BELENIOS", "BELENIOZ"))
	w := s.caught("archive", "chair")
	if bytes.Equal(s.file(w, "served.bel"), s.file(w, "expected.bel")) {
		t.Error("the evidence is the same twice")
	}
}
