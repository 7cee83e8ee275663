package audit

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"slices"
	"strings"

	"github.com/onenorwich/guildhall/audit/whole"
)

// Contents is what a bundle is written from. The log is read as far as the
// checkpoint says, so a log that goes on growing does no harm.
type Contents struct {
	Key        PublicKey
	Checkpoint []byte

	// Lines gives the log from an entry on. It is called more than once.
	Lines func(ctx context.Context, from int64) iter.Seq2[[]byte, error]
	// Blobs gives the public files; those it does not hold are left out.
	Blobs Blobs
	// Sealed gives the records of an entry that are present; nil if there
	// are none at all.
	Sealed func(ctx context.Context, seq int64) ([]SealedRecord, error)

	// Public withholds every sealed payload: the bundle may be published.
	Public bool
	// Withhold leaves out single blobs or sealed payloads; nil leaves out
	// none. What is left out is listed, so that its absence is no surprise.
	Withhold func(Digest) bool

	// Files are the project's own: archives NAME.bel and papers/NAME.
	Files []File
}

// File is a file that the project adds to a bundle.
type File struct {
	Name  string
	Write func(io.Writer) error
}

// sink takes the files of a bundle, in the order of their names.
type sink interface {
	create(name string) (io.WriteCloser, error)
	finish() error
}

// WriteFolder writes the bundle to a new or empty folder: all of it or nothing.
func (c Contents) WriteFolder(ctx context.Context, dir string) error {
	err := whole.Folder(dir, 0o755, func(part string) error { return c.write(ctx, folder(part)) })
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s is not empty: name a new folder, so that nothing in it is taken for part of the bundle", dir)
	}
	return err
}

// WriteZip writes the bundle as a zip. The same contents give the same bytes.
func (c Contents) WriteZip(ctx context.Context, w io.Writer) error { return c.write(ctx, newZip(w)) }

// plan is what a first reading of the log says must be written.
type plan struct {
	size     int64
	blobs    map[Digest]bool
	sealed   []placed
	withheld map[Digest]bool
}

// placed are the MACs of an entry whose records are written.
type placed struct {
	seq  int64
	macs []Digest
}

func (c Contents) write(ctx context.Context, s sink) error {
	if err := c.checkFiles(); err != nil {
		return err
	}
	p, err := c.plan(ctx)
	if err != nil {
		return err
	}
	files := slices.Concat(c.Files, []File{
		{checkpointFile, whole.Bytes(c.Checkpoint)},
		{keyFile, whole.Bytes([]byte(c.Key + "\n"))},
		{logFile, func(w io.Writer) error { return c.writeLog(ctx, w, p) }},
	})
	if len(p.sealed) > 0 {
		files = append(files, File{sealedFile, func(w io.Writer) error { return c.writeSealed(ctx, w, p) }})
	}
	if len(p.withheld) > 0 {
		files = append(files, File{withheldFile, whole.Bytes(withheldList(p.withheld))})
	}
	for d := range p.blobs {
		files = append(files, File{Name: blobFolder + d.String()}) // fetched when its turn comes
	}
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Name, b.Name) })
	for _, f := range files {
		if err := ctx.Err(); err != nil {
			return err
		}
		if hex, ok := strings.CutPrefix(f.Name, blobFolder); ok {
			body, err := c.blob(ctx, hex)
			if errors.Is(err, ErrAbsent) {
				continue
			}
			if err != nil {
				return err
			}
			f.Write = whole.Bytes(body)
		}
		if err := writeFile(s, f); err != nil {
			return fmt.Errorf("%w at %s: %w", errSink, f.Name, err)
		}
	}
	return s.finish()
}

// checkFiles refuses project files under names that are not the project's, and
// two of one name.
func (c Contents) checkFiles() error {
	seen := make(map[string]bool)
	for _, f := range c.Files {
		if err := checkName(f.Name); err != nil || !projectName(f.Name) {
			return fmt.Errorf("a bundle may not hold a file named %q besides its own", short(f.Name))
		}
		if l := strings.ToLower(f.Name); seen[l] {
			return fmt.Errorf("the bundle would hold two files named %s", f.Name)
		} else {
			seen[l] = true
		}
	}
	return nil
}

func writeFile(s sink, f File) error {
	w, err := s.create(f.Name)
	if err != nil {
		return err
	}
	return errors.Join(f.Write(w), w.Close())
}

func (c Contents) blob(ctx context.Context, hex string) ([]byte, error) {
	d, err := ParseDigest(hex)
	if err != nil {
		return nil, err
	}
	if c.Blobs == nil {
		return nil, ErrAbsent
	}
	body, err := c.Blobs.Blob(ctx, d)
	if err == nil && Hash(body) != d {
		err = fmt.Errorf("the file %s is damaged where it is kept: its SHA-256 is another", d)
	}
	return body, err
}

// plan reads the log once and checks it on the way: a log that would not
// verify is not written.
func (c Contents) plan(ctx context.Context) (plan, error) {
	p := plan{blobs: map[Digest]bool{}, withheld: map[Digest]bool{}}
	cp, err := OpenCheckpoint(c.Checkpoint, c.Key)
	if err != nil {
		return p, err
	}
	p.size = cp.Size
	h, err := Start(cp.Origin)
	if err != nil {
		return p, err
	}
	for line, err := range c.lines(ctx, p) {
		if err != nil {
			return p, err
		}
		var e Entry
		if e, h, err = h.Next(line); err != nil {
			return p, err
		}
		if err := c.planEntry(ctx, &p, e); err != nil {
			return p, err
		}
	}
	if !cp.Matches(h) {
		return p, fault(checkpointFile, NoEntry, "it does not match the log")
	}
	return p, nil
}

func (c Contents) planEntry(ctx context.Context, p *plan, e Entry) error {
	out := func(d Digest) bool { return c.Withhold != nil && c.Withhold(d) }
	for _, d := range e.Blobs {
		if out(d) {
			p.withheld[d] = true
		} else {
			p.blobs[d] = true
		}
	}
	if len(e.Sealed) == 0 || c.Sealed == nil {
		return nil
	}
	records, err := c.Sealed(ctx, e.Seq)
	if err != nil {
		return err
	}
	present := make(map[Digest]bool, len(records))
	for _, r := range records {
		present[r.MAC] = true
	}
	in := placed{seq: e.Seq}
	for _, m := range e.Sealed {
		switch {
		case !present[m]: // destroyed; the log says so, or verification will complain
		case c.Public || out(m):
			p.withheld[m] = true
		default:
			in.macs = append(in.macs, m)
		}
	}
	if len(in.macs) > 0 {
		p.sealed = append(p.sealed, in)
	}
	return nil
}

// lines gives the entries that the checkpoint covers.
func (c Contents) lines(ctx context.Context, p plan) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		n := int64(0)
		if p.size == 0 {
			return
		}
		for line, err := range c.Lines(ctx, 0) {
			if !yield(line, err) || err != nil {
				return
			}
			if n++; n == p.size {
				return
			}
		}
	}
}

func (c Contents) writeLog(ctx context.Context, w io.Writer, p plan) error {
	for line, err := range c.lines(ctx, p) {
		if err != nil {
			return err
		}
		if _, err := w.Write(append(bytes.Clone(line), '\n')); err != nil {
			return err
		}
	}
	return nil
}

func (c Contents) writeSealed(ctx context.Context, w io.Writer, p plan) error {
	for _, in := range p.sealed {
		records, err := c.Sealed(ctx, in.seq)
		if err != nil {
			return err
		}
		for _, m := range in.macs {
			i := slices.IndexFunc(records, func(r SealedRecord) bool { return r.MAC == m })
			if i < 0 {
				return fmt.Errorf("a sealed field of entry %d was destroyed meanwhile; export again", in.seq)
			}
			line, err := records[i].Line()
			if err != nil {
				return err
			}
			if _, err := w.Write(append(line, '\n')); err != nil {
				return err
			}
		}
	}
	return nil
}
