package belenios

import (
	"bytes"
	"crypto/rand"
	"errors"
	"math/big"
	"strings"
	"testing"

	"filippo.io/edwards25519"

	"github.com/onenorwich/guildhall/election/belenios/internal/group"
)

// orderTwo is the point (0, −1), which is on the curve and not in the group.
var orderTwo = "7f" + strings.Repeat("f", 60) + "ec"

// twisted adds the point of order two to a point of the group.
func twisted(t testing.TB, s string) string {
	t.Helper()
	p, err := group.DecodeCurve(s)
	if err != nil {
		t.Fatal(err)
	}
	q, err := group.DecodeCurve(orderTwo)
	if err != nil {
		t.Fatal(err)
	}
	return group.EncodeBytes(new(edwards25519.Point).Add(p, q).Bytes())
}

// other spellings of the point s, or points that are none.
func badPoints(t testing.TB, groupName, s string) map[string]string {
	if groupName == Belenios2048 {
		p, _ := new(big.Int).SetString("20694785691422546401013643657505008064922989295751104097100884787057374219242717401922237254497684338129066633138078958404960054389636289796393038773905722803605973749427671376777618898589872735865049081167099310535867780980030790491654063777173764198678527273474476341835600035698305193144284561701911000786737307333564123971732897913240474578834468260652327974647951137672658693582180046317922073668860052627186363386088796882120769432366149491002923444346373222145884100586421050242120365433561201320481118852408731077014151666200162313177169372189248078507711827842317498073276598828825169183103125680162072880719", 10)
		n, _ := new(big.Int).SetString(s, 10)
		return map[string]string{
			"zero":            "0",
			"p":               p.String(),
			"plus p":          new(big.Int).Add(n, p).String(),
			"order two":       new(big.Int).Sub(p, big.NewInt(1)).String(),
			"another order":   new(big.Int).Sub(p, n).String(),
			"a zero in front": "0" + s,
			"a sign":          "+" + s,
			"hexadecimal":     "0x" + n.Text(16),
			"nothing":         "",
		}
	}
	bad := map[string]string{
		"outside the subgroup": twisted(t, s),
		"order two":            orderTwo,
		"order four":           strings.Repeat("0", 64),
		"order four, sign":     "8" + strings.Repeat("0", 63),
		"order eight":          "7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd83d3d706a17c7",
		"identity, y = p + 1":  "7f" + strings.Repeat("f", 60) + "ee",
		"identity, sign":       "8" + strings.Repeat("0", 62) + "1",
		"order two, sign":      "ff" + strings.Repeat("f", 60) + "ec",
		"y = p":                "7f" + strings.Repeat("f", 60) + "ed",
		"y = p, sign":          "ff" + strings.Repeat("f", 60) + "ed",
		"y = 2^255 − 1":        "7f" + strings.Repeat("f", 62),
		"no point":             strings.Repeat("0", 63) + "2",
		"capitals":             strings.ToUpper(s),
		"a digit more":         s + "0",
		"a digit less":         s[1:],
		"little-endian base":   "58" + strings.Repeat("6", 62),
		"not hexadecimal":      "g" + s[1:],
		"nothing":              "",
	}
	for k := range 19 { // every y that has two spellings
		n := new(big.Int).Lsh(big.NewInt(1), 255)
		n.Sub(n, big.NewInt(19)).Add(n, big.NewInt(int64(k)))
		bad["y ≥ p, "+n.Text(16)] = n.Text(16)
	}
	return bad
}

func identity(groupName string) string {
	if groupName == Belenios2048 {
		return "1"
	}
	return strings.Repeat("0", 63) + "1"
}

// Rule 5, the encoding: every place that holds a point refuses every
// encoding that is not the canonical one of a point of the group.
func TestForgePoints(t *testing.T) {
	for _, groupName := range []string{Ed25519, Belenios2048} {
		s := newScene(t, groupName, scenario{voters: 1, weights: []int64{1}, questions: []Question{{"Q", []string{"a"}, false, 0, 1}}})
		raw := s.archive(t, []vote{{0, [][]int{{1}}}})
		for _, place := range []struct {
			name   string
			kind   string
			piece  int
			before string // what stands in front of the point
			reason string
			key    bool // the neutral element is refused too
		}{
			{"public_key", eventSetup, 0, `"public_key":"`, "public_key", true},
			{"trustee", eventSetup, 1, `"public_key":"`, "the trustees", true},
			{"credential", eventSetup, 2, `["`, "the list of credentials", true},
			{"alpha", eventBallot, 0, `"alpha":"`, "an encrypted choice", false},
			{"beta", eventBallot, 0, `"beta":"`, "an encrypted choice", false},
			{"factor", eventPartial, 0, `[["`, "a decryption factor", false},
		} {
			a := takeApart(t, raw)
			content := a.steps[a.index(t, place.kind)].data[place.piece]
			at := bytes.Index(content, []byte(place.before)) + len(place.before)
			point := string(content[at : at+bytes.IndexByte(content[at:], '"')])
			bad := badPoints(t, groupName, point)
			if place.key {
				bad["the neutral element"] = identity(groupName)
			}
			for name, p := range bad {
				b := takeApart(t, raw)
				b.change(t, place.kind, 0, place.piece, func(c []byte) []byte {
					c = bytes.Replace(c, []byte(`"`+point+`"`), []byte(`"`+p+`"`), 1)
					if place.kind == eventBallot {
						c = s.resign(t, 0, c)
					}
					return c
				})
				refused(t, groupName+", "+place.name+", "+name, b.write(t), place.reason)
			}
		}
	}
}

// lax is a verifier's engine that forgets to look at the order of points.
type lax struct{ group.Plain }

func (l lax) Run(j *group.Job) ([]group.Point, []string, error) {
	k := *j
	for _, s := range k.Encoded {
		p, err := group.DecodeCurve(s)
		if err != nil {
			return nil, nil, err
		}
		k.Known = append(k.Known[:len(k.Known):len(k.Known)], group.FromCurve(p))
	}
	k.Encoded = nil
	_, products, err := l.Plain.Run(&k)
	return k.Known[len(j.Known):], products, err
}

// Rule 5, the subgroup: a ballot whose ciphertext lies outside the group, and
// whose proofs all hold nevertheless, because its maker tried until every
// challenge was even.
func TestForgeSubgroup(t *testing.T) {
	s := newScene(t, Ed25519, scenario{questions: []Question{{"Q", []string{"a"}, false, 0, 1}}})
	g := s.election.group
	cred, err := s.codes[0].Credential(Ed25519, s.election.UUID)
	if err != nil {
		t.Fatal(err)
	}
	y, s0 := s.election.key, s.election.fingerprint+"|"+cred.public
	r, err := g.Random(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := ciphertext{twisted(t, g.Encode(g.BaseMul(r))), g.Encode(g.SecretMul(y, r))} // an encryption of 0
	minusOne := g.SecretSub(group.Secret{}, group.Small(1))
	branches := []branch{{r, group.Secret{}}, {r, minusOne}}
	a := answer{choices: []ciphertext{c},
		individual: [][]proof{evenly(t, g, y, "prove|"+s0+"|"+c.alpha+","+c.beta+"|", branches)},
		overall:    evenly(t, g, y, "prove|"+statement(s0, []ciphertext{c})+"|"+c.alpha+","+c.beta+"|", branches)}
	open := append(a.append(append(s.election.appendBallotHead(nil, cred.public), '['), g), ']')
	b, err := sign(rand.Reader, g, cred, open)
	if err != nil {
		t.Fatal(err)
	}
	lenient := *s.verifier
	lenient.engine = lax{group.Plain{Group: g, Key: s.election.key}}
	if _, err := lenient.Check(b.Raw); err != nil {
		t.Fatalf("the forgery is false in another way, too: %v", err)
	}
	if _, err := s.verifier.Check(b.Raw); !errors.Is(err, group.ErrSubgroup) {
		t.Errorf("refused with %v", err)
	}
}

// evenly proves again and again until every challenge is even.
func evenly(t *testing.T, g group.Group, y group.Point, prefix string, branches []branch) []proof {
	t.Helper()
	for {
		ps, err := disjunction(rand.Reader, g, y, prefix, branches)
		if err != nil {
			t.Fatal(err)
		}
		odd := false
		for _, p := range ps {
			digits := g.Format(p.challenge)
			odd = odd || (digits[len(digits)-1]-'0')%2 == 1
		}
		if !odd {
			return ps
		}
	}
}

// A committee's polynomials, signed as they should be, outside the group.
func TestForgeCoefficients(t *testing.T) {
	for _, groupName := range []string{Ed25519, Belenios2048} {
		g, _ := group.ByName(groupName)
		for name, bad := range badPoints(t, groupName, g.Encode(g.VarMul(g.Generator(), g.Int(5)))) {
			c := newCeremony(t, g, 2, 2, func(member int, coefexps []string) {
				if member == 1 {
					coefexps[1] = bad
				}
			})
			_, err := ParseTrustees(groupName, []byte("["+string(c.encode())+"]"))
			if err == nil || !strings.Contains(err.Error(), "member 2: its polynomial") {
				t.Errorf("%s, %s: %v", groupName, name, err)
			}
		}
	}
}
