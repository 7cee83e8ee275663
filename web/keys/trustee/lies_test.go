package trustee_test

import (
	"crypto/rand"
	"errors"
	"strings"
	"testing"

	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/web/keys/trustee"
)

// refused holds an error against what it must say; nothing may be answered.
func refused(t *testing.T, what string, a *trustee.Answer, err error, want string, says ...string) {
	t.Helper()
	if a != nil || code(err) != want || !whole(err) {
		t.Errorf("%s: answered %v; %v (%s)", what, a != nil, err, code(err))
		return
	}
	for _, text := range says {
		if !strings.Contains(err.Error(), text) {
			t.Errorf("%s: the sentence does not say %q: %v", what, text, err)
		}
	}
}

// forge is a certificate that the service makes for a seat, with its own phrase.
func (h *hall) forge(seat int) (belenios.Seed, string) {
	h.t.Helper()
	seed, err := belenios.NewSeed(rand.Reader)
	must(h.t, err)
	c, err := seed.Certificate(rand.Reader, belenios.Seat{Group: belenios.Ed25519, Size: len(h.names), Threshold: h.threshold, Index: seat})
	must(h.t, err)
	return seed, string(c.Encode())
}

// TestServiceSwapsATrusteesKey: at whatever point of the ceremony the service puts
// a key of its own in a trustee's place, somebody's program refuses to go on.
func TestServiceSwapsATrusteesKey(t *testing.T) {
	h := newHall(t, 2, "Ada", "Bea", "Cleo")
	h.certify()
	ada, bea := h.seeds[0], h.seeds[1]
	honest, err := h.task(1, trustee.RoundPolynomial).Compare(ada)
	must(t, err)

	// Before the words are compared: they differ, which Ada hears, and Bea is told.
	beas := h.certificates[1]
	_, h.certificates[1] = h.forge(2)
	forged, err := h.task(1, trustee.RoundPolynomial).Compare(ada)
	must(t, err)
	if forged.All == honest.All || forged.Each[1] == honest.Each[1] || forged.Each[0] != honest.Each[0] {
		t.Errorf("the words are the same: %v, %v", honest, forged)
	}
	_, err = h.task(2, trustee.RoundPolynomial).Compare(bea)
	refused(t, "her own certificate", nil, err, "swapped", "in the place of yours")

	// After they were compared: nothing is dealt.
	a, err := h.task(1, trustee.RoundPolynomial).Polynomial(rand.Reader, ada, honest.All)
	refused(t, "after the comparison", a, err, "words", "not the words that you compared")
	h.certificates[1] = beas

	// After everybody dealt: what Ada signed was Bea's own certificate.
	h.deal()
	task := h.task(1, trustee.RoundOutput)
	_, task.Certificates[1] = h.forge(2)
	a, err = task.Output(rand.Reader, ada)
	refused(t, "at the third round", a, err, "service-false", "other certificates")

	// In the list of trustees: a committee of the service's own.
	h.finish()
	mine := newHall(t, 2, "Ada", "Bea", "Cleo")
	mine.certify()
	mine.deal()
	mine.finish()
	honestly, definitions := h.list, h.definitions
	h.list, h.definitions = mine.list, mine.definitions
	a, err = h.task(1, trustee.RoundProof).Proof(rand.Reader, ada)
	refused(t, "in the list of trustees", a, err, "swapped", "not the one from the key ceremony", "Nothing was signed")

	// In the record of the ceremony too: it knows nothing of Ada.
	transcript := h.transcript
	h.transcript = mine.transcript
	a, err = h.task(1, trustee.RoundProof).Proof(rand.Reader, ada)
	refused(t, "in the record", a, err, "swapped", "not that of the one in which you took part")
	h.transcript = transcript

	// Only on the ballot: the votes would be locked with another key.
	h.list = honestly
	a, err = h.task(1, trustee.RoundProof).Proof(rand.Reader, ada)
	refused(t, "on the ballot", a, err, "swapped", "would not be locked with the trustees' key")

	// One ballot among honest ones.
	h.definitions = []string{definitions[0], mine.definitions[1]}
	a, err = h.task(1, trustee.RoundProof).Proof(rand.Reader, ada)
	refused(t, "on one ballot", a, err, "swapped", "Post 2")

	// A further key beside the service's, which would make the service's consent
	// useless, or a list without it.
	h.definitions = definitions
	single, err := h.service.Trustee(rand.Reader, "service")
	must(t, err)
	_, committee, found := strings.Cut(h.list, `],`)
	if !found {
		t.Fatal("the list has one element")
	}
	h.list = "[" + committee
	h.define(h.list)
	a, err = h.task(1, trustee.RoundProof).Proof(rand.Reader, ada)
	refused(t, "without the service's key", a, err, "swapped", "3 keys instead of 4")
	h.list = string(belenios.EncodeTrusteeList([]belenios.Trustee{single, single}, []byte(strings.TrimSuffix(committee, "]"))))
	a, err = h.task(1, trustee.RoundProof).Proof(rand.Reader, ada)
	if a != nil || err == nil || !whole(err) {
		t.Errorf("a further key: %v", err)
	}
	h.list, h.definitions = honestly, []string{definitions[0], definitions[0]}
	a, err = h.task(1, trustee.RoundProof).Proof(rand.Reader, ada)
	refused(t, "one ballot twice", a, err, "definition", "twice")
	h.definitions = definitions
	if _, err = h.task(1, trustee.RoundProof).Proof(rand.Reader, ada); err != nil {
		t.Errorf("the honest one: %v", err)
	}
}

// TestTrusteeReplaysACertificate: a certificate of an earlier ceremony is refused
// by whoever remembers it, and one given for another seat by everybody.
func TestTrusteeReplaysACertificate(t *testing.T) {
	h := newHall(t, 2, "Ada", "Bea", "Cleo")
	h.certify()
	for _, f := range h.committee().Fingerprints() {
		h.seen[f] = true
	}
	_, err := belenios.ParseCommittee(belenios.Ed25519, 2, pieces(h.certificates), h.seen)
	var found *belenios.MemberError
	if !errors.As(err, &found) || found.Member != 1 || !strings.Contains(found.Reason, "earlier ceremony") {
		t.Errorf("an earlier certificate: %v", err)
	}
	h.certificates[2] = h.certificates[1]
	_, err = h.task(1, trustee.RoundPolynomial).Compare(h.seeds[0])
	refused(t, "another seat's certificate", nil, err, "member-false", "Cleo")
	// A phrase that is used again gives the certificate again, and its keys are
	// known from the first time.
	again, err := h.seeds[0].Certificate(rand.Reader, belenios.Seat{Group: belenios.Ed25519, Size: 4, Threshold: 3, Index: 2})
	must(t, err)
	if f := again.Fingerprints(); !h.seen[f[0]] || !h.seen[f[1]] {
		t.Error("the same phrase has other fingerprints for another seat")
	}
}

// TestTrusteeSendsABadShare: a share that does not fit what its sender committed
// to is refused by whom it is for, who names the sender.
func TestTrusteeSendsABadShare(t *testing.T) {
	h := newHall(t, 2, "Ada", "Bea", "Cleo")
	h.certify()
	h.deal()
	task := h.task(1, trustee.RoundOutput)
	bob := h.task(2, trustee.RoundOutput)
	// Bea's message for Ada in the place of Cleo's, and the other way round.
	shares := sharesOf(t, task.Input)
	task.Input = strings.Replace(task.Input, shares[2], shares[1], 1)
	a, err := task.Output(rand.Reader, h.seeds[0])
	refused(t, "somebody else's share", a, err, "member-false", "Cleo", "a new key ceremony is needed")
	// A share that Cleo made for Bea.
	task = h.task(1, trustee.RoundOutput)
	task.Input = strings.Replace(task.Input, sharesOf(t, task.Input)[2], sharesOf(t, bob.Input)[2], 1)
	a, err = task.Output(rand.Reader, h.seeds[0])
	refused(t, "a share for somebody else", a, err, "member-false", "Cleo")
	// The others are not blamed, and nobody else is harmed.
	if _, err := bob.Output(rand.Reader, h.seeds[1]); err != nil {
		t.Errorf("Bea: %v", err)
	}
}

// sharesOf are the encrypted shares in what a trustee is handed for the third
// round.
func sharesOf(t *testing.T, input string) []string {
	t.Helper()
	_, rest, _ := strings.Cut(input, `"secrets":["`)
	list, _, ok := strings.Cut(rest, `"],"coefexps"`)
	if !ok {
		t.Fatalf("no shares in %.100s", input)
	}
	return strings.Split(list, `","`)
}
