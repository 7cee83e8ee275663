package outside

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// Service is a running guildhall serve.
type Service struct {
	T    testing.TB
	URL  string
	Said string // what it printed on the standard output until it was ready
	Log  *Lines // its standard error

	cmd  *exec.Cmd
	done chan struct{}
}

// Serve starts the service over the world's folder, with a mailbox as its mail
// server if there is one, and further flags. Every test's machine is its proxy:
// Browser.From sets the address from which a browser comes.
func (w *World) Serve(t testing.TB, box *Mailbox, flags ...string) *Service {
	t.Helper()
	s, err := w.Start(t, box, flags...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Start is Serve for a service that may refuse to start.
func (w *World) Start(t testing.TB, box *Mailbox, flags ...string) (*Service, error) {
	t.Helper()
	args := []string{"serve", "--listen", fmt.Sprintf("127.0.0.1:%d", w.Port), "--data", w.Data, "--proxy", "127.0.0.0/8"}
	if !strings.Contains(strings.Join(flags, " "), "--url") {
		args = append(args, "--url", w.URL)
	}
	env, path := append(os.Environ(), w.env...), program
	if w.program != "" {
		path = w.program
	}
	if box != nil {
		args = append(args, "--smtp-host", "127.0.0.1", fmt.Sprintf("--smtp-port=%d", box.Port),
			"--smtp-from", "OneNorwich elections <elections@vote.example>")
		env = append(env, "SSL_CERT_FILE="+box.Roots)
	}
	s := &Service{T: t, URL: w.URL, Log: &Lines{}, cmd: exec.Command(path, append(args, flags...)...), done: make(chan struct{})}
	s.cmd.Env, s.cmd.Stderr = env, s.Log
	out, err := s.cmd.StdoutPipe()
	must(t, err)
	must(t, s.cmd.Start())
	t.Cleanup(s.Kill)
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		s.Said += lines.Text() + "\n"
		if strings.HasPrefix(lines.Text(), "Guildhall: ") {
			go func() {
				_, _ = io.Copy(io.Discard, out)
				_ = s.cmd.Wait()
				close(s.done)
			}()
			return s, nil
		}
	}
	_ = s.cmd.Wait()
	close(s.done)
	return nil, fmt.Errorf("the service does not start:\n%s%s", s.Said, s.Log)
}

// Kill ends the service as a power failure of the program would.
func (s *Service) Kill() {
	_ = s.cmd.Process.Kill()
	<-s.done
}

// Stop asks the service to stop, and waits until it has.
func (s *Service) Stop() {
	s.T.Helper()
	_ = s.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-s.done:
	case <-time.After(30 * time.Second):
		s.T.Fatal("the service does not stop within 30 seconds")
	}
}

// Pid is the service's process.
func (s *Service) Pid() int { return s.cmd.Process.Pid }

// Lines is a text that one writes while another reads.
type Lines struct {
	mu sync.Mutex
	b  bytes.Buffer
}

// Write implements io.Writer.
func (l *Lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

// String is all that was written.
func (l *Lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
