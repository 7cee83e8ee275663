package belenios

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// The tests named TestForge… make, one by one, the lies that a careful
// verifier must see. Everything else in the forged archive is put right:
// hashes, chain, signature, tally, shares and result, so that a verifier who
// overlooks the lie accepts the rest.

// refused requires that an archive is refused for the reason that the forgery
// gives, not for another one.
func refused(t *testing.T, name string, raw []byte, reason string) {
	t.Helper()
	_, err := verify(raw)
	switch wrong, ok := err.(*FalseError); {
	case err == nil:
		t.Errorf("%s: accepted", name)
	case !ok:
		t.Errorf("%s: not called false: %v", name, err)
	case !strings.Contains(err.Error(), reason):
		t.Errorf("%s: refused for another reason than %q: %v", name, reason, wrong)
	}
}

// believe takes a ballot for checked without checking it.
func (s *scene) believe(t testing.TB, raw []byte) Checked {
	t.Helper()
	b, err := s.election.parseBallot(raw)
	if err != nil {
		t.Fatal(err)
	}
	c := Checked{verifier: s.verifier, credential: s.verifier.credentials.index[b.credential], digest: sha256.Sum256(raw)}
	var codes []string
	for _, a := range b.answers {
		for _, ct := range a.choices {
			for _, text := range []string{ct.alpha, ct.beta} {
				p, err := s.election.group.Decode(text)
				if err != nil {
					t.Fatal(err)
				}
				c.points = append(c.points, p)
				codes = append(codes, text)
			}
		}
	}
	c.codes = strings.Join(codes, ",")
	return c
}

// accomplice writes an archive of ballots that nobody checked.
func (s *scene) accomplice(t testing.TB, ballots [][]byte) []byte {
	t.Helper()
	box := s.setup.NewBox()
	a := &apart{timestamp: 1795351384, steps: []step{{eventSetup, [][]byte{s.election.Raw(), s.trustees, s.credentials,
		setupData{hexDigest(s.election.Raw()), hexDigest(s.trustees), hexDigest(s.credentials), ""}.append(nil)}}}}
	for _, raw := range ballots {
		if err := box.Add(s.believe(t, raw)); err != nil {
			t.Fatal(err)
		}
		a.steps = append(a.steps, step{eventBallot, [][]byte{raw}})
	}
	tally, err := box.Tally()
	if err != nil {
		t.Fatal(err)
	}
	a.steps = append(a.steps, step{eventEndBallots, nil},
		step{eventEncryptedTally, [][]byte{tally.encrypted, EncodeSizedTally(tally.numTallied, tally.totalWeight, tally.encrypted)}})
	var shares []*Share
	for _, k := range s.keys {
		sh, err := k.PartialDecrypt(rand.Reader, tally)
		if err != nil {
			t.Fatal(err)
		}
		shares = append(shares, sh)
		a.steps = append(a.steps, step{eventPartial, [][]byte{sh.raw, EncodeOwned(sh.owner, sh.raw)}})
	}
	plain, err := tally.open(shares)
	if err != nil {
		t.Fatal(err)
	}
	logs := newLogTable(s.election.group, 1000, 10)
	var res Result
	for _, row := range plain {
		var counts []int
		for _, p := range row {
			n, ok := logs.find(p)
			if !ok {
				t.Fatal("the forged archive has no result")
			}
			counts = append(counts, int(n))
		}
		res = append(res, counts)
	}
	a.steps = append(a.steps, step{eventResult, [][]byte{res.Encode()}})
	return a.write(t)
}

// cast encrypts any choices, valid or not.
func (s *scene) cast(t testing.TB, voter int, choices [][]int) []byte {
	t.Helper()
	cred, err := s.codes[voter].Credential(s.group, s.election.UUID)
	if err != nil {
		t.Fatal(err)
	}
	b, _, err := seal(rand.Reader, s.election, cred, choices)
	if err != nil {
		t.Fatal(err)
	}
	return b.Raw
}

// resign puts the signature of a voter's code under a changed ballot.
func (s *scene) resign(t testing.TB, voter int, raw []byte) []byte {
	t.Helper()
	cred, err := s.codes[voter].Credential(s.group, s.election.UUID)
	if err != nil {
		t.Fatal(err)
	}
	i := bytes.Index(raw, []byte(`,"signature":`))
	b, err := sign(rand.Reader, s.election.group, cred, raw[:i:i])
	if err != nil {
		t.Fatal(err)
	}
	return b.Raw
}

var honest = [][]int{{0, 1, 0, 0}, {1, 0}, {0, 1, 1, 0}}

// TestAccomplice: an honest archive written by the forger's tools passes, so
// the forgeries below fail for their lies only.
func TestAccomplice(t *testing.T) {
	for _, groupName := range []string{Ed25519, Belenios2048} {
		s := newScene(t, groupName, scenario{trustees: 2})
		raw := s.accomplice(t, [][]byte{s.cast(t, 0, honest), s.resign(t, 1, s.cast(t, 1, honest))})
		if _, err := verify(raw); err != nil {
			t.Error(err)
		}
	}
}

// Rule 1: every ballot's proofs and signature, and its credential.
func TestForgeBallots(t *testing.T) {
	s := newScene(t, Ed25519, scenario{})
	good, other := s.cast(t, 0, honest), s.cast(t, 1, honest)
	for name, f := range map[string]struct {
		choices [][]int
		reason  string
	}{
		"two votes for one":       {[][]int{{0, 2, 0, 0}, {1, 0}, {0, 1, 1, 0}}, "choice 2 is 0 or 1"},
		"three of at most one":    {[][]int{{0, 1, 1, 1}, {1, 0}, {0, 1, 1, 0}}, "as many are chosen as may be"},
		"nothing, not even blank": {[][]int{{0, 0, 0, 0}, {1, 0}, {0, 1, 1, 0}}, "as many are chosen as may be"},
		"blank and a vote":        {[][]int{{1, 1, 0, 0}, {1, 0}, {0, 1, 1, 0}}, "a blank vote names nobody"},
		"too many, no blank":      {[][]int{{0, 1, 0, 0}, {1, 0}, {0, 1, 1, 1}}, "question 3: the proof that as many"},
	} {
		refused(t, name, s.accomplice(t, [][]byte{s.cast(t, 0, f.choices), other}), f.reason)
		// An invalid ballot that no longer counts is false all the same.
		refused(t, name+", superseded", s.accomplice(t, [][]byte{s.cast(t, 0, f.choices), good, other}), f.reason)
	}

	// Every number of every proof, changed one at a time and signed again.
	e := s.election
	for _, field := range []string{"individual_proofs", "overall_proof", "blank_proof"} {
		for _, number := range []string{`"challenge":"`, `"response":"`} {
			i := bytes.Index(good, []byte(field))
			i += bytes.Index(good[i:], []byte(number)) + len(number)
			n := bytes.IndexByte(good[i:], '"')
			x, err := e.group.Parse(string(good[i : i+n]))
			if err != nil {
				t.Fatal(err)
			}
			bad := slices.Concat(good[:i], []byte(e.group.Format(e.group.Plus(x, e.group.Int(1)))), good[i+n:])
			refused(t, field+" "+number, s.accomplice(t, [][]byte{s.resign(t, 0, bad), other}), "does not hold")
		}
	}
	refused(t, "signed with another's code", s.accomplice(t, [][]byte{s.resign(t, 1, good)}), "the signature does not hold")
	refused(t, "unsigned change", s.accomplice(t, [][]byte{swapSignature(t, good, other)}), "signature is for another content")

	// A stranger's ballot: valid in every way, but not on the list.
	a := takeApart(t, s.accomplice(t, [][]byte{good}))
	stranger := newScene(t, Ed25519, scenario{})
	cred, err := stranger.codes[0].Credential(Ed25519, e.UUID)
	if err != nil {
		t.Fatal(err)
	}
	b, _, err := seal(rand.Reader, e, cred, honest)
	if err != nil {
		t.Fatal(err)
	}
	a.change(t, eventBallot, 0, 0, func([]byte) []byte { return b.Raw })
	refused(t, "a stranger", a.write(t), "not on this election's list")
	a.change(t, eventBallot, 0, 0, func([]byte) []byte { return stranger.cast(t, 0, honest) })
	refused(t, "another election", a.write(t), "made for another election")

	// The proofs of one voter's ballot, copied under another's credential.
	copied := bytes.Replace(good, []byte(s.credential(t, 0)), []byte(s.credential(t, 1)), 1)
	refused(t, "a copied vote", s.accomplice(t, [][]byte{good, s.resign(t, 1, copied)}), "is 0 or 1 does not hold")
}

func swapSignature(t *testing.T, ballot, from []byte) []byte {
	t.Helper()
	cut := []byte(`,"signature":`)
	return slices.Concat(ballot[:bytes.Index(ballot, cut)], from[bytes.Index(from, cut):])
}

// Rule 2: the grammar of events and their chain.
func TestForgeEvents(t *testing.T) {
	s := newScene(t, Ed25519, scenario{trustees: 2})
	whole := takeApart(t, s.archive(t, testVotes))
	late := step{eventBallot, [][]byte{s.cast(t, 3, honest)}}
	at := func(kind string) int { return whole.index(t, kind) }
	insert := func(i int, st ...step) []byte {
		a := *whole
		a.steps = slices.Insert(slices.Clone(whole.steps), i, st...)
		return a.write(t)
	}
	without := func(i int) []byte {
		a := *whole
		a.steps = slices.Delete(slices.Clone(whole.steps), i, i+1)
		return a.write(t)
	}
	end, tally, part, res := at(eventEndBallots), at(eventEncryptedTally), at(eventPartial), at(eventResult)
	n := len(whole.steps)
	const grammar = "cannot stand here"
	for name, raw := range map[string][]byte{
		"a ballot before the set-up": insert(0, late),
		"a second set-up":            insert(1, whole.steps[0]),
		"a late set-up":              insert(n, whole.steps[0]),
		"a ballot after EndBallots":  insert(end+1, late),
		"a ballot after the tally":   insert(tally+1, late),
		"a ballot after the shares":  insert(res, late),
		"a ballot after the result":  insert(n, late),
		"a second EndBallots":        insert(end+1, whole.steps[end]),
		"EndBallots at the end":      insert(n, whole.steps[end]),
		"no EndBallots":              without(end),
		"a second tally":             insert(tally+1, whole.steps[tally]),
		"a tally after a share":      insert(part+1, whole.steps[tally]),
		"no tally":                   without(tally),
		"a share before the tally":   insert(tally, whole.steps[part]),
		"a share after the result":   insert(n, whole.steps[part]),
		"a second result":            insert(n, whole.steps[res]),
		"a result before the shares": insert(part, whole.steps[res]),
		"no set-up":                  without(0),
		"nothing of the count but a result": func() []byte {
			a := *whole
			a.steps = []step{whole.steps[0], whole.steps[end], whole.steps[res]}
			return a.write(t)
		}(),
	} {
		refused(t, name, raw, grammar)
	}
	refused(t, "two shares of one trustee", insert(part+1, whole.steps[part]), "a second share")
	refused(t, "one share of two", without(part), "shares that are needed")
	refused(t, "a ballot twice", insert(end, whole.steps[1]), "cast before")
	refused(t, "an unknown event", insert(end, step{"Recount", [][]byte{[]byte("{}")}}), `"Recount" are not known`)
	refused(t, "an event without its data", insert(end, step{eventBallot, nil}), "has data unless")
	refused(t, "EndBallots with data", insert(end, step{eventEndBallots, [][]byte{[]byte("{}")}}), "has data unless")
	refused(t, "data that no event names", insert(end, step{eventBallot, [][]byte{[]byte("{}"), late.data[0]}}), "no event names it")
	refused(t, "data at the end", func() []byte {
		var b bytes.Buffer
		w := NewArchiveWriter(&b, whole.timestamp)
		w.data([]byte("{}"))
		return append(whole.write(t), b.Bytes()[1024:]...)
	}(), "no event names it")
	refused(t, "an owner who is none", func() []byte {
		a := *whole
		a.steps = slices.Clone(whole.steps)
		sh := a.steps[part].data[0]
		a.steps[part].data = [][]byte{sh, EncodeOwned(3, sh)}
		return a.write(t)
	}(), "there is no trustee number 3")

	// The chain: an archive whose events name wrong parents or heights.
	for name, bend := range map[string]func(i int, e *event){
		"a wrong parent": func(i int, e *event) {
			if i == 3 {
				e.parent = strings.Repeat("0", 64)
			}
		},
		"no parent": func(i int, e *event) {
			if i == 3 {
				e.parent = ""
			}
		},
		"a parent of the first": func(i int, e *event) {
			if i == 0 {
				e.parent = strings.Repeat("0", 64)
			}
		},
		"a height left out": func(i int, e *event) {
			if i >= 2 {
				e.height++
			}
		},
		"a height twice": func(i int, e *event) {
			if i >= 2 {
				e.height--
			}
		},
	} {
		var out bytes.Buffer
		w := NewArchiveWriter(&out, whole.timestamp)
		for i, st := range whole.steps {
			bent := w.next
			bend(i, &bent)
			height := w.next.height
			w.next = bent
			whole.event(w, st)
			w.next.height = height + 1
		}
		refused(t, name, out.Bytes(), "does not follow")
	}
}

// Rule 3: a trustee shapes a decryption factor. Its proof holds, because the
// challenge leaves out the ciphertext and the factor, and the factor can be
// computed to fit; the counts tell.
func TestForgeFactor(t *testing.T) {
	s := newScene(t, Ed25519, scenario{})
	honestArchive := takeApart(t, s.archive(t, testVotes))
	r, err := verify(honestArchive.write(t))
	if err != nil {
		t.Fatal(err)
	}
	tally := r.Tally()
	shaped := shape(t, tally, s.keys[0])
	checked, err := tally.CheckShare(1, shaped)
	if err != nil {
		t.Fatal("the shaped factor's proof does not hold, so the forgery is none: ", err)
	}
	if res, err := tally.Combine([]*Share{checked}); err == nil || !strings.Contains(err.Error(), "shaped") {
		t.Errorf("combined to %v, %v", res, err)
	}
	honestArchive.change(t, eventPartial, 0, 0, func([]byte) []byte { return shaped })
	refused(t, "a shaped factor", honestArchive.write(t), "not what the trustees' shares decrypt to")
}

// Rule 3, the bounds: counts that no valid ballots give.
func TestForgeCounts(t *testing.T) {
	one := Question{Answers: []string{"a", "b"}, Blank: true, Min: 1, Max: 1}
	some := Question{Answers: []string{"a", "b", "c"}, Min: 1, Max: 2}
	some2 := Question{Answers: []string{"a", "b", "c"}, Blank: true, Min: 1, Max: 2}
	for _, c := range []struct {
		q      Question
		counts []int
		ok     bool
	}{
		{one, []int{1, 2, 3}, true},
		{one, []int{6, 0, 0}, true},
		{one, []int{1, 2, 2}, false},
		{one, []int{1, 2, 4}, false},
		{one, []int{0, 7, -1}, false},
		{one, []int{0, 7, 0}, false},
		{one, []int{-1, 6, 1}, false},
		{one, []int{3, 3}, false},
		{some, []int{6, 6, 0}, true},
		{some, []int{2, 2, 2}, true},
		{some, []int{6, 6, 1}, false},
		{some, []int{5, 0, 0}, false},
		{some, []int{7, 0, 0}, false},
		{some2, []int{4, 2, 2, 0}, true},
		{some2, []int{4, 2, 2, 1}, false},
		{some2, []int{4, 1, 0, 0}, false},
	} {
		if err := c.q.plausible(c.counts, 6); (err == nil) != c.ok {
			t.Errorf("%v of 6 votes: %v", c.counts, err)
		}
	}
}

// Rule 4: numbers that an archive gives of itself.
func TestForgeTally(t *testing.T) {
	s := newScene(t, Ed25519, scenario{trustees: 2})
	raw := s.archive(t, testVotes)
	replace := func(old, new string) func([]byte) []byte {
		return func(b []byte) []byte { return bytes.Replace(b, []byte(old), []byte(new), 1) }
	}
	const another = "the encrypted tally is not the one that the ballots give"
	for name, f := range map[string]struct {
		kind   string
		piece  int
		change func([]byte) []byte
		reason string
	}{
		"num_tallied":  {eventEncryptedTally, 1, replace(`"num_tallied":3`, `"num_tallied":4`), another},
		"total_weight": {eventEncryptedTally, 1, replace(`"total_weight":6`, `"total_weight":7`), another},
		"its hash":     {eventEncryptedTally, 1, replace(`"encrypted_tally":"`, `"encrypted_tally":"0`), another},
		"a result":     {eventResult, 0, func([]byte) []byte { return Result{{1, 0, 3, 2}, {3, 4}, {2, 1, 0, 4}}.Encode() }, "is not what the trustees' shares decrypt to"},
		"counts swapped": {eventResult, 0, func([]byte) []byte { return Result{{2, 0, 3, 1}, {4, 3}, {2, 1, 0, 4}}.Encode() },
			"is not what the trustees' shares decrypt to"},
		"a count too large": {eventResult, 0, func([]byte) []byte { return Result{{2, 0, 3, 7}, {3, 4}, {2, 1, 0, 4}}.Encode() }, "is not between 0 and"},
		"a question less":   {eventResult, 0, func([]byte) []byte { return Result{{2, 0, 3, 1}, {3, 4}}.Encode() }, "questions instead of"},
		"a share's number":  {eventPartial, 0, replace(`"response":"`, `"response":"1`), ""},
	} {
		a := takeApart(t, raw)
		a.change(t, f.kind, 0, f.piece, f.change)
		refused(t, name, a.write(t), f.reason)
	}

	// The tally of a single ballot, well encrypted and well decrypted, in
	// place of all of them: shares and result fit it.
	box := s.setup.NewBox()
	a := takeApart(t, raw)
	if err := box.Add(s.believe(t, a.steps[2].data[0])); err != nil {
		t.Fatal(err)
	}
	single, err := box.Tally()
	if err != nil {
		t.Fatal(err)
	}
	i := a.index(t, eventEncryptedTally)
	a.steps[i].data = [][]byte{single.encrypted, EncodeSizedTally(single.numTallied, single.totalWeight, single.encrypted)}
	refused(t, "the tally of one ballot", a.write(t), another)

	// A ballot left out, everything else as it was.
	a = takeApart(t, raw)
	a.steps = slices.Delete(a.steps, 2, 3)
	refused(t, "a ballot left out", a.write(t), another)

	// Two ballots of one credential in the other order: the other one counts.
	a = takeApart(t, raw)
	a.steps[1], a.steps[4] = a.steps[4], a.steps[1]
	refused(t, "ballots in another order", a.write(t), another)

	// A weight changed in the list, with the sum kept.
	a = takeApart(t, raw)
	a.change(t, eventSetup, 0, 2, func(b []byte) []byte {
		return bytes.Replace(bytes.Replace(b, []byte(`,3"`), []byte(`,2"`), 1), []byte(`,1"`), []byte(`,2"`), 1)
	})
	refused(t, "weights exchanged", a.write(t), another)
	a.change(t, eventSetup, 0, 2, func(b []byte) []byte { return bytes.Replace(b, []byte(`,2"`), []byte(`,02"`), 1) })
	refused(t, "a weight with a zero in front", a.write(t), "is no weight")
}

// Rule 7: kinds of questions that are not counted here.
func TestForgeQuestionKind(t *testing.T) {
	s := newScene(t, Ed25519, scenario{})
	for _, kind := range []string{"NonHomomorphic", "Lists"} {
		a := takeApart(t, s.archive(t, nil))
		a.change(t, eventSetup, 0, 0, func(b []byte) []byte {
			i, j := bytes.Index(b, []byte(`{"answers":`)), bytes.Index(b, []byte(`},{"answers":`))
			return slices.Concat(b[:i], fmt.Appendf(nil, `{"type":%q,"value":{"answers":["a","b"],"question":"Order"}}`, kind), b[j+1:])
		})
		refused(t, kind, a.write(t), "not supported")
	}
}
