package belenios

import (
	"crypto/rand"
	"testing"
)

func TestEncryptedBallotsCheck(t *testing.T) {
	for _, groupName := range []string{Ed25519, Belenios2048} {
		t.Run(groupName, func(t *testing.T) {
			s := newScene(t, groupName, scenario{})
			for _, choices := range [][][]int{
				{{1, 0, 0, 0}, {0, 0}, {1, 0, 0, 0}},
				{{0, 1, 0, 0}, {1, 0}, {0, 1, 0, 1}},
				{{0, 0, 0, 1}, {1, 1}, {0, 0, 1, 0}},
			} {
				b, err := Encrypt(rand.Reader, s.election, s.codes[1], choices)
				if err != nil {
					t.Fatal(err)
				}
				c, err := s.verifier.Check(b.Raw)
				if err != nil {
					t.Fatal(err)
				}
				if c.Tracker() != b.Tracker || c.Weight() != s.weights[1] || c.Credential() != s.credential(t, 1) {
					t.Errorf("the checked ballot says %s, %d, %s", c.Tracker(), c.Weight(), c.Credential())
				}
			}
		})
	}
}

func TestEncryptRefusesInvalidVotes(t *testing.T) {
	s := newScene(t, Ed25519, scenario{})
	for name, choices := range map[string][][]int{
		"a question missing":     {{1, 0, 0, 0}, {0, 0}},
		"too many answers":       {{0, 1, 1, 0}, {0, 0}, {1, 0, 0, 0}},
		"nothing chosen":         {{0, 0, 0, 0}, {0, 0}, {1, 0, 0, 0}},
		"blank and a name":       {{1, 1, 0, 0}, {0, 0}, {1, 0, 0, 0}},
		"a vote of two":          {{0, 2, 0, 0}, {0, 0}, {1, 0, 0, 0}},
		"too many places":        {{0, 1, 0, 0, 0}, {0, 0}, {1, 0, 0, 0}},
		"a negative vote":        {{0, 1, 1, -1}, {0, 0}, {1, 0, 0, 0}},
		"blank and too few":      {{1, 0, 0, 0}, {0, 0}, {0, 0, 0, 0}},
		"more than the maximum":  {{1, 0, 0, 0}, {0, 0}, {0, 1, 1, 1}},
		"a place without a vote": {{1, 0, 0, 0}, {0}, {1, 0, 0, 0}},
	} {
		if _, err := Encrypt(rand.Reader, s.election, s.codes[0], choices); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}
