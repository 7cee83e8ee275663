package record

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance"
)

// Cosigned is what one witness has cosigned with one key.
type Cosigned struct {
	Person election.ID
	Key    audit.CosignerKey
	Times  int
	Size   int64     // entries that the last of the checkpoints covers
	Seq    int64     // entry that put it on record
	Time   time.Time // when the witness's own clock said that it was signed
}

// OpenCosigning checks the note of a checkpoint that a witness cosigned: that
// it says what the log says of it, that the log signed it, and that the witness
// did, under the key that the log named at the time. It gives the witness's
// clock. That the root is the log's own, only the log can tell.
func OpenCosigning(note []byte, log audit.PublicKey, c governance.Cosigning) (time.Time, error) {
	signed, err := audit.OpenCosigned(note, log)
	if err != nil {
		return time.Time{}, err
	}
	if len(signed.Cosignatures) != 1 || signed.Size != c.Size || signed.Root != audit.Digest(c.Root) {
		return time.Time{}, errors.New("it is not the checkpoint that the log says was cosigned, with that one cosignature")
	}
	return signed.By(CosignerKey(log.Origin(), c.Person, c.Key))
}

// CosignerKey is the public key of a witness, as people compare it.
func CosignerKey(origin string, person election.ID, key election.Digest) audit.CosignerKey {
	return audit.NewCosignerKey(audit.WitnessName(origin, string(person)), audit.Digest(key))
}

// witnesses verifies every cosigned checkpoint and counts them. A log that was
// forked after one was signed does not have its root, and nobody but the
// witness can sign another.
func (v *verification) witnesses() error {
	began := v.o.Now()
	log := v.found.Summary.Key
	roots, err := v.roots()
	if err != nil {
		return err
	}
	count := int64(0)
	for seq, c := range v.found.Point.State.Cosignings {
		untrue := func(err error) error {
			return &audit.Fault{File: "log.jsonl", Seq: seq, Reason: fmt.Sprintf("the cosigned checkpoint does not hold: %v", err)}
		}
		note, err := v.bundle.Blob(v.ctx, audit.Digest(c.Note))
		if errors.Is(err, audit.ErrAbsent) {
			return untrue(errors.New("its note is not in the bundle"))
		} else if err != nil {
			return err
		}
		at, err := OpenCosigning(note, log, c)
		if err != nil {
			return untrue(err)
		}
		if roots[c.Size] != audit.Digest(c.Root) {
			return untrue(fmt.Errorf("the first %d entries of this log are not those that %s signed: this is another log, or it was written anew", c.Size, c.Person))
		}
		v.found.cosigned(Cosigned{c.Person, CosignerKey(log.Origin(), c.Person, c.Key), 1, c.Size, seq, at})
		count++
	}
	if count > 0 {
		v.timed("cosigned checkpoints, each of this very log", began, count)
	}
	return nil
}

// roots are the tree's roots at the sizes that were cosigned.
func (v *verification) roots() (map[int64]audit.Digest, error) {
	var sizes []int64
	for _, c := range v.found.Point.State.Cosignings {
		sizes = append(sizes, c.Size)
	}
	roots := make(map[int64]audit.Digest)
	if len(sizes) == 0 {
		return roots, nil
	}
	slices.Sort(sizes)
	var tree audit.Tree
	for line, err := range v.bundle.Lines(v.ctx, 0) {
		if err != nil {
			return nil, err
		}
		tree = tree.Add(audit.LeafHash(line))
		if _, wanted := slices.BinarySearch(sizes, tree.Size()); wanted {
			roots[tree.Size()] = tree.Root()
		}
		if tree.Size() == sizes[len(sizes)-1] {
			break
		}
	}
	return roots, nil
}

// cosigned adds one cosignature to the count, by person and key.
func (v *Verified) cosigned(c Cosigned) {
	for i, old := range v.Cosigned {
		if old.Key == c.Key {
			c.Times = old.Times + 1
			v.Cosigned[i] = c
			return
		}
	}
	v.Cosigned = append(v.Cosigned, c)
	slices.SortStableFunc(v.Cosigned, func(a, b Cosigned) int { return cmp.Compare(a.Person, b.Person) })
}

// CosignedBy finds the newest checkpoint that the witness with this key signed:
// in the log itself, or the one that the reader of the bundle kept.
func (v *Verified) CosignedBy(key audit.CosignerKey) (size int64, at time.Time, ok bool) {
	for _, c := range v.Cosigned {
		if c.Key == key {
			size, at, ok = c.Size, c.Time, true
		}
	}
	if kept, err := v.Summary.Kept.By(key); err == nil && v.Summary.Kept.Size > size {
		return v.Summary.Kept.Size, kept, true
	}
	return size, at, ok
}
