package web_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/governance/rehearsal"
	"github.com/onenorwich/guildhall/web"
	"github.com/onenorwich/guildhall/web/site"
	"github.com/onenorwich/guildhall/web/webtest"
)

// No address answers a form with a page: a browser would ask to send the form
// again on Reload and Forward. Scripts' addresses answer with JSON.
func TestNoPageAnswersAPost(t *testing.T) {
	var routes []*echo.Route
	more := func(o *web.Options) {
		o.Rates = site.Rates{PerSecond: 1e6, Burst: 1e6}
		o.More = append(o.More, func(e *echo.Echo, _ *site.Site) { routes = e.Routes() })
	}
	simple, strict := webtest.Start(t, rehearsal.Opened, more), webtest.Strict(t, rehearsal.Opened)
	_, voter := simple.Voter("d80000")
	_, other := strict.Voter("d80000")
	team := strict.Election().Team
	visitors := map[string]*webtest.Browser{
		"nobody": simple.Browser(), "a practice": simple.SignIn(voter), "a practice, strict": strict.SignIn(other),
		"the officer":         simple.SignIn(simple.R.Desk().Person(simple.Ctx, simple.R.Officer)),
		"the officer, strict": strict.SignIn(strict.R.Desk().Person(strict.Ctx, strict.R.Officer)),
		"a trustee":           strict.SignIn(strict.R.Desk().Person(strict.Ctx, team.Trustees[0])),
		"the registrar":       strict.SignIn(strict.R.Desk().Person(strict.Ctx, team.Registrar)),
	}
	values := strings.NewReplacer(":token", "AAAAAAAAAAAAAAAAAAAAAA", ":id", string(webtest.Poll), ":election", string(webtest.Poll),
		":practice", "d80000", ":nomination", "n-0", ":person", "p-0", ":message", "1", ":ticket", "AAAAAAAAAAAAAAAAAAAAAA")
	posts := 0
	for _, r := range routes {
		if r.Method != http.MethodPost {
			continue
		}
		posts++
		path := values.Replace(r.Path)
		if strings.Contains(path, ":") {
			t.Fatalf("give a value for the parameter of %s", r.Path)
		}
		for who, b := range visitors {
			if r.Path == "/sign-out" {
				continue // leads to /signed-out: package account
			}
			for _, form := range [][]string{nil, {"do", "call", "name", "\x00", "email", "=x()", "code", "1", "number", "1"}} {
				p := b.Bare(path, form...)
				if strings.HasPrefix(p.Header.Get("Content-Type"), "text/html") {
					t.Errorf("%s: POST %s answers with a page, status %d: %s", who, r.Path, p.Status, p.Text())
				}
				for strings.Contains(p.Location, "kept=") {
					if p = b.Get(p.Location); p.Status == http.StatusNotFound && p.Location == "" && strings.Contains(p.Text(), "no page at this address") ||
						p.Status == http.StatusMethodNotAllowed || p.Status >= 500 {
						t.Errorf("%s: POST %s leads to no page: %s", who, r.Path, p.Text())
					}
				}
			}
		}
	}
	if posts < 40 {
		t.Fatalf("only %d addresses take a POST", posts)
	}
}
