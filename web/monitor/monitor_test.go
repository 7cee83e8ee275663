package monitor_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance/rehearsal"
	"github.com/onenorwich/guildhall/web/booth/edition"
	"github.com/onenorwich/guildhall/web/monitor"
	"github.com/onenorwich/guildhall/web/webtest"
)

// TestHonestService: an election is watched from its call to its declaration, and
// nothing is wrong. Only what is new is fetched; everything that was seen is kept.
func TestHonestService(t *testing.T) {
	s := newScene(t, rehearsal.Called)
	var sizes []int64
	for _, stage := range []rehearsal.Stage{rehearsal.Called, rehearsal.Settled, rehearsal.Opened, rehearsal.Voted, rehearsal.Closed, rehearsal.Counted, rehearsal.Declared} {
		webtest.Must(t, s.R.Until(s.Ctx, stage))
		s.asked = nil
		s.holds()
		size := s.R.Desk().Clerk.Point().Head.Size
		if len(sizes) > 0 && !slices.Contains(s.asked, fmt.Sprintf("/log.jsonl?from=%d", sizes[len(sizes)-1])) {
			t.Errorf("%v: the log was not asked for from entry %d", stage, sizes[len(sizes)-1])
		}
		sizes = append(sizes, size)
	}
	checkpoint, err := audit.OpenCheckpoint(s.keeps("latest"), s.R.Dir.Key.Public())
	webtest.Must(t, err)
	if checkpoint.Size != sizes[len(sizes)-1] || checkpoint.Root != s.R.Desk().Clerk.Point().Head.Root() {
		t.Errorf("the newest checkpoint is of %d entries", checkpoint.Size)
	}
	for _, size := range sizes {
		c, err := audit.OpenCheckpoint(s.keeps("checkpoints", fmt.Sprintf("%012d", size)), s.R.Dir.Key.Public())
		webtest.Must(t, err)
		if c.Size != size {
			t.Errorf("the checkpoint of %d entries is of %d", size, c.Size)
		}
	}
	var log strings.Builder
	for _, line := range s.lines() {
		log.Write(append(line, '\n'))
	}
	if string(s.keeps("log.jsonl")) != log.String() {
		t.Error("the log that is kept is another")
	}
	for _, text := range []string{"compare it with the key", "1 poll.opened", "5 ballot.cast", "The booth has the hash " + s.booth().Hash().String(), "Everything that was looked at holds"} {
		if !strings.Contains(s.says(), text) {
			t.Errorf("it was not told that %q", text)
		}
		if !strings.Contains(string(s.keeps("journal")), text) {
			t.Errorf("it was not kept that %q", text)
		}
	}
	if found, err := os.ReadDir(filepath.Join(s.folder, "evidence")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("there is evidence against an honest service: %v", found)
	}
}

func (s *scene) booth() *edition.Edition {
	e, err := edition.Built()
	webtest.Must(s.T, err)
	return e
}

// TestHonestServiceByHash: the hash alone is enough to compare with, and an older
// folder of a booth, too.
func TestHonestServiceByHash(t *testing.T) {
	s := newScene(t, rehearsal.Opened)
	e := s.booth()
	s.edit = func(o *monitor.Options) { o.Booth, o.Hash = nil, e.Hash() }
	s.holds()
	dir := t.TempDir()
	webtest.Must(t, e.Write(dir))
	again, err := edition.Read(dir)
	webtest.Must(t, err)
	s.edit = func(o *monitor.Options) { o.Booth = again }
	s.holds()
	s.edit = func(o *monitor.Options) { o.Booth, o.Hash = nil, audit.Hash([]byte("another")) }
	s.caught("booth", e.Hash().String(), "Either it runs another version")
}

// TestLight: with proofs instead of entries.
func TestLight(t *testing.T) {
	s := newScene(t, rehearsal.Opened)
	s.edit = func(o *monitor.Options) {
		o.Light, o.Key, o.Elections = true, s.R.Dir.Key.Public(), []election.ID{webtest.Poll}
	}
	s.holds()
	webtest.Must(t, s.R.Until(s.Ctx, rehearsal.Voted))
	s.asked = nil
	s.holds()
	for _, path := range s.asked {
		if strings.HasPrefix(path, "/log.jsonl") || strings.HasPrefix(path, "/blobs/") {
			t.Errorf("the light monitor fetched %s", path)
		}
	}
	if !slices.ContainsFunc(s.asked, func(p string) bool { return strings.HasPrefix(p, "/proof/consistency?from=") }) {
		t.Error("no proof was asked for")
	}
	// The same folder serves a full one later: the entries are fetched then, and
	// held against every checkpoint that was kept.
	s.edit = nil
	s.holds()
	if len(s.keeps("log.jsonl")) == 0 {
		t.Error("no entries were kept")
	}
}

// TestRestartInTheMiddle: a monitor that was stopped between two writes goes on.
func TestRestartInTheMiddle(t *testing.T) {
	s := newScene(t, rehearsal.Called)
	s.holds()
	old := s.keeps("latest")
	webtest.Must(t, s.R.Until(s.Ctx, rehearsal.Opened))
	s.holds()
	log := s.keeps("log.jsonl")
	// The lines were written, not yet the checkpoint; and half a line.
	webtest.Must(t, os.WriteFile(filepath.Join(s.folder, "latest"), old, 0o644))
	webtest.Must(t, os.WriteFile(filepath.Join(s.folder, "log.jsonl"), append(log, log[:40]...), 0o644))
	s.holds()
	if string(s.keeps("log.jsonl")) != string(log) {
		t.Error("the log was not put right")
	}
	// The very first lines were written, and nothing else.
	for _, name := range []string{"latest", "key"} {
		webtest.Must(t, os.Remove(filepath.Join(s.folder, name)))
	}
	s.holds()
	if string(s.keeps("log.jsonl")) != string(log) {
		t.Error("the log was not put right after the first contact")
	}
}

// TestDamagedFolder: nothing can be held against what was altered.
func TestDamagedFolder(t *testing.T) {
	s := newScene(t, rehearsal.Called)
	s.holds()
	for _, name := range []string{"latest", "log.jsonl", "key"} {
		raw := s.keeps(name)
		changed := append([]byte(nil), raw...)
		changed[len(changed)/2] ^= 1
		webtest.Must(t, os.WriteFile(filepath.Join(s.folder, name), changed, 0o644))
		if m, err := s.open(); err == nil {
			t.Errorf("an altered %s is believed", name)
			m.Close()
		} else if !strings.Contains(err.Error(), "name a new folder") {
			t.Errorf("altered %s: %v", name, err)
		}
		webtest.Must(t, os.WriteFile(filepath.Join(s.folder, name), raw, 0o644))
	}
	m, err := s.open()
	webtest.Must(t, err)
	if _, err := s.open(); err == nil || !strings.Contains(err.Error(), "another monitor is using this folder") {
		t.Errorf("two monitors on one folder: %v", err)
	}
	webtest.Must(t, m.Close())
	other, err := audit.NewKey("another.example.org", make([]byte, 32))
	webtest.Must(t, err)
	s.edit = func(o *monitor.Options) { o.Key = other.Public() }
	if _, err := s.open(); err == nil || !strings.Contains(err.Error(), "name another folder for another service") {
		t.Errorf("another service's key: %v", err)
	}
}

// TestTroubleIsNoLie: what the network or a tired service does is told apart.
func TestTroubleIsNoLie(t *testing.T) {
	for name, l := range map[string]func(w http.ResponseWriter, r *http.Request) bool{
		"an error": func(w http.ResponseWriter, r *http.Request) bool { w.WriteHeader(502); return true },
		"too many": func(w http.ResponseWriter, r *http.Request) bool {
			w.Header().Set("Retry-After", "7")
			w.WriteHeader(429)
			return true
		},
		"a broken line": func(w http.ResponseWriter, r *http.Request) bool { panic(http.ErrAbortHandler) },
		"half an answer": func(w http.ResponseWriter, r *http.Request) bool {
			w.Header().Set("Content-Length", "9999")
			w.Write([]byte("x"))
			return true
		},
		"half a gzip": func(w http.ResponseWriter, r *http.Request) bool {
			w.Header().Set("Content-Encoding", "gzip")
			w.Write([]byte("x"))
			return true
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScene(t, rehearsal.Called)
			s.holds()
			s.slept, s.asked = nil, nil
			s.tells(lie{instead: l})
			r := s.once()
			if len(r.Wrong) > 0 || r.Trouble == nil {
				t.Fatalf("wrong %v, trouble %v", r.Wrong, r.Trouble)
			}
			if len(s.slept) < 2 || len(s.asked) < 3 || len(s.asked) > 8 {
				t.Errorf("it was asked %d times, with pauses %v", len(s.asked), s.slept)
			}
			if name == "too many" && s.slept[0] != 7*time.Second {
				t.Errorf("the first pause is %v, not what the service asks for", s.slept[0])
			}
			// Once it works again, everything holds.
			s.tells(lie{})
			s.holds()
		})
	}
}

// TestNoService: an address at which there is something else.
func TestNoService(t *testing.T) {
	s := newScene(t, rehearsal.Called)
	s.tells(lie{instead: func(w http.ResponseWriter, r *http.Request) bool { http.NotFound(w, r); return true }})
	r := s.once()
	if len(r.Wrong) > 0 || r.Trouble == nil || !strings.Contains(r.Trouble.Error(), "there is no Guildhall at "+s.front.URL) {
		t.Errorf("wrong %v, trouble %v", r.Wrong, r.Trouble)
	}
	s.tells(lie{instead: func(w http.ResponseWriter, r *http.Request) bool {
		http.Redirect(w, r, "https://vote.example.org"+r.URL.Path, http.StatusMovedPermanently)
		return true
	}})
	if r := s.once(); len(r.Wrong) > 0 || r.Trouble == nil || !strings.Contains(r.Trouble.Error(), `leads on to "https://vote.example.org/key"`) {
		t.Errorf("wrong %v, trouble %v", r.Wrong, r.Trouble)
	}
	for _, bad := range []string{"", "vote.example.org", "ftp://vote.example.org", "https://", "https://vote.example.org/?x=1", "https://me@vote.example.org"} {
		if _, err := monitor.Open(monitor.Options{URL: bad, Dir: t.TempDir(), Booth: s.booth()}); err == nil || !strings.Contains(err.Error(), "is not the address of a service") {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

// TestGoesOn: the monitor tells what changes, goes on shouting about what is
// wrong, says once that the service is down and once that it is up again, and
// ends when the log contradicts what was kept.
func TestGoesOn(t *testing.T) {
	s := newScene(t, rehearsal.Opened)
	weak := lie{change: func(r *http.Response) error {
		r.Header.Del("Content-Security-Policy")
		return nil
	}}
	down := lie{instead: func(w http.ResponseWriter, r *http.Request) bool { w.WriteHeader(503); return true }}
	begin := serveOld(t, s)
	rounds := []func(){
		func() { webtest.Must(t, s.R.Until(s.Ctx, rehearsal.Voted)) },
		func() { s.tells(weak) },
		func() {},
		func() { s.tells(down) },
		func() {},
		func() { s.tells(lie{}) },
		func() { s.tells(lie{instead: begin}) },
	}
	var pauses []time.Duration
	s.edit = func(o *monitor.Options) {
		o.Sleep = func(ctx context.Context, d time.Duration) error {
			if d < 30*time.Second {
				return ctx.Err() // between two tries
			}
			pauses = append(pauses, d)
			if len(rounds) == 0 {
				t.Error("the monitor goes on after a fork")
				return context.Canceled
			}
			rounds[0]()
			rounds = rounds[1:]
			s.R.Clock.Advance(time.Minute)
			return nil
		}
	}
	m, err := s.open()
	webtest.Must(t, err)
	defer m.Close()
	last, wrong, err := m.Run(s.Ctx)
	webtest.Must(t, err)
	if !wrong || last.Fatal() == nil || last.Fatal().Name != "rolled-back" {
		t.Fatalf("it ended with %+v", last)
	}
	told := s.says()
	for text, n := range map[string]int{"5 ballot.cast": 1, "\nWRONG: ": 4, "STILL WRONG, since ": 3, "WRONG: Every visitor was served /booth/worker.js": 1, "The service cannot be asked": 1, "The service answers again, after 2m0s": 1} {
		if got := strings.Count(told, text); got != n {
			t.Errorf("%q was told %d times, not %d", text, got, n)
		}
	}
	for _, d := range pauses {
		if d < 45*time.Second || d > 75*time.Second {
			t.Errorf("a pause of %v", d)
		}
	}
	if t.Failed() {
		t.Log(told)
	}
}

// TestStopped: a monitor that is stopped has found nothing wrong.
func TestStopped(t *testing.T) {
	s := newScene(t, rehearsal.Called)
	ctx, cancel := context.WithCancel(s.Ctx)
	s.edit = func(o *monitor.Options) {
		o.Sleep = func(ctx context.Context, _ time.Duration) error { cancel(); return ctx.Err() }
	}
	m, err := s.open()
	webtest.Must(t, err)
	defer m.Close()
	if last, wrong, err := m.Run(ctx); wrong || err != nil || last.Trouble != nil {
		t.Errorf("%+v %v %v", last, wrong, err)
	}
}
