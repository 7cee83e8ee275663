package conduct_test

import (
	"errors"
	"sync"
	"testing"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/roll"
	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/governance/rehearsal"
)

// counted is a strict election before its count, with what each trustee gives.
type counted struct {
	*rehearsal.Rehearsal
	shares, bindings [][][]byte // by trustee, by contest
}

func newCounted(t *testing.T, trustees, threshold int) *counted {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	rule, err := roll.ParseRule("equal")
	must(err)
	script := rehearsal.Default(rows(6), rule)
	script.Trustees, script.Threshold = trustees, threshold
	r, err := rehearsal.Start(t.Context(), t.TempDir(), script)
	must(err)
	t.Cleanup(func() { r.Dir.Close() })
	must(r.Until(t.Context(), rehearsal.Tallied))
	c := &counted{Rehearsal: r}
	el, err := r.Desk().Election(script.ID)
	must(err)
	tallies, err := r.Desk().Tallies(t.Context(), &el)
	must(err)
	transcript, err := record.Ceremony{Blobs: r.Dir.Log}.Transcript(t.Context(), &el)
	must(err)
	for _, trustee := range r.Team.Trustees {
		key, err := transcript.Key(trustee.Phrase)
		must(err)
		shares, bindings, err := record.Decrypt(randomness, key, tallies...)
		must(err)
		c.shares, c.bindings = append(c.shares, shares), append(c.bindings, bindings)
	}
	return c
}

func (c *counted) give(t *testing.T, trustee int) error {
	return c.Desk().Give(t.Context(), c.Team.Trustees[trustee].Person, c.Script.ID, c.shares[trustee], c.bindings[trustee])
}

func refusal(err error) string {
	var f *election.Error
	if errors.As(err, &f) {
		return f.Code
	}
	return ""
}

// TestTrusteeGivesNoUnboundShare: nor one bound by another.
func TestTrusteeGivesNoUnboundShare(t *testing.T) {
	c := newCounted(t, 2, 2)
	size := c.Desk().Clerk.Point().Head.Size
	if err := c.Desk().Give(t.Context(), c.Team.Trustees[0].Person, c.Script.ID, c.shares[0], nil); refusal(err) != "shares" {
		t.Errorf("a share without its binding: %v", err)
	}
	if err := c.Desk().Give(t.Context(), c.Team.Trustees[0].Person, c.Script.ID, c.shares[0], c.bindings[1]); refusal(err) != "wrong-key" {
		t.Errorf("a share with another's binding: %v", err)
	}
	if c.Desk().Clerk.Point().Head.Size != size {
		t.Error("something was recorded")
	}
}

// TestTwoLastShares: of the trustees who decrypt at the same moment, as many as are
// needed are taken, and the others are told that they are not.
func TestTwoLastShares(t *testing.T) {
	c := newCounted(t, 5, 3)
	errs := make([]error, len(c.shares))
	var all sync.WaitGroup
	for i := range c.shares {
		all.Go(func() { errs[i] = c.give(t, i) })
	}
	all.Wait()
	taken := 0
	for i, err := range errs {
		switch {
		case err == nil:
			taken++
		case refusal(err) != "enough":
			t.Errorf("trustee %d: %v", i+1, err)
		}
	}
	el, err := c.Desk().Election(c.Script.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range el.Contested() {
		if p.Result == nil {
			t.Errorf("%s has no result", p.ID)
		}
	}
	if taken != 3 {
		t.Errorf("%d shares were taken", taken)
	}
}
