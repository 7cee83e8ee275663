package public

import (
	"net/http"
	"strings"
	"sync"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/web/booth/edition"
	"github.com/onenorwich/guildhall/web/site"
	"github.com/onenorwich/guildhall/web/ui"
)

type verifyModel struct {
	Links    []ui.Link
	Key      string
	Shell    string // five lines that check the chain
	Leaf     ui.Digest
	Guild    string // with our program
	Belenios string // with somebody else's
	Archives []ui.Link
	Booth    ui.Digest // the hash of the voting page
	Watch    string    // with our program
	Old      bool      // some archive is in the group that the stock program knows

	Witnesses []witness
}

var verifyPage = ui.Define[verifyModel](files, "verify.html")

// shell checks the chain of the log with what any Unix has: each line holds the
// SHA-256 of a zero byte and the line before it. The last line it prints is
// the hash of the newest entry.
func shell(base, origin string) string {
	return strings.Join([]string{
		`h() { { printf '\0'; printf %s "$1"; } | sha256sum | cut -c1-64; }`,
		`prev=$(h '` + origin + `')`,
		`curl -s ` + base + `/log.jsonl | { while IFS= read -r line; do p=${line#*'"prev":"'}`,
		`  [ "${p%%\"*}" = "$prev" ] || echo "BROKEN: $line"`,
		`  prev=$(h "$line"); done; echo "$prev"; }`,
	}, "\n")
}

// built is the hash of the booth that this program serves.
var built = sync.OnceValues(func() (audit.Digest, error) {
	e, err := edition.Built()
	if err != nil {
		return audit.Digest{}, err
	}
	return e.Hash(), nil
})

// verify says how anybody checks everything.
func (p *pages) verify(c echo.Context) error {
	ctx, point := c.Request().Context(), site.Of(c).Point
	key := p.Desk.Clerk.PublicKey()
	m := verifyModel{
		Witnesses: witnesses(point),
		Links: []ui.Link{{Text: "Everything that is public, as one file (bundle.zip)", Href: "/bundle.zip"}, {Text: "The log (log.jsonl)", Href: "/log.jsonl"},
			{Text: "The signed checkpoint", Href: "/checkpoint"}, {Text: "The log’s public key", Href: "/key"}},
		Key:   string(key),
		Shell: shell(p.BaseURL, key.Origin()),
		Leaf:  ui.Digest(point.Head.Leaf.String()),
		Watch: "guildhall monitor " + p.BaseURL + " --keep seen --key '" + string(key) + "'",
		Guild: "curl -sO " + p.BaseURL + "/bundle.zip\nguildhall verify bundle.zip --key '" + string(key) + "'",
	}
	if booth, err := built(); err == nil { // a program without assets has no booth
		m.Booth = ui.Digest(booth.String())
	}
	for el := range point.State.Election.Elections {
		if el.Poll.Prepared == nil {
			continue
		}
		m.Old = m.Old || el.Called.Group == election.Group2048
		text := p.Desk.Text(ctx, &el)
		for _, contest := range el.Poll.Prepared.Contests {
			m.Archives = append(m.Archives, ui.Link{Text: text.Title + ": " + text.PostName(contest.Post), Href: "/elections/" + string(el.ID()) + "/" + string(contest.Post) + ".bel"})
		}
	}
	archive := "/elections/ID/POST.bel"
	if len(m.Archives) > 0 {
		archive = m.Archives[0].Href
	}
	m.Belenios = "mkdir archive && curl -s " + p.BaseURL + archive + " -o archive/post.bel\nbelenios-tool election verify --dir archive"
	return verifyPage.Render(c, http.StatusOK, ui.Page{Title: "Check it yourself", Current: "/verify"}, m)
}

type secrecyModel struct {
	Elections []secrecyElection
}

type secrecyElection struct {
	Title      string
	Protection ui.Summary
}

var secrecyPage = ui.Define[secrecyModel](files, "secrecy.html")
