package storetest

import (
	"bytes"
	"context"
	"testing"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/audit/store"
)

// Open opens one and the same database each time it is called, with SideTable
// among its tables.
type Open func() (store.Log, error)

// Run runs the suite. fresh makes a new, empty database for a test.
func Run(t *testing.T, fresh func(t *testing.T) Open) {
	for name, test := range map[string]func(*testing.T, Open){
		"Empty":        empty,
		"Batch":        batchIsWhole,
		"Failure":      failureKeepsNothing,
		"Panic":        panicKeepsNothing,
		"Cancel":       cancelKeepsNothing,
		"Newer":        newerLines,
		"Checkpoint":   checkpointMustFit,
		"BadLines":     badLines,
		"Immutable":    entriesAreImmutable,
		"Blobs":        blobs,
		"Sealed":       sealedRecords,
		"Erase":        erase,
		"View":         viewIsASnapshot,
		"Write":        writeSide,
		"Pages":        linesInPages,
		"Concurrent":   concurrentWriters,
		"Faults":       faults,
		"RepeatedOpen": repeatedOpen,
	} {
		t.Run(name, func(t *testing.T) { test(t, fresh(t)) })
	}
}

// must opens the database for the length of a test.
func must(t *testing.T, open Open) store.Log {
	t.Helper()
	l, err := open()
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// state is all that a log holds, as a reader sees it.
type state struct {
	lines [][]byte
	note  []byte
	notes int
}

func read(t *testing.T, l store.Log) (s state) {
	t.Helper()
	ctx := context.Background()
	h := NewChain()
	for line, err := range l.Lines(ctx, 0) {
		check(t, err)
		s.lines = append(s.lines, bytes.Clone(line))
		h.Fold(line)
	}
	note, err := l.Checkpoint(ctx)
	if len(s.lines) > 0 {
		check(t, err)
		c, err := audit.OpenCheckpoint(note, Key.Public())
		check(t, err)
		if !c.Matches(h.Head) {
			t.Fatalf("the checkpoint over %d entries does not match the %d that are there", c.Size, len(s.lines))
		}
	}
	s.note = note
	check(t, l.View(ctx, func(v store.Side) error { return v.QueryRow(`SELECT COUNT(*) FROM notes`).Scan(&s.notes) }))
	return s
}

// full writes something of every sort in one batch, and says what.
type full struct {
	blob   audit.Digest
	record audit.SealedRecord
}

func (c *Chain) fullBatch(tx store.Tx) (f full, err error) {
	if f.blob, err = tx.PutBlob([]byte{byte(c.Head.Size), 'b'}); err != nil {
		return f, err
	}
	f.record = audit.Seal(Origin, c.Head.Size, audit.Sealed{Field: "name", Payload: []byte("Amelia")}, audit.Secret{byte(c.Head.Size)})
	if err := tx.PutSealed(f.record); err != nil {
		return f, err
	}
	if _, err := tx.Exec(`INSERT INTO notes (id, body) VALUES ($1, $2)`, c.Head.Size, "n"); err != nil {
		return f, err
	}
	return f, tx.Append(c.Line([]audit.Digest{f.blob}, []audit.Digest{f.record.MAC}))
}
