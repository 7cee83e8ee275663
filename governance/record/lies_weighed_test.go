package record_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance/record"
)

// TestWeighedFalsely: a returning officer, or a service in the officer's name, says
// of what the result gives away what was not measured. The rules allow the entry;
// whoever verifies measures again.
func TestWeighedFalsely(t *testing.T) {
	type weighed = election.SecrecyWeighed
	for _, tale := range []struct {
		name string
		of   *tale
	}{{"simple", played()}, {"strict", strictly()}} {
		s := tale.of
		for stage, name := range []string{"opening", "count"} {
			at := s.nth("secrecy.weighed", stage)
			truth := s.event(at).(weighed)
			other := s.event(s.nth("secrecy.weighed", 1-stage)).(weighed)
			if truth.Passes || !truth.Measured || truth.Excess == other.Excess {
				t.Fatalf("the %s tale's weighings, %+v and %+v, make no lies", tale.name, truth, other)
			}
			for _, lie := range []struct {
				name string
				fn   func(*weighed)
			}{
				{"it passes when it does not", func(e *weighed) { e.Passes = true }},
				{"it passes, with a figure to fit", func(e *weighed) { e.Passes, e.Excess = true, 0 }},
				{"less than was measured", func(e *weighed) { e.Excess-- }},
				{"more than was measured", func(e *weighed) { e.Excess++ }},
				{"it could not be measured", func(e *weighed) { e.Measured, e.Excess = false, 0 }},
				{"the figure of the other stage", func(e *weighed) { e.Excess = other.Excess }},
			} {
				t.Run(tale.name+"/"+name+"/"+lie.name, func(t *testing.T) {
					told := s.retell(t, at+1, func(i int, d *draft) {
						if i == at {
							change(d, lie.fn)
						}
					})
					// Without its last entry the log is the truth.
					if _, err := verify(t, s.retell(t, at, func(int, *draft) {}).bundle(t, true), audit.Trust{}); err != nil {
						t.Fatalf("the log before the lie is refused: %v", err)
					}
					if told.event(at).(weighed).Passes {
						told.sealed = maps.Clone(told.sealed)
						delete(told.sealed, int64(at)) // no reason is given
					}
					_, err := verify(t, told.bundle(t, true), audit.Trust{})
					isFalse(t, err, "what the result gives away is not what was weighed: measured again, the gate is not passed")
				})
			}
		}
	}
}

// TestReveals: a verification says in words what it measured of those who voted,
// and says of a closed poll the same before anything was decrypted.
func TestReveals(t *testing.T) {
	for _, s := range []*tale{played(), strictly()} {
		v, err := verify(t, s.bundle(t, true), audit.Trust{})
		must(t, err)
		said := v.Reveals["committee-2026"]
		el := s.election(s.nth("secrecy.weighed", 1))
		if again, err := record.CountSentences(t.Context(), &el); err != nil || len(said) < 3 || !slices.Equal(said, again) {
			t.Errorf("the verification says %q, the count %q, %v", said, again, err)
		}
		open := s.election(s.nth("poll.closed", 0))
		if _, err := record.CountSentences(t.Context(), &open); err == nil {
			t.Error("an open poll is measured by who has voted")
		}
	}
}
