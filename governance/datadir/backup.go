package datadir

import (
	"archive/tar"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"
	"unicode/utf8"

	"filippo.io/age"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/audit/whole"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance/conduct"
	"github.com/onenorwich/guildhall/governance/record"
)

// A backup is an age file, locked with a passphrase, of a tar with these files in
// this order: what it is, the key, the newest checkpoint, the database.
const (
	backupMark = "guildhall-backup"
	backupText = "1\n"
)

// backupWork is the cost of guessing at a passphrase: 2^18 rounds of scrypt, about
// a second each.
const backupWork = 18

// Held is what a data folder or a backup of one holds.
type Held struct {
	Origin  string
	Entries int64
	Last    time.Time    // of the last entry
	Root    audit.Digest // of the tree over the entries
	// Keys are the elections whose key of the service's is in it: with the other
	// keys of such an election, the backup opens its votes.
	Keys []election.ID
}

// MinPassphrase is how many characters the passphrase of a backup has at least.
const MinPassphrase = 12

// CheckPassphrase refuses a passphrase that is soon guessed.
func CheckPassphrase(phrase string) error {
	if utf8.RuneCountInString(phrase) < MinPassphrase {
		return fmt.Errorf("the passphrase of a backup needs at least %d characters, as four or five words drawn by lot", MinPassphrase)
	}
	return nil
}

// Backup writes the log of a data folder with its key and all side tables into a
// new file that only the passphrase opens. The service may be running, and goes
// on meanwhile.
func Backup(ctx context.Context, dir, out, passphrase string) (held Held, err error) {
	if err := CheckPassphrase(passphrase); err != nil {
		return held, err
	}
	log, public, err := Read(ctx, dir)
	if err != nil {
		return held, err
	}
	defer log.Close()
	key, err := os.ReadFile(filepath.Join(dir, KeyFile))
	if err != nil {
		return held, err
	}
	to, err := age.NewScryptRecipient(passphrase)
	if err != nil {
		return held, err
	}
	to.SetWorkFactor(backupWork)
	err = log.Copy(ctx, func(c store.Copy) error {
		if c.Checkpoint == nil {
			return fmt.Errorf("the log in %s is empty; there is nothing to back up", dir)
		}
		if held, err = holds(c.Side, c.Checkpoint, public); err != nil {
			return err
		}
		return whole.File(out, 0o600, func(w io.Writer) error {
			locked, err := age.Encrypt(w, to)
			if err != nil {
				return err
			}
			return errors.Join(pack(locked, key, c), locked.Close())
		})
	})
	if errors.Is(err, fs.ErrExist) {
		err = fmt.Errorf("%s is there already; nothing was written over it: name a new file", out)
	}
	return held, err
}

func pack(w io.Writer, key []byte, c store.Copy) error {
	t := tar.NewWriter(w)
	for _, f := range []struct {
		name  string
		size  int64
		write func(io.Writer) error
	}{
		{backupMark, int64(len(backupText)), whole.Bytes([]byte(backupText))},
		{KeyFile, int64(len(key)), whole.Bytes(key)},
		{Checkpoint, int64(len(c.Checkpoint)), whole.Bytes(c.Checkpoint)},
		{Database, c.Size, c.Write},
	} {
		if err := t.WriteHeader(&tar.Header{Name: f.name, Mode: 0o600, Size: f.size, Format: tar.FormatPAX}); err != nil {
			return err
		}
		if err := f.write(t); err != nil {
			return err
		}
	}
	return t.Close()
}

// holds says what a database holds, its entries folded by the rules and compared
// with their signed checkpoint.
func holds(v store.Side, checkpoint []byte, key audit.PublicKey) (h Held, err error) {
	covered, err := audit.OpenCheckpoint(checkpoint, key)
	if err != nil {
		return h, err
	}
	rows, err := v.Query(`SELECT line FROM entries ORDER BY seq`)
	if err != nil {
		return h, err
	}
	defer rows.Close()
	point, err := record.Start(key.Origin())
	if err != nil {
		return h, err
	}
	for rows.Next() {
		var line []byte
		if err := rows.Scan(&line); err != nil {
			return h, err
		}
		if err := point.Fold(bytes.Clone(line)); err != nil {
			return h, err
		}
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return h, err
	}
	if !covered.Matches(point.Head) {
		return h, errors.New("its entries are not those that its checkpoint is signed over")
	}
	h = Held{Origin: covered.Origin, Entries: covered.Size, Last: point.Head.Time, Root: covered.Root}
	h.Keys, err = conduct.ServiceKeys(v)
	return h, err
}
