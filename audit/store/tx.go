package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/onenorwich/guildhall/audit"
)

// The statements are one text for SQLite and PostgreSQL.
const (
	sqlSize       = `SELECT COALESCE(MAX(seq) + 1, 0) FROM entries`
	sqlLines      = `SELECT line FROM entries WHERE seq >= $1 ORDER BY seq LIMIT $2`
	sqlAppend     = `INSERT INTO entries (seq, line) VALUES ($1, $2)`
	sqlPutBlob    = `INSERT INTO blobs (digest, body) VALUES ($1, $2) ON CONFLICT (digest) DO NOTHING`
	sqlBlob       = `SELECT body FROM blobs WHERE digest = $1`
	sqlEraseBlob  = `DELETE FROM blobs WHERE digest = $1`
	sqlPutSealed  = `INSERT INTO sealed (seq, field, key, mac, payload) VALUES ($1, $2, $3, $4, $5)`
	sqlSealed     = `SELECT field, key, mac, payload FROM sealed WHERE seq = $1 ORDER BY field`
	sqlUnseal     = `SELECT field, key, mac, payload FROM sealed WHERE seq = $1 AND field = $2`
	sqlEraseSeal  = `DELETE FROM sealed WHERE mac = $1`
	sqlCheckpoint = `SELECT note FROM checkpoint WHERE one = 1`
	sqlPutCheck   = `INSERT INTO checkpoint (one, note) VALUES (1, $1) ON CONFLICT (one) DO UPDATE SET note = excluded.note`
)

// side is a Side on a transaction.
type side struct {
	ctx    context.Context
	tx     *sql.Tx
	erased *bool // something was destroyed
}

func (s side) Exec(query string, args ...any) (int64, error) {
	r, err := s.tx.ExecContext(s.ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

func (s side) Destroy(query string, args ...any) (int64, error) {
	n, err := s.Exec(query, args...)
	*s.erased = *s.erased || n > 0
	return n, err
}

func (s side) Query(query string, args ...any) (*sql.Rows, error) {
	return s.tx.QueryContext(s.ctx, query, args...)
}

func (s side) QueryRow(query string, args ...any) *sql.Row {
	return s.tx.QueryRowContext(s.ctx, query, args...)
}

// batch is the Tx of one Update. It follows the tree, so that it takes no
// checkpoint that the entries do not give.
type batch struct {
	side
	tree   audit.Tree
	note   []byte // checkpoint put in this batch
	signed int64  // entries that the newest checkpoint covers
	origin string
	// forgets is set by Erase: what was made of the payload is forgotten with it.
	forgets bool
}

func (b *batch) Append(line []byte) error {
	if len(line) == 0 || len(line) > audit.MaxLine || bytes.IndexByte(line, '\n') >= 0 {
		return errors.New("an entry must be one line of 1 to 65535 bytes")
	}
	if _, err := b.Exec(sqlAppend, b.tree.Size(), line); err != nil {
		return fmt.Errorf("the entry could not be written: %w", err)
	}
	b.tree = b.tree.Add(audit.LeafHash(line))
	return nil
}

func (b *batch) PutBlob(body []byte) (audit.Digest, error) {
	d := audit.Hash(body)
	if body == nil {
		body = []byte{}
	}
	if _, err := b.Exec(sqlPutBlob, d[:], body); err != nil {
		return d, fmt.Errorf("the file %s could not be written: %w", d, err)
	}
	return d, nil
}

func (b *batch) PutSealed(r audit.SealedRecord) error {
	if r.Payload == nil {
		r.Payload = []byte{}
	}
	if b.origin != "" {
		if err := r.Check(b.origin); err != nil {
			return err
		}
	}
	if _, err := b.Exec(sqlPutSealed, r.Seq, r.Field, r.Key[:], r.MAC[:], r.Payload); err != nil {
		return fmt.Errorf("the sealed field %s of entry %d could not be written: %w", r.Field, r.Seq, err)
	}
	return nil
}

func (b *batch) PutCheckpoint(raw []byte) error {
	c, err := audit.ReadCheckpoint(raw)
	if err != nil {
		return err
	}
	if b.origin != "" && c.Origin != b.origin {
		return fmt.Errorf("the checkpoint is of the log %s, but this is %s", c.Origin, b.origin)
	}
	if c.Size != b.tree.Size() || c.Root != b.tree.Root() {
		return fmt.Errorf("the checkpoint over %d entries does not match the log of %d entries", c.Size, b.tree.Size())
	}
	if _, err := b.Exec(sqlPutCheck, raw); err != nil {
		return fmt.Errorf("the checkpoint could not be written: %w", err)
	}
	b.note, b.signed, b.origin = bytes.Clone(raw), c.Size, c.Origin
	return nil
}

func (b *batch) Erase(d audit.Digest) error {
	var n int64
	for _, q := range []string{sqlEraseSeal, sqlEraseBlob} {
		k, err := b.Exec(q, d[:])
		if err != nil {
			return fmt.Errorf("%s could not be destroyed: %w", d, err)
		}
		n += k
	}
	if n == 0 {
		return ErrNotFound
	}
	*b.erased, b.forgets = true, true
	return nil
}

// complete refuses a batch whose entries no checkpoint covers.
func (b *batch) complete() error {
	if b.signed != b.tree.Size() {
		return fmt.Errorf("the batch ends at entry %d without a checkpoint over it", b.tree.Size()-1)
	}
	return nil
}
