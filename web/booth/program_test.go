package booth_test

import (
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/skip2/go-qrcode"

	"github.com/onenorwich/guildhall/web/booth"
	"github.com/onenorwich/guildhall/web/ui"
	"github.com/onenorwich/guildhall/web/ui/uitest"
)

// TestProgramIsSmall: it is ready before the voter has read page 1.
func TestProgramIsSmall(t *testing.T) {
	if ui.Assets() != nil {
		uitest.Missing(t, "the built assets (run make assets)")
	}
	s := newScene(t)
	asset, err := ui.FindAsset(booth.Program)
	must(t, err)
	r, body := s.get(&http.Client{Transport: &http.Transport{DisableCompression: true}}, ui.AssetPath+asset.File, "Accept-Encoding", "br")
	if r.Header.Get("Content-Encoding") != "br" || r.Header.Get("Content-Type") != "application/wasm" {
		t.Errorf("served as %v", r.Header)
	}
	if len(body) >= 800_000 {
		t.Errorf("the booth has %d bytes of brotli; it must stay below 800,000", len(body))
	}
	t.Logf("%d bytes of WebAssembly, %d of brotli", asset.Size, len(body))
}

// TestProgramImports: the voter's program holds no network, no templates, no JSON,
// no logging, and of this module nothing but the ballot protocol.
func TestProgramImports(t *testing.T) {
	list := exec.Command("go", "list", "-deps", "./wasm")
	list.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "CGO_ENABLED=0")
	out, err := list.Output()
	must(t, err)
	forbidden := []string{"net", "html", "text", "encoding/json", "encoding/xml", "encoding/gob", "log", "database", "crypto/tls", "crypto/x509", "archive", "compress", "os/exec",
		"github.com/sirupsen", "github.com/labstack", "filippo.io/age", "modernc.org"}
	const own = "github.com/onenorwich/guildhall/"
	seen := 0
	for _, pkg := range strings.Fields(string(out)) {
		for _, f := range forbidden {
			if pkg == f || strings.HasPrefix(pkg, f+"/") {
				t.Errorf("the booth's program imports %s", pkg)
			}
		}
		if rest, ours := strings.CutPrefix(pkg, own); ours {
			seen++
			if !strings.HasPrefix(rest, "election/belenios") && !strings.HasPrefix(rest, "web/booth/") {
				t.Errorf("the booth's program imports %s", pkg)
			}
		}
	}
	if seen < 4 {
		t.Errorf("only %d packages of ours were listed", seen)
	}
}

// TestQR holds the codes that the browser draws against another encoder: the same
// squares for one of the eight masks, of which a writer may choose any.
func TestQR(t *testing.T) {
	s := newScene(t)
	tab := s.open()
	for n := range 8 {
		text := "http://vote.example/v/" + strings.Repeat("x-yz", 2+n*7) + "#" + strings.ToLower(s.rehearsal.Codes[s.practice])
		other, err := qrcode.New(text, qrcode.Low)
		must(t, err)
		other.DisableBorder = true
		var want []string
		for _, row := range other.Bitmap() {
			line := ""
			for _, dark := range row {
				line += string("01"[map[bool]int{true: 1}[dark]])
			}
			want = append(want, line)
		}
		var masks []string
		tab.Eval(`[0,1,2,3,4,5,6,7].map(m => guildhallQRGrid("`+text+`", m).map(r => r.map(d => d ? "1" : "0").join("")).join("\n"))`, &masks)
		found := false
		for _, m := range masks {
			found = found || m == strings.Join(want, "\n")
		}
		if !found {
			t.Errorf("%d bytes: no mask gives the squares of the other encoder (%d, we draw %d)", len(text), len(want), strings.Count(masks[0], "\n")+1)
		}
	}
	var none bool
	tab.Eval(`guildhallQR("x".repeat(300)) === null`, &none)
	if !none {
		t.Error("an address that is too long is drawn")
	}
}
