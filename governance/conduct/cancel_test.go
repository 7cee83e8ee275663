package conduct_test

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"math/big"
	"slices"
	"strings"
	"testing"

	"filippo.io/edwards25519"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/election/roll"
	"github.com/onenorwich/guildhall/governance/conduct"
	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/governance/rehearsal"
)

// order is that of the group.
var order, _ = new(big.Int).SetString("7237005577332262213973186563042994240857116359379907606001950938285454250989", 10)

func scalar(t *testing.T, n *big.Int) *edwards25519.Scalar {
	t.Helper()
	b := new(big.Int).Mod(n, order).FillBytes(make([]byte, 32))
	slices.Reverse(b)
	s, err := edwards25519.NewScalar().SetCanonicalBytes(b)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// text is a point as the ballot protocol writes it, and point reads one.
func text(p *edwards25519.Point) string {
	b := p.Bytes()
	slices.Reverse(b)
	return hex.EncodeToString(b)
}

func point(t *testing.T, text string) *edwards25519.Point {
	t.Helper()
	b, err := hex.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	slices.Reverse(b)
	p, err := new(edwards25519.Point).SetBytes(b)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

type signature struct {
	Challenge string `json:"challenge"`
	Response  string `json:"response"`
}

type signed struct {
	Message   string    `json:"message"`
	Signature signature `json:"signature"`
}

type polynomial struct {
	Polynomial string    `json:"polynomial"`
	Secrets    []string  `json:"secrets"`
	Coefexps   signed    `json:"coefexps"`
	Signature  signature `json:"signature"`
}

// sign signs a message as the trustee with this phrase does.
func sign(t *testing.T, phrase belenios.Seed, message string) signature {
	t.Helper()
	hash := func(s string) *big.Int {
		h := sha256.Sum256([]byte(s))
		return new(big.Int).SetBytes(h[:])
	}
	w, err := rand.Int(rand.Reader, order)
	if err != nil {
		t.Fatal(err)
	}
	challenge := new(big.Int).Mod(hash("sigmsg|"+message+"|"+text(new(edwards25519.Point).ScalarBaseMult(scalar(t, w)))), order)
	response := new(big.Int).Mul(hash("sk|"+strings.ReplaceAll(phrase.Reveal(), " ", "")), challenge)
	return signature{challenge.String(), response.Sub(w, response).Mod(response, order).String()}
}

// TestTrusteeCancelsTheOthers: the last trustee deals commitments that are signed as
// they should be and cancel everybody else's. Recorded, they would end the ceremony
// without a key, and a verifier would find the log false.
func TestTrusteeCancelsTheOthers(t *testing.T) {
	ctx := t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	rule, err := roll.ParseRule("equal")
	must(err)
	script := rehearsal.Default(rows(6), rule)
	script.Trustees, script.Threshold = 2, 2
	r, err := rehearsal.Start(ctx, t.TempDir(), script)
	must(err)
	t.Cleanup(func() { r.Dir.Close() })
	must(r.Until(ctx, rehearsal.Settled))
	log := record.Ceremony{Blobs: r.Dir.Log}
	now := func() election.Election {
		t.Helper()
		el, err := r.Desk().Election(script.ID)
		must(err)
		return el
	}
	el := now()
	var certificates []string
	for _, trustee := range r.Team.Trustees {
		c, err := trustee.Phrase.Certificate(rand.Reader, conduct.TrusteeSeat(&el, trustee.Person))
		must(err)
		must(r.Desk().GiveCertificate(ctx, trustee.Person, script.ID, c.Encode()))
		certificates = append(certificates, string(c.Encode()))
	}
	el = now()
	committee, err := log.Committee(ctx, &el)
	must(err)
	honest, liar := r.Team.Trustees[0], r.Team.Trustees[1]
	dealt, err := committee.Deal(rand.Reader, honest.Phrase)
	must(err)
	must(r.Desk().GivePolynomial(ctx, honest.Person, script.ID, dealt.Encode()))
	own, err := committee.Deal(rand.Reader, liar.Phrase)
	must(err)

	el = now()
	raw, err := r.Dir.Log.Blob(ctx, audit.Digest(el.Ceremony[0].Polynomial))
	must(err)
	var theirs, mine polynomial
	must(json.Unmarshal(raw, &theirs))
	must(json.Unmarshal(own.Encode(), &mine))
	var given struct {
		Coefexps []string `json:"coefexps"`
	}
	must(json.Unmarshal([]byte(theirs.Coefexps.Message), &given))
	// At trustee 1 the sum of all commitments is the neutral element.
	second := edwards25519.NewGeneratorPoint()
	first := new(edwards25519.Point).Negate(second)
	for _, c := range given.Coefexps {
		first.Subtract(first, point(t, c))
	}
	coefexps := `"coefexps":["` + text(first) + `","` + text(second) + `"]`
	mine.Coefexps.Message = "{" + coefexps + "}"
	mine.Coefexps.Signature = sign(t, liar.Phrase, mine.Coefexps.Message)
	mine.Signature = sign(t, liar.Phrase, `certs_sig|{"certs":[`+strings.Join(certificates, ",")+`],`+coefexps+`}`)
	forged, err := json.Marshal(mine)
	must(err)
	if _, err := committee.ParsePolynomial(2, forged); err != nil {
		t.Fatalf("the forgery does not hold by itself: %v", err)
	}
	if err := r.Desk().GivePolynomial(ctx, liar.Person, script.ID, forged); refusal(err) != "ceremony" || !strings.Contains(err.Error(), "cancel") {
		t.Errorf("a polynomial that cancels the others: %v", err)
	}
	if el = now(); !el.Ceremony[1].Polynomial.IsZero() {
		t.Error("it was recorded")
	}
	must(r.Desk().GivePolynomial(ctx, liar.Person, script.ID, own.Encode()))
}
