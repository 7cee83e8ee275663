package record

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
)

// Check is one thing that was verified, how many there were of it, and how
// long it took.
type Check struct {
	Name     string        `json:"name"`
	Count    int64         `json:"count"`
	Duration time.Duration `json:"duration_ns"`
}

// Verified is what a whole verification found. There is none of a bundle that
// does not hold.
type Verified struct {
	Point    *Point
	Summary  audit.Summary
	Checks   []Check
	Contests []ContestVerified
	Cosigned []Cosigned // sorted by person
	// Reveals says of each election whose result was weighed before its decryption
	// what was measured here: see CountSentences.
	Reveals map[election.ID][]string
}

// ContestVerified is one contest's archive.
type ContestVerified struct {
	Election election.ID
	Post     election.ID
	File     string
	Report   *belenios.Report
}

// Options of Verify.
type Options struct {
	Trust audit.Trust
	// Receipts are votes that must be in the log: its tree is the one that
	// each of them was signed with, and more. Otherwise the error is a *NotThere.
	Receipts []Receipt
	// Progress is told what is being looked at and how many of it have been.
	Progress func(what string, done int64)
	Now      func() time.Time // for the durations; time.Now if nil
	Help     *belenios.Help   // who checks ballots beside the caller; nil for nobody
}

// Verify checks a bundle, trusting nobody: the integrity of every byte, then
// that the rules allowed every entry and that each cosigned
// checkpoint is of this very log, then that each archive is what the log
// says and each public text what the log refers to, then everything in the
// archives, then that the totals are those that were declared. A *audit.Fault says what is false and where.
func Verify(ctx context.Context, b *audit.Bundle, o Options) (*Verified, error) {
	v := newVerification(ctx, b, o)
	return v.run(v.log, v.files, v.words, v.ceremonies, v.lists, v.contests, v.weighings, v.witnesses)
}

// VerifyLog checks the first part alone: the integrity of every byte but the
// archives and papers, that the rules allowed every entry, and that the receipts
// are of this log. Ballots are not opened to their proofs and nothing is counted.
func VerifyLog(ctx context.Context, b *audit.Bundle, o Options) (*Verified, error) {
	v := newVerification(ctx, b, o)
	return v.run(v.log)
}

func newVerification(ctx context.Context, b *audit.Bundle, o Options) *verification {
	v := &verification{ctx: ctx, bundle: b, o: o, found: &Verified{}}
	if v.o.Progress == nil {
		v.o.Progress = func(string, int64) {}
	}
	if v.o.Now == nil {
		v.o.Now = time.Now
	}
	return v
}

func (v *verification) run(steps ...func() error) (*Verified, error) {
	for _, step := range steps {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return v.found, nil
}

type verification struct {
	ctx    context.Context
	bundle *audit.Bundle
	o      Options
	found  *Verified
}

// timed adds a check to the list.
func (v *verification) timed(name string, began time.Time, count int64) {
	v.found.Checks = append(v.found.Checks, Check{name, count, v.o.Now().Sub(began)})
}

func fault(file string, format string, args ...any) error {
	return &audit.Fault{File: file, Seq: audit.NoEntry, Reason: fmt.Sprintf(format, args...)}
}

// log walks the log once: the bundle's integrity and the rules together.
func (v *verification) log() error {
	began := v.o.Now()
	key, err := v.bundle.Key()
	if err != nil {
		return err
	}
	point, err := Start(key.Origin())
	if err != nil {
		return err
	}
	roots := v.wanted()
	v.found.Summary, err = v.bundle.Verify(v.ctx, v.o.Trust, func(_ audit.Entry, line []byte) error {
		if err := point.Fold(line); err != nil {
			var f *audit.Fault
			if errors.As(err, &f) {
				f.File = "log.jsonl"
			}
			return err
		}
		if _, ok := roots[point.Head.Size]; ok {
			roots[point.Head.Size] = point.Head.Root()
		}
		if point.Head.Size%1000 == 0 {
			v.o.Progress("entries of the log", point.Head.Size)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if audit.Digest(point.State.Key) != v.found.Summary.Key.Raw() {
		return fault("key", "it is not the key that the log's first entry names")
	}
	v.found.Point = point
	s := v.found.Summary
	v.timed("entries: chain, tree, checkpoint, and each step allowed by the rules", began, s.Head.Size)
	v.found.Checks = append(v.found.Checks,
		Check{Name: "public files, each with its digest", Count: s.Blobs},
		Check{Name: "sealed texts present, each with its MAC", Count: s.Sealed},
		Check{Name: "sealed texts and files withheld from this bundle", Count: s.BlobsWithheld + s.SealedWithheld})
	return v.receipts(roots)
}

// files holds the project's own files against the log: each archive that is
// there is the log's projection, byte for byte, each paper the one that was
// issued, and there is nothing else.
func (v *verification) files() error {
	began := v.o.Now()
	want := Contents(v.ctx, v.found.Point, "", nil, source{v.bundle}, true).Files
	names := v.bundle.Project()
	held := int64(0)
	for _, f := range want {
		if !slices.Contains(names, f.Name) {
			if IsArchive(f.Name) {
				continue // it is made when its contest is verified
			}
			return fault(f.Name, "it is missing, though the log says that it exists")
		}
		file, err := v.bundle.Open(f.Name)
		if err != nil {
			return err
		}
		held++
		cmp := &comparer{r: file}
		err = f.Write(cmp)
		if err == nil {
			err = cmp.end()
		}
		file.Close()
		switch {
		case cmp.differs:
			return fault(f.Name, "it is not what the log gives: it differs near byte %d", cmp.at)
		case err != nil:
			return fault(f.Name, "it cannot be made from the log: %v", err)
		}
	}
	for _, name := range names {
		if !slices.ContainsFunc(want, func(f audit.File) bool { return f.Name == name }) {
			return fault(name, "it does not belong to this bundle: the log knows nothing of it")
		}
	}
	v.timed("archives and papers, byte for byte what the log gives", began, held)
	return nil
}
