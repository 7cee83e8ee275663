package group

import (
	"crypto/rand"
	"strings"
	"testing"
)

func both(t *testing.T, f func(t *testing.T, g Group)) {
	for _, name := range []string{Ed25519, Belenios2048} {
		g, err := ByName(name)
		if err != nil {
			t.Fatal(err)
		}
		if g.Name() != name {
			t.Errorf("%s is called %s", name, g.Name())
		}
		t.Run(name, func(t *testing.T) { f(t, g) })
	}
}

// TestLaws: secret and public arithmetic are the same arithmetic, and that of
// a group of order q.
func TestLaws(t *testing.T) {
	both(t, func(t *testing.T, g Group) {
		for range 5 {
			x, err := g.Random(rand.Reader)
			if err != nil {
				t.Fatal(err)
			}
			y, err := g.Random(rand.Reader)
			if err != nil {
				t.Fatal(err)
			}
			if x.Equal(y) || !x.Equal(x) {
				t.Fatal("two draws are equal, or one is not equal to itself")
			}
			a, b := Publish(x), Publish(y)
			p, q := g.BaseMul(x), g.BaseMul(y)
			same := func(what string, p, q Point) {
				t.Helper()
				if !g.Equal(p, q) || g.Encode(p) != g.Encode(q) {
					t.Error(what)
				}
			}
			same("x·G, publicly", p, g.VarMul(g.Generator(), a))
			same("x·G + y·G", g.Add(p, q), g.BaseMul(g.SecretAdd(x, y)))
			same("x·G − y·G", g.Add(p, g.Neg(q)), g.BaseMul(g.SecretSub(x, y)))
			same("y·(x·G)", g.SecretMul(p, y), g.BaseMul(g.SecretTimes(x, y)))
			same("y·(x·G), publicly", g.VarMul(p, b), g.VarMul(g.Generator(), g.Times(a, b)))
			same("x·G + y·(y·G)", g.VarDouble(a, b, q), g.Add(p, g.SecretMul(q, y)))
			same("0·G + y·(y·G)", g.VarDouble(Scalar{}, b, q), g.SecretMul(q, y))
			same("x/x", g.VarMul(q, g.Times(a, g.Invert(a))), q)
			same("(x + y)·G", g.VarMul(g.Generator(), g.Plus(a, b)), g.Add(p, q))
			same("(q − 1)·P", g.VarMul(p, g.Int(-1)), g.Neg(p))
			if !g.IsIdentity(g.Add(p, g.Neg(p))) || g.IsIdentity(p) || !g.IsIdentity(g.Identity()) || !g.IsIdentity(g.VarMul(p, Scalar{})) {
				t.Error("the neutral element is not the neutral element")
			}
			back, err := g.Decode(g.Encode(p))
			if err != nil {
				t.Fatal(err)
			}
			same("read back", back, p)
			if z, err := g.Parse(g.Format(a)); err != nil || z != a {
				t.Errorf("a number read back: %v", err)
			}
			if z, err := ParseSecret(g, FormatSecret(g, x)); err != nil || !z.Equal(x) {
				t.Errorf("a secret read back: %v", err)
			}
		}
	})
}

func TestSmallAndSelect(t *testing.T) {
	both(t, func(t *testing.T, g Group) {
		for _, n := range []int{0, 1, 2, 255, 256, 65535} {
			if Publish(Small(n)) != g.Int(int64(n)) {
				t.Errorf("the secret %d is another number", n)
			}
			if got := Small(n).IsZero(); (got == 1) != (n == 0) {
				t.Errorf("is %d zero: %d", n, got)
			}
		}
		a, b := Small(7), Hide(g.Int(-1))
		if Select(1, a, b) != a || Select(0, a, b) != b {
			t.Error("the wrong one is selected")
		}
	})
}

// TestBasePoint: Belenios spells the base point 66…6658.
func TestBasePoint(t *testing.T) {
	g, _ := ByName(Ed25519)
	if got := g.Encode(g.Generator()); got != strings.Repeat("66", 31)+"58" {
		t.Errorf("the base point is %s", got)
	}
	if _, err := ByName("RFC-3526-2048"); err == nil {
		t.Error("an unknown group is found")
	}
}

// TestChallenge is SHA-256 of the empty string, big-endian, modulo q, computed
// elsewhere.
func TestChallenge(t *testing.T) {
	for name, want := range map[string]string{
		Belenios2048: "24415602998482211949607552509909872667978479389789240381869315081310041863108",
		Ed25519:      "1669258166902426033910600439979403417800271616879328509352083865119305572703",
	} {
		g, _ := ByName(name)
		if got := g.Format(Challenge(g)); got != want {
			t.Errorf("%s: %s", name, got)
		}
	}
	g, _ := ByName(Ed25519)
	if Challenge(g, "a", "bc") != Challenge(g, "abc") || Challenge(g, "abc") == Challenge(g, "abd") {
		t.Error("the parts are not hashed one after the other")
	}
}

func TestNoRandomness(t *testing.T) {
	both(t, func(t *testing.T, g Group) {
		if _, err := g.Random(strings.NewReader(strings.Repeat("x", 63))); err == nil {
			t.Error("a number without randomness")
		}
	})
}
