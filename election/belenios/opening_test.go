package belenios

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/onenorwich/guildhall/election/belenios/internal/group"
)

// encodeOpened writes what ParseOpenings read.
func encodeOpened(list []*Opened) []byte {
	return encodeOpenings(len(list), func(b []byte, i int) []byte {
		o := list[i]
		return appendOpening(b, o.Election.raw, o.Raw, o.choices, func(question, choice int) string {
			return o.Election.group.Format(o.random[question][choice])
		})
	})
}

// opened makes two ballots of a scene, the second in another election, and opens
// both in one file.
func opened(t testing.TB, groupName string) (s *scene, raw []byte) {
	t.Helper()
	s = newScene(t, groupName, scenario{voters: 1, weights: []int64{2}})
	other := newScene(t, groupName, scenario{voters: 1, weights: []int64{2}, questions: testQuestions[:1]})
	var list []*Opening
	for _, c := range []struct {
		e       *Election
		choices [][]int
	}{{s.election, [][]int{{0, 0, 0, 1}, {1, 0}, {0, 1, 0, 1}}}, {other.election, [][]int{{1, 0, 0, 0}}}} {
		b, o, err := EncryptToChallenge(rand.Reader, c.e, s.codes[0], c.choices)
		if err != nil {
			t.Fatal(err)
		}
		if c.e == s.election {
			if _, err := s.verifier.Check(b.Raw); err != nil {
				t.Fatal(err)
			}
		}
		c.choices[0][0] = 7 // the opening keeps its own
		list = append(list, o)
	}
	return s, EncodeOpenings(list)
}

func parseOpened(t testing.TB, raw []byte) []*Opened {
	t.Helper()
	list, err := ParseOpenings(raw)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// TestOpening: what is opened says what was chosen, in one spelling, and without
// the code.
func TestOpening(t *testing.T) {
	for _, groupName := range []string{Ed25519, Belenios2048} {
		t.Run(groupName, func(t *testing.T) {
			s, raw := opened(t, groupName)
			list := parseOpened(t, raw)
			if !bytes.Equal(encodeOpened(list), raw) {
				t.Error("the file is read otherwise than it was written")
			}
			want := []string{`[{Chair [Dr "Carrow" \ Ñ]} {Any of two [Yes]} {Up to two [Ms Kerr Ms Malik]}]`, `[{Chair []}]`}
			for i, o := range list {
				if err := o.Check(); err != nil {
					t.Errorf("ballot %d: %v", i, err)
				}
				if got := fmt.Sprint(o.Says()); got != want[i] {
					t.Errorf("ballot %d says %s, not %s", i, got, want[i])
				}
				if o.Tracker() != Tracker(o.Raw) || hexDigest(o.Raw) != fmt.Sprintf("%x", o.Digest()) {
					t.Error("the tracker is another one")
				}
			}
			if c, err := list[0].Credential(); err != nil || c != s.credential(t, 0) {
				t.Errorf("the ballot names the credential %s, %v", c, err)
			}
			for _, code := range []string{s.codes[0].Reveal(), strings.ReplaceAll(s.codes[0].Reveal(), "-", "")} {
				if bytes.Contains(raw, []byte(code)) {
					t.Error("the file holds the voting code")
				}
			}
		})
	}
}

// TestLyingOpening: a file that says something else than its ballot is refused,
// whatever was changed.
func TestLyingOpening(t *testing.T) {
	for _, groupName := range []string{Ed25519, Belenios2048} {
		t.Run(groupName, func(t *testing.T) {
			s, raw := opened(t, groupName)
			lie := func(name, want string, fn func(o *Opened)) {
				t.Helper()
				o := parseOpened(t, raw)[0]
				fn(o)
				if err := o.Check(); err == nil || !strings.Contains(err.Error(), want) {
					t.Errorf("%s: %v", name, err)
				}
			}
			g := s.election.group
			for i, random := range parseOpened(t, raw)[0].random {
				for k := range random {
					where := fmt.Sprintf("question %d, place %d", i+1, k+1)
					lie("randomness of "+where, where, func(o *Opened) { o.random[i][k] = g.Plus(o.random[i][k], g.Int(1)) })
				}
			}
			lie("another candidate", "question 1, place 3", func(o *Opened) { o.choices[0] = []int{0, 0, 1, 0} })
			lie("a blank vote", "question 1, place 1", func(o *Opened) { o.choices[0] = []int{1, 0, 0, 0} })
			lie("an answer more", "question 2, place 2", func(o *Opened) { o.choices[1] = []int{1, 1} })
			lie("nobody", "no valid vote", func(o *Opened) { o.choices[0] = []int{0, 0, 0, 0} })
			lie("two for one", "no valid vote", func(o *Opened) { o.choices[0] = []int{0, 1, 0, 1} })
			lie("a vote of two", "no valid vote", func(o *Opened) { o.choices[0] = []int{0, 0, 0, 2} })
			lie("two choices exchanged with their randomness", "question 1, place 1", func(o *Opened) {
				o.choices[0][0], o.choices[0][3] = o.choices[0][3], o.choices[0][0]
				o.random[0][0], o.random[0][3] = o.random[0][3], o.random[0][0]
			})
			lie("another ballot of the same choices", "question 1, place 1", func(o *Opened) {
				b, err := Encrypt(rand.Reader, s.election, s.codes[0], o.choices)
				if err != nil {
					t.Fatal(err)
				}
				o.Raw = b.Raw
			})
			lie("a ballot of another election", "another election", func(o *Opened) { o.Raw = parseOpened(t, raw)[1].Raw })
			// Whoever holds the code can sign anything, but not prove it.
			lie("a signature by somebody else", "signature", func(o *Opened) {
				stranger := newScene(t, groupName, scenario{})
				cred, err := stranger.codes[0].Credential(groupName, s.election.UUID)
				if err != nil {
					t.Fatal(err)
				}
				o.Raw = bytes.Replace(o.Raw, []byte(s.credential(t, 0)), []byte(cred.Public()), 1)
			})
			lie("a proof changed", "does not hold", func(o *Opened) {
				b, err := s.election.parseBallot(o.Raw)
				if err != nil {
					t.Fatal(err)
				}
				was := b.answers[0].overall[0]
				old, now := was.append(nil, g), proof{was.challenge, g.Plus(was.response, g.Int(1))}.append(nil, g)
				o.Raw = s.resign(t, 0, bytes.Replace(o.Raw, old, now, 1))
			})
		})
	}
}

// TestDamagedOpening: the file has one spelling.
func TestDamagedOpening(t *testing.T) {
	_, raw := opened(t, Ed25519)
	text := string(raw)
	one := text[strings.Index(text, "\n[")+2 : strings.Index(text, "]]},{")+3]
	for name, bad := range map[string]string{
		"empty":               "",
		"something else":      "{}",
		"no contest":          openingHead + "[]" + openingEnd,
		"cut off":             text[:len(text)-1],
		"more behind":         text + " ",
		"windows line ends":   strings.ReplaceAll(text, "\n", "\r\n"),
		"a contest twice":     openingHead + "[" + one + "," + one + "]" + openingEnd,
		"a space":             strings.Replace(text, `"choices":[`, `"choices": [`, 1),
		"a field more":        strings.Replace(text, ",\n\"ballot\"", ",\"x\":1,\n\"ballot\"", 1),
		"a leading zero":      strings.Replace(text, `"randomness":[["`, `"randomness":[["0`, 1),
		"a number too large":  strings.Replace(text, `"randomness":[["`, `"randomness":[["9999999999999999999999`, 1),
		"a choice too few":    strings.Replace(text, `"choices":[[0,`, `"choices":[[`, 1),
		"a number too few":    strings.Replace(text, `"choices":[[0,0,0,1],`, `"choices":[`, 1),
		"no randomness":       text[:strings.Index(text, openingRandomness)] + "}]" + openingEnd,
		"a broken definition": strings.Replace(text, `Ed25519`, `Ed25518`, 1),
	} {
		if bad == text {
			t.Errorf("%s: nothing was changed", name)
		}
		if list, err := ParseOpenings([]byte(bad)); err == nil {
			t.Errorf("%s: accepted as %v", name, list)
		}
	}
	many := openingHead + "[" + strings.Repeat(one+",", maxOpened) + one + "]" + openingEnd
	if _, err := ParseOpenings([]byte(many)); err == nil {
		t.Error("any number of contests is read")
	}
}

// TestOpeningIsHidden: no careless line of a log shows what would open a ballot.
func TestOpeningIsHidden(t *testing.T) {
	s := newScene(t, Ed25519, scenario{})
	_, o, err := EncryptToChallenge(rand.Reader, s.election, s.codes[0], testVotes[0].choices)
	if err != nil {
		t.Fatal(err)
	}
	for _, format := range []string{"%v", "%+v", "%#v", "%s"} {
		if text := fmt.Sprintf(format, o); strings.ContainsAny(text, "0123456789[") {
			t.Errorf("%s prints %s", format, text)
		}
		if text := fmt.Sprintf(format, o.random); strings.Contains(text, group.FormatSecret(s.election.group, o.random[0][0])) {
			t.Errorf("%s prints the randomness", format)
		}
	}
	if !slices.Equal(o.choices[0], testVotes[0].choices[0]) {
		t.Error("the opening keeps other choices")
	}
}

func FuzzOpenings(f *testing.F) {
	_, raw := opened(f, Ed25519)
	f.Add(raw)
	f.Add([]byte(openingHead + "[]" + openingEnd))
	f.Fuzz(func(t *testing.T, raw []byte) {
		list, err := ParseOpenings(raw)
		if err != nil {
			return
		}
		if again := encodeOpened(list); !bytes.Equal(again, raw) {
			t.Errorf("%q becomes %q", raw, again)
		}
		for _, o := range list {
			_ = o.Says()
			if o.Check() == nil {
				if _, err := o.Credential(); err != nil {
					t.Errorf("a checked ballot names no credential: %v", err)
				}
			}
		}
	})
}
