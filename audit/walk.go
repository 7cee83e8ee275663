package audit

import (
	"bytes"
	"context"
	"io"
	"slices"
	"strings"
)

// walk is the state of one Verify: what the log has referred to so far, and
// what is still owed.
type walk struct {
	head     Head
	logLines *lineReader
	sealed   *sealedReader
	closers  []io.Closer

	kept     Checkpoint // one that the reader of the bundle gave, or zero
	keptRoot Digest     // root when the log had kept.Size entries

	blobs     map[Digest]bool // those in the bundle; true once an entry refers to it
	withheld  map[Digest]bool // likewise for those listed as left out
	opened    map[Digest]bool // sealed payloads that are present; kept only if some can be destroyed
	absent    map[Digest]owed // referred to, neither present nor withheld
	declared  map[Digest]int64
	destroyed func(Entry) []Digest
	tally     Tally
}

// owed says who refers to something that is not there.
type owed struct {
	seq  int64
	blob bool
}

func (b *Bundle) newWalk(origin string) (*walk, error) {
	w := &walk{blobs: map[Digest]bool{}, withheld: map[Digest]bool{}, opened: map[Digest]bool{},
		absent: map[Digest]owed{}, declared: map[Digest]int64{}}
	head, err := Start(origin)
	if err != nil {
		return nil, fault(checkpointFile, NoEntry, "%v", err)
	}
	w.head = head
	for _, name := range b.names {
		if hex, ok := strings.CutPrefix(name, blobFolder); ok {
			d, err := ParseDigest(hex)
			if err != nil {
				return nil, err
			}
			w.blobs[d] = false
		}
	}
	if b.Size(withheldFile) >= 0 {
		raw, err := b.read(withheldFile, maxWithheld)
		if err != nil {
			return nil, err
		}
		if w.withheld, err = parseWithheld(raw); err != nil {
			return nil, fault(withheldFile, NoEntry, "%v", err)
		}
	}
	f, err := b.Open(logFile)
	if err != nil {
		return nil, err
	}
	w.closers = append(w.closers, f)
	w.logLines = newLineReader(logFile, f, MaxLine)
	if b.Size(sealedFile) >= 0 {
		f, err := b.Open(sealedFile)
		if err != nil {
			w.close()
			return nil, err
		}
		w.closers = append(w.closers, f)
		w.sealed = &sealedReader{lines: newLineReader(sealedFile, f, maxSealedLine)}
	}
	return w, nil
}

func (w *walk) close() {
	for _, c := range w.closers {
		c.Close()
	}
}

func (w *walk) log(ctx context.Context, fn func(Entry, []byte) error) error {
	w.note()
	for {
		if w.head.Size%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		line, err := w.logLines.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		e, next, err := w.head.Next(line)
		if err != nil {
			return inFile(logFile, err)
		}
		w.head = next
		w.note()
		if err := w.entry(e); err != nil {
			return err
		}
		if fn != nil {
			if err := fn(e, line); err != nil {
				return err
			}
		}
	}
	return nil
}

// note remembers the root at the size of the checkpoint that was given.
func (w *walk) note() {
	if w.head.Size == w.kept.Size {
		w.keptRoot = w.head.Root()
	}
}

// entry ticks off what e refers to.
func (w *walk) entry(e Entry) error {
	for _, d := range e.Blobs {
		if _, ok := w.blobs[d]; ok {
			if _, also := w.withheld[d]; also {
				return fault(withheldFile, e.Seq, "it lists the file %s as left out, but the bundle holds it", d)
			}
			w.blobs[d] = true
		} else if used, ok := w.withheld[d]; ok {
			if !used {
				w.tally.BlobsWithheld++
			}
			w.withheld[d] = true
		} else {
			w.absent[d] = owed{e.Seq, true}
		}
	}
	present, err := w.sealed.of(e, w.head.Origin)
	if err != nil {
		return err
	}
	for _, m := range e.Sealed {
		used, out := w.withheld[m]
		switch {
		case slices.Contains(present, m) && out:
			return fault(withheldFile, e.Seq, "it lists the sealed payload %s as left out, but the bundle holds it", m)
		case slices.Contains(present, m):
			w.tally.Sealed++
			if w.destroyed != nil {
				w.opened[m] = true
			}
		case out:
			if !used {
				w.tally.SealedWithheld++
			}
			w.withheld[m] = true
		default:
			w.absent[m] = owed{e.Seq, false}
		}
	}
	if w.destroyed != nil {
		for _, d := range w.destroyed(e) {
			w.declared[d] = e.Seq
		}
	}
	return nil
}

// settle holds what is missing or superfluous against what the log declares.
func (w *walk) settle() error {
	if w.sealed != nil {
		if err := w.sealed.end(); err != nil {
			return err
		}
	}
	unused := func(used bool) bool { return !used }
	for _, d := range sorted(w.absent, func(owed) bool { return true }) {
		o := w.absent[d]
		if _, ok := w.declared[d]; !ok && o.blob {
			return fault(logFile, o.seq, "it refers to the file %s, which is neither in the bundle nor listed as withheld nor declared destroyed", d)
		} else if !ok {
			return fault(logFile, o.seq, "it refers to the sealed payload %s, which is neither in the bundle nor listed as withheld nor declared destroyed", d)
		}
		if o.blob {
			w.tally.BlobsDestroyed++
		} else {
			w.tally.SealedDestroyed++
		}
	}
	for _, d := range sorted(w.declared, func(int64) bool { return true }) {
		_, out := w.withheld[d]
		if w.blobs[d] || w.opened[d] || out {
			return fault(logFile, w.declared[d], "it declares %s destroyed, but the bundle holds it or lists it as withheld", d)
		}
		if _, ok := w.absent[d]; !ok {
			return fault(logFile, w.declared[d], "it declares %s destroyed, to which no entry refers", d)
		}
	}
	for _, d := range sorted(w.blobs, unused) {
		return fault(blobFolder+d.String(), NoEntry, "no entry refers to it")
	}
	for _, d := range sorted(w.withheld, unused) {
		return fault(withheldFile, NoEntry, "it lists %s, to which no entry refers", d)
	}
	return nil
}

// inFile adds the file's name to a fault.
func inFile(name string, err error) error {
	if f, ok := err.(*Fault); ok {
		return &Fault{File: name, Seq: f.Seq, Reason: f.Reason}
	}
	return err
}

func compareDigests(a, b Digest) int { return bytes.Compare(a[:], b[:]) }
