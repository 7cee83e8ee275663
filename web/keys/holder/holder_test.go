package holder_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/election/roll"
	"github.com/onenorwich/guildhall/governance"
	"github.com/onenorwich/guildhall/governance/rehearsal"
	"github.com/onenorwich/guildhall/web/keys/count"
	"github.com/onenorwich/guildhall/web/keys/count/counttest"
	"github.com/onenorwich/guildhall/web/keys/holder"
)

const poll = "committee-2026"

func TestFile(t *testing.T) {
	made, err := holder.Make(rand.Reader, poll, belenios.Ed25519)
	must(t, err)
	raw, err := made.Encode()
	must(t, err)
	text := string(raw)
	for name, file := range map[string]string{
		"as it was saved":         text,
		"without its last line":   strings.TrimRight(text, "\n"),
		"with lines of Windows'":  strings.ReplaceAll(text, "\n", "\r\n"),
		"with empty lines around": "\n\n" + text + "\n\n",
	} {
		f, err := holder.Open([]byte(file), poll, belenios.Ed25519, made.PublicKey)
		if err != nil || f.PublicKey != made.PublicKey {
			t.Errorf("%s: %v", name, err)
		}
	}
	other, err := holder.Make(rand.Reader, poll, belenios.Ed25519)
	must(t, err)
	for name, tc := range map[string]struct{ file, group, key, code string }{
		"empty":                    {"", belenios.Ed25519, "", "foreign-file"},
		"something else":           {`{"name":"x"}`, belenios.Ed25519, "", "foreign-file"},
		"far too long":             {text + strings.Repeat(" ", 9<<10), belenios.Ed25519, "", "too-long"},
		"cut off":                  {text[:len(text)/2], belenios.Ed25519, "", "damaged"},
		"a digit changed":          {digit(text), belenios.Ed25519, "", "damaged"},
		"another public half":      {strings.Replace(text, made.PublicKey, other.PublicKey, 1), belenios.Ed25519, "", "damaged"},
		"a field more":             {strings.Replace(text, `"version"`, `"note": "", "version"`, 1), belenios.Ed25519, "", "damaged"},
		"spaces inside":            {strings.Replace(text, `"version": 1`, `"version":  1`, 1), belenios.Ed25519, "", "damaged"},
		"a later version":          {strings.Replace(text, `"version": 1`, `"version": 2`, 1), belenios.Ed25519, "", "version"},
		"another group":            {text, belenios.Belenios2048, "", "group"},
		"not the recorded key":     {text, belenios.Ed25519, other.PublicKey, "other-key"},
		"of another election":      {strings.Replace(text, poll, "committee-2024", 1), belenios.Ed25519, "", "other-election"},
		"two files in one":         {text + text, belenios.Ed25519, "", "damaged"},
		"a secret that is too big": {strings.Replace(text, `"secret": "`, `"secret": "9999999999999999999999999999999999999999`, 1), belenios.Ed25519, "", "damaged"},
	} {
		_, err := holder.Open([]byte(tc.file), poll, tc.group, tc.key)
		if code(err) != tc.code {
			t.Errorf("%s: %v (%s)", name, err, code(err))
			continue
		}
		if s := err.Error(); !strings.HasSuffix(s, ".") || strings.Contains(s, secret(text)) {
			t.Errorf("%s: %q", name, s)
		}
	}
}

// digit changes one digit of the secret.
func digit(text string) string {
	at := strings.Index(text, `"secret": "`) + len(`"secret": "`) + 3
	return text[:at] + string('0'+(text[at]-'0'+1)%10) + text[at+1:]
}

func secret(text string) string {
	_, rest, _ := strings.Cut(text, `"secret": "`)
	s, _, _ := strings.Cut(rest, `"`)
	return s
}

// newScene is a rehearsal at a stage, and the log as its service tells it.
func newScene(t *testing.T, stage rehearsal.Stage) *counttest.Service {
	t.Helper()
	ctx := context.Background()
	var rows []roll.Row
	for i := range 6 {
		rows = append(rows, roll.Row{ODS: fmt.Sprintf("D8%04d", i), Name: fmt.Sprintf("Practice %d", i), Patients: 3000})
	}
	rule, err := roll.ParseRule("equal")
	must(t, err)
	r, err := rehearsal.Start(ctx, t.TempDir(), rehearsal.Default(rows, rule))
	must(t, err)
	t.Cleanup(func() { r.Dir.Close() })
	must(t, r.Until(ctx, stage))
	return counttest.New(t, r)
}

func verify(f *holder.File, bundle []byte, kept count.Kept) (*holder.Count, error) {
	return f.Verify(context.Background(), count.Bundle{From: bytes.NewReader(bundle), Size: int64(len(bundle))}, kept, nil)
}

// TestDecrypt: the shares are taken by the service, and give the votes cast.
func TestDecrypt(t *testing.T) {
	s := newScene(t, rehearsal.Tallied)
	f := holder.Keep(s.R.Key, poll, belenios.Ed25519)
	c, err := verify(f, s.Honest(t), count.Kept{Key: string(s.R.Dir.Key.Public())})
	must(t, err)
	if len(c.Contests) != len(s.El.Contested()) || len(c.Practices) != len(s.R.Votes) || c.Contests[0].Counted != len(s.R.Votes) || c.Contests[0].UUID == "" {
		t.Errorf("%+v", c.Count)
	}
	shares, bindings, err := c.Decrypt(rand.Reader)
	must(t, err)
	must(t, s.R.Desk().Give(context.Background(), s.R.Officer, poll, shares, bindings))
	el, err := s.R.Desk().Election(poll)
	must(t, err)
	for i, post := range el.Contested() {
		want := make([]int64, len(post.Order)+1)
		for _, choices := range s.R.Votes {
			want[choices[i]]++
		}
		if fmt.Sprint(post.Result.Counts) != fmt.Sprint(want) {
			t.Errorf("%s: %v, cast %v", post.ID, post.Result.Counts, want)
		}
	}
}

func TestDecryptRefuses(t *testing.T) {
	s := newScene(t, rehearsal.Tallied)
	f := holder.Keep(s.R.Key, poll, belenios.Ed25519)
	right := s.Honest(t)
	c, err := verify(f, right, count.Kept{})
	must(t, err)
	refuse := func(name, want string, f *holder.File, bundle []byte, kept count.Kept) {
		t.Helper()
		got, err := verify(f, bundle, kept)
		if got != nil || code(err) != want || !strings.HasSuffix(err.Error(), ".") {
			t.Errorf("%s: %v (%s)", name, err, code(err))
		}
	}
	other, err := holder.Make(rand.Reader, poll, belenios.Ed25519)
	must(t, err)
	refuse("a key of somebody else", "wrong-key", other, right, count.Kept{})
	refuse("an empty bundle", "unreadable", f, nil, count.Kept{})
	changed := bytes.Clone(right)
	changed[bytes.Index(changed, []byte("ballot.cast"))] ^= 1
	refuse("a changed bit", "false", f, changed, count.Kept{})
	before := c.Tallies()
	for uuid := range before {
		before[uuid] = strings.Repeat("0", 64)
	}
	refuse("another tally before", "second-tally", f, right, count.Kept{Tallies: before})
	if _, err := verify(f, right, count.Kept{Tallies: c.Tallies()}); err != nil {
		t.Errorf("the same tally again: %v", err)
	}
	voting := newScene(t, rehearsal.Voted)
	refuse("a poll that is still open", "not-closed", holder.Keep(voting.R.Key, poll, belenios.Ed25519), voting.Honest(t), count.Kept{})
}

// TestDecryptedAlready: once a result is in the log there is no second one.
func TestDecryptedAlready(t *testing.T) {
	s := newScene(t, rehearsal.Counted)
	if _, err := verify(holder.Keep(s.R.Key, poll, belenios.Ed25519), s.Honest(t), count.Kept{}); code(err) != "decrypted" {
		t.Errorf("%v", err)
	}
}

// TestTallyOfOne: a service that puts one ballot in the place of the tally, or
// tells of a poll in which one ballot alone was cast, is found out.
func TestTallyOfOne(t *testing.T) {
	s := newScene(t, rehearsal.Tallied)
	f := holder.Keep(s.R.Key, poll, belenios.Ed25519)
	first := s.El.Contested()[0].ID
	_, err := verify(f, s.Tell(t, func(l *counttest.Liar, e governance.Event) bool {
		made, ok := e.(election.TallyMade)
		if ok && made.Post == first {
			made.Tally = l.Store(s.Tally(t, first, 1).Encrypted())
			l.Same(made)
			return false
		}
		return true
	}), count.Kept{})
	if code(err) != "false" || !strings.Contains(err.Error(), "nothing must be declared") {
		t.Errorf("%v", err)
	}
	if _, err := verify(f, s.Only(t, 1), count.Kept{}); code(err) != "too-few" {
		t.Errorf("%v", err)
	}
}

func code(err error) string {
	var refusal *election.Error
	if errors.As(err, &refusal) {
		return refusal.Code
	}
	return fmt.Sprint(err)
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
