package setup_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/onenorwich/guildhall/governance/conduct"
	"github.com/onenorwich/guildhall/governance/datadir"
	"github.com/onenorwich/guildhall/governance/rehearsal"
	"github.com/onenorwich/guildhall/web"
	"github.com/onenorwich/guildhall/web/ui"
	"github.com/onenorwich/guildhall/web/webtest"
)

// TestSetup begins a log from its own page, once, and only with the token.
func TestSetup(t *testing.T) {
	if err := ui.Check(); err != nil {
		t.Fatal(err)
	}
	clock := rehearsal.NewClock(time.Date(2026, time.October, 1, 9, 0, 0, 0, time.UTC))
	dir, err := datadir.Open(context.Background(), t.TempDir(), datadir.Options{Clock: clock.Clerk(), Schema: web.Schemas()})
	if err != nil {
		t.Fatal(err)
	}
	defer dir.Close()
	server, err := web.New(web.Options{Desk: dir.Desk, BaseURL: "http://localhost:8080"})
	if err != nil {
		t.Fatal(err)
	}
	_, path, _ := strings.Cut(server.SetupLink(), "localhost:8080")
	ask := func(method, path string, form url.Values) *httptest.ResponseRecorder {
		r := httptest.NewRequest(method, "http://localhost:8080"+path, strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		server.Handler().ServeHTTP(w, r)
		if to := w.Header().Get("Location"); strings.Contains(to, "kept=") { // where the answer to a form is shown
			r = httptest.NewRequest("GET", "http://localhost:8080"+to, nil)
			r.Header.Set("Cookie", w.Header().Get("Set-Cookie"))
			w = httptest.NewRecorder()
			server.Handler().ServeHTTP(w, r)
		}
		return w
	}
	want := func(w *httptest.ResponseRecorder, status int, text string) {
		t.Helper()
		body, err := io.ReadAll(w.Body)
		if err != nil || w.Code != status || !strings.Contains(string(body), text) {
			t.Errorf("got %d, want %d with %q (%v):\n%s", w.Code, status, text, err, body)
		}
	}
	good := url.Values{"body": {"OneNorwich"}, "name": {"Ada Officer"}, "email": {"ada@example.org"}, "telephone": {"01603 555000"}}
	changed := func(name, value string) url.Values {
		form := url.Values{}
		for k, v := range good {
			form[k] = v
		}
		form.Set(name, value)
		return form
	}

	want(ask("GET", path, nil), http.StatusOK, "Set up Guildhall")
	wrong := path[:len(path)-1] + string('0'+(path[len(path)-1]-'0'+1)%10)
	want(ask("GET", wrong, nil), http.StatusNotFound, "This is not the set-up address")
	want(ask("POST", wrong, good), http.StatusNotFound, "This is not the set-up address")
	want(ask("POST", path, changed("email", "ada at example")), http.StatusUnprocessableEntity, "is not an address for email")
	want(ask("POST", path, changed("body", " ")), http.StatusUnprocessableEntity, "name of the alliance is missing")
	want(ask("POST", path, changed("chair", "Half A. Chair")), http.StatusUnprocessableEntity, "Enter the person’s email address.")
	for field := range good {
		for _, w := range webtest.Written(conduct.MaxName) {
			if w.Line || field == "email" || field == "telephone" && strings.TrimSpace(w.Text) == "" {
				continue
			}
			want(ask("POST", path, changed(field, w.Text)), http.StatusUnprocessableEntity, `id="`+field+`-error"`)
		}
	}
	if state := dir.Desk.State(); state.Opened {
		t.Fatal("a refused form began the log")
	}

	w := ask("POST", path, good)
	if to := w.Header().Get("Location"); w.Code != http.StatusSeeOther || !strings.HasPrefix(to, "/in/") {
		t.Fatalf("got %d to %q, want the officer's first link", w.Code, to)
	}
	want(ask("GET", w.Header().Get("Location"), nil), http.StatusOK, "Continue with your link")
	want(ask("GET", path, nil), http.StatusGone, "has been set up already")
	want(ask("POST", path, good), http.StatusGone, "has been set up already")
	if link := server.SetupLink(); link != "" {
		t.Errorf("the set-up link is still %q", link)
	}
}
