package record_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance"
	"github.com/onenorwich/guildhall/governance/record"
)

// checkpoint is the tale's head after n entries, and what its key signs of it.
func (s *tale) checkpoint(t testing.TB, n int) []byte {
	t.Helper()
	head, err := audit.Start(s.key.Origin())
	must(t, err)
	for _, line := range s.lines[:n] {
		_, head, err = head.Next(line)
		must(t, err)
	}
	raw, err := s.key.Checkpoint(head)
	must(t, err)
	return raw
}

// proof is that of entry seq when the tale had n entries.
func (s *tale) proof(t testing.TB, seq, n int) audit.LogProof {
	t.Helper()
	var nodes audit.Nodes
	for _, line := range s.lines[:n] {
		must(t, nodes.Add(audit.LeafHash(line)))
	}
	hashes, err := nodes.Inclusion(int64(seq), int64(n))
	must(t, err)
	p, err := audit.NewLogProof(s.lines[seq], hashes, s.checkpoint(t, n))
	must(t, err)
	return p
}

func (s *tale) receipt(t testing.TB, seq, n int) record.Receipt {
	t.Helper()
	r, err := record.NewReceipt(s.proof(t, seq, n), s.key.Public())
	must(t, err)
	return r
}

// twice finds two votes of one voting code, the later one its last.
func (s *tale) twice(t testing.TB) (first, last int) {
	t.Helper()
	el := s.election(s.end())
	for c := range el.Poll.Casts {
		if at, _ := el.Poll.Last(c.Voter); at != c.Seq {
			return int(c.Seq), int(at)
		}
	}
	t.Fatal("nobody voted twice")
	return 0, 0
}

// forked leaves one vote out, with something harmless in its place; and in the
// place of cosigned checkpoints, which nobody but their owners can sign anew.
func (s *tale) forked(t testing.TB, n, without int) *tale {
	t.Helper()
	return s.retell(t, n, func(i int, d *draft) {
		if i == without || s.entries[i].Kind == "checkpoint.cosigned" {
			harmless := election.ID(fmt.Sprintf("x%05d", i))
			d.event, d.by = governance.PracticeJoined{Practice: harmless, Details: s.event(0).(governance.LogOpened).Body}, s.officer
		}
	})
}

func verifyWith(t testing.TB, raw []byte, receipts ...record.Receipt) (*record.Verified, error) {
	t.Helper()
	b, err := audit.ReadBundle(bytes.NewReader(raw), int64(len(raw)))
	must(t, err)
	defer b.Close()
	return record.Verify(t.Context(), b, record.Options{Receipts: receipts})
}

// TestForkedLogFailsWithAnOldReceipt: who holds the log's key writes the log
// anew without one vote. Everything in it is right, so it verifies; but a
// receipt from before is of another log.
func TestForkedLogFailsWithAnOldReceipt(t *testing.T) {
	s := played()
	first, last := s.twice(t)
	for _, c := range []struct {
		name       string
		n, without int
	}{
		// The vote that replaced the first disappears, so that the first counts.
		{"while the poll is open", s.nth("ballot.cast", -1) + 1, last},
		// After the declaration a superseded vote disappears; no total changes.
		{"after the declaration", s.end(), first},
	} {
		t.Run(c.name, func(t *testing.T) {
			raw := s.forked(t, c.n, c.without).bundle(t, true)
			if _, err := verify(t, raw, audit.Trust{Key: s.key.Public()}); err != nil {
				t.Fatalf("the forked log does not verify even without a receipt: %v", err)
			}
			// The receipt of the vote that is gone, and of any other vote that
			// was given after it.
			for _, seq := range []int{c.without, s.nth("ballot.cast", -1)} {
				var not *record.NotThere
				_, err := verifyWith(t, raw, s.receipt(t, seq, seq+1))
				if !errors.As(err, &not) || not.Why != record.Forked {
					t.Errorf("with the receipt of entry %d: %v", seq, err)
				}
			}
			// In the log that it was taken from, the same receipt holds.
			if _, err := verifyWith(t, s.bundle(t, true), s.receipt(t, c.without, c.without+1), s.receipt(t, last, s.end())); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestReceiptOfAnotherLog: a valid receipt and a log that it is not of.
func TestReceiptOfAnotherLog(t *testing.T) {
	s := played()
	seq := s.nth("ballot.cast", 2)
	r := s.receipt(t, seq, s.end())
	stranger, err := audit.NewKey(s.key.Origin(), bytes.Repeat([]byte{9}, 32))
	must(t, err)
	elsewhere, err := audit.NewKey("elsewhere.example", bytes.Repeat([]byte{9}, 32))
	must(t, err)
	head := s.before[s.end()].Head
	root := func(int64) (audit.Digest, error) { return head.Root(), nil }
	for _, c := range []struct {
		name, why string
		key       audit.PublicKey
		size      int64
	}{
		{"of another name", record.OtherLog, elsewhere.Public(), head.Size},
		{"of another key", record.OtherKey, stranger.Public(), head.Size},
		{"of fewer entries", record.Shorter, s.key.Public(), head.Size - 1},
	} {
		var not *record.NotThere
		var fault *audit.Fault
		if err := r.Against(c.key, c.size, root); !errors.As(err, &not) || not.Why != c.why || !errors.As(err, &fault) {
			t.Errorf("a log %s: %v", c.name, err)
		}
	}
	must(t, r.Against(s.key.Public(), head.Size, root))
	broken := errors.New("broken")
	if err := r.Against(s.key.Public(), head.Size, func(int64) (audit.Digest, error) { return audit.Digest{}, broken }); !errors.Is(err, broken) {
		t.Errorf("a log that cannot be read: %v", err)
	}
	// An older bundle of the same log, and one with no receipts asked for.
	short := s.retell(t, seq+1, func(int, *draft) {}).bundle(t, true)
	var not *record.NotThere
	if _, err := verifyWith(t, short, r); !errors.As(err, &not) || not.Why != record.Shorter {
		t.Errorf("an older bundle: %v", err)
	}
}

func TestReceiptRoundTrip(t *testing.T) {
	s := played()
	for i := range 3 {
		seq := s.nth("ballot.cast", i)
		r := s.receipt(t, seq, s.end())
		raw := r.Encode()
		again, err := record.ParseReceipt(raw)
		must(t, err)
		if again.Seq() != int64(seq) || again.Key != s.key.Public() || !slices.Equal(again.Cast.Ballots, r.Cast.Ballots) || again.Cast.Election != "committee-2026" {
			t.Errorf("the receipt of entry %d is read as %+v", seq, again)
		}
		for _, b := range r.Cast.Ballots {
			if !strings.Contains(string(raw), "Tracker for "+string(b.Post)+": "+record.Tracker(b.Ballot)+"\n") {
				t.Errorf("the receipt lacks the tracker for %s:\n%s", b.Post, raw)
			}
		}
		pasted := "\xef\xbb\xbf\r\n  " + strings.ReplaceAll(string(raw), "\n", "\r\n") + "\r\n\r\n"
		if !bytes.Equal(record.Pasted([]byte(pasted)), raw) {
			t.Error("a pasted receipt is not what it was")
		}
	}
	if record.Pasted([]byte(" \r\n")) != nil {
		t.Error("nothing becomes something")
	}
	// Receipts are of votes alone.
	if _, err := record.NewReceipt(s.proof(t, 0, s.end()), s.key.Public()); err == nil || !strings.Contains(err.Error(), "only votes have receipts") {
		t.Errorf("of the first entry: %v", err)
	}
}

func TestReceiptIsRefused(t *testing.T) {
	s := played()
	seq := s.nth("ballot.cast", 2)
	other := s.receipt(t, s.nth("ballot.cast", 1), s.end())
	r := s.receipt(t, seq, s.end())
	whole := string(r.Encode())
	stranger, err := audit.NewKey(s.key.Origin(), bytes.Repeat([]byte{9}, 32))
	must(t, err)
	replace := func(old, new string) string {
		t.Helper()
		if !strings.Contains(whole, old) || old == new {
			t.Fatalf("%q is not in %s", old, whole)
		}
		return strings.Replace(whole, old, new, 1)
	}
	for _, c := range []struct {
		name, raw, want string
		untrue          bool
	}{
		{"nothing", "", "not a whole receipt", false},
		{"the proof alone", string(r.Proof.Encode()), "not a whole receipt", false},
		{"the lines alone", whole[:strings.Index(whole, "\n\n")], "not a whole receipt", false},
		{"cut off", whole[:len(whole)-20], "not a", false},
		{"without the key", replace("Key of the log: ", "Key: "), "not a whole receipt", false},
		{"a broken key", replace("Key of the log: ", "Key of the log: x"), "the key in the receipt cannot be read", false},
		{"a stranger's key", replace(string(s.key.Public()), string(stranger.Public())), "not signed by the key", true},
		{"another election", replace("committee-2026\n", "committee-2027\n"), "line 1 of the receipt is not what its proof says", true},
		{"another entry", replace("as entry ", "as entry 1"), "line 2 of the receipt", true},
		{"another tracker", replace(record.Tracker(r.Cast.Ballots[0].Ballot), record.Tracker(other.Cast.Ballots[0].Ballot)), "line 3 of the receipt", true},
		{"a choice", replace("Tracker for ", "Vote for Dr Okafor\nTracker for "), "line 3 of the receipt", true},
		{"a line more", replace("It does not say", "\nIt does not say"), "of the receipt", true},
		{"Windows lines", strings.ReplaceAll(whole, "\n", "\r\n"), "not a whole receipt", false},
		{"another entry's proof", replace(string(r.Proof.Encode()), string(other.Proof.Encode())), "line 2 of the receipt", true},
		{"too long", whole + strings.Repeat("\n", record.MaxReceipt), "not a whole receipt", false},
	} {
		_, err := record.ParseReceipt([]byte(c.raw))
		var fault *audit.Fault
		if err == nil || !strings.Contains(err.Error(), c.want) || errors.As(err, &fault) != c.untrue {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	// A changed byte anywhere is found.
	for i := range len(whole) {
		bent := []byte(whole)
		bent[i] ^= 1
		if _, err := record.ParseReceipt(bent); err == nil {
			t.Fatalf("byte %d may be another: %q", i, bent)
		}
	}
}

func TestStands(t *testing.T) {
	s := played()
	first, last := s.twice(t)
	during, after := &s.before[last+1].State, &s.before[s.end()].State
	early := &s.before[last].State
	st, ok := record.Stands(early, "committee-2026", int64(first))
	if !ok || st.Superseded != nil || st.Closed || len(st.Counted) > 0 {
		t.Errorf("before it was replaced: %+v", st)
	}
	st, ok = record.Stands(during, "committee-2026", int64(first))
	if !ok || st.Superseded == nil || st.Superseded.Seq != int64(last) || st.Closed {
		t.Errorf("replaced: %+v", st)
	}
	st, ok = record.Stands(after, "committee-2026", int64(last))
	if !ok || st.Superseded != nil || !st.Closed || len(st.Counted) != len(st.Ballots) || st.Time != s.entries[last].Time {
		t.Errorf("counted: %+v", st)
	}
	st, _ = record.Stands(after, "committee-2026", int64(first))
	if st.Superseded == nil || len(st.Counted) > 0 {
		t.Errorf("superseded: %+v", st)
	}
	for _, at := range []int64{0, int64(last) + 1_000_000, -1} {
		if _, ok := record.Stands(after, "committee-2026", at); ok {
			t.Errorf("entry %d is a vote", at)
		}
	}
	if _, ok := record.Stands(after, "nothing", int64(last)); ok {
		t.Error("an election that there is not has votes")
	}
}

// TestGoldenReceipt: the receipt of a golden log reads as it did, and is of that
// log.
func TestGoldenReceipt(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join("testdata", "simple.zip"))
	must(t, err)
	b, err := audit.ReadBundle(bytes.NewReader(raw), int64(len(raw)))
	must(t, err)
	defer b.Close()
	file := filepath.Join("testdata", "receipt.txt")
	if *golden {
		must(t, os.WriteFile(file, receiptOf(t, b), 0o644))
	}
	saved, err := os.ReadFile(file)
	must(t, err)
	r, err := record.ParseReceipt(saved)
	must(t, err)
	v, err := record.VerifyLog(t.Context(), b, record.Options{Receipts: []record.Receipt{r}, Now: time.Now})
	must(t, err)
	if !bytes.Equal(receiptOf(t, b), saved) {
		t.Errorf("receipts are now written otherwise:\n%s", receiptOf(t, b))
	}
	if st, ok := record.Stands(&v.Point.State, "committee-2026", r.Seq()); !ok || !st.Closed {
		t.Errorf("%+v", st)
	}
}

// receiptOf makes the receipt of a bundle's first vote at the bundle's own
// checkpoint.
func receiptOf(t *testing.T, b *audit.Bundle) []byte {
	t.Helper()
	var nodes audit.Nodes
	var vote []byte
	seq := int64(-1)
	for line, err := range b.Lines(t.Context(), 0) {
		must(t, err)
		if seq < 0 && bytes.Contains(line, []byte(`"kind":"ballot.cast"`)) {
			seq, vote = nodes.Size(), bytes.Clone(line)
		}
		must(t, nodes.Add(audit.LeafHash(line)))
	}
	checkpoint, err := b.Checkpoint()
	must(t, err)
	hashes, err := nodes.Inclusion(seq, nodes.Size())
	must(t, err)
	proof, err := audit.NewLogProof(vote, hashes, checkpoint)
	must(t, err)
	key, err := b.Key()
	must(t, err)
	r, err := record.NewReceipt(proof, key)
	must(t, err)
	return r.Encode()
}

// Whatever is accepted as a receipt is the only spelling of what it says.
func FuzzReceipt(f *testing.F) {
	s := played()
	genuine := map[string]bool{}
	for i := range 3 {
		raw := s.receipt(f, s.nth("ballot.cast", i), s.end()-i).Encode()
		genuine[string(raw)] = true
		f.Add(raw)
		f.Add(bytes.ReplaceAll(raw, []byte("\n"), []byte("\r\n")))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		r, err := record.ParseReceipt(record.Pasted(raw))
		if err != nil {
			return
		}
		if !bytes.Equal(r.Encode(), record.Pasted(raw)) {
			t.Fatalf("%q is encoded again as %q", raw, r.Encode())
		}
		if r.Key == s.key.Public() && !genuine[string(r.Encode())] {
			t.Fatalf("forged: %q", raw)
		}
		if r.Cast.Election.Check() != nil {
			t.Fatalf("%q", r.Cast.Election)
		}
	})
}
