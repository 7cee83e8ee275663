package audit

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
)

// ReadBundle opens a bundle that is a zip of size bytes. The zip must be the
// one that writing its files again would give: sorted by name, not compressed,
// without times, comments and padding. So no bit of it is free to change.
func ReadBundle(r io.ReaderAt, size int64) (*Bundle, error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, fmt.Errorf("this is neither a bundle nor a zip that can be read (%w)", err)
	}
	sizes := make(map[string]int64, len(z.File))
	files := make(map[string]*zip.File, len(z.File))
	last := ""
	for _, f := range z.File {
		switch {
		case f.Name <= last:
			return nil, fault(short(f.Name), NoEntry, "the files of the zip are not sorted by name, each once")
		case f.Method != zip.Store || f.CompressedSize64 != f.UncompressedSize64 || f.UncompressedSize64 > uint64(size):
			return nil, fault(short(f.Name), NoEntry, "it is compressed; a bundle stores its files as they are")
		}
		last = f.Name
		sizes[f.Name] = int64(f.UncompressedSize64)
		files[f.Name] = f
	}
	b, err := newBundle(sizes, func(name string) (io.ReadCloser, error) { return files[name].Open() })
	if err != nil {
		return nil, err
	}
	return b, canonicalZip(b, r, size)
}

// canonicalZip writes b again and compares with what was read.
func canonicalZip(b *Bundle, r io.ReaderAt, size int64) error {
	same := &comparer{want: io.NewSectionReader(r, 0, size)}
	z, buf := newZip(same), make([]byte, 32<<10)
	for _, name := range b.names {
		f, err := b.open(name)
		if err != nil {
			return fault(name, NoEntry, "the zip is damaged there (%v)", err)
		}
		w, err := z.create(name)
		if err == nil {
			_, err = io.CopyBuffer(w, f, buf)
		}
		f.Close()
		if err != nil {
			return fault(name, NoEntry, "the zip is damaged there, or not in its one accepted form (%v)", err)
		}
	}
	if err := z.finish(); err != nil || same.n != size {
		return &Fault{Seq: NoEntry, Reason: "the zip is damaged in its list of files, or not in its one accepted form"}
	}
	return nil
}

// comparer is a writer that fails at the first byte that differs from want.
type comparer struct {
	want io.Reader
	n    int64
	buf  []byte
}

var errDiffers = errors.New("it differs from what writing it again gives")

func (c *comparer) Write(p []byte) (int, error) {
	if len(c.buf) < len(p) {
		c.buf = make([]byte, len(p))
	}
	if _, err := io.ReadFull(c.want, c.buf[:len(p)]); err != nil || !bytes.Equal(c.buf[:len(p)], p) {
		return 0, errDiffers
	}
	c.n += int64(len(p))
	return len(p), nil
}

// zipSink is a sink that writes the canonical zip.
type zipSink struct{ z *zip.Writer }

func newZip(w io.Writer) zipSink { return zipSink{zip.NewWriter(w)} }

func (s zipSink) create(name string) (io.WriteCloser, error) {
	w, err := s.z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
	return nopCloser{w}, err
}

func (s zipSink) finish() error { return s.z.Close() }

type nopCloser struct{ io.Writer }

func (nopCloser) Close() error { return nil }
