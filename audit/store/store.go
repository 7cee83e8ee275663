// Package store keeps the log and what belongs to it on disk: entries, blobs,
// sealed payloads, the newest checkpoint, and side tables that share their
// transactions.
//
// The invariant: what Update has committed is whole. The entries of a batch,
// their blobs and sealed payloads, the changes to side tables and the
// checkpoint over the new end of the log are all there, or none is; and a
// database whose entries do not give its checkpoint is not opened.
//
// What is trusted: SQLite and the file system below it, that what they report
// as written is written. What entries mean, and whether they are allowed, is
// not known here.
package store

import (
	"context"
	"database/sql"
	"errors"
	"iter"

	"github.com/onenorwich/guildhall/audit"
)

// ErrNotFound is what a look-up answers when there is nothing: it was never
// stored, or it was erased. It is audit.ErrAbsent.
var ErrNotFound = audit.ErrAbsent

// ErrBehind means that the database holds fewer entries than its user has
// already seen there: another copy has been put in its place.
var ErrBehind = errors.New("the database holds fewer entries than this service has already seen in it; stop the service and restore the newest copy")

// Log is a log with its blobs, sealed payloads and side tables.
type Log interface {
	// Update runs fn in one transaction that excludes every other writer.
	// size is the number of entries the caller knows; newer holds the lines
	// that others added since. When fn fails, or the context ends before the
	// commit begins, nothing is kept. After any other error the caller does
	// not know whether the batch was kept, and finds out from newer in its
	// next Update.
	Update(ctx context.Context, size int64, fn func(tx Tx, newer [][]byte) error) error

	// Lines gives the lines from entry number from on, without newlines. It
	// stops at the first error, which is its last value.
	Lines(ctx context.Context, from int64) iter.Seq2[[]byte, error]

	// Unseal gives the payload of one field of an entry, once its MAC has
	// been checked; ErrNotFound if it has been erased.
	Unseal(ctx context.Context, seq int64, field string) ([]byte, error)

	// Sealed gives the records of an entry that are present, by field.
	Sealed(ctx context.Context, seq int64) ([]audit.SealedRecord, error)

	// Blob gives the blob with that digest, once that has been checked.
	audit.Blobs

	// Checkpoint gives the newest signed checkpoint; ErrNotFound while the
	// log is empty.
	Checkpoint(ctx context.Context) ([]byte, error)

	// Memory keeps what readers made of blobs and sealed payloads, until
	// anything is erased.
	Memory() *Memory

	// View runs fn on one unchanging snapshot of the side tables.
	View(ctx context.Context, fn func(Side) error) error

	// Write changes side tables only, in a transaction of its own.
	Write(ctx context.Context, fn func(Side) error) error

	// Probe writes as much as a vote takes where it does no harm. Its error is a
	// sentence: nothing can be written now.
	Probe(ctx context.Context) error

	// Copy runs fn on the whole database as it is at one moment.
	Copy(ctx context.Context, fn func(Copy) error) error

	Close() error
}

// Side reaches the side tables inside a transaction. Parameters are $1, $2 and
// so on, which both SQLite and PostgreSQL read. Rows must be closed before the
// next statement.
type Side interface {
	Exec(query string, args ...any) (rows int64, err error)
	// Destroy is Exec for what must not linger: secrets, and what ties a
	// person to a ballot. Once the transaction has been committed, the old
	// bytes are gone as they are after Tx.Erase.
	Destroy(query string, args ...any) (rows int64, err error)
	Query(query string, args ...any) (*sql.Rows, error)
	QueryRow(query string, args ...any) *sql.Row
}

// Tx is the transaction of one batch. It must not be used after fn returns.
type Tx interface {
	Side

	// Append adds the next entry.
	Append(line []byte) error
	// PutBlob stores a public file under its SHA-256. Storing it again is
	// no error.
	PutBlob(b []byte) (audit.Digest, error)
	// PutSealed stores a sealed payload.
	PutSealed(r audit.SealedRecord) error
	// PutCheckpoint stores the signed checkpoint over all entries, those of
	// this batch included. A batch that adds entries must put one, last.
	PutCheckpoint(raw []byte) error
	// Erase destroys for good the sealed payload with that MAC, or the blob
	// with that digest; ErrNotFound if there is none. Once Update has
	// returned, the bytes are overwritten in the database and gone from its
	// journal, except while a reader still holds an older snapshot: then
	// they go with the next write.
	Erase(d audit.Digest) error
}
