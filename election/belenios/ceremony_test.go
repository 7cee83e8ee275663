package belenios

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/onenorwich/guildhall/election/belenios/internal/group"
)

// recorded is a ceremony that somebody else's programs went through.
type recorded struct {
	Seeds, Certs, Polynomials, Inputs, Outputs, Files []string
	Committee                                         string
}

func recordedCeremony(t testing.TB) (v recorded) {
	t.Helper()
	raw, err := os.ReadFile("testdata/ed25519-ceremony.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func pieces(list []string) (out [][]byte) {
	for _, s := range list {
		out = append(out, []byte(s))
	}
	return out
}

// dealing parses the recorded ceremony as far as the second step.
func (v recorded) dealing(t testing.TB) *Dealing {
	t.Helper()
	c, err := ParseCommittee(Ed25519, 2, pieces(v.Certs), nil)
	if err != nil {
		t.Fatal(err)
	}
	var ps []*Polynomial
	for i, raw := range v.Polynomials {
		p, err := c.ParsePolynomial(i+1, []byte(raw))
		if err != nil {
			t.Fatal(err)
		}
		if string(p.Encode()) != raw {
			t.Errorf("polynomial %d is written otherwise", i+1)
		}
		ps = append(ps, p)
	}
	d, err := NewDealing(ps)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestRecordedCeremony replays a ceremony of belenios-tool and the real
// election that followed, step by step, in every member's place.
func TestRecordedCeremony(t *testing.T) {
	v := recordedCeremony(t)
	d := v.dealing(t)
	var outputs []*Output
	var keys []*TrusteeKey
	for i, phrase := range v.Seeds {
		s, err := ParseSeed(phrase)
		if err != nil {
			t.Fatal(err)
		}
		cert, err := ParseCertificate(Seat{Ed25519, 3, 2, i + 1}, []byte(v.Certs[i]))
		if err != nil || string(cert.Encode()) != v.Certs[i] || !cert.Holds(s) {
			t.Fatalf("certificate %d: %v", i+1, err)
		}
		if n, err := d.Member(s); n != i+1 || err != nil {
			t.Errorf("phrase %d is of member %d, %v", i+1, n, err)
		}
		in, err := d.Input(i + 1)
		if err != nil || string(in) != v.Inputs[i] {
			t.Errorf("member %d is handed something else, %v", i+1, err)
		}
		part, err := d.Receive(rand.Reader, s, []byte(v.Inputs[i]))
		if err != nil {
			t.Fatal(err)
		}
		o, err := d.ParseOutput(i+1, []byte(v.Outputs[i]))
		if err != nil {
			t.Fatal(err)
		}
		if part.Key.PublicKey() != o.PublicKey() || string(o.KeyFile()) != v.Files[i] {
			t.Errorf("member %d has another key", i+1)
		}
		k, err := d.OpenKeyFile(s, []byte(v.Files[i]))
		if err != nil || !k.secret.Equal(part.Key.secret) {
			t.Errorf("member %d: the key file: %v", i+1, err)
		}
		if _, err := d.ParseOutput(i+1, part.Output()); err != nil {
			t.Error(err)
		}
		if own, err := d.OpenKeyFile(s, part.KeyFile()); err != nil || !own.secret.Equal(k.secret) {
			t.Errorf("member %d: our own key file: %v", i+1, err)
		}
		outputs, keys = append(outputs, o), append(keys, k)
	}
	element, err := d.Assemble(outputs, nil)
	if err != nil || string(element) != `["Pedersen",`+v.Committee+"]" {
		t.Errorf("the committee is written otherwise: %v", err)
	}

	// The tally of the real election, whose shares are unique but for proofs.
	r, err := verify(vectorNamed(t, "ed25519-weighted-threshold").raw)
	if err != nil {
		t.Fatal(err)
	}
	if !d.StandsIn(r.setup.Trustees) {
		t.Error("the committee is not in the election's list")
	}
	for _, two := range [][]int{{0, 1}, {0, 2}, {2, 1}} {
		var shares []*Share
		for _, i := range two {
			sh, err := keys[i].PartialDecrypt(rand.Reader, r.tally)
			if err != nil {
				t.Fatal(err)
			}
			shares = append(shares, sh)
		}
		if err := r.tally.Confirm(shares, r.Result); err != nil {
			t.Errorf("members %v: %v", two, err)
		}
	}
}

// sitting is a ceremony of the test's own, gone through by the public steps.
type sitting struct {
	seeds      []Seed
	transcript *Transcript
	parts      []*Part
	element    []byte
}

func (s *sitting) committee() *Committee { return s.transcript.Committee }

func newSitting(t testing.TB, groupName string, threshold, n int) *sitting {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	s := &sitting{}
	var certs [][]byte
	for i := range n {
		seed, err := NewSeed(rand.Reader)
		must(err)
		c, err := seed.Certificate(rand.Reader, Seat{groupName, n, threshold, i + 1})
		must(err)
		s.seeds, certs = append(s.seeds, seed), append(certs, c.Encode())
	}
	c, err := ParseCommittee(groupName, threshold, certs, nil)
	must(err)
	var ps []*Polynomial
	for i, seed := range s.seeds {
		made, err := c.Deal(rand.Reader, seed)
		must(err)
		p, err := c.ParsePolynomial(i+1, made.Encode())
		must(err)
		ps = append(ps, p)
	}
	d, err := NewDealing(ps)
	must(err)
	var outputs []*Output
	for i, seed := range s.seeds {
		in, err := d.Input(i + 1)
		must(err)
		part, err := c.Receive(rand.Reader, seed, in)
		must(err)
		o, err := d.ParseOutput(i+1, part.Output())
		must(err)
		s.parts, outputs = append(s.parts, part), append(outputs, o)
	}
	s.transcript, err = d.NewTranscript(outputs)
	must(err)
	s.element, err = d.Assemble(outputs, nil)
	must(err)
	return s
}

// subsets are all choices of k of the numbers below n.
func subsets(n, k int) (out [][]int) {
	for bits := range 1 << n {
		var set []int
		for i := range n {
			if bits>>i&1 == 1 {
				set = append(set, i)
			}
		}
		if len(set) == k {
			out = append(out, set)
		}
	}
	return out
}

// TestSittings: a service's own key and a committee; each set of members that
// is large enough decrypts with the service, none that is smaller, and all
// keys come from nothing but the phrases and the transcript's bytes.
func TestSittings(t *testing.T) {
	for _, c := range []struct {
		group        string
		threshold, n int
		questions    []Question
	}{
		{Ed25519, 1, 1, nil}, {Ed25519, 2, 3, nil}, {Ed25519, 3, 5, nil},
		{Belenios2048, 2, 3, nil}, {Belenios2048, 3, 5, testQuestions[1:2]},
	} {
		s := newSitting(t, c.group, c.threshold, c.n)
		votes, want := testVotes, testResult
		if c.questions != nil { // this group is slow
			votes, want = []vote{{1, [][]int{{0, 1}}}}, Result{{0, 3}}
		}
		e := newScene(t, c.group, scenario{sitting: s, questions: c.questions})
		service := e.keys[0]
		tr, err := ParseTranscript(s.transcript.Encode())
		if err != nil {
			t.Fatal(err)
		}
		var members []*TrusteeKey
		for i, seed := range s.seeds {
			phrase, err := ParseSeed(seed.Reveal())
			if err != nil {
				t.Fatal(err)
			}
			k, err := tr.Key(phrase)
			if err != nil {
				t.Fatal(err)
			}
			if !k.secret.Equal(s.parts[i].Key.secret) {
				t.Errorf("member %d recovers another key", i+1)
			}
			members = append(members, k)
		}
		if !tr.StandsIn(e.setup.Trustees) || newSitting(t, c.group, c.threshold, c.n).transcript.StandsIn(e.setup.Trustees) {
			t.Error("the committee is not told from another one in the election's list")
		}
		tally := e.tally(t, votes)
		share := map[*TrusteeKey]*Share{}
		for _, k := range append(members, service) {
			sh, err := k.PartialDecrypt(rand.Reader, tally)
			if err != nil {
				t.Fatal(err)
			}
			if share[k], err = tally.CheckShare(sh.Owner(), sh.Raw()); err != nil {
				t.Fatal(err)
			}
		}
		for _, size := range []int{c.threshold - 1, c.threshold, c.n} {
			for _, set := range subsets(c.n, size) {
				shares := []*Share{}
				for _, i := range set {
					shares = append(shares, share[members[i]])
				}
				if _, err := tally.Combine(shares); err == nil {
					t.Errorf("%v: members %v decrypt without the service", c, set)
				}
				r, err := tally.Combine(append(shares, share[service]))
				if (err == nil) != (size >= c.threshold) {
					t.Errorf("%v: members %v: %v", c, set, err)
				}
				if err == nil && !bytes.Equal(r.Encode(), want.Encode()) {
					t.Errorf("%v: members %v count %v", c, set, r)
				}
			}
		}
	}
}

// TestWholeElectionOfASitting: the archive verifies, members given their
// names and all.
func TestWholeElectionOfASitting(t *testing.T) {
	s := newSitting(t, Ed25519, 2, 3)
	var err error
	if s.element, err = s.transcript.Assemble(s.transcript.Outputs(), []string{"Ada", "Bea", "Cyd \"C\" Ñ"}); err != nil {
		t.Fatal(err)
	}
	e := newScene(t, Ed25519, scenario{sitting: s})
	if got := e.setup.Trustees.Owners()[3].Name; got != "Cyd \"C\" Ñ" {
		t.Errorf("the last member is called %q", got)
	}
	e.keys = []*TrusteeKey{e.keys[0], s.parts[2].Key, s.parts[0].Key}
	r, err := verify(e.archive(t, testVotes))
	if err != nil || !bytes.Equal(r.Result.Encode(), testResult.Encode()) {
		t.Errorf("%v", err)
	}
}

// TestAcknowledgement: only the phrase signs a definition, and for this one.
func TestAcknowledgement(t *testing.T) {
	s := newSitting(t, Ed25519, 2, 3)
	a, b := newScene(t, Ed25519, scenario{sitting: s}), newScene(t, Ed25519, scenario{sitting: s})
	c := s.committee()
	raw, err := s.transcript.Acknowledge(rand.Reader, s.seeds[1], a.election, a.setup.Trustees)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.CheckAcknowledgement(2, a.election, raw); err != nil {
		t.Error(err)
	}
	for name, f := range map[string]struct {
		member int
		e      *Election
		raw    []byte
		reason string
	}{
		"another member":     {1, a.election, raw, "does not hold"},
		"another definition": {2, b.election, raw, "another definition"},
		"another message":    {2, a.election, s.transcript.polynomials[1].coefexps.append(nil, c.group), "another definition"},
		"nothing":            {2, a.election, nil, "member 2"},
		"nobody":             {4, a.election, raw, "no member 4"},
	} {
		if err := c.CheckAcknowledgement(f.member, f.e, f.raw); err == nil || !strings.Contains(err.Error(), f.reason) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := s.transcript.Acknowledge(rand.Reader, seedOf(t), a.election, a.setup.Trustees); err == nil {
		t.Error("a wrong phrase signs")
	}
	foreign := newScene(t, Ed25519, scenario{sitting: newSitting(t, Ed25519, 2, 3)})
	_, err = s.transcript.Acknowledge(rand.Reader, s.seeds[1], foreign.election, foreign.setup.Trustees)
	culprit(t, "another committee", err, 0, "as it came out of the ceremony")
	_, err = s.transcript.Acknowledge(rand.Reader, s.seeds[1], foreign.election, a.setup.Trustees)
	culprit(t, "another key", err, 0, "not the joint key")
}

// TestNothingInTheClear: no message of a ceremony holds a secret that can be
// read, a phrase least of all.
func TestNothingInTheClear(t *testing.T) {
	s := newSitting(t, Ed25519, 2, 3)
	everything := string(s.transcript.Encode()) + string(s.element)
	g := groupNamed(t, Ed25519)
	for i, seed := range s.seeds {
		everything += string(s.parts[i].Output()) + string(s.parts[i].KeyFile()) + seed.String()
		in, err := s.transcript.Input(i + 1)
		if err != nil {
			t.Fatal(err)
		}
		everything += string(in)
	}
	searched := 0
	for i, seed := range s.seeds {
		secrets := []group.Secret{seed.signing(g), seed.decryption(g), s.parts[i].Key.secret}
		for k := range 2 {
			secrets = append(secrets, seed.coefficient(g, s.committee().digest, k))
		}
		texts := []string{seed.text, seed.Reveal(), fmt.Sprintf("%x", seed.text)}
		for _, x := range secrets {
			b := group.Publish(x).Bytes()
			little := fmt.Sprintf("%x", b)
			slices.Reverse(b[:])
			texts = append(texts, group.FormatSecret(g, x), little, fmt.Sprintf("%x", b))
		}
		for _, text := range texts {
			searched++
			if strings.Contains(everything, text) {
				t.Errorf("a secret of member %d can be read", i+1)
			}
		}
	}
	if searched != 3*18 || !strings.Contains(everything, s.parts[0].Key.PublicKey()) {
		t.Errorf("%d texts were searched", searched)
	}
}

// TestDealAgain: a member whose page was loaded again deals the same
// polynomial; with another list of certificates it deals another one.
func TestDealAgain(t *testing.T) {
	s := newSitting(t, Ed25519, 2, 3)
	again, err := s.committee().Deal(rand.Reader, s.seeds[0])
	if err != nil {
		t.Fatal(err)
	}
	first := s.transcript.polynomials[0]
	if again.coefexps.message != first.coefexps.message {
		t.Error("it is another polynomial")
	}
	if again.own == first.own || slices.Equal(again.secrets, first.secrets) {
		t.Error("the encryption is not fresh")
	}
	var certs [][]byte
	for i, seed := range s.seeds {
		c, err := seed.Certificate(rand.Reader, Seat{Ed25519, 3, 2, i + 1})
		if err != nil {
			t.Fatal(err)
		}
		if c.Words() != s.committee().certs[i].Words() {
			t.Error("a certificate of the same phrase has other words")
		}
		certs = append(certs, c.Encode())
	}
	other, err := ParseCommittee(Ed25519, 2, certs, nil)
	if err != nil {
		t.Fatal(err)
	}
	p, err := other.Deal(rand.Reader, s.seeds[0])
	if err != nil {
		t.Fatal(err)
	}
	if p.coefexps.message == first.coefexps.message || other.Words() == s.committee().Words() {
		t.Error("another list gives the same")
	}
}

// TestCertificateWords: words are proquints, and differ.
func TestCertificateWords(t *testing.T) {
	if got := words([32]byte{127, 0, 0, 1, 63, 84, 220, 193}, 4); got != "lusab-babad-gutih-tugad" { // the example of arXiv:0901.4016
		t.Errorf("the words are %s", got)
	}
	s := newSitting(t, Ed25519, 2, 2)
	if n := strings.Count(s.committee().certs[0].Words(), "-"); n != certificateWords-1 {
		t.Errorf("%d dashes", n)
	}
	if s.committee().certs[0].Words() == s.committee().certs[1].Words() {
		t.Error("two members have the same words")
	}
}

// culprit wants the refusal to name a member (0: the service).
func culprit(t *testing.T, name string, err error, member int, reason string) *MemberError {
	t.Helper()
	var e *MemberError
	if !errors.As(err, &e) || e.Member != member || !strings.Contains(err.Error(), reason) {
		t.Errorf("%s: %v; wanted member %d, %q", name, err, member, reason)
		return &MemberError{}
	}
	return e
}

func groupNamed(t testing.TB, name string) group.Group {
	t.Helper()
	g, err := group.ByName(name)
	if err != nil {
		t.Fatal(err)
	}
	return g
}
