package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/onenorwich/guildhall/audit"
)

var errTorn = errors.New("the database does not match its own checkpoint: entries were changed, added or removed outside of Guildhall; restore a copy and keep this one as evidence")

// verify hashes every entry and compares with the checkpoint in the database
// and with those kept elsewhere. It reads one snapshot, so that it can run
// beside a service that is writing.
func (s *sqliteLog) verify(ctx context.Context) error {
	kept := make([]keptCheckpoint, len(s.cfg.Kept))
	for i, path := range s.cfg.Kept {
		kept[i] = s.readKept(path) // before the database: it may go on meanwhile
	}
	return s.View(ctx, func(v Side) error {
		held, err := heldCheckpoint(v)
		if err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
		roots := map[int64]audit.Digest{} // when the log had as many entries as a kept checkpoint
		note := func() {
			for _, k := range kept {
				if s.tree.Size() == k.Size {
					roots[k.Size] = s.tree.Root()
				}
			}
		}
		for note(); ; {
			lines, err := readLines(v, s.tree.Size(), page)
			if err != nil {
				return err
			}
			for _, line := range lines {
				s.tree = s.tree.Add(audit.LeafHash(line))
				note()
			}
			if len(lines) < page {
				break
			}
		}
		if s.tree.Size() != held.Size || held.Size > 0 && s.tree.Root() != held.Root {
			return errTorn
		}
		if err := s.signature(v); err != nil {
			return err
		}
		for _, k := range kept {
			if err := k.fits(held, roots); err != nil {
				return err
			}
		}
		s.signed, s.origin = held.Size, held.Origin
		return nil
	})
}

// signature verifies the checkpoint under the log's key, if that is known.
func (s *sqliteLog) signature(v Side) error {
	note, err := heldNote(v)
	if errors.Is(err, ErrNotFound) || s.cfg.Key == "" {
		return nil
	}
	if err != nil {
		return err
	}
	if _, err := audit.OpenCheckpoint(note, s.cfg.Key); err != nil {
		return fmt.Errorf("the database is refused: %w", err)
	}
	return nil
}

func heldNote(v Side) (note []byte, err error) {
	err = v.QueryRow(sqlCheckpoint).Scan(&note)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNotFound
	}
	return note, err
}

func heldCheckpoint(v Side) (audit.Checkpoint, error) {
	note, err := heldNote(v)
	if err != nil {
		return audit.Checkpoint{}, err
	}
	return audit.ReadCheckpoint(note)
}

// keptCheckpoint is what a file says where the newest checkpoint is kept.
type keptCheckpoint struct {
	audit.Checkpoint
	path string
	err  error // why it says nothing
}

// readKept reads a checkpoint that is kept elsewhere.
func (s *sqliteLog) readKept(path string) keptCheckpoint {
	k := keptCheckpoint{path: path}
	b, err := os.ReadFile(path)
	if err != nil {
		k.err = err
		return k
	}
	if s.cfg.Key != "" {
		k.Checkpoint, err = audit.OpenCheckpoint(b, s.cfg.Key)
	} else {
		k.Checkpoint, err = audit.ReadCheckpoint(b)
	}
	if err != nil {
		k.err = fmt.Errorf("it holds none: %w", err)
	}
	return k
}

// fits compares with what the database holds. Roots are the database's own.
func (k keptCheckpoint) fits(held audit.Checkpoint, roots map[int64]audit.Digest) error {
	switch {
	case errors.Is(k.err, fs.ErrNotExist) && held.Size == 0:
		return nil // the first entry brings it
	case k.err != nil:
		return fmt.Errorf("the newest checkpoint of this log should be kept in %s, which cannot be read (%w); without it nobody can tell whether the database has lost entries: put the file back, or, to begin keeping it there, copy it there yourself", k.path, k.err)
	case k.Size == 0 && held.Size == 0:
		return nil
	case k.Size > 0 && k.Origin != held.Origin || k.Size > held.Size || k.Size > 0 && k.Root != roots[k.Size]:
		return fmt.Errorf("the database is not the one whose checkpoint over %d entries of %s is kept in %s: it is an older copy, or it was changed; restore the newest copy",
			k.Size, k.Origin, k.path)
	}
	return nil
}

// keep writes the newest checkpoint to the places of the operator's choice.
func (s *sqliteLog) keep(note []byte) {
	for _, path := range s.cfg.Kept {
		if err := replace(path, note); err != nil && s.cfg.KeptError != nil {
			s.cfg.KeptError(fmt.Errorf("the newest checkpoint could not be kept in %s: %w", path, err))
		}
	}
}

// replace changes a file in one step: after a crash it is the old or the new.
func replace(path string, b []byte) error {
	tmp := path + ".new"
	f, err := os.OpenFile(tmp, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(tmp, path)
}
