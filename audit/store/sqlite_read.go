package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"

	"github.com/onenorwich/guildhall/audit"
)

// page is how many lines are read at once. Between pages no snapshot is held,
// so a slow reader does not keep the journal from being emptied; a page cannot
// miss anything, for entries never change.
const page = 256

// View implements Log.
func (s *sqliteLog) View(ctx context.Context, fn func(Side) error) error {
	tx, err := s.readers.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return fmt.Errorf("the database cannot be read: %w", err)
	}
	defer tx.Rollback()
	return fn(side{ctx, tx, new(bool)})
}

// Lines implements Log.
func (s *sqliteLog) Lines(ctx context.Context, from int64) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		for {
			var lines [][]byte
			err := s.View(ctx, func(v Side) (err error) {
				lines, err = readLines(v, from, page)
				return err
			})
			for _, line := range lines {
				if err == nil && !yield(line, nil) {
					return
				}
			}
			if err != nil {
				yield(nil, err)
				return
			}
			if len(lines) < page {
				return
			}
			from += page
		}
	}
}

// Memory implements Log.
func (s *sqliteLog) Memory() *Memory { return &s.memory }

// Blob implements audit.Blobs.
func (s *sqliteLog) Blob(ctx context.Context, d audit.Digest) ([]byte, error) {
	var b []byte
	if err := s.readers.QueryRowContext(ctx, sqlBlob, d[:]).Scan(&b); err != nil {
		return nil, lookup("the file "+d.String(), err)
	}
	if audit.Hash(b) != d {
		return nil, fmt.Errorf("the database is damaged: the file %s does not have that digest; restore a copy", d)
	}
	return b, nil
}

// Sealed implements Log.
func (s *sqliteLog) Sealed(ctx context.Context, seq int64) ([]audit.SealedRecord, error) {
	return s.sealed(ctx, seq, sqlSealed, seq)
}

// Unseal implements Log.
func (s *sqliteLog) Unseal(ctx context.Context, seq int64, field string) ([]byte, error) {
	what := fmt.Sprintf("the field %s of entry %d", field, seq)
	rs, err := s.sealed(ctx, seq, sqlUnseal, seq, field)
	if err == nil && len(rs) == 0 {
		err = sql.ErrNoRows
	}
	if err != nil {
		return nil, lookup(what, err)
	}
	note, err := s.Checkpoint(ctx)
	if err != nil {
		return nil, err
	}
	c, err := audit.ReadCheckpoint(note)
	if err != nil {
		return nil, err
	}
	if err := rs[0].Check(c.Origin); err != nil {
		return nil, fmt.Errorf("the database is damaged at entry %d: %w; restore a copy", seq, err)
	}
	return rs[0].Payload, nil
}

func (s *sqliteLog) sealed(ctx context.Context, seq int64, query string, args ...any) ([]audit.SealedRecord, error) {
	rows, err := s.readers.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var rs []audit.SealedRecord
	for rows.Next() {
		r := audit.SealedRecord{Seq: seq}
		var key, mac []byte
		if err := rows.Scan(&r.Field, &key, &mac, &r.Payload); err != nil {
			return nil, err
		}
		if len(key) != len(r.Key) || len(mac) != len(r.MAC) {
			return nil, fmt.Errorf("the database is damaged: the field %s of entry %d is cut short; restore a copy", r.Field, seq)
		}
		copy(r.Key[:], key)
		copy(r.MAC[:], mac)
		if r.Payload == nil {
			r.Payload = []byte{} // the driver gives nil for an empty text
		}
		rs = append(rs, r)
	}
	return rs, rows.Err()
}

// Checkpoint implements Log.
func (s *sqliteLog) Checkpoint(ctx context.Context) ([]byte, error) {
	var note []byte
	if err := s.readers.QueryRowContext(ctx, sqlCheckpoint).Scan(&note); err != nil {
		return nil, lookup("the checkpoint", err)
	}
	return bytes.Clone(note), nil
}

func lookup(what string, err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("%s: %w", what, ErrNotFound)
	}
	return fmt.Errorf("%s cannot be read: %w", what, err)
}
