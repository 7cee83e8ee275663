package witness_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/roll"
	"github.com/onenorwich/guildhall/governance"
	"github.com/onenorwich/guildhall/governance/conduct"
	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/governance/rehearsal"
	"github.com/onenorwich/guildhall/web/keys/witness"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// watch is a rehearsal with a scrutineer, whose browser these tests are.
type watch struct {
	*testing.T
	*rehearsal.Rehearsal
	person election.ID
	seed   string
}

func begin(t *testing.T) *watch {
	t.Helper()
	rule, err := roll.ParseRule("equal")
	must(t, err)
	var rows []roll.Row
	for i := range 4 {
		rows = append(rows, roll.Row{ODS: fmt.Sprintf("D8%04d", i), Name: fmt.Sprintf("Practice %d", i), Patients: 5000})
	}
	r, err := rehearsal.Start(t.Context(), t.TempDir(), rehearsal.Default(rows, rule))
	must(t, err)
	t.Cleanup(func() { r.Dir.Close() })
	must(t, r.Until(t.Context(), rehearsal.Called))
	must(t, r.Desk().NameTeam(t.Context(), r.Officer, r.Script.ID, conduct.Team{Scrutineers: []record.PersonText{{Name: "Sam", Email: "sam@example.org"}}}))
	el, err := r.Desk().Election(r.Script.ID)
	must(t, err)
	w := &watch{T: t, Rehearsal: r, person: el.Team.Scrutineers[0]}
	w.seed, err = witness.NewSeed(r.Desk().Rand)
	must(t, err)
	return w
}

func (w *watch) key() audit.WitnessKey {
	w.Helper()
	k, err := witness.Key(string(w.Dir.Key.Public()), w.person, w.seed)
	must(w, err)
	return k
}

func (w *watch) name() {
	w.Helper()
	must(w, w.Desk().NameSigner(w.Context(), w.person, election.Digest(w.key().Public().Raw())))
}

// lines are the log's, each its own.
func (w *watch) lines() (list [][]byte) {
	w.Helper()
	for line, err := range w.Dir.Log.Lines(w.Context(), 0) {
		must(w, err)
		list = append(list, bytes.Clone(line))
	}
	return list
}

func each(lines [][]byte) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		for _, line := range lines {
			if !yield(line, nil) {
				return
			}
		}
	}
}

// showing is what a service shows that signs these lines.
func (w *watch) showing(lines [][]byte) witness.Shown {
	w.Helper()
	head, err := audit.Start(w.Dir.Key.Origin())
	must(w, err)
	for _, line := range lines {
		_, head, err = head.Next(line)
		must(w, err)
	}
	checkpoint, err := w.Dir.Key.Checkpoint(head)
	must(w, err)
	return witness.Shown{Key: string(w.Dir.Key.Public()), Checkpoint: checkpoint, Lines: each(lines)}
}

// other is a log that the rules allow and that leaves the lines after n entries:
// somebody else was added there.
func (w *watch) other(lines [][]byte, n int) [][]byte {
	w.Helper()
	p, err := record.Replay(w.Dir.Key.Origin(), each(lines[:n]))
	must(w, err)
	out := slices.Clone(lines[:n])
	for i := range len(lines) - n {
		id := election.ID(fmt.Sprintf("p-other-%d", i))
		e, err := p.Enter(p.Head.Time, w.Officer, governance.PersonAdded{Person: id}, map[string][]byte{governance.SealedDetails: []byte("{}")})
		must(w, err)
		out = append(out, e.Line)
	}
	return out
}

// sign checks and cosigns what is shown, as the page does.
func (w *watch) sign(shown witness.Shown, kept witness.Kept) (witness.Kept, error) {
	found, err := witness.Check(w.Context(), shown, kept)
	if err != nil {
		return kept, err
	}
	return found.Cosign(w.person, w.key(), w.Clock.Now())
}

func TestCosign(t *testing.T) {
	w := begin(t)
	ctx := t.Context()
	code := func(want string) {
		t.Helper()
		kept, err := w.sign(w.showing(w.lines()), witness.Kept{})
		var e *election.Error
		if !errors.As(err, &e) || e.Code != want || kept.Note != "" {
			t.Fatalf("expected %s, not: %v", want, err)
		}
	}
	code("no-key")
	w.name()
	kept, err := w.sign(w.showing(w.lines()), witness.Kept{})
	must(t, err)
	must(t, w.Desk().Cosign(ctx, w.person, []byte(kept.Note)))

	must(t, w.Until(ctx, rehearsal.Voted))
	shown := w.showing(w.lines())
	found, err := witness.Check(ctx, shown, kept)
	must(t, err)
	if found.Before == 0 || found.New() != found.Size-found.Before || found.Root != w.Desk().Clerk.Point().Head.Root() {
		t.Errorf("found %+v", found)
	}
	later, err := w.sign(shown, kept)
	must(t, err)
	must(t, w.Desk().Cosign(ctx, w.person, []byte(later.Note)))
	// More entries than the checkpoint covers: they came while it was fetched.
	shown.Lines = each(w.lines())
	if _, err := w.sign(shown, kept); err != nil {
		t.Errorf("a log that has grown since: %v", err)
	}

	// Nothing new: what was signed before is sent again, and no second note of
	// the same size is made.
	still := w.showing(w.lines())
	first, err := w.sign(still, later)
	must(t, err)
	w.Clock.Advance(time.Hour)
	second, err := w.sign(still, first)
	must(t, err)
	if first == later || second != first {
		t.Error("the same checkpoint was signed twice")
	}

	// Another browser's key is named now.
	was := w.seed
	w.seed, err = witness.NewSeed(w.Desk().Rand)
	must(t, err)
	w.name()
	w.seed = was
	code("other-key")
	w.person = w.Officer
	code("no-witness")
}

// TestRefusesToCosign: the service shows something that is not the log that was
// signed before. Nothing is signed, and it is told as evidence.
func TestRefusesToCosign(t *testing.T) {
	w := begin(t)
	ctx := t.Context()
	w.name()
	must(t, w.Until(ctx, rehearsal.Opened))
	kept, err := w.sign(w.showing(w.lines()), witness.Kept{})
	must(t, err)
	signed := len(w.lines())
	must(t, w.Until(ctx, rehearsal.Voted))
	lines := w.lines()
	thief, err := audit.NewKey(w.Dir.Key.Origin(), bytes.Repeat([]byte{9}, 32))
	must(t, err)
	head := w.Desk().Clerk.Point().Head
	edited := func(n int, old, new string) [][]byte {
		list := slices.Clone(lines)
		list[n] = bytes.Replace(list[n], []byte(old), []byte(new), 1)
		if bytes.Equal(list[n], lines[n]) {
			t.Fatalf("%q is not in entry %d", old, n)
		}
		return list
	}
	genuine := w.showing(lines)
	with := func(fn func(s *witness.Shown)) witness.Shown {
		s := genuine
		fn(&s)
		return s
	}
	for _, c := range []struct {
		name, want string
		shown      witness.Shown
	}{
		{"a fork before what was signed", "not those that you signed before", w.showing(w.other(lines, signed-1))},
		{"a fork of the same size", "as many entries as when you signed", w.showing(w.other(lines[:signed], signed-1))},
		{"the newest entries taken away", "the newest are missing", w.showing(lines[:signed-1])},
		{"another key", "another key of the log", with(func(s *witness.Shown) { s.Key = string(thief.Public()) })},
		{"a checkpoint signed by another key", "does not hold", with(func(s *witness.Shown) { s.Checkpoint, _ = thief.Checkpoint(head) })},
		{"entries that the checkpoint does not sign", "not those that its own checkpoint signs", with(func(s *witness.Shown) { s.Lines = each(w.other(lines, len(lines)-1)) })},
		{"a broken chain", "does not hold", with(func(s *witness.Shown) { s.Lines = each(edited(signed+1, `"prev":"`, `"prev":"0`)) })},
		{"an entry left out", "does not hold", with(func(s *witness.Shown) { s.Lines = each(slices.Delete(slices.Clone(lines), signed, signed+1)) })},
	} {
		t.Run(c.name, func(t *testing.T) {
			now, err := w.sign(c.shown, kept)
			var e *witness.Evidence
			if !errors.As(err, &e) || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("it was not refused as expected (%q): %v", c.want, err)
			}
			if now != kept || !strings.HasSuffix(e.Sentence, ".") {
				t.Errorf("something was signed, or this is no sentence: %q", e.Sentence)
			}
		})
	}
	// Another browser has the file alone, and is shown another key for the log.
	stolen := genuine
	stolen.Key = string(thief.Public())
	stolen.Checkpoint, err = thief.Checkpoint(head)
	must(t, err)
	if _, err := w.sign(stolen, witness.Kept{Note: kept.Note}); !isEvidence(err) || !strings.Contains(err.Error(), "did not sign") {
		t.Errorf("another log under another key: %v", err)
	}
	// A step that the rules do not allow, well chained and signed: a second
	// opening.
	bad := w.showing(lines[:len(lines)-1])
	if _, err := w.sign(bad, kept); err != nil {
		t.Fatal(err)
	}
	p, err := record.Replay(w.Dir.Key.Origin(), each(lines))
	must(t, err)
	data := []byte(`{"election":"committee-2026"}`)
	line, err := audit.Entry{Seq: p.Head.Size, Prev: p.Head.Leaf, Time: p.Head.Time, Kind: "poll.opened", By: string(w.Officer), Data: data}.Line()
	must(t, err)
	if _, err := w.sign(w.showing(append(slices.Clone(lines), line)), kept); !isEvidence(err) || !strings.Contains(err.Error(), "opened already") {
		t.Errorf("a step against the rules: %v", err)
	}
	// At the first time there is nothing to hold the fork against: it is signed.
	if _, err := w.sign(w.showing(w.other(lines, signed-1)), witness.Kept{}); err != nil {
		t.Errorf("at the first time: %v", err)
	}
	// The truth is signed.
	if _, err := w.sign(genuine, kept); err != nil {
		t.Errorf("the genuine log: %v", err)
	}
}

func isEvidence(err error) bool {
	var e *witness.Evidence
	return errors.As(err, &e)
}

// TestUnreadable: what could not be fetched whole is no evidence of anything.
func TestUnreadable(t *testing.T) {
	w := begin(t)
	w.name()
	lines := w.lines()
	genuine := w.showing(lines)
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	broken := errors.New("broken")
	for name, fn := range map[string]func(s *witness.Shown, k *witness.Kept){
		"no key":        func(s *witness.Shown, _ *witness.Kept) { s.Key = "<html>" },
		"no checkpoint": func(s *witness.Shown, _ *witness.Kept) { s.Checkpoint = []byte("<html>") },
		"cut off": func(s *witness.Shown, _ *witness.Kept) {
			s.Lines = witness.Lines(bytes.NewReader(bytes.Join(lines, []byte("\n"))))
		},
		"a read that fails": func(s *witness.Shown, _ *witness.Kept) {
			s.Lines = func(yield func([]byte, error) bool) { yield(nil, broken) }
		},
		"damaged memory": func(_ *witness.Shown, k *witness.Kept) { k.Note = "?" },
	} {
		s, k := genuine, witness.Kept{Key: genuine.Key}
		fn(&s, &k)
		if name == "no key" {
			k.Key = ""
		}
		if _, err := witness.Check(t.Context(), s, k); err == nil || isEvidence(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := witness.Check(canceled, genuine, witness.Kept{}); !errors.Is(err, context.Canceled) {
		t.Errorf("it went on: %v", err)
	}
	all := append(bytes.Join(lines, []byte("\n")), '\n')
	genuine.Lines = witness.Lines(bytes.NewReader(all))
	if _, err := witness.Check(t.Context(), genuine, witness.Kept{}); err != nil {
		t.Errorf("the whole file: %v", err)
	}
	for _, seed := range []string{"", "00", strings.Repeat("x", 64)} {
		if _, err := witness.Key(genuine.Key, w.person, seed); err == nil {
			t.Errorf("%q was taken for a key", seed)
		}
	}
}
