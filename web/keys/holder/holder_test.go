package holder_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/election/roll"
	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/governance/rehearsal"
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

// scene is a rehearsal that was tallied, and the archives of its contests.
type scene struct {
	r        *rehearsal.Rehearsal
	posts    []election.ID
	archives [][]byte
}

func newScene(t *testing.T, stage rehearsal.Stage) scene {
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
	s := scene{r: r}
	state := r.Desk().State()
	el, err := r.Desk().Election(poll)
	must(t, err)
	for _, post := range el.Contested() {
		var b bytes.Buffer
		must(t, record.Project(ctx, &state, poll, post.ID, r.Dir.Log, &b))
		s.posts, s.archives = append(s.posts, post.ID), append(s.archives, b.Bytes())
	}
	return s
}

func (s scene) open(t *testing.T, f *holder.File, i int, archive []byte, tallied func(string) string) (*holder.Opened, error) {
	t.Helper()
	return f.Decrypt(context.Background(), rand.Reader, holder.Contest{Name: string(s.posts[i]), Archive: bytes.NewReader(archive), Tallied: tallied})
}

// TestDecrypt: the shares are taken by the service, and give the votes cast.
func TestDecrypt(t *testing.T) {
	s := newScene(t, rehearsal.Tallied)
	f := holder.Keep(s.r.Key, poll, belenios.Ed25519)
	var shares [][]byte
	for i := range s.posts {
		seen := 0
		o, err := f.Decrypt(context.Background(), rand.Reader, holder.Contest{Name: string(s.posts[i]), Archive: bytes.NewReader(s.archives[i]), Progress: func(n int) { seen = n }})
		must(t, err)
		if o.Ballots != seen || o.Counted != len(s.r.Votes) || !o.Complete || len(o.Tally) != 64 || o.UUID == "" {
			t.Errorf("%s: %+v; %d told", s.posts[i], o, seen)
		}
		shares = append(shares, o.Share)
	}
	must(t, s.r.Desk().Give(context.Background(), s.r.Officer, poll, shares))
	el, err := s.r.Desk().Election(poll)
	must(t, err)
	for i, post := range el.Contested() {
		want := make([]int64, len(post.Order)+1)
		for _, choices := range s.r.Votes {
			want[choices[i]]++
		}
		if fmt.Sprint(post.Result.Counts) != fmt.Sprint(want) {
			t.Errorf("%s: %v, cast %v", post.ID, post.Result.Counts, want)
		}
	}
}

func TestDecryptRefuses(t *testing.T) {
	s := newScene(t, rehearsal.Tallied)
	f := holder.Keep(s.r.Key, poll, belenios.Ed25519)
	right := s.archives[0]
	o, err := s.open(t, f, 0, right, nil)
	must(t, err)
	refuse := func(name, want string, f *holder.File, archive []byte, tallied func(string) string) {
		t.Helper()
		got, err := s.open(t, f, 0, archive, tallied)
		if got != nil || code(err) != want || !strings.HasSuffix(err.Error(), ".") {
			t.Errorf("%s: %v (%s)", name, err, code(err))
		}
	}
	other, err := holder.Make(rand.Reader, poll, belenios.Ed25519)
	must(t, err)
	refuse("a key of somebody else", "wrong-key", other, right, nil)
	refuse("an empty archive", "unreadable", f, nil, nil)
	refuse("an archive that is cut off", "unreadable", f, right[:len(right)-700], nil)
	changed := bytes.Clone(right)
	changed[len(changed)/2] ^= 1
	refuse("a changed bit", "false", f, changed, nil)
	refuse("another tally before", "second-tally", f, right, func(uuid string) string {
		if uuid != o.UUID {
			t.Errorf("asked for %s", uuid)
		}
		return strings.Repeat("0", 64)
	})
	if _, err := s.open(t, f, 0, right, func(string) string { return o.Tally }); err != nil {
		t.Errorf("the same tally again: %v", err)
	}
	refuse("a poll that is still open", "not-closed", holder.Keep(f2(t), poll, belenios.Ed25519), openArchive(t), nil)
}

// openArchive is a contest of a poll that has not closed.
func openArchive(t *testing.T) []byte { return newScene(t, rehearsal.Voted).archives[0] }

func f2(t *testing.T) *belenios.TrusteeKey {
	t.Helper()
	k, err := belenios.NewTrusteeKey(rand.Reader, belenios.Ed25519)
	must(t, err)
	return k
}

// TestDecryptedAlready: once a share is in the archive there is no second one.
func TestDecryptedAlready(t *testing.T) {
	s := newScene(t, rehearsal.Counted)
	_, err := s.open(t, holder.Keep(s.r.Key, poll, belenios.Ed25519), 0, s.archives[0], nil)
	if code(err) != "decrypted" {
		t.Errorf("%v", err)
	}
}

// TestTallyOfOne: a service that hands over an archive in which a ballot is left
// out of the tally, or which counts one ballot alone, is found out.
func TestTallyOfOne(t *testing.T) {
	s := newScene(t, rehearsal.Tallied)
	report, err := belenios.VerifyArchive(context.Background(), bytes.NewReader(s.archives[0]), belenios.Options{})
	must(t, err)
	el, err := s.r.Desk().Election(poll)
	must(t, err)
	var first []byte
	for cast := range el.Poll.Casts {
		first, err = s.r.Dir.Log.Blob(context.Background(), audit.Digest(cast.Ballots[0].Ballot))
		must(t, err)
		break
	}
	setup := report.Setup()
	checked, err := belenios.NewVerifier(setup.Election, setup.Credentials).Check(first)
	must(t, err)
	box := setup.NewBox()
	must(t, box.Add(checked))
	one, err := box.Tally()
	must(t, err)
	var forged bytes.Buffer
	w := belenios.NewArchiveWriter(&forged, 1)
	must(t, w.Setup(setup.Election.Raw(), setup.Trustees.Raw(), setup.Credentials.Raw()))
	for cast := range el.Poll.Casts {
		raw, err := s.r.Dir.Log.Blob(context.Background(), audit.Digest(cast.Ballots[0].Ballot))
		must(t, err)
		must(t, w.Ballot(raw))
	}
	must(t, w.EndBallots())
	must(t, w.EncryptedTally(one.Encrypted(), one.NumTallied(), one.TotalWeight()))
	_, err = s.open(t, holder.Keep(s.r.Key, poll, belenios.Ed25519), 0, forged.Bytes(), nil)
	if code(err) != "false" || !strings.Contains(err.Error(), "nothing must be declared") {
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
