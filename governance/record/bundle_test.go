package record_test

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"iter"
	"maps"
	"slices"
	"testing"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/governance/record"
)

// A tale is a record.Source.

func (s *tale) Lines(_ context.Context, from int64) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		for _, line := range s.lines[from:] {
			if !yield(line, nil) {
				return
			}
		}
	}
}

func (s *tale) Sealed(_ context.Context, seq int64) ([]audit.SealedRecord, error) {
	return s.sealed[seq], nil
}

func (s *tale) Blob(_ context.Context, d audit.Digest) ([]byte, error) {
	if b, ok := s.blobs[d]; ok {
		return b, nil
	}
	return nil, audit.ErrAbsent
}

// bundle is the tale as a zip. Its project files are what the state at its end
// gives, even if the rules would not allow the last entries.
func (s *tale) bundle(t testing.TB, public bool) []byte {
	t.Helper()
	head, err := audit.Start(s.key.Origin())
	must(t, err)
	for _, line := range s.lines {
		_, head, err = head.Next(line)
		must(t, err)
	}
	checkpoint, err := s.key.Checkpoint(head)
	must(t, err)
	var out bytes.Buffer
	point := s.before[len(s.before)-1]
	must(t, record.Contents(t.Context(), &point, s.key.Public(), checkpoint, s, public).WriteZip(t.Context(), &out))
	return out.Bytes()
}

// files are the files of a bundle.
type files map[string][]byte

func unpack(t testing.TB, raw []byte) files {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	must(t, err)
	f := files{}
	for _, file := range z.File {
		r, err := file.Open()
		must(t, err)
		f[file.Name], err = io.ReadAll(r)
		must(t, err)
	}
	return f
}

// pack writes files as a bundle in its one accepted form, whatever they hold.
func (f files) pack(t testing.TB) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, name := range slices.Sorted(maps.Keys(f)) {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		must(t, err)
		_, err = w.Write(f[name])
		must(t, err)
	}
	must(t, z.Close())
	return out.Bytes()
}

// with is a copy in which one file is another; nil takes it out.
func (f files) with(name string, body []byte) files {
	g := maps.Clone(f)
	if g[name] = body; body == nil {
		delete(g, name)
	}
	return g
}

func verify(t testing.TB, raw []byte, trust audit.Trust) (*record.Verified, error) {
	t.Helper()
	b, err := audit.ReadBundle(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return nil, err
	}
	defer b.Close()
	return record.Verify(t.Context(), b, record.Options{Trust: trust})
}
