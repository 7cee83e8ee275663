package journey_test

import (
	"bytes"
	"context"
	"net"
	"net/http"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/sirupsen/logrus"

	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance/conduct"
	"github.com/onenorwich/guildhall/governance/datadir"
	"github.com/onenorwich/guildhall/governance/rehearsal"
	"github.com/onenorwich/guildhall/web"
	"github.com/onenorwich/guildhall/web/site"
	"github.com/onenorwich/guildhall/web/ui"
	"github.com/onenorwich/guildhall/web/ui/uitest"
)

func TestMain(m *testing.M) { os.Exit(uitest.Main(m)) }

// service is the real service on a data folder of the test's, under a clock
// that the test moves.
type service struct {
	t      testing.TB
	ctx    context.Context
	dir    *datadir.Dir
	clock  *rehearsal.Clock
	server *web.Server
	url    string
	echo   *echo.Echo
	told   *output // all that it logged

	played *rehearsal.Rehearsal // nil where the test plays for itself
}

// output is a log file in memory.
type output struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(p)
}

// Bytes is what has been written so far.
func (o *output) Bytes() []byte {
	o.mu.Lock()
	defer o.mu.Unlock()
	return bytes.Clone(o.b.Bytes())
}

// routes are further pages of a service, registered after its own.
type routes = func(*echo.Echo, *site.Site)

// listen opens the address that the service's emails will name.
func listen(t testing.TB) (net.Listener, string) {
	t.Helper()
	if err := ui.Assets(); err != nil {
		uitest.Missing(t, "the pages' assets (run make assets)")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	return l, "http://" + l.Addr().String()
}

// empty is a service on an empty data folder.
func empty(t testing.TB, now time.Time) *service {
	t.Helper()
	l, url := listen(t)
	s := &service{t: t, ctx: context.Background(), clock: rehearsal.NewClock(now), url: url, told: &output{}}
	var err error
	s.dir, err = datadir.Open(s.ctx, t.TempDir(), datadir.Options{Clock: s.clock.Clerk(), Schema: web.Schemas()})
	must(t, err)
	s.serve(l, nil)
	return s
}

// playedTo is a service on a rehearsal that has been played up to a stage, with
// the emails that the service would have sent. It gives the run of the roll.
func playedTo(t testing.TB, stage rehearsal.Stage, script rehearsal.Script, more ...routes) *service {
	t.Helper()
	l, url := listen(t)
	s := &service{t: t, ctx: context.Background(), url: url, told: &output{}}
	r, err := rehearsal.Start(s.ctx, t.TempDir(), script, web.Schemas()...)
	must(t, err)
	s.played, s.dir, s.clock = r, r.Dir, r.Clock
	writer, err := site.New(s.ctx, site.Options{Desk: s.desk(), BaseURL: url})
	must(t, err)
	r.Opening = func(ctx context.Context) (func(store.Side) error, error) {
		return writer.Invitations(ctx, script.ID)
	}
	r.Casting = func(ctx context.Context, practice election.ID, at time.Time) (func(store.Side) error, error) {
		return writer.Recorded(ctx, script.ID, practice, at)
	}
	must(t, r.Until(s.ctx, stage))
	s.serve(l, more)
	return s
}

// serve starts the service and stops it when the test is over. It answers a
// browser of the test's as often as that asks.
func (s *service) serve(l net.Listener, more []routes) {
	s.t.Helper()
	log := logrus.New()
	log.SetOutput(s.told)
	log.SetLevel(logrus.TraceLevel)
	log.SetFormatter(&logrus.JSONFormatter{})
	more = append(more, func(e *echo.Echo, _ *site.Site) { s.echo = e })
	var err error
	s.server, err = web.New(web.Options{Desk: s.desk(), Log: log, BaseURL: s.url, More: more, Rates: site.Rates{PerSecond: 1e6, Burst: 1e6}})
	must(s.t, err)
	run(s.t, s.ctx, s.server, l, s.dir.Close)
}

// run serves until the test is over, and then closes what lies below.
func run(t testing.TB, ctx context.Context, server *web.Server, l net.Listener, closing func() error) {
	ctx, cancel := context.WithCancel(ctx)
	stopped := make(chan error, 1)
	go func() { stopped <- server.Serve(ctx, l) }()
	t.Cleanup(func() {
		cancel()
		http.DefaultClient.CloseIdleConnections()
		if err := <-stopped; err != nil {
			t.Errorf("the service ended with: %v", err)
		}
		if err := closing(); err != nil {
			t.Errorf("the data folder did not close: %v", err)
		}
	})
}

func (s *service) desk() *conduct.Desk { return s.dir.Desk }

// election is the poll as the log has it now.
func (s *service) election(id election.ID) election.Election {
	s.t.Helper()
	el, err := s.desk().Election(id)
	must(s.t, err)
	return el
}

// until waits for what the service does by itself within the second.
func (s *service) until(what string, done func() bool) {
	s.t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	late := time.After(uitest.Patience)
	for !done() {
		select {
		case <-tick.C:
		case <-late:
			s.t.Fatalf("waited %s in vain until %s", uitest.Patience, what)
		}
	}
}

// size is how many entries the log has.
func (s *service) size() int64 { return s.desk().Clerk.Point().Head.Size }

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
