package web_test

import (
	"context"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/governance/rehearsal"
	"github.com/onenorwich/guildhall/web"
	"github.com/onenorwich/guildhall/web/mail"
	"github.com/onenorwich/guildhall/web/site"
	"github.com/onenorwich/guildhall/web/ui"
	"github.com/onenorwich/guildhall/web/webtest"
)

func TestEveryTemplateFitsItsModel(t *testing.T) {
	if err := ui.Check(); err != nil {
		t.Fatal(err)
	}
}

func TestHealth(t *testing.T) {
	s := webtest.Start(t, rehearsal.Begun)
	b := s.Browser()
	b.Get("/healthz").Want(200, `"ok":true`)
	// The database is gone: the service says so, and says no secret.
	s.R.Dir.Close()
	p := b.Get("/healthz")
	for deadline := time.Now().Add(10 * time.Second); p.Status == 200 && time.Now().Before(deadline); p = b.Get("/healthz") {
		time.Sleep(50 * time.Millisecond) // what was tried a moment ago is not tried again
	}
	p.Want(503, `"ok":false`, "Nothing can be recorded, no vote either")
}

func TestMetricsAreForThisMachineAlone(t *testing.T) {
	s := webtest.Start(t, rehearsal.Opened)
	b := s.Browser()
	b.Get("/v/AAAAAAAAAAAAAAAAAAAAAA").Want(404)
	p := b.Get("/metrics").Want(200, `guildhall_requests_total{method="GET",route="/v/:token",status="404"} 1`,
		"guildhall_log_entries", "guildhall_clerk_trouble 0", `guildhall_mail_messages{state="waiting"} 6`)
	if strings.Contains(p.HTML, "d80000") || strings.Contains(p.HTML, "AAAAAAAAAA") {
		t.Fatal("a metric names a practice or a token")
	}
	for _, name := range []string{"X-Forwarded-For", "Forwarded", "X-Real-Ip", "Via"} {
		req, err := http.NewRequest(http.MethodGet, s.URL+"/metrics", nil)
		webtest.Must(t, err)
		req.Header.Set(name, "127.0.0.1")
		b.Do(req).Want(404)
	}
	req, err := http.NewRequest(http.MethodGet, "/metrics", nil)
	webtest.Must(t, err)
	req.RemoteAddr = "192.0.2.7:4711"
	rec := &recorder{header: http.Header{}}
	s.Web.Handler().ServeHTTP(rec, req)
	if rec.status != 404 {
		t.Fatalf("another machine gets %d", rec.status)
	}
	// A client makes no series of its own.
	req, err = http.NewRequest("INVENTED", s.URL+"/sign-in", nil)
	webtest.Must(t, err)
	b.Do(req)
	b.Get("/metrics").Want(200, `method="other"`).Not("INVENTED")
}

type recorder struct {
	header http.Header
	status int
}

func (r *recorder) Header() http.Header         { return r.header }
func (r *recorder) Write(b []byte) (int, error) { return len(b), nil }
func (r *recorder) WriteHeader(status int)      { r.status = status }

func TestProxies(t *testing.T) {
	_, loop, err := net.ParseCIDR("127.0.0.0/8")
	webtest.Must(t, err)
	seen := func(o *web.Options) {
		o.More = append(o.More, func(e *echo.Echo, _ *site.Site) {
			e.GET("/t/ip", func(c echo.Context) error { return c.String(200, c.RealIP()) })
		})
	}
	ask := func(s *webtest.Service) webtest.Page {
		req, err := http.NewRequest(http.MethodGet, s.URL+"/t/ip", nil)
		webtest.Must(t, err)
		req.Header.Set("X-Forwarded-For", "203.0.113.9")
		return s.Browser().Do(req)
	}
	ask(webtest.Start(t, rehearsal.Begun, seen)).Want(200, "127.0.0.1")
	ask(webtest.Start(t, rehearsal.Begun, seen, func(o *web.Options) { o.Proxies = []*net.IPNet{loop} })).Want(200, "203.0.113.9")
}

// The deadline closes the poll with nobody signed in, emails go out, and the
// service ends when it is told to.
func TestServeByItself(t *testing.T) {
	s := webtest.Start(t, rehearsal.Opened)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	webtest.Must(t, err)
	ctx, stop := context.WithCancel(s.Ctx)
	ended := make(chan error, 1)
	go func() { ended <- s.Web.Serve(ctx, l) }()
	res, err := http.Get("http://" + l.Addr().String() + "/healthz")
	webtest.Must(t, err)
	res.Body.Close()
	if res.StatusCode != 200 {
		t.Fatalf("status %d", res.StatusCode)
	}
	until(t, "the emails are kept", func() bool {
		counts, err := s.Web.Site.Outbox.Counts()
		webtest.Must(t, err)
		return counts[mail.Kept] == 6 && counts[mail.Waiting] == 0
	})
	s.R.Clock.Set(s.Election().Called.Timetable.PollCloses.Time())
	until(t, "the poll is closed", func() bool { el := s.Election(); return el.Poll.Closed() })
	until(t, "the voting codes are gone", func() bool {
		for _, m := range s.Mails(mail.Invitation, "") {
			if m.Text != "" {
				return false
			}
		}
		code, err := s.R.Desk().Code(s.Ctx, webtest.Poll, "d80000")
		webtest.Must(t, err)
		return code == ""
	})
	stop()
	select {
	case err := <-ended:
		webtest.Must(t, err)
	case <-time.After(20 * time.Second):
		t.Fatal("the service does not end")
	}
	if _, err := http.Get("http://" + l.Addr().String() + "/healthz"); err == nil {
		t.Fatal("the service still answers")
	}
}

// until waits for something that happens on another goroutine.
func until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	patience := time.After(30 * time.Second)
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for !ok() {
		select {
		case <-tick.C:
		case <-patience:
			t.Fatalf("waited in vain until %s", what)
		}
	}
}

func TestNewRefusesWhatCannotWork(t *testing.T) {
	s := webtest.Start(t, rehearsal.Begun)
	for name, opt := range map[string]web.Options{
		"no desk":           {BaseURL: "https://vote.example.org"},
		"no address":        {Desk: s.R.Desk()},
		"address with path": {Desk: s.R.Desk(), BaseURL: "https://vote.example.org/guildhall"},
		"with a fragment":   {Desk: s.R.Desk(), BaseURL: "https://vote.example.org#top"},
		"with a password":   {Desk: s.R.Desk(), BaseURL: "https://a:b@vote.example.org"},
		"another scheme":    {Desk: s.R.Desk(), BaseURL: "ftp://vote.example.org"},
		"mail without host": {Desk: s.R.Desk(), BaseURL: "https://vote.example.org", SMTP: &mail.SMTP{From: "a@b.example"}},
	} {
		if _, err := web.New(opt); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
