package belenios

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/onenorwich/guildhall/election/belenios/internal/group"
)

// TestTypesKeepSecrets: no variable-time operation of a group takes a secret,
// and the fast engine does not know the type at all.
func TestTypesKeepSecrets(t *testing.T) {
	groups := reflect.TypeFor[group.Group]()
	secret := reflect.TypeFor[group.Secret]()
	taking := 0
	for i := range groups.NumMethod() {
		m := groups.Method(i)
		takes := false
		for k := range m.Type.NumIn() {
			takes = takes || m.Type.In(k) == secret
		}
		if takes {
			taking++
		}
		if takes && !strings.HasPrefix(m.Name, "Secret") && m.Name != "BaseMul" {
			t.Errorf("%s takes a secret", m.Name)
		}
	}
	if taking != 5 {
		t.Errorf("%d methods take a secret instead of 5: look at the new one", taking)
	}
	for _, f := range sources(t, "internal/vartime") {
		for _, word := range []string{"group.Secret", "group.Hide", "group.Publish"} {
			if strings.Contains(read(t, f), word) {
				t.Errorf("%s mentions %s", f, word)
			}
		}
	}
}

// TestPublishedSecrets: secrets become public in the responses and challenges
// of finished proofs and nowhere else.
func TestPublishedSecrets(t *testing.T) {
	for _, f := range sources(t, ".") {
		allowed := map[string]int{"proof.go": 3}[filepath.Base(f)]
		if n := strings.Count(read(t, f), "group.Publish("); n != allowed {
			t.Errorf("%s makes %d secrets public instead of %d", f, n, allowed)
		}
		// A trustee's key is printed for its owner to keep, in one place; what
		// members send each other is printed to be encrypted, in another; and the
		// randomness of a ballot is printed once its voter opens it.
		allowed = map[string]int{"trusteekey.go": 1, "channel.go": 1, "opening.go": 1}[filepath.Base(f)]
		if n := strings.Count(read(t, f), "group.FormatSecret("); n != allowed {
			t.Errorf("%s prints %d secrets instead of %d", f, n, allowed)
		}
	}
}

func sources(t *testing.T, dir string) (out []string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !strings.HasSuffix(f, "_test.go") {
			out = append(out, f)
		}
	}
	if len(out) == 0 {
		t.Fatalf("no source in %s", dir)
	}
	return out
}

func read(t *testing.T, file string) string {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
