package store

import (
	"context"
	"errors"
	"fmt"
	"os"
)

// probeSchema is one row that Probe writes: about as much as a vote takes.
const probeSchema = `CREATE TABLE IF NOT EXISTS probe (one INTEGER PRIMARY KEY CHECK (one = 1), body BLOB NOT NULL) STRICT`

// probeSize is how many bytes Probe writes: a vote must fit, not only a row.
const probeSize = 64 << 10

// Probe implements Log.
func (s *sqliteLog) Probe(ctx context.Context) error {
	if s.writer == nil {
		return errReadOnly
	}
	if err := s.held(); err != nil {
		return err
	}
	err := s.Write(ctx, func(tx Side) error {
		_, err := tx.Exec(`INSERT INTO probe (one, body) VALUES (1, randomblob($1)) ON CONFLICT (one) DO UPDATE SET body = excluded.body`, probeSize)
		return err
	})
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return errors.New("the database takes no write in time: the disk is slow, or something holds the database")
	case err != nil:
		return fmt.Errorf("the database takes no write: the disk is full, read-only or failing (%w)", err)
	}
	return nil
}

// held says whether the lock and the database are still the files that were
// opened: where somebody has removed or exchanged them, another service may be
// writing, and what this one writes is in no folder.
func (s *sqliteLog) held() error {
	open, err := s.lock.Stat()
	if err != nil {
		return fmt.Errorf("the lock of the data folder is lost: %w", err)
	}
	there, err := os.Stat(s.lock.Name())
	if err != nil || !os.SameFile(open, there) {
		return fmt.Errorf("the lock of the data folder is lost: %s was removed or exchanged; stop this service and look at the folder", s.lock.Name())
	}
	there, err = os.Stat(s.cfg.Path)
	if err != nil || !os.SameFile(s.file, there) {
		return fmt.Errorf("the database is lost: %s was removed or exchanged; stop this service and look at the folder", s.cfg.Path)
	}
	return nil
}
