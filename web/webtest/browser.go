package webtest

import (
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
)

// Browser keeps cookies and follows no redirect by itself.
type Browser struct {
	t    testing.TB
	url  string
	HTTP *http.Client
}

// Browser is a fresh one.
func (s *Service) Browser() *Browser {
	jar, err := cookiejar.New(nil)
	Must(s.T, err)
	return &Browser{s.T, s.URL, &http.Client{Jar: jar, Timeout: 30 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// Page is an answer.
type Page struct {
	t        testing.TB
	Status   int
	Header   http.Header
	Location string
	HTML     string
	what     string
}

// Get opens a path.
func (b *Browser) Get(path string) Page {
	b.t.Helper()
	req, err := http.NewRequest(http.MethodGet, b.url+path, nil)
	Must(b.t, err)
	return b.Do(req)
}

// Post sends a form of names and values. What answers a form is shown at an
// address of its own (site.Keeping): that page is given, as a person sees it.
func (b *Browser) Post(path string, pairs ...string) Page {
	b.t.Helper()
	return b.kept(b.Bare(path, pairs...))
}

// kept opens the address at which the answer to a form is kept.
func (b *Browser) kept(p Page) Page {
	b.t.Helper()
	what := p.what
	for strings.Contains(p.Location, "kept=") {
		p = b.Get(p.Location)
		p.what = what
	}
	return p
}

// Bare is Post without a look at where it leads.
func (b *Browser) Bare(path string, pairs ...string) Page {
	b.t.Helper()
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	req, err := http.NewRequest(http.MethodPost, b.url+path, strings.NewReader(form.Encode()))
	Must(b.t, err)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	return b.ask(req)
}

// JSON sends a script's request.
func (b *Browser) JSON(path, body string) Page {
	b.t.Helper()
	req, err := http.NewRequest(http.MethodPost, b.url+path, strings.NewReader(body))
	Must(b.t, err)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "application/json")
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	return b.Do(req)
}

// Do sends any request, as Post does.
func (b *Browser) Do(req *http.Request) Page {
	b.t.Helper()
	return b.kept(b.ask(req))
}

func (b *Browser) ask(req *http.Request) Page {
	b.t.Helper()
	res, err := b.HTTP.Do(req)
	Must(b.t, err)
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	Must(b.t, err)
	return Page{b.t, res.StatusCode, res.Header, res.Header.Get("Location"), string(body), req.Method + " " + req.URL.Path}
}

// Cookies are those that the browser would send.
func (b *Browser) Cookies() map[string]string {
	u, err := url.Parse(b.url)
	Must(b.t, err)
	all := map[string]string{}
	for _, c := range b.HTTP.Jar.Cookies(u) {
		all[c.Name] = c.Value
	}
	return all
}

// SetCookie plants a cookie.
func (b *Browser) SetCookie(name, value string) {
	u, err := url.Parse(b.url)
	Must(b.t, err)
	b.HTTP.Jar.SetCookies(u, []*http.Cookie{{Name: name, Value: value, Path: "/"}})
}

// Want checks the status, and that the page says each text.
func (p Page) Want(status int, texts ...string) Page {
	p.t.Helper()
	if p.Status != status {
		p.t.Fatalf("%s: status %d, not %d; the page says:\n%s", p.what, p.Status, status, p.Text())
	}
	for _, text := range texts {
		if !strings.Contains(p.Text(), text) {
			p.t.Fatalf("%s: the page does not say %q:\n%s", p.what, text, p.Text())
		}
	}
	return p
}

// Not checks that the page does not say a text.
func (p Page) Not(texts ...string) Page {
	p.t.Helper()
	for _, text := range texts {
		if strings.Contains(p.Text(), text) {
			p.t.Fatalf("%s: the page says %q:\n%s", p.what, text, p.Text())
		}
	}
	return p
}

// To checks where a redirect leads.
func (p Page) To(prefix string) Page {
	p.t.Helper()
	p.Want(http.StatusSeeOther)
	if !strings.HasPrefix(p.Location, prefix) {
		p.t.Fatalf("%s leads to %q, not to %q", p.what, p.Location, prefix)
	}
	return p
}

var (
	tags   = regexp.MustCompile(`(?s)<(style|script|head)[^>]*>.*?</(style|script|head)>|<[^>]*>`)
	spaces = regexp.MustCompile(`\s+`)
)

// Text is what the page says, without its marks.
func (p Page) Text() string {
	return strings.TrimSpace(spaces.ReplaceAllString(html.UnescapeString(tags.ReplaceAllString(p.HTML, " ")), " "))
}

// Worked asks until the page no longer says that something is being worked out:
// each answer waits for it a while.
func Worked(ask func() Page) Page {
	p := ask()
	for range 400 {
		if !strings.Contains(p.HTML, "being worked out") {
			break
		}
		p = ask()
	}
	return p
}
