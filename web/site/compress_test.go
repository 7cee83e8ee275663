package site_test

import (
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/onenorwich/guildhall/governance/rehearsal"
	"github.com/onenorwich/guildhall/web/mail"
	"github.com/onenorwich/guildhall/web/webtest"
)

// TestCompression: public pages are compressed; nothing is that holds a token, an
// address, or what somebody typed.
func TestCompression(t *testing.T) {
	s := webtest.Start(t, rehearsal.Opened)
	_, voter := s.Voter("d80000")
	link, _ := s.Link(s.Last(mail.Invitation, voter.Email))
	officer := s.SignIn(s.R.Desk().Person(s.Ctx, s.R.Officer))
	election := "/elections/" + string(webtest.Poll)
	for path, want := range map[string]bool{
		"/": true, "/log": true, "/log?page=1": true, "/log.jsonl": true, election: true, election + "/board": true,
		election + "/papers/notice-of-poll": true, election + "/board?tracker=abc": false, "/log?x=1": false,
		link: false, "/sign-in": false, "/practice": false, "/officer" + election + "/people": false, "/bundle.zip": false,
	} {
		req, err := http.NewRequest(http.MethodGet, s.URL+path, nil)
		webtest.Must(t, err)
		req.Header.Set("Accept-Encoding", "gzip")
		p := officer.Do(req)
		if got := p.Header.Get("Content-Encoding") == "gzip"; got != want {
			t.Errorf("%s (status %d): compressed: %v, not %v", path, p.Status, got, want)
		}
		if !want {
			continue
		}
		z, err := gzip.NewReader(strings.NewReader(p.HTML))
		webtest.Must(t, err)
		plain, err := io.ReadAll(z)
		webtest.Must(t, err)
		if len(plain) <= len(p.HTML) || p.Header.Get("Vary") == "" {
			t.Errorf("%s: %d bytes compressed are %d", path, len(p.HTML), len(plain))
		}
	}
}
