package belenios

import (
	"bytes"
	"strings"
	"testing"
)

// apart is an archive in pieces, for tests that put it together again with
// one piece false.
type apart struct {
	timestamp int64
	steps     []step
}

// step is an event with the data in front of it, payload last.
type step struct {
	kind string
	data [][]byte
}

// takeApart trusts the archive.
func takeApart(t testing.TB, raw []byte) *apart {
	t.Helper()
	in, err := newArchiveReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	a := &apart{timestamp: in.mtime}
	for {
		e, m, err := in.event()
		if err != nil {
			break
		}
		s := step{kind: e.kind}
		for _, d := range in.order {
			s.data = append(s.data, d.content)
			delete(in.pending, strings.TrimSuffix(d.name, dataSuffix))
		}
		a.steps = append(a.steps, s)
		if err := in.accept(e, m); err != nil {
			t.Fatal(err)
		}
	}
	return a
}

// write chains everything anew without asking whether it makes sense.
func (a *apart) write(t testing.TB) []byte {
	t.Helper()
	var out bytes.Buffer
	w := NewArchiveWriter(&out, a.timestamp)
	for _, s := range a.steps {
		a.event(w, s)
	}
	if w.err != nil {
		t.Fatal(w.err)
	}
	return out.Bytes()
}

func (a *apart) event(w *ArchiveWriter, s step) {
	if len(s.data) == 0 {
		w.event(s.kind, nil)
		return
	}
	n := len(s.data) - 1
	for _, d := range s.data[:n] {
		w.data(d)
	}
	w.event(s.kind, s.data[n])
}

// change replaces a piece, and renews the hashes that name it in the piece
// that is the event's payload.
func (a *apart) change(t testing.TB, kind string, nth, piece int, f func([]byte) []byte) {
	t.Helper()
	for i := range a.steps {
		s := &a.steps[i]
		if s.kind != kind {
			continue
		}
		if nth > 0 {
			nth--
			continue
		}
		data := append([][]byte(nil), s.data...)
		old := data[piece]
		data[piece] = f(append([]byte(nil), old...))
		if bytes.Equal(old, data[piece]) {
			t.Fatal("the forgery changes nothing")
		}
		last := len(data) - 1
		if piece != last {
			data[last] = bytes.ReplaceAll(data[last], []byte(hexDigest(old)), []byte(hexDigest(data[piece])))
		}
		s.data = data
		return
	}
	t.Fatalf("there is no such %s", kind)
}

// index is where the first event of a kind stands.
func (a *apart) index(t testing.TB, kind string) int {
	t.Helper()
	for i, s := range a.steps {
		if s.kind == kind {
			return i
		}
	}
	t.Fatalf("there is no %s", kind)
	return 0
}
