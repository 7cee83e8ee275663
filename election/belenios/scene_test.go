package belenios

import (
	"bytes"
	"crypto/rand"
	"slices"
	"testing"
)

// scenario is what a test wants different from the usual small election.
type scenario struct {
	trustees  int // Single trustees; 1 if 0
	voters    int // 4 if 0
	weights   []int64
	questions []Question
	committee *ceremony // beside the Single trustees
	sitting   *sitting  // likewise
}

// scene is a small election of the tests' own, ready to vote in.
type scene struct {
	group       string
	codes       []Code
	weights     []int64
	keys        []*TrusteeKey
	setup       *Setup
	election    *Election
	verifier    *Verifier
	credentials []byte
	trustees    []byte
}

var testQuestions = []Question{
	{"Chair", []string{"Dr Ashworth", "Dr Bello", "Dr \"Carrow\" \\ Ñ"}, true, 1, 1},
	{"Any of two", []string{"Yes", "And"}, false, 0, 2},
	{"Up to two", []string{"Ms Kerr", "Mr Lowe", "Ms Malik"}, true, 1, 2},
}

func newScene(t testing.TB, groupName string, sc scenario) *scene {
	t.Helper()
	s := &scene{group: groupName, weights: sc.weights}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	if s.weights == nil {
		s.weights = []int64{1, 3, 2, 1}
		for len(s.weights) < sc.voters {
			s.weights = append(s.weights, int64(1+len(s.weights)%3))
		}
	}
	if sc.questions == nil {
		sc.questions = testQuestions
	}
	uuid, err := NewUUID(rand.Reader)
	must(err)
	var rights []VotingRight
	for _, w := range s.weights {
		code, err := NewCode(rand.Reader)
		must(err)
		cred, err := code.Credential(groupName, uuid)
		must(err)
		s.codes = append(s.codes, code)
		rights = append(rights, VotingRight{cred.Public(), w})
	}
	s.credentials = EncodeCredentials(rights)
	var records []Trustee
	for range max(1, sc.trustees) {
		k, err := NewTrusteeKey(rand.Reader, groupName)
		must(err)
		tr, err := k.Trustee(rand.Reader, "")
		must(err)
		s.keys = append(s.keys, k)
		records = append(records, tr)
	}
	s.trustees = EncodeTrustees(records)
	if sc.committee != nil {
		s.trustees = slices.Concat(s.trustees[:len(s.trustees)-1], []byte(","), sc.committee.encode(), []byte("]"))
		s.keys = append(s.keys, sc.committee.keys...)
	}
	if sc.sitting != nil {
		s.trustees = EncodeTrusteeList(records, sc.sitting.element)
	}
	trustees, err := ParseTrustees(groupName, s.trustees)
	must(err)
	raw, err := Definition{Description: "Test", Name: "Élection", Group: groupName, PublicKey: trustees.PublicKey(),
		Questions: sc.questions, UUID: uuid}.Encode()
	must(err)
	s.setup, err = NewSetup(raw, s.trustees, s.credentials)
	must(err)
	s.election = s.setup.Election
	s.verifier = NewVerifier(s.setup.Election, s.setup.Credentials)
	return s
}

func (s *scene) credential(t testing.TB, i int) string {
	t.Helper()
	c, err := s.codes[i].Credential(s.group, s.election.UUID)
	if err != nil {
		t.Fatal(err)
	}
	return c.Public()
}

// vote is one ballot of the tests: whose, and what.
type vote struct {
	voter   int
	choices [][]int
}

// testVotes answer testQuestions; voter 0 votes twice, voter 3 not at all.
var testVotes = []vote{
	{0, [][]int{{0, 1, 0, 0}, {1, 0}, {0, 1, 1, 0}}},
	{1, [][]int{{0, 0, 1, 0}, {1, 1}, {0, 0, 0, 1}}},
	{2, [][]int{{1, 0, 0, 0}, {0, 0}, {1, 0, 0, 0}}},
	{0, [][]int{{0, 0, 0, 1}, {0, 1}, {0, 1, 0, 1}}},
}

// testResult is what testVotes count to with the weights 1, 3, 2, 1.
var testResult = Result{{2, 0, 3, 1}, {3, 4}, {2, 1, 0, 4}}

// archive runs the whole election and gives its archive.
func (s *scene) archive(t testing.TB, votes []vote) []byte {
	t.Helper()
	var out bytes.Buffer
	w := NewArchiveWriter(&out, 1795351384)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(w.Setup(s.election.Raw(), s.trustees, s.credentials))
	box := s.setup.NewBox()
	for _, v := range votes {
		b, err := Encrypt(rand.Reader, s.election, s.codes[v.voter], v.choices)
		must(err)
		c, err := s.verifier.Check(b.Raw)
		must(err)
		must(box.Add(c))
		must(w.Ballot(b.Raw))
	}
	must(w.EndBallots())
	tally, err := box.Tally()
	must(err)
	must(w.EncryptedTally(tally.Encrypted(), tally.NumTallied(), tally.TotalWeight()))
	var shares []*Share
	for _, k := range s.keys {
		made, err := k.PartialDecrypt(rand.Reader, tally)
		must(err)
		checked, err := tally.CheckShare(made.Owner(), made.Raw())
		must(err)
		shares = append(shares, checked)
		must(w.PartialDecryption(made.Owner(), made.Raw()))
	}
	result, err := tally.Combine(shares)
	must(err)
	must(w.Result(result))
	return out.Bytes()
}

// tally casts the votes and closes.
func (s *scene) tally(t testing.TB, votes []vote) *Tally {
	t.Helper()
	box := s.setup.NewBox()
	for _, v := range votes {
		b, err := Encrypt(rand.Reader, s.election, s.codes[v.voter], v.choices)
		if err != nil {
			t.Fatal(err)
		}
		c, err := s.verifier.Check(b.Raw)
		if err != nil {
			t.Fatal(err)
		}
		if err := box.Add(c); err != nil {
			t.Fatal(err)
		}
	}
	tally, err := box.Tally()
	if err != nil {
		t.Fatal(err)
	}
	return tally
}
