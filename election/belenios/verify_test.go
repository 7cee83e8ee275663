package belenios

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/onenorwich/guildhall/election/belenios/internal/group"
)

// vector is what is known of an archive from elsewhere.
type vector struct {
	name    string
	raw     []byte
	UUID    string   `json:"uuid"`
	Result  Result   `json:"result"`
	Ballots []string `json:"ballots"`
	Codes   []string `json:"codes"`
}

func vectors(t testing.TB) []vector {
	t.Helper()
	raw, err := os.ReadFile("testdata/votes.json")
	if err != nil {
		t.Fatal(err)
	}
	var known map[string]vector
	if err := json.Unmarshal(raw, &known); err != nil {
		t.Fatal(err)
	}
	var out []vector
	for name, v := range known {
		v.name = name
		if v.raw, err = os.ReadFile("testdata/" + name + ".bel"); err != nil {
			t.Fatal(err)
		}
		out = append(out, v)
	}
	if len(out) != 3 {
		t.Fatalf("%d archives instead of 3", len(out))
	}
	slices.SortFunc(out, func(a, b vector) int { return len(a.raw) - len(b.raw) })
	return out
}

func vectorNamed(t testing.TB, name string) vector {
	t.Helper()
	for _, v := range vectors(t) {
		if v.name == name {
			return v
		}
	}
	t.Fatalf("no archive %s", name)
	return vector{}
}

func verify(raw []byte) (*Report, error) {
	return VerifyArchive(context.Background(), bytes.NewReader(raw), Options{})
}

func TestOtherPeoplesArchives(t *testing.T) {
	for _, v := range vectors(t) {
		t.Run(v.name, func(t *testing.T) {
			var digests []string
			last, weights := map[string]bool{}, int64(0)
			progress := 0
			r, err := VerifyArchive(context.Background(), bytes.NewReader(v.raw), Options{
				Progress: func(n int) { progress = n },
				Ballot: func(c Checked) {
					d := c.Digest()
					digests = append(digests, hex.EncodeToString(d[:]))
					if !last[c.Credential()] {
						last[c.Credential()] = true
						weights += c.Weight()
					}
				},
			})
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(r.Result, v.Result) {
				t.Errorf("the result is %v, not %v", r.Result, v.Result)
			}
			if r.Stage != StageResult || r.UUID != v.UUID || progress != r.Ballots || r.Ballots != len(v.Ballots) {
				t.Errorf("stage %s, uuid %s, %d of %d ballots, progress %d", r.Stage, r.UUID, r.Ballots, len(v.Ballots), progress)
			}
			if r.NumTallied != len(last) || r.TotalWeight != weights || r.Superseded != len(digests)-len(last) || r.Superseded == 0 {
				t.Errorf("%d tallied, %d votes, %d superseded", r.NumTallied, r.TotalWeight, r.Superseded)
			}
			slices.Sort(digests)
			slices.Sort(v.Ballots)
			if !slices.Equal(digests, v.Ballots) {
				t.Error("other ballots than expected")
			}
		})
	}
}

// TestOtherPeoplesCodes derives credentials from codes that belenios-tool made.
func TestOtherPeoplesCodes(t *testing.T) {
	for _, v := range vectors(t) {
		if v.Codes == nil {
			continue
		}
		r, err := verify(v.raw)
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range v.Codes {
			code, err := ParseCode(text)
			if err != nil {
				t.Fatal(err)
			}
			c, err := code.Credential(r.Group, v.UUID)
			if err != nil {
				t.Fatal(err)
			}
			if _, ok := r.Setup().Credentials.Weight(c.Public()); !ok {
				t.Errorf("%s: the credential of a code is not on the list", v.name)
			}
		}
	}
}

// TestRewriteOtherPeoplesArchives takes archives apart and writes them again:
// the writer's bytes are belenios-tool's.
func TestRewriteOtherPeoplesArchives(t *testing.T) {
	for _, v := range vectors(t) {
		a := takeApart(t, v.raw)
		if got := a.write(t); !bytes.Equal(got, v.raw) {
			t.Errorf("%s: written again it differs", v.name)
		}
	}
}

// TestEveryStage cuts an archive behind each event: what is left holds as far
// as it goes. Cut elsewhere it does not, or cannot be read.
func TestEveryStage(t *testing.T) {
	s := newScene(t, Ed25519, scenario{trustees: 2})
	whole := s.archive(t, testVotes)
	var got []Stage
	for cut := 512; cut <= len(whole); cut += 512 {
		r, err := verify(whole[:cut])
		var unreadable *UnreadableError
		var wrong *FalseError
		switch {
		case err == nil:
			got = append(got, r.Stage)
			if (r.Tally() == nil) != (r.Stage == StageOpen) || (r.Result == nil) != (r.Stage != StageResult) {
				t.Errorf("stage %s: tally %v, result %v", r.Stage, r.Tally(), r.Result)
			}
		case errors.As(err, &unreadable), errors.As(err, &wrong):
		default:
			t.Errorf("cut at %d: %v", cut, err)
		}
	}
	want := []Stage{StageOpen}
	for range testVotes {
		want = append(want, StageOpen)
	}
	want = append(want, StageClosed, StageTallied, StageDecrypting, StageDecrypting, StageResult)
	if !slices.Equal(got, want) {
		t.Errorf("stages %v", got)
	}
}

func TestUnreadable(t *testing.T) {
	whole := vectorNamed(t, "ed25519-single").raw
	for name, raw := range map[string][]byte{
		"empty":               nil,
		"text":                []byte("dear sir"),
		"zeros":               make([]byte, 2048),
		"without its first":   whole[1024:],
		"inside a header":     whole[:1024+100],
		"inside a member":     whole[:1024+700],
		"nothing but a first": whole[:1024],
	} {
		var e *UnreadableError
		if _, err := verify(raw); !errors.As(err, &e) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestVerifyStops(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	_, err := VerifyArchive(ctx, bytes.NewReader(vectorNamed(t, "ed25519-single").raw), Options{
		Progress: func(n int) {
			if n == 3 {
				cancel()
			}
		},
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("it goes on: %v", err)
	}
}

// TestFirstFalseBallot: of several false ballots the first is named, however
// many goroutines look at them, and also if something later is broken.
func TestFirstFalseBallot(t *testing.T) {
	s := newScene(t, Ed25519, scenario{questions: testQuestions[1:2]})
	good := step{eventBallot, [][]byte{s.cast(t, 0, [][]int{{1, 0}})}}
	bad := func() step { return step{eventBallot, [][]byte{s.cast(t, 1, [][]int{{2, 0}})}} }
	a := takeApart(t, s.archive(t, nil))
	steps := []step{a.steps[0]}
	for range 40 {
		steps = append(steps, step{eventBallot, [][]byte{s.cast(t, 2, [][]int{{1, 1}})}})
	}
	steps[17], steps[18], steps[25] = bad(), bad(), bad()
	a.steps = append(steps, good, step{"Nonsense", [][]byte{[]byte("{}")}})
	raw := a.write(t)
	for _, workers := range []int{1, 2, 8} {
		_, err := VerifyArchive(context.Background(), bytes.NewReader(raw), Options{Workers: workers})
		var wrong *FalseError
		if !errors.As(err, &wrong) || wrong.Event != 17 || wrong.Member != hexDigest(steps[17].data[0])+dataSuffix {
			t.Errorf("%d workers: %v", workers, err)
		}
	}
}

// TestReaderFails: what the reader reports is not called a false archive.
func TestReaderFails(t *testing.T) {
	whole := vectorNamed(t, "ed25519-single").raw
	broken := errors.New("the disk is gone")
	for _, n := range []int{0, 100, 1024, 30000} {
		_, err := VerifyArchive(context.Background(), io.MultiReader(bytes.NewReader(whole[:n]), iotest.ErrReader(broken)), Options{})
		var unreadable *UnreadableError
		if !errors.As(err, &unreadable) || !errors.Is(err, broken) {
			t.Errorf("after %d bytes: %v", n, err)
		}
	}
}

// TestEnginesAgree has the plain engine verify other people's archives, too,
// and compares what both say of ballots with one digit changed.
func TestEnginesAgree(t *testing.T) {
	v := vectorNamed(t, "ed25519-single")
	plainly := func(s *Setup) *Verifier {
		v := NewVerifier(s.Election, s.Credentials)
		v.engine = group.Plain{Group: s.Election.group, Key: s.Election.key}
		return v
	}
	r, err := VerifyArchive(context.Background(), bytes.NewReader(v.raw), Options{engine: plainly})
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(r.Result, v.Result) {
		t.Errorf("the result is %v", r.Result)
	}
	fast, plain := NewVerifier(r.setup.Election, r.setup.Credentials), plainly(r.setup)
	raw := takeApart(t, v.raw).steps[1].data[0]
	for i := 300; i < len(raw); i += 211 {
		bad := bytes.Clone(raw)
		if bad[i] = '0' + (bad[i]-'0'+1)%10; bad[i] == raw[i] {
			continue
		}
		_, a := fast.Check(bad)
		_, b := plain.Check(bad)
		if a == nil || b == nil {
			t.Errorf("byte %d: fast %v, plain %v", i, a, b)
		}
	}
}

// TestCertificate: releases of Belenios may put a certificate of the list of
// credentials into the set-up; it is taken, and the report says that nobody
// looked at it.
func TestCertificate(t *testing.T) {
	s := newScene(t, Ed25519, scenario{})
	a := takeApart(t, s.archive(t, testVotes))
	texts := a.steps[0].data
	certificate := []byte(`{"anything":"signed"}`)
	d := setupData{hexDigest(texts[0]), hexDigest(texts[1]), hexDigest(texts[2]), hexDigest(certificate)}
	a.steps[0].data = [][]byte{texts[0], texts[1], texts[2], certificate, d.append(nil)}
	r, err := verify(a.write(t))
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(r.Checks, func(c Check) bool { return strings.Contains(c.Name, "not examined") }) {
		t.Errorf("the report does not say so: %v", r.Checks)
	}
	a.steps[0].data[3] = []byte("another")
	refused(t, "another certificate", a.write(t), "do not stand in front of it")
}
