package monitor

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
)

// forbidden are headers that have no business in an answer that is the same for
// everybody, and what each would do.
var forbidden = []struct{ name, does string }{
	{"Set-Cookie", "recognises visitors"},
	{"Set-Cookie2", "recognises visitors"},
	{"Accept-CH", "asks browsers to describe themselves"},
	{"Critical-CH", "asks browsers to describe themselves"},
	{"Access-Control-Allow-Credentials", "lets other websites look"},
	{"Access-Control-Allow-Origin", "lets other websites look"},
	{"Clear-Site-Data", "deletes what the voter’s browser keeps"},
	{"Link", "makes browsers fetch other files"},
	{"Refresh", "leads somewhere else"},
	{"Report-To", "makes browsers tell others"},
	{"Reporting-Endpoints", "makes browsers tell others"},
	{"Nel", "makes browsers tell others"},
	{"Content-Security-Policy-Report-Only", "makes browsers tell others"},
	{"Service-Worker-Allowed", "lets a script stand between voter and booth"},
	{"Speculation-Rules", "makes browsers fetch other pages"},
	{"SourceMap", "makes browsers fetch other files"},
	{"X-SourceMap", "makes browsers fetch other files"},
}

// headers checks what must hold of every answer of the booth.
func (m *Monitor) headers(v visitor, path string, a *answer) error {
	for _, f := range forbidden {
		if len(a.header.Values(f.name)) > 0 {
			return wrong("header", v, map[string][]byte{headFile: a.head(path, v)}, who+" was served %s with the header %s, which %s. The booth must not have it.", path, f.name, f.does)
		}
	}
	for _, list := range a.header.Values("Vary") {
		for name := range strings.SplitSeq(list, ",") {
			if name = strings.TrimSpace(name); name != "" && !strings.EqualFold(name, "Accept-Encoding") {
				return wrong("header", v, map[string][]byte{headFile: a.head(path, v)}, who+" was served %s with the header Vary: %q, so it may be different for others. The booth must not.", path, name)
			}
		}
	}
	if got := a.header.Get("X-Content-Type-Options"); !strings.EqualFold(got, "nosniff") {
		return wrong("header", v, map[string][]byte{headFile: a.head(path, v)}, who+" was served %s without “X-Content-Type-Options: nosniff”.", path)
	}
	return nil
}

// head is an answer's status and headers, as evidence. What a visitor's cookie
// was stays out: it may be a voter's.
func (a *answer) head(path string, v visitor) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s, as %s\nUser-Agent: %s\n\nstatus %d\n", path, v.name, v.header.Get("User-Agent"), a.status)
	var names []string
	for name := range a.header {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		for _, value := range a.header.Values(name) {
			if name == "Set-Cookie" {
				value, _, _ = strings.Cut(value, "=")
				value += "=…"
			}
			fmt.Fprintf(&b, "%s: %s\n", name, value)
		}
	}
	return b.Bytes()
}
