package edition_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/onenorwich/guildhall/web/booth/edition"
	"github.com/onenorwich/guildhall/web/ui"
	"github.com/onenorwich/guildhall/web/ui/uitest"
)

func built(t *testing.T) *edition.Edition {
	t.Helper()
	if ui.Assets() != nil {
		uitest.Missing(t, "the built assets (run make assets)")
	}
	e, err := edition.Built()
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// address finds what a page or a style sheet makes a browser fetch.
var address = regexp.MustCompile(`(?:src|href)="(/assets/[^"]+)"|url\(([^)]+)\)|"(/assets/[^"]+)"`)

// TestNothingIsLeftOut: all that the page, its styles and its worker fetch is in
// the list, and nothing else is.
func TestNothingIsLeftOut(t *testing.T) {
	e := built(t)
	named := map[string]bool{edition.PagePath: true, edition.WorkerPath: true}
	for _, f := range e.Files {
		if !strings.HasPrefix(f.Type, "text/") {
			continue
		}
		for _, m := range address.FindAllStringSubmatch(string(f.Body), -1) {
			path := m[1] + m[3]
			if m[2] != "" && strings.HasSuffix(f.Path, ".css") {
				path = ui.AssetPath + strings.Trim(m[2], `"'`)
			}
			if path == "" {
				continue
			}
			named[path] = true
			if e.File(path) == nil {
				t.Errorf("%s makes browsers fetch %s, which is not listed", f.Path, path)
			}
		}
	}
	for _, f := range e.Files {
		if !named[f.Path] {
			t.Errorf("%s is listed, but nothing fetches it", f.Path)
		}
	}
	for _, part := range []string{"booth.", ".wasm", "wasm_exec.", "nhsuk.", "guildhall.", "booth-pages.", "check.", "icon"} {
		if !strings.Contains(string(e.List()), part) {
			t.Errorf("no file of the list has %q in its name:\n%s", part, e.List())
		}
	}
}

// TestPageKnowsNobody: nothing of one service, one election or one visitor is in
// the page, so its hash is that of the source.
func TestPageKnowsNobody(t *testing.T) {
	page, err := edition.Page()
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range []string{"OneNorwich", "Demonstration", "Sign in", "Sign out", "committee", "style=", "<script>"} {
		if bytes.Contains(page, []byte(word)) {
			t.Errorf("the booth's page says %q", word)
		}
	}
	if !bytes.Contains(page, []byte("<title>Your vote – Guildhall</title>")) {
		t.Errorf("the page's title is another:\n%.600s", page)
	}
}

// TestHash: the hash is of the list, and moves with every byte of every file.
func TestHash(t *testing.T) {
	e := built(t)
	sum := sha256.Sum256(e.List())
	if got := e.Hash(); got.String() != hex.EncodeToString(sum[:]) {
		t.Errorf("hash %s", got)
	}
	was := e.Hash()
	for i := range e.Files {
		f := &e.Files[i]
		f.Body = bytes.Clone(f.Body)
		f.Body[len(f.Body)/2] ^= 1
		if e.Hash() == was {
			t.Errorf("another %s has the same hash", f.Path)
		}
		f.Body[len(f.Body)/2] ^= 1
	}
	if e.Hash() != was {
		t.Error("the same booth has another hash")
	}
}

// TestListIsReadBySha256sum: the list is what that program takes.
func TestListIsReadBySha256sum(t *testing.T) {
	tool, err := exec.LookPath("sha256sum")
	if err != nil {
		uitest.Missing(t, "sha256sum")
	}
	e := built(t)
	dir := t.TempDir()
	if err := e.Write(dir); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("sh", "-c", `sed 's,  /,  ,' booth.sha256 | `+tool+` -c --quiet -`)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	again, err := edition.Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	if again.Hash() != e.Hash() || len(again.Files) != len(e.Files) {
		t.Errorf("what was written is read as %s", again.Hash())
	}
	for i, f := range again.Files {
		if f.Path != e.Files[i].Path || f.Type != e.Files[i].Type || f.Policy != e.Files[i].Policy || !bytes.Equal(f.Body, e.Files[i].Body) {
			t.Errorf("%s has changed", f.Path)
		}
	}
}

// TestManifest: programs are told what to rebuild, and of which bytes.
func TestManifest(t *testing.T) {
	e := built(t)
	raw, err := e.Manifest().JSON()
	if err != nil {
		t.Fatal(err)
	}
	var m struct {
		Booth, Source, Toolchain string
		Files                    []struct {
			Path, Type, Policy, SHA256 string
			Size                       int
		}
	}
	if err := json.Unmarshal(raw, &m); err != nil {
		t.Fatal(err)
	}
	if m.Booth != e.Hash().String() || m.Source != "github.com/onenorwich/guildhall" || !strings.HasPrefix(m.Toolchain, "go1.") {
		t.Errorf("%+v", m)
	}
	for i, f := range m.Files {
		want := e.Files[i]
		if f.Path != want.Path || f.SHA256 != want.Sum().String() || f.Size != len(want.Body) || f.Policy != want.Policy {
			t.Errorf("%+v", f)
		}
	}
	for path, policy := range map[string]string{edition.PagePath: edition.Policy, edition.WorkerPath: ui.WorkerPolicy} {
		if e.File(path).Policy != policy {
			t.Errorf("%s has the policy %q", path, e.File(path).Policy)
		}
	}
	if len(m.Files) != len(e.Files) {
		t.Errorf("%d of %d files", len(m.Files), len(e.Files))
	}
}
