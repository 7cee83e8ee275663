package main_test

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/onenorwich/guildhall"

// What a rule may forbid. An entry forbids the package and all below it.
var (
	rules   = []string{module + "/election", module + "/governance"}
	sql     = []string{"database/sql", "modernc.org/sqlite", "github.com/jackc/pgx", module + "/audit/store"}
	service = []string{module + "/web", module + "/cmd", "github.com/labstack", "github.com/sirupsen/logrus"}
	text    = []string{"text/template", "html/template", "golang.org/x/text", "github.com/jung-kurt/gofpdf"}
	mail    = []string{"net/smtp", "net/mail", "github.com/wneessen/go-mail"}
	crypto  = []string{"crypto", "golang.org/x/crypto", "filippo.io"}
	codec   = []string{"encoding/json", "encoding/gob", "encoding/xml", "github.com/go-json-experiment"}
	network = []string{"net"}
	auditor = []string{module + "/audit"}
	wide    = []string{"net/http", "html/template", "github.com/sirupsen/logrus", "filippo.io/age"}
)

// visitors are the packages of which none may know another.
var visitors = []string{"public", "practice", "officer", "trustee", "registrar", "witness", "committee", "account"}

type rule struct {
	pkg   string   // below the module; with "/..." all below it too
	never []string // nor any package that imports one of these
	must  bool     // the rule's package exists
}

// arrows say which way imports may point: what is to be verified by somebody who
// trusts nobody must not depend on what serves pages.
var arrows = []rule{
	{"audit", slices.Concat(rules, sql, service), true},
	{"audit/store", slices.Concat(rules, service), true},
	{"election", slices.Concat(auditor, codec, crypto, network, sql, service, text), true},
	{"election/...", slices.Concat(auditor, sql, service), true},
	{"election/table", slices.Concat(rules, crypto, codec), true},
	{"governance", slices.Concat(auditor, sql, service, text, mail), true},
	{"governance/...", service, true},
	{"governance/record", []string{module + "/audit/store", "database/sql"}, true},
	{"governance/record/...", []string{module + "/audit/store", "database/sql"}, true},
	// What observers compare with must not depend on what a service knows.
	{"web/booth/edition", []string{module + "/web/site"}, true},
	{"web/monitor", []string{module + "/web/site"}, true},
	// Nor must whoever decrypts.
	{"web/keys/trustee", slices.Concat(sql, network, text, mail, []string{module + "/web/site", "syscall/js"}), true},
	{"web/keys/count", slices.Concat(sql, network, text, mail, []string{module + "/web/site", "syscall/js"}), true},
}

type listed struct {
	ImportPath    string
	Imports, Deps []string
	Module        *struct{ Path string }
}

func list(t *testing.T, env []string, patterns ...string) []listed {
	t.Helper()
	cmd := exec.Command("go", append([]string{"list", "-json=ImportPath,Imports,Deps,Module"}, patterns...)...)
	cmd.Dir = "../.."
	cmd.Env = append(cmd.Environ(), env...)
	out, err := cmd.Output()
	if err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			t.Fatalf("go list %v: %s", patterns, exit.Stderr)
		}
		t.Fatal(err)
	}
	var all []listed
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		if err := d.Decode(&p); err == io.EOF {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

func below(pkg, root string) bool { return pkg == root || strings.HasPrefix(pkg, root+"/") }

// breaks gives the first thing that a package must not depend on and does. What
// lies inside the package's own folder is never forbidden to it.
func breaks(p listed, never []string) string {
	for _, dep := range p.Deps {
		for _, no := range never {
			if below(dep, no) && !below(p.ImportPath, no) {
				return dep
			}
		}
	}
	return ""
}

func TestImportsPointOneWay(t *testing.T) {
	all := list(t, nil, "./...")
	for _, r := range arrows {
		root, deep := strings.CutSuffix(r.pkg, "/...")
		found := 0
		for _, p := range all {
			if p.ImportPath != module+"/"+root && !(deep && below(p.ImportPath, module+"/"+root)) {
				continue
			}
			found++
			if dep := breaks(p, r.never); dep != "" {
				t.Errorf("%s must never depend on %s", strings.TrimPrefix(p.ImportPath, module+"/"), dep)
			}
		}
		if r.must && found == 0 {
			t.Errorf("the rule for %s holds of nothing: there is no such package", r.pkg)
		}
	}
	for _, p := range all {
		name, ok := strings.CutPrefix(p.ImportPath, module+"/web/")
		if !ok || !slices.Contains(visitors, strings.Split(name, "/")[0]) {
			continue
		}
		for _, other := range visitors {
			if own := strings.Split(name, "/")[0]; other != own && breaks(p, []string{path.Join(module, "web", other)}) != "" {
				t.Errorf("web/%s must never depend on web/%s: visitors do not know each other", own, other)
			}
		}
	}
}

// TestLibrariesStayBehindOnePackage: what may have to be replaced one day is
// imported in one place.
func TestLibrariesStayBehindOnePackage(t *testing.T) {
	only := map[string]string{ // one folder, or several with a space between
		"github.com/jung-kurt/gofpdf":         "web/pdf",
		"modernc.org/sqlite":                  "audit/store",
		"github.com/wneessen/go-mail":         "web/mail",
		"filippo.io/edwards25519":             "election/belenios",
		"github.com/chromedp/chromedp":        "web/ui/uitest",
		"github.com/jba/templatecheck":        "web/ui",
		"github.com/andybalholm/brotli":       "web", // the build compresses; the monitor reads what a proxy has compressed
		"github.com/golang-jwt/jwt/v5":        "web",
		"github.com/labstack/echo/v4":         "web",
		"github.com/alecthomas/kong":          "cmd",
		"filippo.io/age":                      "web/codes governance/datadir",
		"github.com/transparency-dev/formats": "audit",
	}
	for _, p := range list(t, nil, "./...") {
		for _, dep := range p.Imports {
			for library, homes := range only {
				if below(dep, library) && !slices.ContainsFunc(strings.Fields(homes), func(home string) bool { return below(p.ImportPath, module+"/"+home) }) {
					t.Errorf("%s imports %s, which stays behind %s", p.ImportPath, dep, homes)
				}
			}
		}
	}
}

// TestProgramsOfTheBrowserStaySmall: the WebAssembly programs, as they are
// compiled for the browser.
func TestProgramsOfTheBrowserStaySmall(t *testing.T) {
	programs, err := filepath.Glob("../../web/*/wasm/main.go")
	if err != nil || len(programs) == 0 {
		t.Fatalf("there are no programs: %v", err)
	}
	for i, file := range programs {
		programs[i] = strings.Replace(path.Dir(filepath.ToSlash(file)), "../..", ".", 1)
	}
	for _, p := range list(t, []string{"GOOS=js", "GOARCH=wasm"}, programs...) {
		never := wide
		if p.ImportPath == module+"/web/codes/wasm" {
			never = []string{"net/http", "github.com/sirupsen/logrus"} // it prints letters and locks a file
		}
		if dep := breaks(p, never); dep != "" {
			t.Errorf("%s must never depend on %s: a browser downloads it", p.ImportPath, dep)
		}
	}
}

// TestBreaks holds the check itself against what it must find.
func TestBreaks(t *testing.T) {
	p := listed{ImportPath: module + "/audit/store", Deps: []string{"netip", "net/http", module + "/audit"}}
	for _, c := range []struct {
		never []string
		want  string
	}{
		{network, "net/http"},
		{[]string{"net/url"}, ""},
		{auditor, ""}, // its own parent's folder
		{[]string{"net/http/cookiejar"}, ""},
	} {
		if got := breaks(p, c.never); got != c.want {
			t.Errorf("%v: %q, want %q", c.never, got, c.want)
		}
	}
}
