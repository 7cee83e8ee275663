package monitor_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sirupsen/logrus"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/governance/rehearsal"
	"github.com/onenorwich/guildhall/web"
	"github.com/onenorwich/guildhall/web/booth/edition"
	"github.com/onenorwich/guildhall/web/monitor"
	"github.com/onenorwich/guildhall/web/site"
	"github.com/onenorwich/guildhall/web/ui/uitest"
	"github.com/onenorwich/guildhall/web/webtest"
)

// scene is a real service, something in front of it that may lie, and an
// observer's folder.
type scene struct {
	*webtest.Service
	front  *httptest.Server
	folder string
	edit   func(*monitor.Options)

	mu       sync.Mutex
	upstream string // the service behind
	lie      lie
	asked    []string
	told     []string
	slept    []time.Duration
}

// lie may change an answer of the service, or give one of its own.
type lie struct {
	instead func(w http.ResponseWriter, r *http.Request) bool
	change  func(r *http.Response) error
}

// unlimited is for a clock that stands still: what is asked for in a moment is
// never forgotten.
var unlimited = site.Rates{PerSecond: 1e6, Burst: 1e6}

func quiet() *logrus.Logger {
	log := logrus.New()
	log.SetOutput(io.Discard)
	return log
}

func newScene(t testing.TB, stage rehearsal.Stage) *scene {
	t.Helper()
	return watched(t, webtest.Start(t, stage, untired))
}

func untired(o *web.Options) { o.Rates = unlimited }

// watched puts something that may lie in front of a service.
func watched(t testing.TB, service *webtest.Service) *scene {
	t.Helper()
	s := &scene{Service: service, folder: filepath.Join(t.TempDir(), "seen")}
	s.upstream = s.URL
	s.front = httptest.NewServer(http.HandlerFunc(s.serve))
	t.Cleanup(s.front.Close)
	return s
}

func (s *scene) serve(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.asked = append(s.asked, r.URL.RequestURI())
	l, up := s.lie, s.upstream
	s.mu.Unlock()
	if l.instead != nil && l.instead(w, r) {
		return
	}
	target, err := url.Parse(up)
	if err != nil {
		panic(err)
	}
	proxy := &httputil.ReverseProxy{Rewrite: func(p *httputil.ProxyRequest) { p.SetURL(target) },
		Transport: &http.Transport{DisableCompression: true, DisableKeepAlives: true}, ModifyResponse: l.change}
	proxy.ServeHTTP(w, r)
}

// tells sets the lie.
func (s *scene) tells(l lie) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lie = l
}

// open opens the monitor on the folder.
func (s *scene) open() (*monitor.Monitor, error) {
	e, err := edition.Built()
	if err != nil {
		uitest.Missing(s.T, "the built assets (run make assets)")
	}
	o := monitor.Options{URL: s.front.URL, Dir: s.folder, Booth: e, Every: time.Minute, Now: s.R.Clock.Now,
		Tell: func(text string) { s.mu.Lock(); defer s.mu.Unlock(); s.told = append(s.told, text) },
		Sleep: func(ctx context.Context, d time.Duration) error {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.slept = append(s.slept, d)
			return ctx.Err()
		}}
	if s.edit != nil {
		s.edit(&o)
	}
	return monitor.Open(o)
}

// once is guildhall monitor --once: a process of its own.
func (s *scene) once() *monitor.Round {
	s.T.Helper()
	m, err := s.open()
	webtest.Must(s.T, err)
	defer m.Close()
	r, err := m.Once(s.Ctx)
	webtest.Must(s.T, err)
	return r
}

// holds requires that nothing is wrong.
func (s *scene) holds() {
	s.T.Helper()
	r := s.once()
	for _, w := range r.Wrong {
		s.T.Errorf("wrong: %s", w.Sentence)
	}
	if r.Trouble != nil {
		s.T.Errorf("trouble: %v", r.Trouble)
	}
	if s.T.Failed() {
		s.T.FailNow()
	}
}

// caught requires one kind of wrong, with words of its sentence, and gives the
// first of it. The evidence is kept.
func (s *scene) caught(name string, words ...string) *monitor.Wrong {
	s.T.Helper()
	r := s.once()
	if r.Trouble != nil {
		s.T.Fatalf("a lie was taken for trouble: %v", r.Trouble)
	}
	if len(r.Wrong) == 0 {
		s.T.Fatal("nothing was found")
	}
	for _, w := range r.Wrong {
		if w.Name != name {
			s.T.Fatalf("found %s, not %s: %s", w.Name, name, w.Sentence)
		}
		for file, content := range w.Files {
			if got := s.file(w, file); string(got) != string(content) && file != "answer" { // whoever met it first stands there
				s.T.Errorf("the evidence %s holds something else", file)
			}
		}
		if report := s.file(w, "report"); !strings.Contains(string(report), w.Sentence) {
			s.T.Errorf("the report says %q", report)
		}
	}
	for _, word := range words {
		if !strings.Contains(r.Wrong[0].Sentence, word) {
			s.T.Errorf("the sentence does not say %q: %s", word, r.Wrong[0].Sentence)
		}
	}
	return r.Wrong[0]
}

// file is a file of the evidence.
func (s *scene) file(w *monitor.Wrong, name string) []byte {
	s.T.Helper()
	raw, err := os.ReadFile(filepath.Join(w.Folder, name))
	webtest.Must(s.T, err)
	return raw
}

// keeps is a file of the folder.
func (s *scene) keeps(parts ...string) []byte {
	s.T.Helper()
	raw, err := os.ReadFile(filepath.Join(append([]string{s.folder}, parts...)...))
	webtest.Must(s.T, err)
	return raw
}

// says is everything that was told.
func (s *scene) says() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Join(s.told, "\n")
}

// lines are the entries of the service's log.
func (s *scene) lines() (lines [][]byte) {
	s.T.Helper()
	for line, err := range s.R.Desk().Clerk.Log().Lines(s.Ctx, 0) {
		webtest.Must(s.T, err)
		lines = append(lines, append([]byte(nil), line...))
	}
	return lines
}

// gives serves another log than the service's, signed with a key.
func (s *scene) gives(key audit.Key, lines [][]byte) lie {
	s.T.Helper()
	head, err := audit.Start(key.Origin())
	webtest.Must(s.T, err)
	var leaves audit.Leaves
	for _, line := range lines {
		_, head, err = head.Next(line)
		webtest.Must(s.T, err)
		leaves = append(leaves, audit.LeafHash(line))
	}
	checkpoint, err := key.Checkpoint(head)
	webtest.Must(s.T, err)
	return lie{instead: serveLog(lines, leaves, checkpoint)}
}
