package journey_test

import (
	"crypto/sha256"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance/rehearsal"
	"github.com/onenorwich/guildhall/web/site"
	"github.com/onenorwich/guildhall/web/ui/uitest"
)

// crawl opens every page of a service, as one visitor after another, and holds
// each that differs from those before against axe-core and our own rules.
type crawl struct {
	*service
	stage    string
	practice election.ID
	tab      *uitest.Tab
	looked   int // pages so far
}

// visited are the pages that some test has opened: one is enough.
var visited = seen{keys: make(map[[32]byte]bool)}

type seen struct {
	mu   sync.Mutex
	keys map[[32]byte]bool
}

// before says whether a page was seen before, and notes it.
func (s *seen) before(stage, address, html string) bool {
	_, main, _ := strings.Cut(html, "<main")
	if strings.HasPrefix(address, "/booth/") {
		main += stage // its content comes later
	}
	key := sha256.Sum256([]byte(changing.ReplaceAllString(main, "…")))
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.keys[key] {
		return true
	}
	s.keys[key] = true
	return false
}

// TestPages opens every page at four stages, as nobody, as a practice, as a
// nominee and as the returning officer.
func TestPages(t *testing.T) {
	t.Parallel()
	for _, stage := range []rehearsal.Stage{rehearsal.Nominated, rehearsal.Voted, rehearsal.Tallied, rehearsal.Declared} {
		t.Run(strings.ReplaceAll(stage.String(), " ", "-"), func(t *testing.T) {
			t.Parallel()
			s := playedTo(t, stage, script())
			if stage > rehearsal.Closed {
				s.closing(poll)
			}
			c := &crawl{service: s, stage: stage.String(), practice: "d80000", tab: uitest.Open(t)}
			state := s.desk().State()
			practice, _ := state.Practice(c.practice)
			c.as("nobody", "")
			c.as("practice", practice.Voting)
			c.as("nominee", c.nominee())
			c.as("officer", s.played.Officer)
		})
	}
}

// TestPagesBeforeSetUp: the service on an empty data folder.
func TestPagesBeforeSetUp(t *testing.T) {
	t.Parallel()
	c := &crawl{service: empty(t, time.Date(2026, 10, 12, 8, 0, 0, 0, time.UTC)), stage: "empty", tab: uitest.Open(t)}
	client := c.client("")
	for _, address := range []string{"/", strings.TrimPrefix(c.server.SetupLink(), c.url), "/setup/0", "/sign-in", "/nothing", "/log", "/verify"} {
		c.visit("nobody", client, address)
	}
}

// nominee is somebody who stands.
func (c *crawl) nominee() (person election.ID) {
	el := c.election(poll)
	for n := range el.Nominations {
		if person = n.Nominee; n.Post == "chair" {
			break
		}
	}
	return person
}

// as opens every page as a visitor.
func (c *crawl) as(visitor string, person election.ID) {
	c.t.Helper()
	c.below(visitor, person, "")
}

// below opens, as a visitor, every page at or below some addresses.
func (c *crawl) below(visitor string, person election.ID, tops ...string) {
	c.t.Helper()
	client := c.client(person)
	before := c.looked
	for _, address := range c.addresses(person) {
		if slices.ContainsFunc(tops, func(b string) bool { return address == b || strings.HasPrefix(address, b+"/") }) {
			c.visit(visitor, client, address)
		}
	}
	c.t.Logf("%s as %s: %d pages", c.stage, visitor, c.looked-before)
}

// client is a browser without a screen, in which the person is signed in. The
// tab takes over its cookies.
func (c *crawl) client(person election.ID) *http.Client {
	c.t.Helper()
	jar, err := cookiejar.New(nil)
	must(c.t, err)
	client := &http.Client{Jar: jar}
	c.tab.ForgetCookies()
	if person == "" {
		return client
	}
	r, err := client.PostForm(c.url+"/in/"+c.newLink(c.ctx, person), url.Values{})
	must(c.t, err)
	r.Body.Close()
	base, err := url.Parse(c.url)
	must(c.t, err)
	for _, k := range jar.Cookies(base) {
		_, err := chromedp.Call(c.tab.Context(), network.SetCookie, network.SetCookieParams{Name: k.Name, Value: k.Value, URL: c.url, HTTPOnly: new(true)})
		must(c.t, err)
	}
	if len(jar.Cookies(base)) == 0 {
		c.t.Fatalf("signing in gave no cookie: %s", r.Status)
	}
	return client
}

// changing is what differs between two pages that need not both be opened:
// numbers, tokens and digests, and where links lead.
var changing = regexp.MustCompile(`(href|action|value)="[^"]*"|[A-Za-z0-9+/_-]{20,}|[0-9]+`)

// visit opens a page unless one with the same content was opened before.
func (c *crawl) visit(visitor string, client *http.Client, address string) {
	c.t.Helper()
	r, err := client.Get(c.url + address)
	must(c.t, err)
	defer r.Body.Close()
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "text/html") {
		return
	}
	body, err := io.ReadAll(r.Body)
	must(c.t, err)
	if r.StatusCode >= 500 {
		c.t.Errorf("%s as %s (%s): %s", address, visitor, c.stage, r.Status)
	}
	if visited.before(c.stage, address, string(body)) {
		return
	}
	c.tab.Go(c.url + address)
	c.look(visitor, address)
}

// look holds the page in the tab against every rule.
func (c *crawl) look(visitor, address string) {
	c.t.Helper()
	c.looked++
	where := fmt.Sprintf("%s as %s (%s)", address, visitor, c.stage)
	var page struct {
		Title, Lang string
		H1          []string
	}
	// A script may still be filling the page.
	c.tab.Eval(`new Promise(done => { const look = () => document.querySelector("[aria-busy=true]") ? setTimeout(look, 20) : done(0); look() })`, nil)
	c.tab.Eval(`({title: document.title, lang: document.documentElement.lang, h1: [...document.querySelectorAll("h1")].map(e => e.textContent.trim())})`, &page)
	if !strings.Contains(page.Title, " – ") || page.Lang == "" || len(page.H1) != 1 || page.H1[0] == "" {
		c.t.Errorf("%s: title %q, language %q, headings %q", where, page.Title, page.Lang, page.H1)
	}
	failed := c.t.Failed()
	c.tab.Axe()
	if c.t.Failed() && !failed {
		c.t.Logf("the first fault was found on %s", where)
	}
	picture(c.t, c.tab, c.stage+"-"+visitor+strings.NewReplacer("/", "-", "?", "-", ":", "").Replace(shorter(address)))
}

// shorter leaves tokens out of a picture's name.
func shorter(address string) string {
	return regexp.MustCompile(`[A-Za-z0-9_-]{22,}`).ReplaceAllString(address, "x")
}

// picture keeps a picture at both widths where GUILDHALL_SCREENSHOTS names a
// folder.
func picture(t testing.TB, tab *uitest.Tab, name string) {
	t.Helper()
	folder := os.Getenv("GUILDHALL_SCREENSHOTS")
	if folder == "" {
		return
	}
	must(t, os.MkdirAll(folder, 0o755))
	for _, width := range []int{320, 1280} {
		tab.Size(width, 900)
		tab.Screenshot(filepath.Join(folder, fmt.Sprintf("%s-%d.png", name, width)))
	}
}

// addresses are examples of every GET route of the service. A route that has
// none fails the test.
func (c *crawl) addresses(person election.ID) (list []string) {
	c.t.Helper()
	link := strings.TrimPrefix(c.votingLink(), c.url)
	el := c.election(poll)
	fill := map[string][]string{
		":id": {string(poll)}, ":election": {string(poll)}, ":practice": {string(c.practice)}, ":person": {string(person)},
		":paper": {"declaration", "notice-of-poll", "candidates", "nothing"}, ":archive": {"nothing"}, ":digest": {"nothing"}, ":message": {"1", "nothing"}, ":seq": {"1"}, ":ticket": {"nothing"},
	}
	for n := range el.Nominations {
		if n.Nominee == person || len(fill[":nomination"]) == 0 || n.Decision != "" && n.Decision != election.Valid {
			fill[":nomination"] = append(fill[":nomination"], string(n.ID))
		}
	}
	tokens := map[string][]string{"/v/": {strings.TrimPrefix(link, "/v/"), "nothing"}, "/in/": {c.newLink(c.ctx, c.nominee()), "nothing"}, "/setup/": {"nothing"}, "/c/": {"nothing"}}
	routes := map[string]bool{}
	for _, r := range c.echo.Routes() {
		if r.Method == http.MethodGet && !strings.HasSuffix(r.Path, "*") {
			routes[r.Path] = true
		}
	}
	for _, route := range slices.Sorted(maps.Keys(routes)) {
		addresses := []string{""}
		for _, part := range strings.Split(strings.TrimPrefix(route, "/"), "/") {
			values := []string{part}
			if strings.HasPrefix(part, ":") {
				values = fill[part]
				if part == ":token" {
					values = tokens[addresses[0]+"/"]
				}
				if part == ":id" && strings.HasPrefix(route, "/demo/") {
					values = []string{"1"}
				}
			}
			if len(values) == 0 {
				c.t.Errorf("the route %s has no example for %s", route, part)
			}
			var longer []string
			for _, a := range addresses {
				for _, v := range values {
					longer = append(longer, a+"/"+v)
				}
			}
			addresses = longer
		}
		list = append(list, addresses...)
	}
	return append(list, "/nothing", "/elections/nothing", "/elections/"+string(poll)+"/board?tracker=abc", "/receipt?tracker=abc", "/receipt?tracker="+strings.Repeat("0", 64), "/officer/elections/nothing")
}

// votingLink is one that nobody has used, of a practice's own.
func (c *crawl) votingLink() (link string) {
	c.t.Helper()
	state := c.desk().State()
	practice, _ := state.Practice(c.practice)
	must(c.t, c.server.Site.Store().Write(c.ctx, func(tx store.Side) error {
		token, err := c.server.Site.NewLink(tx, site.Link{Grant: site.Grant{Purpose: site.ToVote, Person: practice.Voting, Practice: c.practice, Election: poll}, Expires: c.clock.Now().Add(1000 * time.Hour)})
		link = c.url + "/v/" + token
		return err
	}))
	return link
}
