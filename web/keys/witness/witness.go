package witness

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"time"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance/record"
)

// Shown is the log as the service, or a bundle, shows it.
type Shown struct {
	Key        string // /key
	Checkpoint []byte // /checkpoint
	// Lines are the entries, at least as many as the checkpoint covers; those
	// that were added since are not looked at.
	Lines iter.Seq2[[]byte, error]
}

// Kept is what a witness keeps from one time to the next.
type Kept struct {
	Key  string `json:"key"`  // the log's, as it was first seen; empty at the first time
	Note string `json:"note"` // the newest checkpoint that was signed here; empty at the first time
}

// Evidence says that what was shown cannot be the log that it claims to be. It
// is not signed; it is kept and shown to others.
type Evidence struct{ Sentence string }

func (e *Evidence) Error() string { return e.Sentence }

func evidence(format string, args ...any) error {
	return &Evidence{fmt.Sprintf(format, args...)}
}

// Found is a log that was checked up to its checkpoint.
type Found struct {
	audit.Checkpoint
	Key    audit.PublicKey
	Before int64 // entries that were signed before; 0 at the first time
	Point  *record.Point

	plain []byte // the checkpoint as it was shown
	kept  Kept
}

// Check reads the whole log. The error is *Evidence where the log is not what it
// must be; any other error means that it could not be read.
func Check(ctx context.Context, shown Shown, kept Kept) (*Found, error) {
	f := &Found{plain: shown.Checkpoint, kept: kept}
	before, err := f.signatures(shown)
	if err != nil {
		return nil, err
	}
	f.Before = before.Size
	if f.Point, err = record.Start(f.Origin); err != nil {
		return nil, err
	}
	var then audit.Digest // the root when the log had as many entries as were signed before
	if f.Before == 0 {
		then = before.Root
	}
	if err := f.replay(ctx, shown.Lines, func(p *record.Point) {
		if p.Head.Size == f.Before {
			then = p.Head.Root()
		}
	}); err != nil {
		return nil, err
	}
	switch {
	case then != before.Root:
		return nil, evidence("The first %d entries are not those that you signed before. The log was written anew.", f.Before)
	case f.Point.Head.Root() != f.Root:
		return nil, evidence("The entries that the service shows are not those that its own checkpoint signs.")
	case audit.Digest(f.Point.State.Key) != f.Key.Raw():
		return nil, evidence("The log’s first entry names another key than the one that signs the log.")
	}
	return f, nil
}

// signatures checks keys and signatures, and that the log has not become shorter.
// It gives the checkpoint that was signed before.
func (f *Found) signatures(shown Shown) (before audit.Checkpoint, err error) {
	if f.Key, err = audit.ParsePublicKey(shown.Key); err != nil {
		return before, fmt.Errorf("the log’s key could not be read: %w", err)
	}
	if f.kept.Key != "" && f.kept.Key != shown.Key {
		return before, evidence("The service shows another key of the log than the one that you saw first, %s.", f.kept.Key)
	}
	if _, err := audit.ReadCheckpoint(shown.Checkpoint); err != nil {
		return before, fmt.Errorf("the checkpoint could not be read: %w", err)
	}
	if f.Checkpoint, err = audit.OpenCheckpoint(shown.Checkpoint, f.Key); err != nil {
		return before, evidence("The checkpoint that the service shows does not hold: %v.", err)
	}
	if f.kept.Note == "" {
		return before, nil
	}
	last, err := audit.OpenCosigned([]byte(f.kept.Note), f.Key)
	if err != nil {
		c, readable := audit.ReadCheckpoint([]byte(f.kept.Note))
		if readable == nil && audit.Names([]byte(f.kept.Note), f.Key) {
			// Had the log been changed, this would be signed all the same.
			return before, fmt.Errorf("what you kept is damaged: the log's signature on it does not hold. Nothing was signed. If you saved what you signed as a file, choose that in another browser")
		}
		if readable == nil {
			return before, evidence("What you signed before is a checkpoint of the log %s, which the key that the service shows did not sign. It shows another log, unless you chose the file of another service.", c.Origin)
		}
		return before, fmt.Errorf("what you kept cannot be read: %w", err)
	}
	switch before = last.Checkpoint; {
	case before.Size > f.Size:
		return before, evidence("The log has %d entries, but you have signed %d: the newest are missing.", f.Size, before.Size)
	case before.Size == f.Size && before.Root != f.Root:
		return before, evidence("The log has as many entries as when you signed it last, but they are not the same.")
	}
	return before, nil
}

// replay folds the entries that the checkpoint covers, each by the rules.
func (f *Found) replay(ctx context.Context, lines iter.Seq2[[]byte, error], after func(*record.Point)) error {
	for line, err := range lines {
		switch {
		case f.Point.Head.Size == f.Size:
			return nil
		case err != nil:
			return err
		case f.Point.Head.Size%1024 == 0 && ctx.Err() != nil:
			return ctx.Err()
		}
		if err := f.Point.Fold(line); err != nil {
			var fault *audit.Fault
			if errors.As(err, &fault) {
				return evidence("The log does not hold: %v.", err)
			}
			return err
		}
		after(f.Point)
	}
	if f.Point.Head.Size < f.Size {
		return fmt.Errorf("the log came to an end after %d of %d entries; try again", f.Point.Head.Size, f.Size)
	}
	return nil
}

// New says how many entries have been added since the last time.
func (f *Found) New() int64 { return f.Size - f.Before }

// Cosign signs what was found. Where nothing was added since the last time, it
// gives what was signed then. What it gives must be kept before it is sent.
func (f *Found) Cosign(person election.ID, key audit.WitnessKey, at time.Time) (Kept, error) {
	named, ok := f.Point.State.Signer(person)
	switch {
	case !f.Point.State.Watches(person):
		return f.kept, election.Refuse("no-witness", "The log does not name you as a trustee or a scrutineer, so your signature would count for nothing. Nothing was signed; ask the returning officer.")
	case !ok:
		return f.kept, election.Refuse("no-key", "The log does not name your key yet. Nothing was signed; name it first.")
	case audit.Digest(named.Key) != key.Public().Raw():
		return f.kept, election.Refuse("other-key", "The log names another key for you than the one kept here. Nothing was signed. If you named that key in another browser, sign there, or name this one’s instead; if you did not, tell the returning officer and the other scrutineers.")
	case f.New() == 0 && f.kept.Note != "":
		return f.kept, nil
	}
	note, err := key.Cosign(f.plain, at)
	if err != nil {
		return f.kept, err
	}
	return Kept{Key: string(f.Key), Note: string(note)}, nil
}

// Lines parts what was fetched as log.jsonl. What follows the last line break
// was cut off on the way.
func Lines(r io.Reader) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		raw, err := io.ReadAll(r)
		for err == nil && len(raw) > 0 {
			line, rest, whole := bytes.Cut(raw, []byte("\n"))
			if !whole || !yield(line, nil) {
				return
			}
			raw = rest
		}
		if err != nil {
			yield(nil, err)
		}
	}
}
