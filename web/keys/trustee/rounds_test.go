package trustee_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/web/keys/trustee"
)

// hall is a service that carries the messages of a ceremony, honestly unless a
// test changes what it holds.
type hall struct {
	t         testing.TB
	threshold int
	names     []string
	seeds     []belenios.Seed
	seen      map[[32]byte]bool

	certificates, polynomials, outputs []string
	service                            *belenios.TrusteeKey
	transcript, list                   string
	definitions                        []string
}

func newHall(t testing.TB, threshold int, names ...string) *hall {
	t.Helper()
	h := &hall{t: t, threshold: threshold, names: names, seen: map[[32]byte]bool{},
		certificates: make([]string, len(names)), polynomials: make([]string, len(names)), outputs: make([]string, len(names))}
	for range names {
		phrase, err := trustee.NewPhrase(rand.Reader)
		must(t, err)
		seed, err := belenios.ParseSeed(phrase)
		must(t, err)
		h.seeds = append(h.seeds, seed)
	}
	return h
}

// task is what a trustee is shown in a round, as it comes over the wire.
func (h *hall) task(seat int, round trustee.Round) *trustee.Task {
	h.t.Helper()
	t := &trustee.Task{Kind: trustee.TaskKind, Version: 1, Election: "committee-2026", Title: "Committee election 2026", Group: belenios.Ed25519,
		Threshold: h.threshold, Seat: seat, Round: round, Certificates: h.certificates, Transcript: h.transcript, List: h.list, LogKey: "key"}
	for i, name := range h.names {
		t.Trustees = append(t.Trustees, trustee.Member{Name: name, Certificate: h.certificates[i] != ""})
	}
	for i, d := range h.definitions {
		t.Contests = append(t.Contests, trustee.Contest{Post: "chair", Name: fmt.Sprintf("Post %d", i+1), Definition: d})
	}
	if round == trustee.RoundOutput {
		input, err := h.dealing().Input(seat)
		must(h.t, err)
		t.Input = string(input)
	}
	again, err := trustee.ParseTask(t.Encode())
	must(h.t, err)
	return again
}

func (h *hall) committee() *belenios.Committee {
	h.t.Helper()
	c, err := belenios.ParseCommittee(belenios.Ed25519, h.threshold, pieces(h.certificates), h.seen)
	must(h.t, err)
	return c
}

func (h *hall) dealing() *belenios.Dealing {
	h.t.Helper()
	c := h.committee()
	var ps []*belenios.Polynomial
	for i, raw := range h.polynomials {
		p, err := c.ParsePolynomial(i+1, []byte(raw))
		must(h.t, err)
		ps = append(ps, p)
	}
	d, err := belenios.NewDealing(ps)
	must(h.t, err)
	return d
}

// certify, deal and finish are the three rounds of all trustees.
func (h *hall) certify() {
	h.t.Helper()
	for i, seed := range h.seeds {
		a, err := h.task(i+1, trustee.RoundCertificate).Certificate(rand.Reader, seed)
		must(h.t, err)
		h.certificates[i] = h.wire(a).Certificate
	}
}

func (h *hall) deal() {
	h.t.Helper()
	for i, seed := range h.seeds {
		task := h.task(i+1, trustee.RoundPolynomial)
		words, err := task.Compare(seed)
		must(h.t, err)
		a, err := task.Polynomial(rand.Reader, seed, words.All)
		must(h.t, err)
		h.polynomials[i] = h.wire(a).Polynomial
	}
}

func (h *hall) finish() {
	h.t.Helper()
	d := h.dealing()
	var outputs []*belenios.Output
	for i, seed := range h.seeds {
		a, err := h.task(i+1, trustee.RoundOutput).Output(rand.Reader, seed)
		must(h.t, err)
		h.outputs[i] = h.wire(a).Output
		o, err := d.ParseOutput(i+1, []byte(h.outputs[i]))
		must(h.t, err)
		outputs = append(outputs, o)
	}
	transcript, err := d.NewTranscript(outputs)
	must(h.t, err)
	h.transcript = string(transcript.Encode())
	committee, err := d.Assemble(outputs, h.names)
	must(h.t, err)
	h.prepare(committee)
}

// prepare makes the list of trustees, the service's key first, and two ballots.
func (h *hall) prepare(committee []byte) {
	h.t.Helper()
	var err error
	h.service, err = belenios.NewTrusteeKey(rand.Reader, belenios.Ed25519)
	must(h.t, err)
	single, err := h.service.Trustee(rand.Reader, "service")
	must(h.t, err)
	h.list = string(belenios.EncodeTrusteeList([]belenios.Trustee{single}, committee))
	h.define(h.list)
}

// define makes two ballots under the joint key of a list.
func (h *hall) define(list string) {
	h.t.Helper()
	trustees, err := belenios.ParseTrustees(belenios.Ed25519, []byte(list))
	must(h.t, err)
	h.definitions = nil
	for _, post := range []string{"Chair", "Vice-chair"} {
		uuid, err := belenios.NewUUID(rand.Reader)
		must(h.t, err)
		raw, err := belenios.Definition{Name: post, Description: "x", Group: belenios.Ed25519, PublicKey: trustees.PublicKey(), UUID: uuid,
			Questions: []belenios.Question{{Question: post, Answers: []string{"Ann", "Ben"}, Blank: true, Min: 1, Max: 1}}}.Encode()
		must(h.t, err)
		h.definitions = append(h.definitions, string(raw))
	}
}

// wire sends an answer, and looks that no phrase is in it.
func (h *hall) wire(a *trustee.Answer) *trustee.Answer {
	h.t.Helper()
	raw := a.Encode()
	for _, seed := range h.seeds {
		for _, form := range []string{seed.Reveal(), strings.ReplaceAll(seed.Reveal(), " ", "")} {
			if bytes.Contains(raw, []byte(form)) {
				h.t.Fatalf("the answer of round %s holds a phrase", a.Round)
			}
		}
	}
	again, err := trustee.ParseAnswer(raw)
	must(h.t, err)
	return again
}

// TestSitting goes through the whole ceremony, each answer over the wire.
func TestSitting(t *testing.T) {
	h := newHall(t, 2, "Ada", "Bea", "Cleo")
	h.certify()
	var all []string
	for i, seed := range h.seeds {
		words, err := h.task(i+1, trustee.RoundPolynomial).Compare(seed)
		must(t, err)
		all = append(all, words.All+" "+strings.Join(words.Each, " "))
	}
	if len(slices.Compact(all)) != 1 {
		t.Errorf("the trustees see different words: %q", all)
	}
	h.deal()
	h.finish()
	for i, seed := range h.seeds {
		task := h.task(i+1, trustee.RoundProof)
		ballots, err := task.Ballots()
		if err != nil || len(ballots) != 2 || ballots[1].Name != "Vice-chair" || len(ballots[0].Answers) != 2 {
			t.Fatalf("ballots %+v, %v", ballots, err)
		}
		a, err := task.Proof(rand.Reader, seed)
		must(t, err)
		for c, proof := range h.wire(a).Proofs {
			e, err := belenios.ParseElection([]byte(h.definitions[c]))
			must(t, err)
			must(t, h.committee().CheckAcknowledgement(i+1, e, []byte(proof)))
		}
		if len(a.Proofs) != 2 {
			t.Errorf("%d proofs", len(a.Proofs))
		}
	}
}

// TestPhrase: one slip is forgiven and told; a wrong phrase gets a sentence.
func TestPhrase(t *testing.T) {
	h := newHall(t, 2, "Ada", "Bea", "Cleo")
	h.certify()
	task := h.task(1, trustee.RoundProof)
	right := h.seeds[0].Reveal()
	for name, c := range map[string]struct {
		text   string
		mended bool
	}{
		"as written":     {right, false},
		"without spaces": {strings.ReplaceAll(right, " ", ""), false},
		"with dashes":    {strings.ReplaceAll(right, " ", "-"), false},
		"one wrong":      {other(right[:1]) + right[1:], true},
		"one missing":    {right[1:], true},
	} {
		p, err := task.Typed(c.text)
		if err != nil || p.Mended != c.mended || p.Seed != h.seeds[0] {
			t.Errorf("%s: %v, mended %v", name, err, p.Mended)
		}
	}
	for name, text := range map[string]string{"nothing": "", "another trustee's": h.seeds[1].Reveal(), "too short": right[:12], "a zero": "0" + right[:12]} {
		if _, err := task.Typed(text); code(err) != "phrase" || !whole(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
	// Before the first round there is no certificate to hold a phrase against.
	if _, err := h.task(1, trustee.RoundCertificate).Typed(right); err != nil {
		t.Error(err)
	}
}

// other is another letter of the alphabet of phrases.
func other(s string) string {
	if s == "a" {
		return "b"
	}
	return "a"
}

// TestRefuseOtherRound: what is not asked for is not answered.
func TestRefuseOtherRound(t *testing.T) {
	h := newHall(t, 2, "Ada", "Bea", "Cleo")
	h.certify()
	task := h.task(1, trustee.RoundWait)
	seed := h.seeds[0]
	for name, f := range map[string]func() (*trustee.Answer, error){
		"certificate": func() (*trustee.Answer, error) { return task.Certificate(rand.Reader, seed) },
		"polynomial":  func() (*trustee.Answer, error) { return task.Polynomial(rand.Reader, seed, "") },
		"output":      func() (*trustee.Answer, error) { return task.Output(rand.Reader, seed) },
		"proof":       func() (*trustee.Answer, error) { return task.Proof(rand.Reader, seed) },
	} {
		if a, err := f(); a != nil || code(err) != "round" {
			t.Errorf("%s: %v", name, err)
		}
	}
	h.certificates[2] = ""
	if _, err := h.task(1, trustee.RoundPolynomial).Compare(seed); code(err) != "wait" || !strings.Contains(err.Error(), "Cleo") {
		t.Errorf("before everybody gave a certificate: %v", err)
	}
}

func TestParse(t *testing.T) {
	h := newHall(t, 2, "Ada", "Bea", "Cleo")
	good := string(h.task(1, trustee.RoundCertificate).Encode())
	for name, c := range map[string][2]string{
		"nothing":               {"", "foreign-file"},
		"an answer":             {`{"guildhall":"answer of a trustee","version":1}`, "foreign-file"},
		"cut off":               {good[:len(good)/2], "foreign-file"},
		"a field more":          {strings.Replace(good, `"version":1`, `"version":1,"x":1`, 1), "foreign-file"},
		"a later version":       {strings.Replace(good, `"version":1`, `"version":2`, 1), "version"},
		"no such seat":          {strings.Replace(good, `"seat":1`, `"seat":4`, 1), "task"},
		"a minority decrypts":   {strings.Replace(good, `"threshold":2`, `"threshold":1`, 1), "task"},
		"too few certificates":  {strings.Replace(good, `"certificates":["",`, `"certificates":[`, 1), "task"},
		"longer than it can be": {good + strings.Repeat(" ", 5<<20), "too-long"},
	} {
		if _, err := trustee.ParseTask([]byte(c[0])); code(err) != c[1] || !whole(err) {
			t.Errorf("task: %s: %v (%s)", name, err, code(err))
		}
	}
	for name, c := range map[string][2]string{
		"nothing":         {"", "foreign-file"},
		"a task":          {good, "foreign-file"},
		"a later version": {`{"guildhall":"answer of a trustee","version":2}`, "version"},
	} {
		if _, err := trustee.ParseAnswer([]byte(c[0])); code(err) != c[1] || !whole(err) {
			t.Errorf("answer: %s: %v", name, err)
		}
	}
}

func pieces(list []string) (out [][]byte) {
	for _, s := range list {
		out = append(out, []byte(s))
	}
	return out
}

func code(err error) string {
	var refusal *election.Error
	if errors.As(err, &refusal) {
		return refusal.Code
	}
	return fmt.Sprint(err)
}

// whole says whether an error is a whole sentence.
func whole(err error) bool {
	return err != nil && strings.HasSuffix(err.Error(), ".") && !strings.HasSuffix(err.Error(), "..")
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
