package belenios

import (
	"bytes"
	"crypto/rand"
	"strings"
	"testing"

	"github.com/onenorwich/guildhall/election/belenios/internal/group"
)

// shape makes a share whose first factor is not what the key makes of the tally,
// though its proof holds.
func shape(t testing.TB, tally *Tally, key *TrusteeKey) []byte {
	t.Helper()
	g := key.group
	share, err := key.PartialDecrypt(rand.Reader, tally)
	if err != nil {
		t.Fatal(err)
	}
	proofs, err := (&Share{raw: share.raw}).read(g)
	if err != nil {
		t.Fatal(err)
	}
	w, err := g.Random(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	// f = (B − ρα)/c for a B that is w·α and something more.
	alpha := tally.pairs[0][0].alpha
	b := g.Add(g.SecretMul(alpha, w), g.Generator())
	c := group.Challenge(g, tally.decryptPrefix(key.public), g.Encode(g.BaseMul(w)), ",", g.Encode(b))
	rho := respond(g, w, key.secret, c)
	share.factors[0][0] = g.VarMul(g.Add(b, g.Neg(g.VarMul(alpha, rho))), g.Invert(c))
	proofs[0][0] = proof{c, rho}
	return appendShare(nil, g, share.factors, proofs)
}

// TestTrusteeShapesADecryptionFactor: the proof of such a share holds, and with
// others' it gives no result; its binding tells whose it is, whatever its owner
// puts there. An honest trustee is not taken for the one.
func TestTrusteeShapesADecryptionFactor(t *testing.T) {
	s := newSitting(t, Ed25519, 2, 3)
	e := newScene(t, Ed25519, scenario{sitting: s})
	tally := e.tally(t, testVotes)
	liar, honest := s.parts[0].Key, s.parts[1].Key
	owner := tally.setup.Trustees.Owner(liar.public)
	shaped, err := tally.CheckShare(owner, shape(t, tally, liar))
	if err != nil {
		t.Fatal("the shaped factor's proof does not hold, so the forgery is none: ", err)
	}
	right, err := honest.PartialDecrypt(rand.Reader, tally)
	if err != nil {
		t.Fatal(err)
	}
	service, err := e.keys[0].PartialDecrypt(rand.Reader, tally)
	if err != nil {
		t.Fatal(err)
	}
	if r, err := tally.Combine([]*Share{service, shaped, right}); err == nil {
		t.Errorf("the shares give %v", r)
	}
	good, err := honest.Bind(rand.Reader, right)
	if err != nil {
		t.Fatal(err)
	}
	if err := right.CheckBinding(good); err != nil {
		t.Errorf("an honest binding: %v", err)
	}
	// What the liar's key signs of the shaped share, and of the right one.
	own, err := liar.Bind(rand.Reader, shaped)
	if err != nil {
		t.Fatal(err)
	}
	straight, err := liar.PartialDecrypt(rand.Reader, tally)
	if err != nil {
		t.Fatal(err)
	}
	other, err := liar.Bind(rand.Reader, straight)
	if err != nil {
		t.Fatal(err)
	}
	for name, raw := range map[string][]byte{"of the shaped share": own, "of the right share": other, "somebody else's": good, "nothing": nil, "no proofs": []byte("[]"),
		"a row too short": []byte("[[]]"), "something after it": append(bytes.Clone(own), ' ')} {
		if err := shaped.CheckBinding(raw); err == nil || !strings.Contains(err.Error(), "the share of trustee 2") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := honest.Bind(rand.Reader, shaped); err == nil {
		t.Error("a key binds a share of another")
	}
	// The same proof is none for another share of the same key.
	if err := straight.CheckBinding(own); err == nil {
		t.Error("the binding of another share")
	}
	if err := straight.CheckBinding(other); err != nil {
		t.Errorf("the liar's own honest share: %v", err)
	}
}
