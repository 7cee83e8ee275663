package outside

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// Hands move the clock of a service: a program built for tests reads how far it is
// off from a file. No program that is released does.
type Hands struct {
	T    testing.TB
	file string
}

var withClock = sync.OnceValues(func() (string, error) {
	path := filepath.Join(filepath.Dir(program), "guildhall-clock")
	out, err := exec.Command("go", "build", "-tags", "soak", "-o", path, "..").CombinedOutput()
	if err != nil {
		return "", &exec.Error{Name: string(out), Err: err}
	}
	return path, nil
})

// Clock gives the hands of every service that this world starts from now on.
func (w *World) Clock(t testing.TB) *Hands {
	t.Helper()
	path, err := withClock()
	must(t, err)
	h := &Hands{t, filepath.Join(t.TempDir(), "clock")}
	w.program, w.env = path, append(w.env, "GUILDHALL_CLOCK="+h.file)
	h.Off(0)
	return h
}

// Off puts the clock off by so much.
func (h *Hands) Off(by time.Duration) {
	h.T.Helper()
	must(h.T, os.WriteFile(h.file+".new", []byte(by.String()), 0o600))
	must(h.T, os.Rename(h.file+".new", h.file))
}

// TestClockInDoubtDestroysAndClosesNothing: the service's clock jumps by 400 days,
// somebody signs in, and it is set right: every voting link still works. Meanwhile
// no page says that the poll is closed, and voters read whose clock it is, that
// nothing was cast, and whom to ask.
func TestClockInDoubtDestroysAndClosesNothing(t *testing.T) {
	for _, jump := range []time.Duration{400 * 24 * time.Hour, -400 * 24 * time.Hour} {
		w := Rehearse(t, Plan{Each: 2})
		hands := w.Clock(t)
		s := w.Serve(t, nil)
		cast(s, w, 0, 0)
		first := s.Browser()
		first.Post(w.Practices[1].Link)
		first.Get("/healthz").Want(200)

		hands.Off(jump)
		size := entries(s)
		first.Get("/healthz").Want(503, "clock")
		public := s.Browser()
		const checked = "The clock of this election service is being checked"
		for _, path := range []string{"/", "/elections/" + w.Election, w.Practices[2].Link} {
			public.Get(path).Want(200, checked).Not("Poll closed", "Poll closing", "poll is closed", "poll has closed", "deadline has come", "expired")
		}
		second := s.Browser()
		second.Post(w.Practices[2].Link).Want(303) // signs in
		for _, voter := range []struct {
			b        *Browser
			practice int
		}{{first, 1}, {second, 2}} {
			p := voter.b.JSON("/cast/"+w.Election, w.Practices[voter.practice].Votes[0]).Want(409, checked, "Your vote was not cast", "ask the returning officer: ")
			p.Not("Not counted", "after the close", "This machine")
		}
		if n := entries(s); n != size {
			t.Errorf("%d entries were recorded by a clock in doubt", n-size)
		}

		hands.Off(0)
		first.Get("/healthz").Want(200)
		first.JSON("/cast/"+w.Election, w.Practices[1].Votes[0]).Want(200)
		second.JSON("/cast/"+w.Election, w.Practices[2].Votes[0]).Want(200)
		for i := 3; i < len(w.Practices); i++ {
			cast(s, w, i, 1)
		}
		public.Get("/").Want(200).Not(checked)
		s.Stop()
	}
}

// TestHealthIsFalseWhereNothingCanBeWritten: a full disk, and a folder under which
// the lock or the database was taken away.
func TestHealthIsFalseWhereNothingCanBeWritten(t *testing.T) {
	w := Rehearse(t, Plan{Each: 1})
	disk := smallDisk(t, "24m")
	data := filepath.Join(disk, "data")
	if out, err := exec.Command("cp", "-a", w.Data, data).CombinedOutput(); err != nil {
		t.Fatalf("%s", out)
	}
	w.Data = data
	s := w.Serve(t, nil)
	b := s.Browser()
	b.Get("/healthz").Want(200)
	filler := filepath.Join(disk, "filler")
	fill(t, filler)
	until(t, 20*time.Second, "healthz is false on a full disk", func() bool {
		p := b.Get("/healthz")
		return p.Status == 503 && strings.Contains(p.Body, "disk is full")
	})
	must(t, os.Remove(filler))
	until(t, 20*time.Second, "healthz is true again", func() bool { return b.Get("/healthz").Status == 200 })
	cast(s, w, 0, 0)
	for _, name := range []string{"guildhall.db.lock", "guildhall.db"} {
		path := filepath.Join(data, name)
		must(t, os.Rename(path, path+".away"))
		until(t, 20*time.Second, "healthz is false without "+name, func() bool {
			p := b.Get("/healthz")
			return p.Status == 503 && strings.Contains(p.Body, "was removed or exchanged")
		})
		must(t, os.Rename(path+".away", path))
	}
	until(t, 20*time.Second, "healthz is true again", func() bool { return b.Get("/healthz").Status == 200 })
}

// smallDisk is a file system of its own.
func smallDisk(t testing.TB, size string) string {
	t.Helper()
	dir := t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "mode=700,size="+size, "tmpfs", dir).CombinedOutput(); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("a small disk cannot be mounted, and with CI=true nothing may be left out: %s", out)
		}
		t.Skipf("a small disk can be mounted by root only: %s", out)
	}
	t.Cleanup(func() { _ = exec.Command("umount", "-l", dir).Run() })
	return dir
}

// fill writes until nothing more fits.
func fill(t testing.TB, path string) {
	t.Helper()
	f, err := os.Create(path)
	must(t, err)
	defer f.Close()
	for size := 1 << 20; size > 0; size /= 4 {
		for b := make([]byte, size); err == nil; {
			_, err = f.Write(b)
		}
		err = nil
	}
}

// until waits until something is so.
func until(t testing.TB, most time.Duration, what string, so func() bool) {
	t.Helper()
	for end := time.Now().Add(most); !so(); time.Sleep(100 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("not within %s: %s", most, what)
		}
	}
}
