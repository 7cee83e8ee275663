package site_test

import (
	"encoding/json"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance/rehearsal"
	"github.com/onenorwich/guildhall/web"
	"github.com/onenorwich/guildhall/web/mail"
	"github.com/onenorwich/guildhall/web/site"
	"github.com/onenorwich/guildhall/web/ui/uitest"
	"github.com/onenorwich/guildhall/web/webtest"
)

func TestMain(m *testing.M) { os.Exit(uitest.Main(m)) }

// extra adds pages that a test needs.
func extra(routes func(e *echo.Echo, s *site.Site)) func(*web.Options) {
	return func(o *web.Options) { o.More = append(o.More, routes) }
}

func TestHeadersOfEveryAnswer(t *testing.T) {
	s := webtest.Start(t, rehearsal.Begun)
	b := s.Browser()
	for _, path := range []string{"/sign-in", "/no-such-page", "/v/x", "/practice", "/healthz"} {
		h := b.Get(path).Header
		for name, want := range map[string]string{
			"Content-Security-Policy": site.Policy,
			"X-Content-Type-Options":  "nosniff",
			"Referrer-Policy":         "no-referrer",
			"Cache-Control":           "no-store",
		} {
			if got := h.Get(name); got != want {
				t.Errorf("%s: %s is %q, not %q", path, name, got, want)
			}
		}
		if h.Get("X-Request-Id") == "" || h.Get("Permissions-Policy") == "" {
			t.Errorf("%s: no number of the request, or no permissions policy", path)
		}
		if h.Get("Strict-Transport-Security") != "" {
			t.Errorf("%s: HSTS without https", path)
		}
	}
	secure := webtest.Start(t, rehearsal.Begun, func(o *web.Options) { o.BaseURL = "https://vote.example.org" })
	p := secure.Browser().Post("/sign-in", "email", "person100@example.org").Want(200)
	if p.Header.Get("Strict-Transport-Security") == "" {
		t.Error("no HSTS with https")
	}
	link := secure.Last(mail.SignIn, "person100@example.org").Text
	_, token, _ := strings.Cut(link, "https://vote.example.org/in/")
	token = strings.Fields(token)[0]
	for _, cookie := range (&http.Response{Header: secure.Browser().Post("/in/" + token).Want(303).Header}).Cookies() {
		if !cookie.Secure || !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode || cookie.Path != "/" {
			t.Errorf("cookie %s is not guarded: %v", cookie.Name, cookie)
		}
	}
}

func TestAnotherSiteCannotAct(t *testing.T) {
	s := webtest.Start(t, rehearsal.Begun)
	for name, headers := range map[string]map[string]string{
		"by fetch metadata": {"Sec-Fetch-Site": "cross-site"},
		"by origin":         {"Origin": "https://evil.example"},
		"null origin":       {"Origin": "null"},
	} {
		req, err := http.NewRequest(http.MethodPost, s.URL+"/sign-in", strings.NewReader("email=person100@example.org"))
		webtest.Must(t, err)
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		for k, v := range headers {
			req.Header.Set(k, v)
		}
		s.Browser().Do(req).Want(403, "sent from another website")
		if n := len(s.Mails(mail.SignIn, "")); n != 0 {
			t.Fatalf("%s: %d emails were queued", name, n)
		}
	}
}

// A proxy may call the service by another name than people do.
func TestTheServiceKnowsItsOwnAddress(t *testing.T) {
	s := webtest.Start(t, rehearsal.Begun, func(o *web.Options) { o.BaseURL = "https://vote.example.org" })
	for origin, status := range map[string]int{"https://vote.example.org": 200, "http://vote.example.org": 403, "https://example.org": 403} {
		req, err := http.NewRequest(http.MethodPost, s.URL+"/sign-in", strings.NewReader("email=person100@example.org"))
		webtest.Must(t, err)
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Origin", origin)
		s.Browser().Do(req).Want(status)
	}
}

func TestSessions(t *testing.T) {
	s := webtest.Start(t, rehearsal.Begun)
	officer := s.R.Desk().Person(s.Ctx, s.R.Officer)
	b := s.SignIn(officer)
	b.Get("/practice").Want(200, "Signed in as "+officer.Name)
	good := b.Cookies()["guildhall_session"]
	if good == "" {
		t.Fatal("no session")
	}
	// The token names nobody.
	var claims jwt.MapClaims
	token, _, err := jwt.NewParser().ParseUnverified(good, &claims)
	webtest.Must(t, err)
	if token.Method != jwt.SigningMethodHS256 || strings.Contains(good, string(s.R.Officer)) || len(claims) != 4 {
		t.Fatalf("the session's token says more than an identifier: %v", claims)
	}

	forged := func(method jwt.SigningMethod, key any, change func(jwt.MapClaims)) string {
		c := jwt.MapClaims{}
		for k, v := range claims {
			c[k] = v
		}
		change(c)
		out, err := jwt.NewWithClaims(method, c).SignedString(key)
		webtest.Must(t, err)
		return out
	}
	nothing := func(jwt.MapClaims) {}
	for name, cookie := range map[string]string{
		"no signature":       forged(jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, nothing),
		"another key":        forged(jwt.SigningMethodHS256, []byte("0123456789abcdef0123456789abcdef"), nothing),
		"another method":     forged(jwt.SigningMethodHS512, []byte("0123456789abcdef0123456789abcdef"), nothing),
		"cut":                good[:len(good)-2],
		"a changed byte":     strings.Replace(good, ".", ".A", 1),
		"not a token at all": "guildhall",
	} {
		thief := s.Browser()
		thief.SetCookie("guildhall_session", cookie)
		if p := thief.Get("/practice"); p.Status != 401 {
			t.Errorf("%s: status %d", name, p.Status)
		}
	}
	thief := s.Browser()
	thief.SetCookie("guildhall_session", good)
	thief.Get("/practice").Want(200) // the cookie is the session: so it is HttpOnly

	b.Post("/sign-out").To("/signed-out")
	b.Get("/signed-out").Want(200, "You have signed out")
	thief.Get("/practice").Want(401, "You have been signed out")

	// Eight hours, and then to the full hour: the table tells nobody's minute.
	b = s.SignIn(officer)
	began := s.R.Clock.Now()
	s.R.Clock.Advance(8 * time.Hour)
	b.Get("/practice").Want(200)
	s.R.Clock.Set(began.Add(8 * time.Hour).Truncate(time.Hour).Add(time.Hour))
	b.Get("/practice").Want(401, "You have been signed out")

	// A session whose row is gone is no session.
	b = s.SignIn(officer)
	webtest.Must(t, s.Web.Site.Store().Write(s.Ctx, func(tx store.Side) error {
		_, err := tx.Exec(`DELETE FROM sessions WHERE person = $1`, string(s.R.Officer))
		return err
	}))
	b.Get("/practice").Want(401)
}

func TestOnlyDigestsAreKept(t *testing.T) {
	s := webtest.Start(t, rehearsal.Opened)
	_, person := s.Voter("d80000")
	path, _ := s.Link(s.Last(mail.Invitation, person.Email))
	b := s.Browser()
	b.Post(path).Want(303)
	token := strings.TrimPrefix(path, "/v/")
	cookies := b.Cookies()
	webtest.Must(t, s.Web.Site.Store().View(s.Ctx, func(tx store.Side) error {
		for _, q := range []string{"SELECT hash FROM links", "SELECT hash FROM sessions", "SELECT browser FROM links WHERE browser IS NOT NULL"} {
			rows, err := tx.Query(q)
			if err != nil {
				return err
			}
			defer rows.Close()
			n := 0
			for rows.Next() {
				var hash []byte
				if err := rows.Scan(&hash); err != nil {
					return err
				}
				if len(hash) != 32 || strings.Contains(string(hash), token) || strings.Contains(string(hash), cookies["guildhall_browser"]) {
					t.Errorf("%s: %x is no digest", q, hash)
				}
				n++
			}
			if n == 0 {
				t.Errorf("%s: nothing", q)
			}
		}
		return nil
	}))
}

func TestRolesAreChecked(t *testing.T) {
	s := webtest.Start(t, rehearsal.Begun, extra(func(e *echo.Echo, s *site.Site) {
		ok := func(c echo.Context) error { return c.String(200, "here is "+site.Of(c).Name) }
		e.GET("/t/officer", ok, site.Needs(site.AnOfficer))
		e.GET("/t/person", ok, site.Needs(site.APerson))
		e.GET("/t/practice/:practice", ok, site.Needs(site.APractice))
	}))
	_, voter := s.Voter("d80001")
	nobody, rep, officer := s.Browser(), s.SignIn(voter), s.SignIn(s.R.Desk().Person(s.Ctx, s.R.Officer))
	for _, c := range []struct {
		b      *webtest.Browser
		path   string
		status int
	}{
		{nobody, "/t/officer", 401}, {nobody, "/t/person", 401}, {nobody, "/t/practice/d80001", 401},
		{rep, "/t/officer", 403}, {rep, "/t/person", 200}, {rep, "/t/practice/d80001", 200}, {rep, "/t/practice/d80002", 403}, {rep, "/t/practice/nobody", 403},
		{officer, "/t/officer", 200}, {officer, "/t/person", 200}, {officer, "/t/practice/d80001", 403},
	} {
		c.b.Get(c.path).Want(c.status)
	}
	if p := nobody.Get("/t/officer"); !strings.Contains(p.HTML, `href="/sign-in?next=%2Ft%2Fofficer"`) {
		t.Fatalf("the page does not lead to signing in and back: %s", p.HTML)
	}
}

func TestRefusals(t *testing.T) {
	s := webtest.Start(t, rehearsal.Begun, extra(func(e *echo.Echo, s *site.Site) {
		e.GET("/t/panic", func(echo.Context) error { panic("a secret of the database") })
		e.GET("/t/error", func(echo.Context) error { return os.ErrPermission })
		e.GET("/t/rule", func(echo.Context) error {
			return election.Refuse("r", "It closed at 2026-12-14T17:00:00.000Z <b>.")
		})
		read := func(c echo.Context) error {
			_, err := site.Form(c)
			if err == nil {
				err = c.String(200, "read")
			}
			return err
		}
		e.POST("/t/small", read)
		e.POST("/t/large", read, site.BodyLimit(200<<10))
	}))
	b := s.Browser()
	b.Get("/nothing/here").Want(404, "Page not found", "There is no page at this address")
	b.Post("/signed-out").Want(405, "cannot be opened")
	b.Get("/t/panic").Want(500, "Sorry, something went wrong", "If you ring, give this number").Not("secret")
	b.Get("/t/error").Want(500).Not("permission")
	b.Get("/t/rule").Want(409, "It closed at Monday 14 December 2026, 5pm <b>.")
	if p := b.Get("/t/rule"); strings.Contains(p.HTML, "<b>") {
		t.Fatal("a sentence was printed as HTML")
	}
	for _, line := range []string{"a secret of the database", "permission denied"} {
		if !strings.Contains(s.Log.String(), line) {
			t.Errorf("the log does not say %q", line)
		}
	}
	long := strings.Repeat("x", 100<<10)
	b.Post("/t/small", "a", long).Want(413, "at most 64 kB")
	b.Post("/t/large", "a", long).Want(200)
	b.Post("/t/large", "a", long+long+long).Want(413, "at most 200 kB")
	b.JSON("/nothing", `{}`).Want(404, `"code":"no-page"`)
}

func TestTooManyRequests(t *testing.T) {
	s := webtest.Start(t, rehearsal.Begun, func(o *web.Options) { o.Rates = site.Rates{PerSecond: 0.001, Burst: 5} })
	b := s.Browser()
	for range 5 {
		b.Get("/sign-in").Want(200)
	}
	if p := b.Get("/sign-in").Want(429, "Too many tries", "Wait a minute"); p.Header.Get("Retry-After") != "60" {
		t.Error("no Retry-After")
	}
	// A client cannot choose another address for itself.
	req, err := http.NewRequest(http.MethodGet, s.URL+"/sign-in", nil)
	webtest.Must(t, err)
	req.Header.Set("X-Forwarded-For", "203.0.113.9")
	b.Do(req).Want(429)

	// What takes the service long counts for more.
	heavy := webtest.Start(t, rehearsal.Begun, func(o *web.Options) { o.Rates = site.Rates{PerSecond: 0.001, Burst: 25} })
	for range 2 {
		heavy.Browser().Get("/bundle.zip").Want(200)
	}
	heavy.Browser().Get("/bundle.zip").Want(429)
	heavy.Browser().Get("/sign-in").Want(200)

	// Other addresses of the same IPv6 network are the same client.
	_, loop, err := net.ParseCIDR("127.0.0.0/8")
	webtest.Must(t, err)
	six := webtest.Start(t, rehearsal.Begun, func(o *web.Options) {
		o.Rates = site.Rates{PerSecond: 0.001, Burst: 2}
		o.Proxies = []*net.IPNet{loop}
	})
	for _, c := range []struct {
		from   string
		status int
	}{{"2001:db8::1", 200}, {"2001:db8::2", 200}, {"2001:db8::ffff:3", 429}, {"2001:db8:0:1::1", 200}, {"192.0.2.1", 200}} {
		req, err := http.NewRequest(http.MethodGet, six.URL+"/sign-in", nil)
		webtest.Must(t, err)
		req.Header.Set("X-Forwarded-For", c.from)
		six.Browser().Do(req).Want(c.status)
	}

	one := webtest.Start(t, rehearsal.Begun)
	for range 40 {
		one.Browser().Get("/in/AAAAAAAAAAAAAAAAAAAAAA").Want(404)
	}
	one.Browser().Get("/in/AAAAAAAAAAAAAAAAAAAAAA").Want(429)
	one.Browser().Get("/in/AAAAAAAAAAAAAAAAAAAAAQ").Want(404)
	for range 41 { // of no use to anybody, so nothing is kept of it
		one.Browser().Get("/in/" + strings.Repeat("A", 1000)).Want(404)
	}
}

func TestTheLogNeverSaysWhoVoted(t *testing.T) {
	s := webtest.Start(t, rehearsal.Opened)
	person, text := s.Voter("d80000")
	path, _ := s.Link(s.Last(mail.Invitation, text.Email))
	code := s.R.Codes["d80000"]
	b := s.Browser()
	b.Get(path + "?from=mail").Want(200)
	b.Post(path).Want(303)
	s.Browser().Post(path).Want(200)
	s.Browser().Post("/vote", "code", code).Want(303)
	s.Browser().Post("/again", "email", text.Email).Want(200)
	b.Get("/booth/" + string(webtest.Poll))
	b.JSON("/cast/"+string(webtest.Poll), `{}`)
	log := s.Log.String()
	for _, secret := range []string{strings.TrimPrefix(path, "/v/"), code, string(person), text.Name, text.Email, "d80000", "127.0.0.1", "from=mail", "Practice A"} {
		if strings.Contains(log, secret) {
			t.Errorf("the log holds %q:\n%s", secret, log)
		}
	}
	lines := 0
	for line := range strings.Lines(log) {
		var fields map[string]any
		webtest.Must(t, json.Unmarshal([]byte(line), &fields))
		if fields["route"] == "/v/:token" && fields["status"].(float64) > 0 {
			lines++
		}
	}
	if lines != 4 { // one is of the address that shows the number's form
		t.Errorf("%d lines of the voting link's page, not 4", lines)
	}
}
