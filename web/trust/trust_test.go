package trust

import (
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the matrix into the README")

// root is the folder of the module.
const root = "../.."

var testFunc = regexp.MustCompile(`(?m)^func (Test\w+)\(`)

// tests are the names of all tests in the tree, as folder.TestName.
func tests(t *testing.T) map[string]bool {
	t.Helper()
	found := make(map[string]bool)
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && d.Name() == "node_modules" {
			return fs.SkipDir
		}
		if !strings.HasSuffix(path, "_test.go") {
			return nil
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		folder, err := filepath.Rel(root, filepath.Dir(path))
		for _, m := range testFunc.FindAllSubmatch(raw, -1) {
			found[filepath.ToSlash(folder)+"."+string(m[1])] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// TestEveryCell: what is said not to be possible, or to be found out, is shown
// by tests that are there.
func TestEveryCell(t *testing.T) {
	there := tests(t)
	check := func(where string, can Can, says string, names []string) {
		t.Helper()
		if says == "" || !strings.HasSuffix(says, ".") {
			t.Errorf("%s says nothing whole: %q", where, says)
		}
		if can != Yes && len(names) == 0 {
			t.Errorf("%s is shown by no test", where)
		}
		for _, name := range names {
			if !there[name] {
				t.Errorf("%s names %s, which is not in the tree", where, name)
			}
		}
	}
	for _, m := range []Matrix{Strict, Simple} {
		for _, p := range m.Parties {
			for i, c := range p.Cells {
				check(m.Scheme+", "+p.Name+", "+string(Questions[i]), c.Can, c.Says, c.Tests)
			}
		}
		for _, p := range m.Pairs {
			check(m.Scheme+", "+p.Who, p.Can, p.What, p.Tests)
		}
	}
}

// TestReadme: the README prints these tables.
func TestReadme(t *testing.T) {
	path := filepath.Join(root, "README.md")
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	readme := string(raw)
	for _, m := range []Matrix{Strict, Simple} {
		begin, end := "<!-- trust: "+m.Scheme+" -->\n", "<!-- end of trust: "+m.Scheme+" -->"
		before, rest, ok := strings.Cut(readme, begin)
		was, after, also := strings.Cut(rest, end)
		if !ok || !also {
			t.Fatalf("the README has no place for the matrix of the %s scheme", m.Scheme)
		}
		if was != m.Markdown() && !*update {
			t.Errorf("the README's matrix of the %s scheme is not this one: go test ./web/trust -update", m.Scheme)
		}
		readme = before + begin + m.Markdown() + end + after
	}
	if *update {
		if err := os.WriteFile(path, []byte(readme), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
