package group

import (
	"crypto/rand"
	"testing"
)

// TestFormatSecret holds the constant-time writer to the plain one.
func TestFormatSecret(t *testing.T) {
	for _, name := range []string{Ed25519, Belenios2048} {
		g, err := ByName(name)
		if err != nil {
			t.Fatal(err)
		}
		numbers := []Secret{{}, Small(1), Small(9), Small(10), Small(65535), Hide(g.Int(-1)), Hide(g.Int(1e18))}
		for range 200 {
			x, err := g.Random(rand.Reader)
			if err != nil {
				t.Fatal(err)
			}
			short := x
			for i := range short.b[len(numbers)%32:] { // of every length
				short.b[31-i] = 0
			}
			numbers = append(numbers, x, short)
		}
		for _, x := range numbers {
			s := FormatSecret(g, x)
			if want := g.Format(Publish(x)); s != want {
				t.Errorf("%s: %s is written %s", name, want, s)
			}
			if back, err := ParseSecret(g, s); err != nil || !back.Equal(x) {
				t.Errorf("%s: %s comes back as another number: %v", name, s, err)
			}
		}
	}
}
