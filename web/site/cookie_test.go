package site

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
)

// TestCookiesAreThisHosts: under https a browser takes them from this host alone.
func TestCookiesAreThisHosts(t *testing.T) {
	for base, want := range map[string]string{
		"https://vote.example":  "__Host-guildhall_session=x; Path=/; Max-Age=3600; HttpOnly; Secure; SameSite=Lax",
		"http://127.0.0.1:8080": "guildhall_session=x; Path=/; Max-Age=3600; HttpOnly; SameSite=Lax",
	} {
		rec := httptest.NewRecorder()
		c := echo.New().NewContext(httptest.NewRequest(http.MethodGet, base+"/", nil), rec)
		(&Site{BaseURL: base}).setCookie(c, sessionCookie, "x", time.Hour)
		if got := rec.Header().Get("Set-Cookie"); got != want {
			t.Errorf("%s: %s", base, got)
		}
	}
}
