package store_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/audit/store/storetest"
)

const killEnv = "GUILDHALL_STORE_KILL"

// TestMain turns the test program into the service that is to be killed.
func TestMain(m *testing.M) {
	if path := os.Getenv(killEnv); path != "" {
		writeForever(path)
	}
	os.Exit(m.Run())
}

// writeForever says after each commit how many entries have been acknowledged.
func writeForever(path string) {
	ctx, c := context.Background(), storetest.NewChain()
	l, err := store.SQLite{Path: path, Schema: []string{storetest.SideTable}, Kept: []string{path + ".kept"}}.Open(ctx)
	for err == nil {
		err = c.Batch(ctx, l, func(tx store.Tx, next *storetest.Chain) error {
			d, err := tx.PutBlob(fmt.Appendf(nil, "ballot %d", next.Head.Size))
			if err != nil {
				return err
			}
			if _, err := tx.Exec(`INSERT INTO notes (id, body) VALUES ($1, 'x')`, next.Head.Size); err != nil {
				return err
			}
			return tx.Append(next.Line([]audit.Digest{d}, nil))
		})
		if err == nil {
			_, err = fmt.Println(c.Head.Size)
		}
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// TestKill kills a writing process again and again, each time at another
// moment. What it acknowledged is there, whole, and the lock is free.
func TestKill(t *testing.T) {
	ctx := context.Background()
	cfg := store.SQLite{Path: filepath.Join(t.TempDir(), "guildhall.db")}
	acknowledged := int64(0)
	for round := range 8 {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), killEnv+"="+cfg.Path)
		cmd.Stderr = os.Stderr
		out, err := cmd.StdoutPipe()
		check(t, err)
		check(t, cmd.Start())
		lines := bufio.NewScanner(out)
		for range 1 + round*5 {
			if !lines.Scan() {
				t.Fatal("the writer stopped by itself")
			}
		}
		check(t, cmd.Process.Kill())
		for last := lines.Text(); ; last = lines.Text() {
			n, err := strconv.ParseInt(last, 10, 64)
			check(t, err)
			acknowledged = max(acknowledged, n)
			if !lines.Scan() {
				break
			}
		}
		cmd.Wait()

		l := open(t, store.SQLite{Path: cfg.Path, Kept: []string{cfg.Path + ".kept"}, Key: storetest.Key.Public()})
		c, notes := storetest.NewChain(), int64(0)
		for line, err := range l.Lines(ctx, 0) {
			check(t, err)
			e, err := audit.ParseEntry(line)
			check(t, err)
			c.Fold(line)
			_, err = l.Blob(ctx, e.Blobs[0])
			check(t, err)
		}
		check(t, l.View(ctx, func(v store.Side) error { return v.QueryRow(`SELECT COUNT(*) FROM notes`).Scan(&notes) }))
		if c.Head.Size < acknowledged || notes != c.Head.Size {
			t.Fatalf("round %d: %d entries and %d notes, but %d were acknowledged", round, c.Head.Size, notes, acknowledged)
		}
		check(t, l.Close())
	}
}
