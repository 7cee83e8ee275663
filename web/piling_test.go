package web_test

import (
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/governance/rehearsal"
	"github.com/onenorwich/guildhall/web"
	"github.com/onenorwich/guildhall/web/site"
	"github.com/onenorwich/guildhall/web/webtest"
)

// TestWhatCanBePiledUp: each address that takes a POST has a row in
// docs/piling.md, with its limit and its worst, and each row has an address; an
// address that is free of the limit of deeds is one that there is.
func TestWhatCanBePiledUp(t *testing.T) {
	var e *echo.Echo
	webtest.Start(t, rehearsal.Called, func(o *web.Options) {
		o.More = append(o.More, func(all *echo.Echo, _ *site.Site) { e = all })
	})
	raw, err := os.ReadFile("../docs/piling.md")
	webtest.Must(t, err)
	rows := map[string]bool{} // and whether an address was found for it
	for _, m := range regexp.MustCompile("(?m)^\\| `([^`]+)` \\|(.*)$").FindAllStringSubmatch(string(raw), -1) {
		if cells := strings.Split(m[2], "|"); len(cells) != 5 || strings.TrimSpace(cells[2]) == "" || strings.TrimSpace(cells[3]) == "" {
			t.Errorf("the row of %s lacks a cell", m[1])
		}
		rows[m[1]] = false
	}
	posts := map[string]bool{}
	for _, r := range e.Routes() {
		if r.Method != http.MethodPost {
			continue
		}
		posts[r.Path] = true
		row := r.Path
		if _, ok := rows[row]; !ok {
			row = "/" + strings.Split(r.Path, "/")[1] + "/*"
		}
		if _, ok := rows[row]; !ok {
			t.Errorf("docs/piling.md has no row for POST %s: who can reach it, what does it make, what bounds it?", r.Path)
		}
		rows[row] = true
	}
	for row, found := range rows {
		if !found && row != "/demo/*" {
			t.Errorf("docs/piling.md has a row for %s, where nothing is posted", row)
		}
	}
	for path := range site.FreeOfDeeds() {
		if !posts[path] {
			t.Errorf("%s is free of the limit, but nothing is posted there", path)
		}
	}
}
