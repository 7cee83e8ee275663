package audit

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
)

// maxWithheld bounds the file withheld, in bytes: a million digests.
const maxWithheld = 65 << 20

// Trust is what the reader of a bundle knows from elsewhere. The zero Trust
// knows nothing, and then a log is only shown to be consistent with itself.
type Trust struct {
	// Key is the log's key, as printed on voting letters.
	Key PublicKey
	// Checkpoint is a signed checkpoint of the log that somebody kept, with or
	// without cosignatures.
	Checkpoint []byte
	// Destroyed says which sealed payloads and blobs an entry declares to be
	// destroyed; nil if none can be. This package knows no kinds.
	Destroyed func(Entry) []Digest
}

// Summary says what was checked.
type Summary struct {
	Head       Head
	Key        PublicKey
	Checkpoint []byte

	Tally // distinct

	// KeyGiven and CheckpointGiven say which of Trust tied the log to what
	// others saw.
	KeyGiven, CheckpointGiven bool
	// Kept is the checkpoint that was given. Its cosignatures are only read:
	// whose they are, By tells.
	Kept Cosigned
}

// Tally counts what entries refer to.
type Tally struct {
	Blobs, BlobsWithheld, BlobsDestroyed    int64
	Sealed, SealedWithheld, SealedDestroyed int64
	Bytes                                   int64 // of all blobs that are present
}

// Verify checks everything in the bundle but the project's own files: that
// each line is canonical and follows the one before, that the checkpoint is
// signed and covers exactly these entries, and that every blob and sealed
// payload an entry refers to is present and right, or listed as withheld, or
// declared destroyed, and that there is nothing else. The log is streamed: fn,
// which may be nil, is called with each entry and its line, which is valid
// only until fn returns, before anything later is looked at; its error stops
// the walk and is returned as it is. A *Fault says what is false and where.
func (b *Bundle) Verify(ctx context.Context, trust Trust, fn func(Entry, []byte) error) (Summary, error) {
	s, cp, kept, err := b.sign(trust)
	if err != nil {
		return s, err
	}
	w, err := b.newWalk(cp.Origin)
	if err != nil {
		return s, err
	}
	defer w.close()
	w.destroyed, w.kept = trust.Destroyed, kept
	if err := w.log(ctx, fn); err != nil {
		return s, err
	}
	s.Head = w.head
	switch {
	case w.head.Size != cp.Size:
		return s, fault(checkpointFile, NoEntry, "it covers %d entries, but the log has %d", cp.Size, w.head.Size)
	case w.head.Root() != cp.Root:
		return s, fault(checkpointFile, NoEntry, "its root is not that of the log")
	case s.CheckpointGiven && kept.Size > cp.Size:
		return s, fault(logFile, NoEntry, "it has %d entries, but the checkpoint that you gave covers %d: the newest are missing", cp.Size, kept.Size)
	case s.CheckpointGiven && w.keptRoot != kept.Root:
		return s, fault(logFile, NoEntry, "its first %d entries are not those of the checkpoint that you gave: this is another log, or it was written anew", kept.Size)
	}
	if err := w.settle(); err != nil {
		return s, err
	}
	err = b.hashBlobs(ctx, w)
	s.Tally = w.tally
	return s, err
}

// sign checks keys and signatures.
func (b *Bundle) sign(trust Trust) (s Summary, cp, kept Checkpoint, err error) {
	if s.Key, err = b.Key(); err != nil {
		return
	}
	if trust.Key != "" {
		if _, err = trust.Key.verifier(); err != nil {
			return
		}
		if trust.Key != s.Key {
			return s, cp, kept, fault(keyFile, NoEntry, "it is %s, not the key that you gave", s.Key)
		}
		s.KeyGiven = true
	}
	if s.Checkpoint, err = b.Checkpoint(); err != nil {
		return
	}
	if cp, err = OpenCheckpoint(s.Checkpoint, s.Key); err != nil {
		return s, cp, kept, fault(checkpointFile, NoEntry, "%v", err)
	}
	if trust.Checkpoint != nil {
		if s.Kept, err = OpenCosigned(trust.Checkpoint, s.Key); err != nil {
			return s, cp, kept, &Fault{Seq: NoEntry, Reason: fmt.Sprintf("the checkpoint that you gave is not one of this log: %v", err)}
		}
		s.CheckpointGiven, kept = true, s.Kept.Checkpoint
	}
	return
}

// hashBlobs checks that each blob is what its name says.
func (b *Bundle) hashBlobs(ctx context.Context, w *walk) error {
	for _, name := range b.names {
		hex, ok := strings.CutPrefix(name, blobFolder)
		if !ok {
			continue
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		d, err := ParseDigest(hex)
		if err != nil {
			return err
		}
		body, err := b.Blob(ctx, d)
		if err != nil {
			return err
		}
		w.tally.Blobs++
		w.tally.Bytes += int64(len(body))
	}
	return nil
}

// Lines streams the log without checking the chain; a line is valid only until
// the next. It stops at the first error, which is its last value.
func (b *Bundle) Lines(_ context.Context, from int64) func(func([]byte, error) bool) {
	return func(yield func([]byte, error) bool) {
		f, err := b.Open(logFile)
		if err != nil {
			yield(nil, err)
			return
		}
		defer f.Close()
		r := newLineReader(logFile, f, MaxLine)
		for {
			line, err := r.next()
			if err == io.EOF {
				return
			}
			if r.n <= from && err == nil {
				continue
			}
			if !yield(line, err) || err != nil {
				return
			}
		}
	}
}

// sorted gives the digests of a set for which keep holds, in order, so that
// the same bundle always gives the same sentence.
func sorted[V any](set map[Digest]V, keep func(V) bool) []Digest {
	var list []Digest
	for d, v := range set {
		if keep(v) {
			list = append(list, d)
		}
	}
	slices.SortFunc(list, compareDigests)
	return list
}
