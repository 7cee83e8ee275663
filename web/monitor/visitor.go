package monitor

import (
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"

	"github.com/onenorwich/guildhall/web/booth/edition"
)

// visitor is somebody who looks at the service: what their browser says of
// itself. Nothing of it may change what is served.
type visitor struct {
	name    string
	header  http.Header
	browser bool // it says of each request what it is for
}

// asks are the headers with which the visitor asks for a path: what browsers say
// of a page, a script or a picture differs.
func (v visitor) asks(path string) http.Header {
	h := v.header.Clone()
	if !v.browser {
		return h
	}
	set := func(accept, dest, mode, from string) {
		h.Set("Accept", accept)
		h.Set("Sec-Fetch-Dest", dest)
		h.Set("Sec-Fetch-Mode", mode)
		h.Set("Sec-Fetch-Site", from)
	}
	path, _, _ = strings.Cut(path, "?")
	switch {
	case path == edition.WorkerPath:
		set("*/*", "worker", "same-origin", "same-origin")
	case strings.HasSuffix(path, ".js"):
		set("*/*", "script", "no-cors", "same-origin")
	case strings.HasSuffix(path, ".css"):
		set("text/css,*/*;q=0.1", "style", "no-cors", "same-origin")
	case strings.HasSuffix(path, ".svg"):
		set("image/avif,image/webp,image/svg+xml,image/*,*/*;q=0.8", "image", "no-cors", "same-origin")
	case strings.HasSuffix(path, "/ballot.json"):
		set("application/json", "empty", "cors", "same-origin")
	case strings.HasSuffix(path, ".wasm"):
		set("*/*", "empty", "cors", "same-origin")
	default:
		set("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "document", "navigate", "none")
		h.Set("Sec-Fetch-User", "?1")
		h.Set("Upgrade-Insecure-Requests", "1")
	}
	return h
}

// browsers are those that voters have. Each asks in its own way for languages
// and compression.
var browsers = []struct{ name, agent, language, encoding string }{
	{"Edge on Windows", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0", "en-GB,en;q=0.9,en-US;q=0.8", "gzip, deflate, br"},
	{"Safari on an iPhone", "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1", "cy-GB,cy;q=0.9,en-GB;q=0.8", "gzip"},
	{"Firefox on Linux", "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", "en-GB,pl;q=0.7", "br"},
	{"Chrome on Android", "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36", "ur,en-GB;q=0.8", "identity"},
}

// visitors are this round's: one with no cookie who says nothing of a browser;
// one of each browser, of which some have cookies; and one for each cookie that
// the observer gave.
func visitors(random *rand.Rand, cookies []string) []visitor {
	plain := visitor{name: "a program without cookies", header: http.Header{"User-Agent": {"curl/8.5.0"}, "Accept": {"*/*"}, "Accept-Encoding": {"identity"}}}
	list := []visitor{plain}
	for i, b := range browsers {
		v := visitor{b.name, http.Header{"User-Agent": {b.agent}, "Accept-Language": {b.language}, "Accept-Encoding": {b.encoding}}, true}
		switch i % 4 {
		case 0, 1:
			v.name += " with a session"
			v.header.Set("Cookie", "guildhall_session="+token(random)+"; guildhall_browser="+word(random, 32))
		case 2:
			v.name += " that voted before"
			v.header.Set("Cookie", "guildhall_browser="+word(random, 32))
		}
		list = append(list, v)
	}
	for i, cookie := range cookies {
		b := browsers[i%len(browsers)]
		list = append(list, visitor{fmt.Sprintf("%s with the cookie that you gave (%d)", b.name, i+1), http.Header{"User-Agent": {b.agent},
			"Accept-Language": {b.language}, "Accept-Encoding": {b.encoding}, "Cookie": {cookie}}, true})
	}
	return list
}

// word is random text of so many bytes, as cookies hold.
func word(random *rand.Rand, bytes int) string {
	b := make([]byte, bytes)
	for i := range b {
		b[i] = byte(random.Uint32())
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

// token looks like a session: a signed one that nobody issued.
func token(random *rand.Rand) string {
	head := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"HS256","typ":"JWT"}`))
	return head + "." + word(random, 140) + "." + word(random, 32)
}
