package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/onenorwich/guildhall/audit"
)

var errReadOnly = errors.New("the database is open for reading only")

// enter waits for the right to write.
func (s *sqliteLog) enter(ctx context.Context) error {
	if s.writer == nil {
		return errReadOnly
	}
	select {
	case <-s.gate:
		if err := ctx.Err(); err != nil {
			s.leave()
			return err
		}
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s *sqliteLog) leave() { s.gate <- struct{}{} }

// Update implements Log.
func (s *sqliteLog) Update(ctx context.Context, size int64, fn func(Tx, [][]byte) error) error {
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.leave()
	// The transaction does not follow ctx: that would roll it back at any
	// moment, and leave the commit's outcome to a race.
	whole := context.WithoutCancel(ctx)
	tx, err := s.writer.BeginTx(whole, nil)
	if err != nil {
		return fmt.Errorf("the database takes no writes: %w", err)
	}
	defer tx.Rollback() // without effect after a commit; also when fn panics

	b := &batch{side: side{whole, tx, new(bool)}, tree: s.tree, signed: s.signed, origin: s.origin}
	newer, err := s.newer(b, size)
	if err != nil {
		return err
	}
	if err := fn(b, newer); err != nil {
		return err
	}
	if err := errors.Join(b.complete(), ctx.Err()); err != nil {
		return err
	}
	err = tx.Commit()
	if b.forgets {
		s.memory.forget() // also where it is not known whether the commit was kept
	}
	if err != nil {
		return fmt.Errorf("the database did not confirm the commit: %w", err)
	}
	s.tree, s.signed, s.origin = b.tree, b.signed, b.origin
	s.scrub = s.scrub || *b.erased
	if b.note != nil {
		s.keep(b.note)
	}
	if s.scrub {
		return s.truncate(whole)
	}
	return nil
}

// newer gives the lines from size on. Only this process writes, so the tree
// follows its own commits; an error at a commit that was kept all the same
// shows here, and the tree catches up.
func (s *sqliteLog) newer(b *batch, size int64) ([][]byte, error) {
	var n int64
	if err := b.QueryRow(sqlSize).Scan(&n); err != nil {
		return nil, fmt.Errorf("the log cannot be read: %w", err)
	}
	if n < size || n < s.tree.Size() {
		return nil, ErrBehind
	}
	if n == size && n == s.tree.Size() {
		return nil, nil
	}
	from := min(size, s.tree.Size())
	lines, err := readLines(b, from, n-from)
	if err != nil {
		return nil, err
	}
	for _, line := range lines[s.tree.Size()-from:] {
		b.tree = b.tree.Add(audit.LeafHash(line))
	}
	if b.tree.Size() != s.tree.Size() {
		c, err := heldCheckpoint(b)
		if err != nil || c.Size != b.tree.Size() || c.Root != b.tree.Root() {
			return nil, errTorn
		}
		b.signed, b.origin = c.Size, c.Origin
	}
	return lines[size-from:], nil
}

func readLines(q Side, from, limit int64) (lines [][]byte, err error) {
	rows, err := q.Query(sqlLines, from, limit)
	if err != nil {
		return nil, fmt.Errorf("the log cannot be read: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var line []byte
		if err := rows.Scan(&line); err != nil {
			return nil, fmt.Errorf("the log cannot be read: %w", err)
		}
		lines = append(lines, line)
	}
	return lines, rows.Err()
}

// Write implements Log.
func (s *sqliteLog) Write(ctx context.Context, fn func(Side) error) error {
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.leave()
	whole := context.WithoutCancel(ctx)
	tx, err := s.writer.BeginTx(whole, nil)
	if err != nil {
		return fmt.Errorf("the database takes no writes: %w", err)
	}
	defer tx.Rollback()
	inner := side{whole, tx, new(bool)}
	if err := fn(inner); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("the database did not confirm the commit: %w", err)
	}
	s.scrub = s.scrub || *inner.erased
	if s.scrub {
		return s.truncate(whole)
	}
	return nil
}
