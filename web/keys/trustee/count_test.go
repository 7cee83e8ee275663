package trustee_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance"
	"github.com/onenorwich/guildhall/web/keys/count"
	"github.com/onenorwich/guildhall/web/keys/count/counttest"
	"github.com/onenorwich/guildhall/web/keys/trustee"
)

// folder holds the election that all tests look at.
var folder string

func TestMain(m *testing.M) {
	var err error
	if folder, err = os.MkdirTemp("", "guildhall-trustee-"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	if s, err := played(); err == nil {
		s.r.Dir.Close()
	}
	os.RemoveAll(folder)
	os.Exit(code)
}

// lie holds a count that must not come about against what it must say.
func lie(t *testing.T, what string, c *trustee.Count, err error, want string, says ...string) {
	t.Helper()
	if c != nil {
		t.Errorf("%s: it was verified", what)
		return
	}
	refused(t, what, nil, err, want, says...)
}

// TestCount: an honest log is verified, its numbers are those of the poll, and
// the shares are accepted.
func TestCount(t *testing.T) {
	s := newScene(t)
	bundle := s.Honest(t)
	told := 0
	c, err := s.task(t, 2).Verify(context.Background(), s.seed(2), count.Bundle{From: bytes.NewReader(bundle), Size: int64(len(bundle))}, s.kept,
		func(string, int64) { told++ })
	must(t, err)
	if len(c.Practices) != 6 || c.Practices[0] != "Practice 0" || len(c.Contests) != len(s.el.Contested()) || c.Checkpoints != 1 || !c.Key || told == 0 {
		t.Errorf("%+v; told %d times", c.Count, told)
	}
	for _, one := range c.Contests {
		if one.Counted != 6 || one.Votes != 6 || one.Ballots < 6 || len(one.Tally) != 64 {
			t.Errorf("%+v", one)
		}
	}
	a, err := c.Decrypt(rand.Reader)
	must(t, err)
	tallies, err := s.r.Desk().Tallies(context.Background(), &s.el)
	must(t, err)
	for i, share := range a.Shares {
		if _, err := tallies[i].CheckShare(3, []byte(share)); err != nil {
			t.Error(err)
		}
	}
	if len(a.Shares) != len(tallies) || a.Seat != 2 {
		t.Errorf("%d shares of seat %d", len(a.Shares), a.Seat)
	}
	// The same tally may be decrypted again, as when an answer was lost.
	kept := s.kept
	kept.Tallies = c.Tallies()
	if _, err := s.verify(t, 2, bundle, kept); err != nil {
		t.Errorf("the same tally again: %v", err)
	}
	// Whoever has another phrase gets nothing.
	_, err = s.task(t, 2).Verify(context.Background(), s.seed(1), count.Bundle{From: bytes.NewReader(bundle), Size: int64(len(bundle))}, s.kept, nil)
	lie(t, "another trustee's phrase", nil, err, "swapped")
}

// TestServiceHandsASingleBallotAsTheTally: in the place of the tally stands the
// encryption of one ballot; or a log is made up in which one ballot alone was cast.
func TestServiceHandsASingleBallotAsTheTally(t *testing.T) {
	s := newScene(t)
	first := s.el.Contested()[0].ID
	c, err := s.verify(t, 1, s.Tell(t, func(l *counttest.Liar, e governance.Event) bool {
		made, ok := e.(election.TallyMade)
		if ok && made.Post == first {
			made.Tally = l.Store(s.Tally(t, first, 1).Encrypted())
			l.Same(made)
			return false
		}
		return true
	}), s.kept)
	lie(t, "one ballot as the tally", c, err, "false", string(first)+".bel", "Nothing was decrypted")
	for _, n := range []int{1, 2} {
		c, err = s.verify(t, 1, s.Only(t, n), s.kept)
		lie(t, fmt.Sprintf("a log of %d ballots", n), c, err, "too-few", fmt.Sprintf("Only %d voting codes count", n))
	}
}

// TestServiceHandsATallyLackingOneBallot: the log holds all ballots, its tally all
// but one.
func TestServiceHandsATallyLackingOneBallot(t *testing.T) {
	s := newScene(t)
	first := s.el.Contested()[0].ID
	ballots := s.el.Poll.CastCount()
	c, err := s.verify(t, 1, s.Tell(t, func(l *counttest.Liar, e governance.Event) bool {
		made, ok := e.(election.TallyMade)
		if ok && made.Post == first {
			made.Tally = l.Store(s.Tally(t, first, ballots-1).Encrypted())
			l.Same(made)
			return false
		}
		return true
	}), s.kept)
	lie(t, "a tally without one ballot", c, err, "false", string(first)+".bel")
}

// TestServiceHandsASecondTally: a log that keeps every rule, with a ballot less, is
// only refused by whoever remembers the first tally: the difference of the two
// would be that ballot.
func TestServiceHandsASecondTally(t *testing.T) {
	s := newScene(t)
	c, err := s.verify(t, 1, s.Honest(t), s.kept)
	must(t, err)
	kept := s.kept
	kept.Tallies = c.Tallies()
	less := s.Only(t, 5)
	c, err = s.verify(t, 1, less, kept)
	lie(t, "a second tally", c, err, "second-tally", "Another tally of")
	// This is what shows that the log is otherwise a good one.
	if _, err := s.verify(t, 1, less, s.kept); err != nil {
		t.Errorf("the log itself: %v", err)
	}
}

// TestCountNeedsTheWholeLog: a bundle that is damaged, cut off, or of a poll that
// has not closed.
func TestCountNeedsTheWholeLog(t *testing.T) {
	s := newScene(t)
	honest := s.Honest(t)
	changed := bytes.Clone(honest)
	at := bytes.Index(changed, []byte("ballot.cast"))
	changed[at] ^= 1
	for name, c := range map[string]struct {
		bundle []byte
		code   string
	}{
		"nothing":       {nil, "unreadable"},
		"cut off":       {honest[:len(honest)/2], "unreadable"},
		"a changed bit": {changed, "false"},
	} {
		found, err := s.verify(t, 1, c.bundle, s.kept)
		if c.code == "unreadable" && code(err) == "false" {
			c.code = "false" // whether a zip is damaged or none is a matter of words
		}
		lie(t, name, found, err, c.code, "Nothing was decrypted")
	}
	open := s.Tell(t, func(l *counttest.Liar, e governance.Event) bool {
		switch e := e.(type) {
		case election.PollClosed, election.TallyMade:
			return false
		case election.SecrecyWeighed:
			return e.Stage != election.WeighedCount
		}
		return true
	})
	c, err := s.verify(t, 1, open, s.kept)
	lie(t, "a poll that is open", c, err, "not-closed")
	unweighed := s.Tell(t, func(_ *counttest.Liar, e governance.Event) bool {
		w, ok := e.(election.SecrecyWeighed)
		return !ok || w.Stage != election.WeighedCount
	})
	c, err = s.verify(t, 1, unweighed, s.kept)
	lie(t, "not weighed", c, err, "not-weighed")
}

// TestKept: what was kept is held against the log.
func TestKept(t *testing.T) {
	s := newScene(t)
	honest := s.Honest(t)
	other, err := audit.NewKey("elsewhere.example", bytes.Repeat([]byte{7}, 32))
	must(t, err)
	head, err := audit.Start("elsewhere.example")
	must(t, err)
	foreign, err := other.Checkpoint(head)
	must(t, err)
	first := s.kept.Checkpoints[0]
	for name, c := range map[string]struct {
		kept count.Kept
		code string
	}{
		"nothing":                  {count.Kept{}, ""},
		"the key alone":            {count.Kept{Key: s.kept.Key}, ""},
		"another key":              {count.Kept{Key: string(other.Public())}, "false"},
		"a checkpoint of another":  {count.Kept{Checkpoints: []string{string(foreign)}}, "checkpoint"},
		"no checkpoint":            {count.Kept{Checkpoints: []string{"x"}}, "checkpoint"},
		"a key that is none":       {count.Kept{Key: "x"}, "key"},
		"another root":             {count.Kept{Checkpoints: []string{s.signed(t, rooted(t, first))}}, "forked"},
		"one that is fine and not": {count.Kept{Checkpoints: []string{first, s.signed(t, rooted(t, first))}}, "forked"},
		"more entries than it has": {count.Kept{Checkpoints: []string{s.signed(t, longer(first))}}, "forked"},
		"a damaged root":           {count.Kept{Checkpoints: []string{rooted(t, first)}}, "damaged"},
		"a damaged size":           {count.Kept{Checkpoints: []string{longer(first)}}, "damaged"},
		"a damaged copy, and one":  {count.Kept{Checkpoints: []string{first, rooted(t, first)}}, "damaged"},
	} {
		_, err := s.verify(t, 1, honest, c.kept)
		if c.code == "" && err != nil || c.code != "" && (code(err) != c.code || !whole(err)) {
			t.Errorf("%s: %v (%s)", name, err, code(err))
		}
	}
	if _, err := s.kept.Keep(string(other.Public()), foreign); code(err) != "other-key" {
		t.Errorf("another key: %v", err)
	}
	if _, err := (count.Kept{}).Keep(string(other.Public()), []byte(first)); code(err) != "checkpoint" {
		t.Errorf("a checkpoint that the key did not sign: %v", err)
	}
	if again, err := s.kept.Keep(s.kept.Key, []byte(first)); err != nil || len(again.Checkpoints) != 1 {
		t.Errorf("the same again: %v", err)
	}
}

// signed is a checkpoint with what its first lines say, signed by the log's key: what
// a holder has of a log that was changed since.
func (s *scene) signed(t *testing.T, text string) string {
	t.Helper()
	lines := strings.SplitAfter(text, "\n")
	body := strings.Join(lines[:3], "")
	raw, err := os.ReadFile(filepath.Join(s.r.Dir.Path, "log.key"))
	must(t, err)
	name, secret, _ := strings.Cut(strings.TrimSpace(string(raw)), " ")
	seed, err := hex.DecodeString(secret)
	must(t, err)
	id, err := hex.DecodeString(strings.Split(string(s.r.Dir.Key.Public()), "+")[1])
	must(t, err)
	sig := ed25519.Sign(ed25519.NewKeyFromSeed(seed), []byte(body))
	return body + "\n\u2014 " + name + " " + base64.StdEncoding.EncodeToString(append(id, sig...)) + "\n"
}

// rooted is a checkpoint with another root, longer one of a longer log, as damage
// makes them: the signature stays.
func rooted(t *testing.T, checkpoint string) string {
	t.Helper()
	lines := strings.Split(checkpoint, "\n")
	lines[2] = strings.Replace(lines[2], lines[2][:1], map[bool]string{true: "B", false: "A"}[lines[2][:1] == "A"], 1)
	return strings.Join(lines, "\n")
}

func longer(checkpoint string) string {
	lines := strings.Split(checkpoint, "\n")
	lines[1] = "9" + lines[1]
	return strings.Join(lines, "\n")
}
