package main

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/sirupsen/logrus"

	"github.com/onenorwich/guildhall/web"
	"github.com/onenorwich/guildhall/web/demo"
	"github.com/onenorwich/guildhall/web/site"
	"github.com/onenorwich/guildhall/web/ui"
	"github.com/onenorwich/guildhall/web/ui/uitest"
)

// TestMonitorScripts runs what an observer does, against real services.
func TestMonitorScripts(t *testing.T) {
	if err := ui.Assets(); err != nil {
		uitest.Missing(t, "the built assets (run make assets)")
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/monitor",
		RequireExplicitExec: true,
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"service": service, "fetch": fetch, "status": status,
		},
	})
}

// service NAME starts a demonstration and puts its address into $NAME.
func service(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: service NAME")
	}
	d, err := demo.Open(context.Background(), ts.MkAbs(filepath.Join("data", args[0])), web.Schemas())
	ts.Check(err)
	server := httptest.NewUnstartedServer(nil)
	address := "http://" + server.Listener.Addr().String()
	log := logrus.New()
	log.SetOutput(io.Discard)
	w, err := web.New(web.Options{Desk: d.Dir.Desk, Log: log, BaseURL: address, Demo: d.Mark(), More: d.More(),
		Rates: site.Rates{PerSecond: 1e6, Burst: 1e6}}) // five observers at one address
	ts.Check(err)
	server.Config.Handler = w.Handler()
	server.Start()
	ts.Defer(func() { server.Close(); d.Close() })
	ts.Setenv(args[0], address)
}

// fetch ADDRESS FILE downloads a file.
func fetch(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: fetch ADDRESS FILE")
	}
	r, err := http.Get(args[0])
	ts.Check(err)
	defer r.Body.Close()
	raw, err := io.ReadAll(r.Body)
	ts.Check(err)
	if r.StatusCode != http.StatusOK {
		ts.Fatalf("%s: %s", args[0], r.Status)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), raw, 0o600))
}
