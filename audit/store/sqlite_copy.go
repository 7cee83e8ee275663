package store

import (
	"context"
	"fmt"
	"io"
)

// Copy is the whole database at one moment: entries, files, sealed payloads and
// side tables.
type Copy struct {
	Checkpoint []byte // over its entries; nil if there are none
	Size       int64  // of the file, in bytes
	Side       Side   // the same moment's tables
}

// Copy implements Log. The pages come from one read transaction, so they are
// those that SQLite itself sees, the write-ahead file's included; the service
// goes on writing meanwhile, and no second copy in the clear is made on the disk.
func (s *sqliteLog) Copy(ctx context.Context, fn func(Copy) error) error {
	return s.View(ctx, func(v Side) error {
		c := Copy{Side: v}
		note, err := heldNote(v)
		if err != nil && err != ErrNotFound {
			return err
		}
		c.Checkpoint = note
		var size, pages int64
		if err := v.QueryRow(`PRAGMA page_size`).Scan(&size); err != nil {
			return err
		}
		if err := v.QueryRow(`SELECT COUNT(*) FROM sqlite_dbpage`).Scan(&pages); err != nil {
			return fmt.Errorf("the database cannot be copied: %w", err)
		}
		c.Size = size * pages
		return fn(c)
	})
}

// Write writes the file.
func (c Copy) Write(w io.Writer) error {
	rows, err := c.Side.Query(`SELECT data FROM sqlite_dbpage ORDER BY pgno`)
	if err != nil {
		return fmt.Errorf("the database cannot be copied: %w", err)
	}
	defer rows.Close()
	var n int64
	for rows.Next() {
		var page []byte
		if err := rows.Scan(&page); err != nil {
			return fmt.Errorf("the database cannot be copied: %w", err)
		}
		if _, err := w.Write(page); err != nil {
			return err
		}
		n += int64(len(page))
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("the database cannot be copied: %w", err)
	}
	if n != c.Size {
		return fmt.Errorf("the database cannot be copied: it has %d bytes instead of %d", n, c.Size)
	}
	return nil
}
