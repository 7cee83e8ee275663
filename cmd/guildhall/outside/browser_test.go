package outside

import (
	"encoding/json"
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
	T    testing.TB
	URL  string
	From string // the address it comes from, as a proxy tells it; the machine's own if empty
	HTTP *http.Client
}

// Browser is a fresh one.
func (s *Service) Browser() *Browser {
	jar, err := cookiejar.New(nil)
	must(s.T, err)
	return &Browser{T: s.T, URL: s.URL, HTTP: &http.Client{Jar: jar, Timeout: time.Minute,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// Page is an answer.
type Page struct {
	T        testing.TB
	Status   int
	Header   http.Header
	Location string // without the service's own address
	Body     string
	Took     time.Duration
	what     string
}

// Get opens a path.
func (b *Browser) Get(path string) Page {
	b.T.Helper()
	return b.Send(b.Request(http.MethodGet, path, ""))
}

// Post sends a form of names and values.
func (b *Browser) Post(path string, pairs ...string) Page {
	b.T.Helper()
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	req := b.Request(http.MethodPost, path, form.Encode())
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.Send(req)
}

// JSON sends a script's request.
func (b *Browser) JSON(path string, body json.RawMessage) Page {
	b.T.Helper()
	req := b.Request(http.MethodPost, path, string(body))
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "application/json")
	return b.Send(req)
}

// Follow opens what redirects lead to, at most ten.
func (b *Browser) Follow(p Page) Page {
	b.T.Helper()
	for n := 0; n < 10 && p.Location != ""; n++ {
		path, _, _ := strings.Cut(p.Location, "#")
		p = b.Get(path)
	}
	return p
}

// Request is a request as this browser makes it. A path may hold the service's
// own address.
func (b *Browser) Request(method, path, body string) *http.Request {
	b.T.Helper()
	req, err := http.NewRequest(method, b.URL+strings.TrimPrefix(path, b.URL), strings.NewReader(body))
	must(b.T, err)
	if method != http.MethodGet {
		req.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	if b.From != "" {
		req.Header.Set("X-Forwarded-For", b.From)
	}
	return req
}

// Send sends any request.
func (b *Browser) Send(req *http.Request) Page {
	b.T.Helper()
	began := time.Now()
	res, err := b.HTTP.Do(req)
	must(b.T, err)
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	must(b.T, err)
	return Page{b.T, res.StatusCode, res.Header, strings.TrimPrefix(res.Header.Get("Location"), b.URL), string(body),
		time.Since(began), req.Method + " " + req.URL.Path}
}

// Cookies are those that the browser would send, by name.
func (b *Browser) Cookies() map[string]string {
	u, err := url.Parse(b.URL)
	must(b.T, err)
	all := map[string]string{}
	for _, c := range b.HTTP.Jar.Cookies(u) {
		all[c.Name] = c.Value
	}
	return all
}

// Want checks the status, and that the page says each text.
func (p Page) Want(status int, texts ...string) Page {
	p.T.Helper()
	if p.Status != status {
		p.T.Fatalf("%s: status %d, not %d; the page says:\n%s", p.what, p.Status, status, p.Text())
	}
	for _, text := range texts {
		if !strings.Contains(p.Text(), text) {
			p.T.Fatalf("%s: the page does not say %q:\n%s", p.what, text, p.Text())
		}
	}
	return p
}

// Not checks that nothing of the answer holds a text.
func (p Page) Not(texts ...string) Page {
	p.T.Helper()
	for _, text := range texts {
		if text != "" && (strings.Contains(p.Text(), text) || strings.Contains(html.UnescapeString(p.Body), text)) {
			p.T.Fatalf("%s: the page says %q:\n%s", p.what, text, p.Text())
		}
	}
	return p
}

// To checks where a redirect leads.
func (p Page) To(prefix string) Page {
	p.T.Helper()
	p.Want(http.StatusSeeOther)
	if !strings.HasPrefix(p.Location, prefix) {
		p.T.Fatalf("%s leads to %q, not to %q", p.what, p.Location, prefix)
	}
	return p
}

var (
	tags    = regexp.MustCompile(`(?s)<(style|script|head)[^>]*>.*?</(style|script|head)>|<[^>]*>`)
	spaces  = regexp.MustCompile(`\s+`)
	actions = regexp.MustCompile(`<form[^>]*\saction="([^"]*)"`)
)

// Text is what the page says, without its marks.
func (p Page) Text() string {
	return strings.TrimSpace(spaces.ReplaceAllString(html.UnescapeString(tags.ReplaceAllString(p.Body, " ")), " "))
}

// Forms are the addresses of the page's forms.
func (p Page) Forms() (list []string) {
	for _, m := range actions.FindAllStringSubmatch(p.Body, -1) {
		list = append(list, html.UnescapeString(m[1]))
	}
	return list
}
