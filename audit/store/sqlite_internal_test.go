package store

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"github.com/onenorwich/guildhall/audit"
)

// A commit whose answer was lost leaves the store behind its own database: the
// next Update catches up from what is there.
func TestCatchUpAfterLostAnswer(t *testing.T) {
	ctx := context.Background()
	key, err := audit.NewKey("guildhall.example/lost", make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	head, err := audit.Start(key.Origin())
	if err != nil {
		t.Fatal(err)
	}
	opened, err := OpenSQLite(filepath.Join(t.TempDir(), "guildhall.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer opened.Close()
	l := opened.(*sqliteLog)
	add := func() (newer int, err error) {
		err = l.Update(ctx, head.Size, func(tx Tx, lines [][]byte) error {
			newer = len(lines)
			next := head
			for _, line := range lines {
				if _, next, err = next.Next(line); err != nil {
					return err
				}
			}
			line, err := audit.Entry{Seq: next.Size, Prev: next.Leaf, Time: next.Time.UTC(), Kind: "a.b", Data: []byte(`{}`)}.Line()
			if err != nil {
				return err
			}
			if _, next, err = next.Next(line); err != nil {
				return err
			}
			note, err := key.Checkpoint(next)
			if err != nil {
				return err
			}
			return errors.Join(tx.Append(line), tx.PutCheckpoint(note))
		})
		return newer, err
	}
	for want := range 4 {
		// head stays at the start: the caller, too, never heard the answers.
		tree, signed, origin := l.tree, l.signed, l.origin
		if newer, err := add(); err != nil || newer != want {
			t.Fatalf("%d newer lines, %v; want %d", newer, err, want)
		}
		l.tree, l.signed, l.origin = tree, signed, origin
	}
	// Entries that no checkpoint covers cannot come from a commit of ours.
	if _, err := l.writer.Exec(`INSERT INTO entries (seq, line) VALUES (4, $1)`, []byte("x")); err != nil {
		t.Fatal(err)
	}
	if _, err := add(); !errors.Is(err, errTorn) {
		t.Errorf("got %v", err)
	}
}
