package audit_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"iter"
	"strings"
	"testing"
	"time"

	"github.com/onenorwich/guildhall/audit"
)

const origin = "guildhall.example/2026"

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func testKey(t testing.TB, seed byte) audit.Key {
	t.Helper()
	k, err := audit.NewKey(origin, bytes.Repeat([]byte{seed}, 32))
	check(t, err)
	return k
}

// ledger is a log in memory, with its blobs and sealed records: what a bundle
// is written from.
type ledger struct {
	t      testing.TB
	key    audit.Key
	head   audit.Head
	lines  [][]byte
	blobs  map[audit.Digest][]byte
	sealed map[int64][]audit.SealedRecord
}

func newLedger(t testing.TB) *ledger {
	t.Helper()
	h, err := audit.Start(origin)
	check(t, err)
	return &ledger{t: t, key: testKey(t, 7), head: h, blobs: map[audit.Digest][]byte{}, sealed: map[int64][]audit.SealedRecord{}}
}

// next is the entry that may follow, with the given kind.
func (l *ledger) next(kind string) audit.Entry {
	return audit.Entry{Seq: l.head.Size, Prev: l.head.Leaf, Time: time.UnixMilli(1_795_357_069_000 + 1001*l.head.Size).UTC(),
		Kind: kind, Data: fmt.Appendf(nil, `{"n":%d}`, l.head.Size)}
}

// add appends an entry, with blobs and "field=text" sealed payloads.
func (l *ledger) add(e audit.Entry, blobs []string, sealed ...string) {
	l.t.Helper()
	for _, b := range blobs {
		d := audit.Hash([]byte(b))
		l.blobs[d] = []byte(b)
		e.Blobs = append(e.Blobs, d)
	}
	for i, s := range sealed {
		field, text, _ := strings.Cut(s, "=")
		r := audit.Seal(origin, e.Seq, audit.Sealed{Field: field, Payload: []byte(text)}, audit.Secret{byte(e.Seq), byte(i), 0xab})
		l.sealed[e.Seq] = append(l.sealed[e.Seq], r)
		e.Sealed = append(e.Sealed, r.MAC)
	}
	line, err := e.Line()
	check(l.t, err)
	_, l.head, err = l.head.Next(line)
	check(l.t, err)
	l.lines = append(l.lines, line)
}

func (l *ledger) checkpoint() []byte {
	l.t.Helper()
	raw, err := l.key.Checkpoint(l.head)
	check(l.t, err)
	return raw
}

// Blob implements audit.Blobs.
func (l *ledger) Blob(_ context.Context, d audit.Digest) ([]byte, error) {
	if b, ok := l.blobs[d]; ok {
		return b, nil
	}
	return nil, audit.ErrAbsent
}

func (l *ledger) contents() audit.Contents {
	return audit.Contents{
		Key: l.key.Public(), Checkpoint: l.checkpoint(), Blobs: l,
		Lines: func(_ context.Context, from int64) iter.Seq2[[]byte, error] {
			return func(yield func([]byte, error) bool) {
				for _, line := range l.lines[from:] {
					if !yield(line, nil) {
						return
					}
				}
			}
		},
		Sealed: func(_ context.Context, seq int64) ([]audit.SealedRecord, error) { return l.sealed[seq], nil },
	}
}

// story is a small log with something of every sort.
func story(t testing.TB) *ledger {
	l := newLedger(t)
	l.add(l.next("alliance.founded"), nil)
	e := l.next("practice.joined")
	e.By = "d82008"
	l.add(e, nil, "name=Lawson Road Surgery", "mail=manager@lawson.example")
	l.add(l.next("poll.opened"), []string{"definition", ""})
	l.add(l.next("ballot.cast"), []string{"ballot one"}, "note=")
	l.add(l.next("ballot.cast"), []string{"ballot two", "definition"})
	e = l.next("poll.closed")
	e.By = "returning-officer"
	l.add(e, nil)
	l.add(l.next("paper.issued"), []string{strings.Repeat("declaration\n", 300)}, "reason.1=because", "reason.2=and because")
	return l
}

// withFiles adds what the project adds.
func withFiles(c audit.Contents) audit.Contents {
	text := func(name, body string) audit.File {
		return audit.File{Name: name, Write: func(w io.Writer) error { _, err := io.WriteString(w, body); return err }}
	}
	c.Files = []audit.File{text("papers/declaration.pdf", "%PDF"), text("chair.bel", "tar"), text("vice-chair.bel", "tar too")}
	return c
}
