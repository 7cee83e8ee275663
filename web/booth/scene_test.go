package booth_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/labstack/echo/v4"
	"github.com/sirupsen/logrus"

	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/election/roll"
	"github.com/onenorwich/guildhall/governance/conduct"
	"github.com/onenorwich/guildhall/governance/rehearsal"
	"github.com/onenorwich/guildhall/web/booth"
	"github.com/onenorwich/guildhall/web/mail"
	"github.com/onenorwich/guildhall/web/public"
	"github.com/onenorwich/guildhall/web/site"
	"github.com/onenorwich/guildhall/web/ui"
	"github.com/onenorwich/guildhall/web/ui/uitest"
)

func TestMain(m *testing.M) { os.Exit(uitest.Main(m)) }

// scene is a real service with a poll that is open.
type scene struct {
	t         testing.TB
	ctx       context.Context
	rehearsal *rehearsal.Rehearsal
	site      *site.Site
	url       string
	practice  election.ID // whose person votes
	link      string      // its voting link's token
	seen      *seen       // what the browser sent

	mu     sync.Mutex
	check  func(string) // called before the ballots of a vote are checked
	drop   int          // how many answers to a vote are dropped on the way
	worker string       // put behind the worker's script: a booth that was tampered with
}

// seen remembers every request's path and body.
type seen struct {
	sync.Mutex
	requests []string
}

const poll = "committee-2026"

func newScene(t testing.TB) *scene {
	t.Helper()
	var rows []roll.Row
	for i := range 6 {
		rows = append(rows, roll.Row{ODS: fmt.Sprintf("D8%04d", i), Name: fmt.Sprintf("Practice %d Surgery", i), Patients: int64(3000 + 2000*(i/2))})
	}
	rule, err := roll.ParseRule("bands:1=1,5001=2")
	must(t, err)
	s := &scene{t: t, ctx: context.Background(), practice: "d80000", seen: &seen{}}
	s.rehearsal, err = rehearsal.Start(s.ctx, t.TempDir(), rehearsal.Default(rows, rule), mail.Schema, site.Schema)
	must(t, err)
	t.Cleanup(func() { s.rehearsal.Dir.Close() })
	must(t, s.rehearsal.Until(s.ctx, rehearsal.Opened))
	s.rehearsal.Clock.Advance(3 * time.Hour)
	log := logrus.New()
	log.SetOutput(io.Discard)
	e := echo.New()
	server := httptest.NewUnstartedServer(s.watched(e))
	s.url = "http://" + server.Listener.Addr().String()
	s.site, err = site.New(s.ctx, site.Options{Desk: s.desk(), BaseURL: s.url, Log: log})
	must(t, err)
	e.Renderer = &ui.Renderer{Site: ui.Site{Name: "Guildhall", Body: "OneNorwich"}}
	e.HTTPErrorHandler = s.site.Fail
	e.Use(s.site.Guarding, s.site.Limiting, booth.Arriving(s.site), s.site.Visiting)
	ui.ServeAssets(e)
	s.before(e)
	booth.RoutesWith(s.checked)(e, s.site)
	server.Start()
	t.Cleanup(server.Close)
	s.link = s.newLink(s.practice)
	return s
}

func (s *scene) desk() *conduct.Desk { return s.rehearsal.Desk() }

// watched notes what arrives, and drops answers when the test wants it.
func (s *scene) watched(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		r.Body = io.NopCloser(strings.NewReader(string(body)))
		s.seen.Lock()
		s.seen.requests = append(s.seen.requests, r.Method+" "+r.URL.String()+"\n"+string(body))
		s.seen.Unlock()
		s.mu.Lock()
		drop := strings.HasPrefix(r.URL.Path, "/cast/") && s.drop > 0
		if drop {
			s.drop--
		}
		worker := s.worker
		s.mu.Unlock()
		if worker != "" && r.URL.Path == booth.WorkerPath {
			honest := httptest.NewRecorder()
			next.ServeHTTP(honest, r)
			for name, values := range honest.Header() {
				w.Header()[name] = values
			}
			w.Header().Del("Content-Length")
			w.WriteHeader(honest.Code)
			io.WriteString(w, honest.Body.String()+worker)
			return
		}
		if !drop {
			next.ServeHTTP(w, r)
			return
		}
		next.ServeHTTP(httptest.NewRecorder(), r) // done, and nobody hears of it
		panic(http.ErrAbortHandler)
	})
}

func (s *scene) checked(ctx context.Context, el *election.Election, ballots [][]byte) ([]belenios.Checked, error) {
	s.mu.Lock()
	check := s.check
	s.mu.Unlock()
	if check != nil {
		check("")
	}
	return s.desk().CheckBallots(ctx, el, ballots)
}

// before stands for the pages in front of the booth.
func (s *scene) before(e *echo.Echo) {
	first := template.Must(template.New("").Parse(`<!DOCTYPE html><html lang="en"><title>Page 1 – Guildhall, OneNorwich</title>
{{range .Scripts}}<script src="{{.}}" defer></script>{{end}}<main><h1>Vote</h1>
<div id="booth-check" data-election="` + poll + `" data-link="{{.Token}}"></div>
<form id="booth-start" method="post"><button>Start</button></form></main>`))
	e.GET("/v/:token", func(c echo.Context) error {
		var scripts []string
		for _, name := range []string{"tab.js", "qr.js", "check.js"} {
			a, err := ui.FindAsset(name)
			if err != nil {
				return err
			}
			scripts = append(scripts, ui.AssetPath+a.File)
		}
		if _, err := s.site.Link(s.ctx, c.Param("token")); err != nil {
			return err
		}
		c.Response().Header().Set("Content-Security-Policy", ui.PagePolicy)
		c.Response().Header().Set("Content-Type", "text/html; charset=utf-8")
		return first.Execute(c.Response(), map[string]any{"Scripts": scripts, "Token": c.Param("token")})
	})
	start := func(c echo.Context, number string) error {
		l, err := s.site.Link(s.ctx, c.Param("token"))
		if err != nil {
			return err
		}
		return s.site.Start(c, l, number)
	}
	e.POST("/v/:token", func(c echo.Context) error {
		if err := start(c, ""); err != nil {
			return err
		}
		return site.Redirect(c, "/booth/"+poll)
	})
	e.POST("/v/:token/number", func(c echo.Context) error {
		l, err := s.site.Link(s.ctx, c.Param("token"))
		if err != nil {
			return err
		}
		if err := s.site.SendNumber(c, l); err != nil {
			return err
		}
		return c.JSON(200, map[string]any{"ok": true, "sentence": "We have sent a number to your registered address."})
	})
	e.POST("/v/:token/confirm", func(c echo.Context) error {
		var form struct {
			Number string `json:"number"`
		}
		if err := c.Bind(&form); err != nil {
			return err
		}
		if err := start(c, form.Number); err != nil {
			return err
		}
		return c.JSON(200, map[string]any{"ok": true})
	})
	e.GET("/favicon.ico", func(c echo.Context) error { return c.NoContent(204) })
	public.Routes(e, s.site)
}

// newLink is a voting link for the representative of a practice.
func (s *scene) newLink(practice election.ID) (token string) {
	s.t.Helper()
	state := s.desk().State()
	p, _ := state.Practice(practice)
	must(s.t, s.site.Store().Write(s.ctx, func(tx store.Side) (err error) {
		token, err = s.site.NewLink(tx, site.Link{Grant: site.Grant{Purpose: site.ToVote, Person: p.Voting, Practice: practice, Election: poll}, Expires: s.site.Now().Add(1000 * time.Hour)})
		return err
	}))
	return token
}

// address is the voting link as the email has it.
func (s *scene) address() string {
	return s.url + "/v/" + s.link
}

func (s *scene) election() election.Election {
	s.t.Helper()
	el, err := s.desk().Election(poll)
	must(s.t, err)
	return el
}

// ballots makes a vote as the booth does.
func (s *scene) ballots(code string, choices ...int) []string {
	s.t.Helper()
	parsed, err := belenios.ParseCode(code)
	must(s.t, err)
	el := s.election()
	contests, err := s.desk().Contests(s.ctx, &el)
	must(s.t, err)
	var list []string
	for i, c := range contests {
		marks := make([]int, c.Setup.Election.Questions[0].Size())
		if i < len(choices) {
			marks[choices[i]] = 1
		} else {
			marks[0] = 1
		}
		b, err := belenios.Encrypt(s.desk().Rand, c.Setup.Election, parsed, [][]int{marks})
		must(s.t, err)
		list = append(list, string(b.Raw))
	}
	return list
}

// client is a browser without a screen, signed in by a link.
func (s *scene) client(link string) *http.Client {
	s.t.Helper()
	jar, err := cookiejar.New(nil)
	must(s.t, err)
	c := &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	if link != "" {
		r, err := c.PostForm(s.url+"/v/"+link, url.Values{})
		must(s.t, err)
		r.Body.Close()
		switch r.StatusCode {
		case http.StatusSeeOther:
		case http.StatusForbidden: // the practice has voted
			s.postTo(c, "/v/"+link+"/number", "{}")
			if a := s.postTo(c, "/v/"+link+"/confirm", `{"number":"`+s.number()+`"}`); !a.OK {
				s.t.Fatalf("the number: %+v", a)
			}
		default:
			s.t.Fatalf("Start answered %s", r.Status)
		}
	}
	return c
}

// number is the newest that was mailed.
func (s *scene) number() string {
	s.t.Helper()
	return regexp.MustCompile(`\b\d{6}\b`).FindString(s.mails(mail.Number)[0].Text)
}

// mails lists the messages of a kind in the outbox.
func (s *scene) mails(kind mail.Kind) (list []mail.Message) {
	s.t.Helper()
	s.site.Settle()
	all, err := s.site.Outbox.List(s.ctx, "")
	must(s.t, err)
	for _, m := range all {
		if m.Kind == kind {
			whole, err := s.site.Outbox.Message(s.ctx, m.ID)
			must(s.t, err)
			list = append(list, whole)
		}
	}
	return list
}

// sent lists the bodies that were sent to an address.
func (s *scene) sent(prefix string) (bodies []string) {
	s.seen.Lock()
	defer s.seen.Unlock()
	for _, r := range s.seen.requests {
		head, body, _ := strings.Cut(r, "\n")
		if strings.HasPrefix(head, prefix) {
			bodies = append(bodies, body)
		}
	}
	return bodies
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// trackerOf is a digest in unpadded Base64.
func trackerOf(d election.Digest) string { return base64.RawStdEncoding.EncodeToString(d[:]) }

// endSessions signs a person out everywhere.
func (s *scene) endSessions(person election.ID) {
	s.t.Helper()
	must(s.t, s.site.Store().Write(s.ctx, func(tx store.Side) error {
		_, err := tx.Exec(`DELETE FROM sessions WHERE person = $1`, string(person))
		return err
	}))
}

// before runs a script in every document before its own.
func before(t testing.TB, tab *uitest.Tab, script string) {
	t.Helper()
	_, err := chromedp.Call(tab.Context(), page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script})
	must(t, err)
}
