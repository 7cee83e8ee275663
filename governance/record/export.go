package record

import (
	"context"
	"io"
	"iter"
	"slices"

	"github.com/onenorwich/guildhall/audit"
)

// Source is where a log is read from: a store, or a bundle.
type Source interface {
	Lines(ctx context.Context, from int64) iter.Seq2[[]byte, error]
	Sealed(ctx context.Context, seq int64) ([]audit.SealedRecord, error)
	audit.Blobs
}

// Contents is the bundle of a log as it stands at point: entries, blobs, an
// archive for each contest, the papers. A public one withholds every sealed
// text, and says so. Archives are for other people's programs: each is what the
// entries and blobs give, so Lean may leave them out.
func Contents(ctx context.Context, point *Point, key audit.PublicKey, checkpoint []byte, from Source, public bool) audit.Contents {
	c := audit.Contents{Key: key, Checkpoint: checkpoint, Lines: from.Lines, Blobs: from, Sealed: from.Sealed, Public: public}
	for el := range point.State.Election.Elections {
		if el.Poll.Prepared == nil {
			continue
		}
		for _, contest := range el.Poll.Prepared.Contests {
			c.Files = append(c.Files, audit.File{Name: ArchiveName(el.ID(), contest.Post), Write: func(w io.Writer) error {
				return Project(ctx, &point.State, el.ID(), contest.Post, from, w)
			}})
		}
	}
	for paper := range point.State.Papers {
		c.Files = append(c.Files, audit.File{Name: PaperName(paper.Paper), Write: func(w io.Writer) error {
			pdf, err := from.Blob(ctx, audit.Digest(paper.PDF))
			if err == nil {
				_, err = w.Write(pdf)
			}
			return err
		}})
	}
	return c
}

// Lean is a bundle without the archives, in which each ballot would stand a
// second time: whoever verifies it makes them.
func Lean(c audit.Contents) audit.Contents {
	c.Files = slices.DeleteFunc(slices.Clone(c.Files), func(f audit.File) bool { return IsArchive(f.Name) })
	return c
}
