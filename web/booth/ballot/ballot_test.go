package ballot_test

import (
	"crypto/rand"
	"fmt"
	"strings"
	"testing"

	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/web/booth/ballot"
)

// paper is a contest with one code on its list.
type paper struct {
	definition []byte
	verifier   *belenios.Verifier
}

func newPaper(t testing.TB, group string, code belenios.Code, q belenios.Question) paper {
	t.Helper()
	key, err := belenios.NewTrusteeKey(rand.Reader, group)
	must(t, err)
	trustee, err := key.Trustee(rand.Reader, "")
	must(t, err)
	uuid, err := belenios.NewUUID(rand.Reader)
	must(t, err)
	definition, err := belenios.Definition{Name: "Test", Group: group, PublicKey: key.PublicKey(), Questions: []belenios.Question{q}, UUID: uuid}.Encode()
	must(t, err)
	credential, err := code.Credential(group, uuid)
	must(t, err)
	setup, err := belenios.NewSetup(definition, belenios.EncodeTrustees([]belenios.Trustee{trustee}),
		belenios.EncodeCredentials([]belenios.VotingRight{{Credential: credential.Public(), Weight: 1}}))
	must(t, err)
	return paper{definition, belenios.NewVerifier(setup.Election, setup.Credentials)}
}

func question(candidates int) belenios.Question {
	q := belenios.Question{Question: "Chair", Blank: true, Min: 1, Max: 1}
	for i := range candidates {
		q.Answers = append(q.Answers, fmt.Sprintf("Candidate %d", i+1))
	}
	return q
}

func TestLock(t *testing.T) {
	code, err := belenios.NewCode(rand.Reader)
	must(t, err)
	a, b := newPaper(t, belenios.Ed25519, code, question(3)), newPaper(t, belenios.Ed25519, code, question(1))
	papers, err := ballot.Open([][]byte{a.definition, b.definition})
	must(t, err)
	if papers[0].Question() != "Chair" || len(papers[0].Answers()) != 3 || papers[0].Fingerprint() != a.verifier.Election().Fingerprint() {
		t.Errorf("the paper says %q, %v", papers[0].Question(), papers[0].Answers())
	}
	for _, choices := range [][]int{{0, 0}, {3, 1}, {1, 0}} {
		locked, err := papers.Lock(rand.Reader, code, choices)
		must(t, err)
		trackers := locked.Trackers()
		made, err := locked.Cast()
		must(t, err)
		for i, p := range []paper{a, b} {
			c, err := p.verifier.Check(made[i].Raw)
			if err != nil || c.Tracker() != made[i].Tracker || c.Tracker() != trackers[i] {
				t.Errorf("%v: ballot %d: %v", choices, i, err)
			}
		}
	}
	for _, choices := range [][]int{{0}, {0, 0, 0}, {4, 0}, {-1, 0}, {0, 2}} {
		if _, err := papers.Lock(rand.Reader, code, choices); err == nil {
			t.Errorf("%v: accepted", choices)
		}
	}
}

// TestCodeOfPoll: the list that anybody may see is enough to find a mistyped code.
func TestCodeOfPoll(t *testing.T) {
	code, err := belenios.NewCode(rand.Reader)
	must(t, err)
	other, err := belenios.NewCode(rand.Reader)
	must(t, err)
	p := newPaper(t, belenios.Ed25519, code, question(2))
	papers, err := ballot.Open([][]byte{p.definition})
	must(t, err)
	known := []string{"0123456789abcdef", p.verifier.Credentials().Rights()[0].Credential[:ballot.Known]}
	if _, err := papers.Code(" "+strings.ReplaceAll(code.Reveal(), "-", " "), known); err != nil {
		t.Errorf("the right code: %v", err)
	}
	for name, tc := range map[string]struct {
		text  string
		known []string
	}{
		"another poll's":         {other.Reveal(), known},
		"an empty list":          {code.Reveal(), nil},
		"a beginning of nothing": {code.Reveal(), []string{""}},
		"too short a beginning":  {code.Reveal(), []string{known[1][:8]}},
	} {
		if _, err := papers.Code(tc.text, tc.known); err != ballot.ErrNotInPoll {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := papers.Code("x", known); err == nil || err == ballot.ErrNotInPoll {
		t.Errorf("a code too short: %v", err)
	}
}

// TestOpenRefuses what the pages could not ask faithfully.
func TestOpenRefuses(t *testing.T) {
	code, err := belenios.NewCode(rand.Reader)
	must(t, err)
	noBlank, many := question(3), question(3)
	noBlank.Blank, many.Max = false, 2
	good := newPaper(t, belenios.Ed25519, code, question(2)).definition
	for name, definitions := range map[string][][]byte{
		"nothing":            nil,
		"no definition":      {[]byte("{}")},
		"no blank vote":      {newPaper(t, belenios.Ed25519, code, noBlank).definition},
		"more than one mark": {newPaper(t, belenios.Ed25519, code, many).definition},
		"the other group":    {good, newPaper(t, belenios.Belenios2048, code, question(2)).definition},
	} {
		if _, err := ballot.Open(definitions); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

// BenchmarkLock makes a ballot of four posts with three candidates each.
func BenchmarkLock(b *testing.B) {
	code, err := belenios.NewCode(rand.Reader)
	must(b, err)
	var definitions [][]byte
	for range 4 {
		definitions = append(definitions, newPaper(b, belenios.Ed25519, code, question(3)).definition)
	}
	papers, err := ballot.Open(definitions)
	must(b, err)
	for b.Loop() {
		if _, err := papers.Lock(rand.Reader, code, []int{0, 1, 2, 3}); err != nil {
			b.Fatal(err)
		}
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
