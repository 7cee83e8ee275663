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
// and with the one kept elsewhere. It reads one snapshot, so that it can run
// beside a service that is writing.
func (s *sqliteLog) verify(ctx context.Context) error {
	kept, err := s.readKept()
	if err != nil {
		return err
	}
	return s.View(ctx, func(v Side) error {
		held, err := heldCheckpoint(v)
		if err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
		var root audit.Digest // when the log had kept.Size entries
		for {
			if s.tree.Size() == kept.Size {
				root = s.tree.Root()
			}
			lines, err := readLines(v, s.tree.Size(), page)
			if err != nil {
				return err
			}
			for _, line := range lines {
				s.tree = s.tree.Add(audit.LeafHash(line))
				if s.tree.Size() == kept.Size {
					root = s.tree.Root()
				}
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
		if kept.Origin != "" && (kept.Origin != held.Origin || kept.Size > held.Size || kept.Root != root) {
			return fmt.Errorf("the database is not the one whose checkpoint over %d entries of %s is kept in %s: it is an older copy, or it was changed; restore the newest copy",
				kept.Size, kept.Origin, s.cfg.Kept)
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

// readKept reads the checkpoint that is kept elsewhere; a zero one if none is.
func (s *sqliteLog) readKept() (audit.Checkpoint, error) {
	if s.cfg.Kept == "" {
		return audit.Checkpoint{}, nil
	}
	b, err := os.ReadFile(s.cfg.Kept)
	if errors.Is(err, fs.ErrNotExist) {
		return audit.Checkpoint{}, nil
	}
	if err != nil {
		return audit.Checkpoint{}, fmt.Errorf("the kept checkpoint cannot be read: %w", err)
	}
	read := func() (audit.Checkpoint, error) { return audit.ReadCheckpoint(b) }
	if s.cfg.Key != "" {
		read = func() (audit.Checkpoint, error) { return audit.OpenCheckpoint(b, s.cfg.Key) }
	}
	c, err := read()
	if err != nil {
		return c, fmt.Errorf("the file %s, where the newest checkpoint is kept, holds none: %w", s.cfg.Kept, err)
	}
	return c, nil
}

// keep writes the newest checkpoint to the place of the operator's choice.
func (s *sqliteLog) keep(note []byte) {
	if s.cfg.Kept == "" {
		return
	}
	if err := replace(s.cfg.Kept, note); err != nil && s.cfg.KeptError != nil {
		s.cfg.KeptError(fmt.Errorf("the newest checkpoint could not be kept in %s: %w", s.cfg.Kept, err))
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
