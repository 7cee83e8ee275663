package public

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/web/site"
	"github.com/onenorwich/guildhall/web/ui"
)

type logEntry struct {
	ID    string
	Head  string // "41. The poll was opened."
	When  string
	Kind  string
	Raw   string
	Files []ui.Link
}

type logModel struct {
	Lead       string
	Facts      ui.Summary
	Entries    []logEntry
	Pagination ui.Pagination
	Links      []ui.Link
}

var logPage = ui.Define[logModel](files, "log.html")

// logPart is how many entries one page shows.
const logPart = 50

// log shows the log for people, the newest page first.
func (p *pages) log(c echo.Context) error {
	ctx, point := c.Request().Context(), site.Of(c).Point
	size := point.Head.Size
	pages := int64(max((size+logPart-1)/logPart, 1))
	page := pages
	if n, err := strconv.ParseInt(c.QueryParam("page"), 10, 64); err == nil && n >= 1 && n <= pages {
		page = n
	}
	m := logModel{
		Lead: "Everything that happened is one entry here, and each entry holds the hash of the one before it. Names of people and other private words are sealed: the log holds a fingerprint of them.",
		Facts: ui.Summary{
			{Key: "Entries", Value: ui.Number(int(size))},
			{Key: "Root hash", Part: ui.Digest(point.Head.Root().String())},
			{Key: "Hash of the last entry", Part: ui.Digest(point.Head.Leaf.String())},
			{Key: "Key of the log", Part: ui.Digest(p.Desk.Clerk.PublicKey())},
		},
		Links: []ui.Link{{Text: "The whole log, one line of JSON for each entry", Href: "/log.jsonl"}, {Text: "The signed checkpoint", Href: "/checkpoint"},
			{Text: "The key", Href: "/key"}, {Text: "Everything that is public, as one file", Href: "/bundle.zip"}, {Text: "How to verify it", Href: "/verify"}},
	}
	tell := teller{p: p, ctx: ctx, state: &point.State}
	from := (page - 1) * logPart
	err := lines(ctx, p, point, from, func(seq int64, line []byte) error {
		if seq >= from+logPart {
			return errEnough
		}
		m.Entries = append(m.Entries, entry(&tell, line))
		return nil
	})
	if err != nil && err != errEnough {
		return err
	}
	at := func(n int64) (address, of string) {
		if n < 1 || n > pages {
			return "", ""
		}
		return "/log?page=" + strconv.FormatInt(n, 10), "Entries " + ui.Number(int((n-1)*logPart)) + " to " + ui.Number(int(min(n*logPart, size)-1))
	}
	m.Pagination.Previous, m.Pagination.PreviousOf = at(page - 1)
	m.Pagination.Next, m.Pagination.NextOf = at(page + 1)
	return logPage.Render(c, http.StatusOK, ui.Page{Title: "The log", Current: "/log"}, m)
}

// entry is one line for people, with its own bytes below it.
func entry(tell *teller, line []byte) logEntry {
	e, err := audit.ParseEntry(line)
	if err != nil {
		return logEntry{Head: "An entry that this program cannot read.", Raw: string(line)}
	}
	seq := strconv.FormatInt(e.Seq, 10)
	l := logEntry{ID: "entry-" + seq, Head: ui.Number(int(e.Seq)) + ". " + tell.sentence(e), When: ui.Date(e.Time) + ", " + ui.Seconds(e.Time), Kind: e.Kind, Raw: pretty(line)}
	for i, d := range e.Blobs {
		l.Files = append(l.Files, ui.Link{Text: "File " + strconv.Itoa(i+1) + " of entry " + seq, Href: "/blobs/" + d.String()})
	}
	return l
}

// pretty breaks a line of JSON for reading.
func pretty(line []byte) string {
	var b bytes.Buffer
	if err := json.Indent(&b, line, "", "  "); err != nil {
		return string(line)
	}
	return b.String()
}
