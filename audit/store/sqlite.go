package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"

	"github.com/onenorwich/guildhall/audit"
	_ "modernc.org/sqlite" // registers the driver "sqlite"
)

// SQLite says how to open a database. Only Path is needed.
type SQLite struct {
	Path   string   // file of the database; made, with its folder, for its owner only, if it is not there
	Schema []string // statements that make the side tables, run at every opening

	// Key is the log's public key. With it, the checkpoint's signature is
	// verified at opening.
	Key audit.PublicKey

	// Kept are files, one of them best on another machine or disk, where the
	// newest checkpoint is kept too. A database that is not consistent with
	// each of them has lost or changed entries and is refused, and so is one
	// that has entries where a file is missing or holds no checkpoint.
	Kept []string
	// KeptError hears that one of Kept could not be written after a commit.
	// The commit stands: a full disk elsewhere must not stop a poll.
	KeptError func(error)

	// Busy is how long, in milliseconds, a statement waits for another
	// connection; 10,000 if zero.
	Busy int

	// ReadOnly opens beside a running service, to export. Update and Write
	// are refused.
	ReadOnly bool
}

// OpenSQLite opens the database at path, for one service at a time.
func OpenSQLite(path string, schema ...string) (Log, error) {
	return SQLite{Path: path, Schema: schema}.Open(context.Background())
}

const (
	applicationID = 0x47484c4c // "GHLL": another program's database is refused
	schemaVersion = 1
)

// The triggers guard against our own mistakes and a careless hand; against
// anybody else stands the checkpoint.
var sqliteSchema = []string{
	`CREATE TABLE IF NOT EXISTS entries (seq INTEGER PRIMARY KEY, line BLOB NOT NULL) STRICT`,
	`CREATE TRIGGER IF NOT EXISTS entries_next BEFORE INSERT ON entries
		WHEN NEW.seq <> (SELECT COALESCE(MAX(seq) + 1, 0) FROM entries)
		BEGIN SELECT RAISE(ABORT, 'an entry goes to the end of the log'); END`,
	`CREATE TRIGGER IF NOT EXISTS entries_update BEFORE UPDATE ON entries
		BEGIN SELECT RAISE(ABORT, 'an entry is never changed'); END`,
	`CREATE TRIGGER IF NOT EXISTS entries_delete BEFORE DELETE ON entries
		BEGIN SELECT RAISE(ABORT, 'an entry is never removed'); END`,
	`CREATE TABLE IF NOT EXISTS blobs (digest BLOB PRIMARY KEY, body BLOB NOT NULL) STRICT, WITHOUT ROWID`,
	`CREATE TABLE IF NOT EXISTS sealed (seq INTEGER NOT NULL, field TEXT NOT NULL, key BLOB NOT NULL,
		mac BLOB NOT NULL UNIQUE, payload BLOB NOT NULL, PRIMARY KEY (seq, field)) STRICT`,
	`CREATE TABLE IF NOT EXISTS checkpoint (one INTEGER PRIMARY KEY CHECK (one = 1), note BLOB NOT NULL) STRICT`,
	probeSchema,
}

// sqliteLog is the Log in one SQLite file. One connection writes, under gate;
// readers have connections of their own and see committed batches only.
type sqliteLog struct {
	cfg     SQLite
	lock    *os.File    // nil when read-only
	file    os.FileInfo // the database as it was opened
	writer  *sql.DB
	readers *sql.DB

	gate   chan struct{} // holds one token: whoever has it writes
	tree   audit.Tree    // of the committed entries; under gate
	signed int64         // entries that the newest checkpoint covers; under gate
	origin string        // "" while there is no checkpoint; under gate
	memory Memory
	scrub  bool // erased bytes may still be in the journal; under gate
}

// dsn gives the address of the database. busy_timeout comes first, so that the
// other settings wait for a lock instead of failing.
func (c SQLite) dsn(write bool) string {
	q := url.Values{"_defensive": {"1"}, "_dqs": {"0"}}
	busy := c.Busy
	if busy == 0 {
		busy = 10_000
	}
	pragmas := []string{fmt.Sprintf("busy_timeout(%d)", busy), "foreign_keys(1)"}
	if write {
		q.Set("_txlock", "immediate")
		pragmas = append(pragmas, "journal_mode(WAL)", "synchronous(FULL)", "secure_delete(1)")
	} else {
		pragmas = append(pragmas, "query_only(1)")
	}
	q["_pragma"] = pragmas
	return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: c.Path}).EscapedPath(), RawQuery: q.Encode()}).String()
}

// Open opens the database and holds it against its checkpoint, and against the
// one kept elsewhere.
func (c SQLite) Open(ctx context.Context) (Log, error) {
	s := &sqliteLog{cfg: c, gate: make(chan struct{}, 1)}
	if err := s.open(ctx); err != nil {
		s.Close()
		return nil, err
	}
	s.gate <- struct{}{}
	return s, nil
}

func (s *sqliteLog) open(ctx context.Context) (err error) {
	if s.cfg.ReadOnly {
		if _, err := os.Stat(s.cfg.Path); err != nil {
			return fmt.Errorf("there is no database at %s", s.cfg.Path)
		}
	} else {
		if err := os.MkdirAll(filepath.Dir(s.cfg.Path), 0o700); err != nil {
			return fmt.Errorf("the data folder cannot be made: %w", err)
		}
		if s.lock, err = lockFile(s.cfg.Path + ".lock"); err != nil {
			return err
		}
		if s.file, err = private(s.cfg.Path); err != nil {
			return err
		}
		if s.writer, err = sql.Open("sqlite", s.cfg.dsn(true)); err != nil {
			return err
		}
		s.writer.SetMaxOpenConns(1)
		if err := s.prepare(ctx); err != nil {
			return err
		}
	}
	if s.readers, err = sql.Open("sqlite", s.cfg.dsn(false)); err != nil {
		return err
	}
	s.readers.SetMaxOpenConns(max(4, runtime.NumCPU()))
	s.readers.SetMaxIdleConns(max(4, runtime.NumCPU()))
	return s.verify(ctx)
}

// private makes the file, or takes it from everybody but its owner. SQLite
// gives its journal the permissions of the database.
func private(path string) (os.FileInfo, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("the database cannot be opened for writing: %w", err)
	}
	defer f.Close()
	if err := f.Chmod(0o600); err != nil {
		return nil, fmt.Errorf("the database cannot be taken from others: %w", err)
	}
	return f.Stat()
}

// prepare makes the tables and finishes an erasure that a crash cut short.
func (s *sqliteLog) prepare(ctx context.Context) error {
	var app, version, tables int
	for query, v := range map[string]*int{
		`PRAGMA application_id`:              &app,
		`PRAGMA user_version`:                &version,
		`SELECT COUNT(*) FROM sqlite_schema`: &tables,
	} {
		if err := s.writer.QueryRowContext(ctx, query).Scan(v); err != nil {
			return fmt.Errorf("%s is not a database that can be read: %w", s.cfg.Path, err)
		}
	}
	if tables > 0 && app != applicationID {
		return fmt.Errorf("%s is the database of another program", s.cfg.Path)
	}
	if version > schemaVersion {
		return fmt.Errorf("%s was made by a newer Guildhall; use that one", s.cfg.Path)
	}
	tx, err := s.writer.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	statements := append([]string{
		fmt.Sprintf(`PRAGMA application_id = %d`, applicationID),
		fmt.Sprintf(`PRAGMA user_version = %d`, schemaVersion),
	}, sqliteSchema...)
	for _, q := range append(statements, s.cfg.Schema...) {
		if _, err := tx.ExecContext(ctx, q); err != nil {
			return fmt.Errorf("the tables cannot be made: %w", err)
		}
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	return s.truncate(ctx)
}

// truncate empties the journal, in which erased bytes may still stand.
func (s *sqliteLog) truncate(ctx context.Context) error {
	var busy, frames, moved int
	err := s.writer.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &frames, &moved)
	s.scrub = err != nil || busy != 0
	return err
}

// Close ends all connections, then lets another service open the database.
func (s *sqliteLog) Close() error {
	var errs []error
	if s.readers != nil {
		errs = append(errs, s.readers.Close())
	}
	if s.writer != nil {
		errs = append(errs, s.writer.Close())
	}
	if s.lock != nil {
		errs = append(errs, s.lock.Close())
	}
	return errors.Join(errs...)
}
