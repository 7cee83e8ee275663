package officer_test

import (
	"io"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sirupsen/logrus"

	"github.com/onenorwich/guildhall/governance/clerk"
	"github.com/onenorwich/guildhall/governance/conduct"
	"github.com/onenorwich/guildhall/governance/datadir"
	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/governance/rehearsal"
	"github.com/onenorwich/guildhall/web"
	"github.com/onenorwich/guildhall/web/webtest"
)

func quiet() *logrus.Logger {
	log := logrus.New()
	log.SetOutput(io.Discard)
	return log
}

// TestClockThatJumps: nothing is recorded, every page says so, and a returning
// officer who has compared the clock confirms it.
func TestClockThatJumps(t *testing.T) {
	s := webtest.Start(t, rehearsal.Begun) // lends its helpers
	start := time.Date(2026, 10, 16, 9, 0, 0, 0, time.UTC)
	var wall, elapsed atomic.Int64 // seconds since start
	clock := clerk.Clock{
		Now:     func() time.Time { return start.Add(time.Duration(wall.Load()) * time.Second) },
		Elapsed: func() time.Duration { return time.Duration(elapsed.Load()) * time.Second },
	}
	dir, err := datadir.Open(s.Ctx, t.TempDir(), datadir.Options{Clock: clock, Schema: web.Schemas()})
	webtest.Must(t, err)
	t.Cleanup(func() { dir.Close() })
	person := record.PersonText{Name: "Olive Oakes", Email: "olive@example.org"}
	id, err := dir.Desk.Begin(s.Ctx, conduct.Setup{Body: "OneNorwich", Key: dir.Key.Public(), Officer: person})
	webtest.Must(t, err)
	server := httptest.NewUnstartedServer(nil)
	s.URL = "http://" + server.Listener.Addr().String()
	s.Web, err = web.New(web.Options{Desk: dir.Desk, BaseURL: s.URL, Log: quiet()})
	webtest.Must(t, err)
	server.Config.Handler = s.Web.Handler()
	server.Start()
	t.Cleanup(server.Close)
	b := s.SignIn(person)

	b.Get("/officer").Want(200).Not("has jumped")
	b.Get("/officer/clock").Want(200, "There is nothing to do.")
	for _, jump := range []int64{7200, -7200} {
		wall.Add(jump)
		sent := []string{"title", "An election", "contact", "Ring us", "post", "chair", "support", "1", "closes-day", "14", "closes-month", "12", "closes-year", "2026", "preset", "full", "do", "call"}
		if jump > 0 {
			b.Post("/officer/call", sent...).Want(422, "it has jumped by 2h0m0s.")
		} else {
			b.Post("/officer/call", sent...).Want(422, "clock")
		}
		b.Get("/officer").Want(200, "The clock of this service has jumped by", "Look at the clock")
		b.Get("/officer/clock").Want(200, "It has jumped", "The clock is right now")
		if got := dir.Desk.Clerk.Point(); got.Head.Size != 3 || id == "" {
			t.Fatalf("%d entries: something was recorded", got.Head.Size)
		}
		b.Post("/officer/clock").To("/officer?done=clock")
		b.Get("/officer").Want(200).Not("has jumped")
	}
	b.Post("/officer/call", "title", "An election", "contact", "Ring us", "post", "chair", "support", "1", "closes-day", "14", "closes-month", "12", "closes-year", "2026", "preset", "full", "do", "call").To("/officer/elections/an-election")
}
