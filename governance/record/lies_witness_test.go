package record_test

import (
	"bytes"
	"errors"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance"
)

// without tells the tale anew as if some entries had never been: what the holder
// of the log's key can do, and sign.
func (s *tale) without(t testing.TB, drop func(audit.Entry) bool) *tale {
	t.Helper()
	lie := &tale{key: s.key, officer: s.officer, blobs: maps.Clone(s.blobs), sealed: map[int64][]audit.SealedRecord{}}
	p := s.before[0]
	lie.before = append(lie.before, p)
	dropped := int64(0)
	for i, e := range s.entries {
		if drop(e) {
			dropped++
			continue
		}
		d := s.draft(i, e.By, s.event(i))
		d.time = e.Time
		if paper, ok := d.event.(governance.PaperIssued); ok {
			paper.Size -= dropped
			d.event = paper
		}
		line := lie.sealedLine(t, s, i, d, p.Head)
		must(t, p.Fold(line))
		entry, err := audit.ParseEntry(line)
		must(t, err)
		for _, r := range s.sealed[e.Seq] { // in a public bundle nobody can tell that the MAC is of another place
			r.Seq = entry.Seq
			lie.sealed[entry.Seq] = append(lie.sealed[entry.Seq], r)
		}
		lie.lines, lie.entries, lie.before = append(lie.lines, line), append(lie.entries, entry), append(lie.before, p)
	}
	return lie
}

// cosignedAt is a checkpoint of the tale at a size, cosigned as a browser would
// have.
func (s *tale) cosignedAt(t testing.TB, size int, k audit.WitnessKey) []byte {
	t.Helper()
	plain, err := s.key.Checkpoint(s.before[size].Head)
	must(t, err)
	note, err := k.Cosign(plain, s.before[size].Head.Time)
	must(t, err)
	return note
}

// samsKey is the scrutineer's n-th key, from 1.
func (s *tale) samsKey(t testing.TB, n byte) audit.WitnessKey {
	t.Helper()
	k, err := audit.NewWitnessKey(audit.WitnessName(s.key.Origin(), string(s.sam())), bytes.Repeat([]byte{n}, 32))
	must(t, err)
	return k
}

// TestServiceResignsForkedLog: whoever holds the log's key forks it after the
// opening, leaves a vote out, and signs the fork. It is consistent with itself;
// a cosigned checkpoint that somebody kept shows it up.
func TestServiceResignsForkedLog(t *testing.T) {
	s := played()
	opened := s.nth("poll.opened", 0)
	key := s.samsKey(t, 1).Public()
	genuine := s.bundle(t, true)
	kept := s.cosignedAt(t, s.nth("ballot.cast", -1)+1, s.samsKey(t, 1))

	v, err := verify(t, genuine, audit.Trust{Checkpoint: kept})
	must(t, err)
	if len(v.Cosigned) != 2 || v.Cosigned[0].Key != key || v.Cosigned[0].Times != 2 || v.Cosigned[1].Times != 1 {
		t.Fatalf("the genuine log is cosigned by %+v", v.Cosigned)
	}
	if size, at, ok := v.CosignedBy(key); !ok || size != int64(s.nth("ballot.cast", -1)+1) && size < v.Cosigned[0].Size || at.IsZero() {
		t.Errorf("the key signed %d entries at %v, %v", size, at, ok)
	}

	// The liar leaves out the vote of a practice that voted twice, and, since
	// nobody but Sam can sign them, the cosigned checkpoints.
	again := -1
	for i := opened; i < s.end() && again < 0; i++ {
		cast, ok := s.event(i).(election.BallotCast)
		if !ok {
			continue
		}
		for j := i + 1; j < s.end(); j++ {
			if later, ok := s.event(j).(election.BallotCast); ok && later.Ballots[0].Credential == cast.Ballots[0].Credential {
				again = i
			}
		}
	}
	if again < 0 {
		t.Fatal("nobody voted twice in the tale")
	}
	fork := s.without(t, func(e audit.Entry) bool {
		return e.Seq == int64(again) || e.Kind == "checkpoint.cosigned"
	})
	forked := fork.bundle(t, true)
	v, err = verify(t, forked, audit.Trust{Key: s.key.Public()})
	if err != nil {
		t.Fatalf("a fork is consistent with itself, so without a checkpoint it passes: %v", err)
	}
	if _, _, ok := v.CosignedBy(key); ok || len(v.Cosigned) != 0 {
		t.Error("the fork is said to be cosigned")
	}
	_, err = verify(t, forked, audit.Trust{Key: s.key.Public(), Checkpoint: kept})
	isFalse(t, err, "this is another log, or it was written anew")
	// A checkpoint from before the fork proves nothing against it.
	early, err := verify(t, forked, audit.Trust{Checkpoint: s.cosignedAt(t, opened+1, s.samsKey(t, 1))})
	if err != nil {
		t.Fatalf("the fork contains what was signed before it: %v", err)
	}
	if _, _, ok := early.CosignedBy(key); !ok {
		t.Error("the kept checkpoint is not counted as Sam's")
	}

	// If the entries stay, they convict him: the poll was opened a second later.
	fork = s.retell(t, s.end(), func(i int, d *draft) {
		if i == opened {
			d.time = d.time.Add(time.Second)
		}
	})
	_, err = verify(t, fork.bundle(t, true), audit.Trust{})
	isFalse(t, err, "the cosigned checkpoint does not hold")
	isFalse(t, err, "this is another log, or it was written anew")
}

// isFalse requires that a bundle was found false, with words in the reason.
func isFalse(t testing.TB, err error, want string) {
	t.Helper()
	var fault *audit.Fault
	if !errors.As(err, &fault) || !strings.Contains(err.Error(), want) {
		t.Fatalf("it was not found out as expected (%q): %v", want, err)
	}
}

// TestCosignedLies: the service puts cosigned checkpoints on record that the
// witness did not sign.
func TestCosignedLies(t *testing.T) {
	s := played()
	at := s.nth("checkpoint.cosigned", 1)
	size := int(s.event(at).(governance.CheckpointCosigned).Size)
	first, err := audit.NewKey("guildhall.example/other", bytes.Repeat([]byte{7}, 32))
	must(t, err)
	for _, c := range []struct {
		name, want string
		note       func(t *testing.T) []byte
	}{
		{"by another key", "is not cosigned by the key", func(t *testing.T) []byte { return s.cosignedAt(t, size, s.samsKey(t, 9)) }},
		{"by the key that came later", "is not cosigned by the key", func(t *testing.T) []byte { return s.cosignedAt(t, size, s.samsKey(t, 2)) }},
		{"by another person", "is not cosigned by the key", func(t *testing.T) []byte {
			k, err := audit.NewWitnessKey(audit.WitnessName(s.key.Origin(), "p-other"), bytes.Repeat([]byte{1}, 32))
			must(t, err)
			return s.cosignedAt(t, size, k)
		}},
		{"replayed", "not the checkpoint that the log says", func(t *testing.T) []byte {
			return s.blobs[s.entries[s.nth("checkpoint.cosigned", 0)].Blobs[0]]
		}},
		{"with the cosignature of an earlier one", "is not cosigned by the key", func(t *testing.T) []byte {
			old := s.blobs[s.entries[s.nth("checkpoint.cosigned", 0)].Blobs[0]]
			plain, err := s.key.Checkpoint(s.before[size].Head)
			must(t, err)
			return append(plain, old[bytes.LastIndex(old, []byte("\u2014 ")):]...)
		}},
		{"of another log", "the key is that of", func(t *testing.T) []byte {
			h, err := audit.Start("guildhall.example/other")
			must(t, err)
			plain, err := first.Checkpoint(h)
			must(t, err)
			note, err := s.samsKey(t, 1).Cosign(plain, time.Unix(1_800_000_000, 0))
			must(t, err)
			return note
		}},
		{"not signed by the log", "is not signed by the key", func(t *testing.T) []byte {
			thief, err := audit.NewKey(s.key.Origin(), bytes.Repeat([]byte{9}, 32))
			must(t, err)
			plain, err := thief.Checkpoint(s.before[size].Head)
			must(t, err)
			note, err := s.samsKey(t, 1).Cosign(plain, time.Unix(1_800_000_000, 0))
			must(t, err)
			return note
		}},
		{"not cosigned", "with that one cosignature", func(t *testing.T) []byte {
			plain, err := s.key.Checkpoint(s.before[size].Head)
			must(t, err)
			return plain
		}},
		{"cosigned by two", "with that one cosignature", func(t *testing.T) []byte {
			k, err := audit.NewWitnessKey("another", bytes.Repeat([]byte{3}, 32))
			must(t, err)
			note, err := k.Cosign(s.cosignedAt(t, size, s.samsKey(t, 1)), time.Unix(1_800_000_000, 0))
			must(t, err)
			return note
		}},
		{"no note at all", "is not a checkpoint", func(t *testing.T) []byte { return []byte("cosigned") }},
	} {
		t.Run(c.name, func(t *testing.T) {
			untrue := s.retell(t, at+1, func(i int, d *draft) {
				if i == at {
					change(d, func(e *governance.CheckpointCosigned) { e.Note = d.tale.store(c.note(t)) })
				}
			})
			_, err := verify(t, untrue.bundle(t, true), audit.Trust{})
			isFalse(t, err, "the cosigned checkpoint does not hold")
			isFalse(t, err, c.want)
		})
	}
	// The log says another root than the note that was really signed.
	untrue := s.retell(t, at+1, func(i int, d *draft) {
		if i == at {
			change(d, func(e *governance.CheckpointCosigned) { e.Root[0] ^= 1 })
		}
	})
	_, err = verify(t, untrue.bundle(t, true), audit.Trust{})
	isFalse(t, err, "not the checkpoint that the log says")
	// The truth, by the same machinery.
	if _, err := verify(t, s.retell(t, at+1, func(int, *draft) {}).bundle(t, true), audit.Trust{}); err != nil {
		t.Errorf("the truth is refused: %v", err)
	}
}
