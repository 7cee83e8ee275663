// Package datadir opens a data folder: the database of one log, the key that
// signs its checkpoints, and the newest checkpoint, kept apart from the
// database so that a database put back to an older state is noticed.
//
// Invariant: a folder holds one log and its key, or nothing. It and all that is
// in it can be read by its owner only.
package datadir

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/audit/whole"
	"github.com/onenorwich/guildhall/governance/clerk"
	"github.com/onenorwich/guildhall/governance/conduct"
)

// The files of a data folder.
const (
	Database   = "guildhall.db"
	KeyFile    = "log.key"
	Checkpoint = "checkpoint"
)

// Options of Open.
type Options struct {
	Clock  clerk.Clock
	Schema []string // side tables beside the clerk's own
	// Kept is a second place for the newest checkpoint, best on another disk
	// or machine: the one in the folder notices a database that was exchanged
	// but not a folder.
	Kept string
	// Trouble hears what does not stop the service but should be looked at:
	// the store's errors, a checkpoint that could not be kept, and what others
	// could read until now.
	Trouble func(error)
}

// Dir is an open data folder.
type Dir struct {
	Path string
	Key  audit.Key
	Log  store.Log
	Desk *conduct.Desk
}

// Open opens a data folder for writing, and makes it if it is not there. One
// service at a time can hold it.
func Open(ctx context.Context, dir string, o Options) (*Dir, error) {
	if o.Trouble == nil {
		o.Trouble = func(error) {}
	}
	if err := unfinished(dir); err != nil {
		return nil, err
	}
	if err := private(dir, o.Trouble); err != nil {
		return nil, err
	}
	key, err := readKey(dir, true)
	if err != nil {
		return nil, err
	}
	kept := []string{filepath.Join(dir, Checkpoint)}
	if o.Kept != "" {
		kept = append(kept, o.Kept)
	}
	log, err := store.SQLite{
		Path:   filepath.Join(dir, Database),
		Schema: append([]string{clerk.Schema, conduct.Schema}, o.Schema...),
		Key:    key.Public(), Kept: kept, KeptError: o.Trouble,
	}.Open(ctx)
	if err != nil {
		return nil, err
	}
	if err := begin(ctx, log, key, kept); err != nil {
		return nil, errors.Join(err, log.Close())
	}
	c, err := clerk.Start(ctx, log, clerk.Options{Key: key, Clock: o.Clock, Trouble: o.Trouble})
	if err != nil {
		return nil, errors.Join(err, log.Close())
	}
	return &Dir{Path: dir, Key: key, Log: log, Desk: conduct.New(c)}, nil
}

// Read opens a data folder for reading only, beside a running service.
func Read(ctx context.Context, dir string) (store.Log, audit.PublicKey, error) {
	if err := unfinished(dir); err != nil {
		return nil, "", err
	}
	path := filepath.Join(dir, Database)
	if _, err := os.Stat(path); err != nil {
		return nil, "", fmt.Errorf("%s is not a data folder: %w", dir, err)
	}
	key, err := readKey(dir, false)
	if err != nil {
		return nil, "", err
	}
	log, err := store.SQLite{Path: path, Key: key.Public(), ReadOnly: true}.Open(ctx)
	return log, key.Public(), err
}

// begin puts a checkpoint over nothing where a log without entries will keep its
// own: from its first entry on, a place that holds none is refused.
func begin(ctx context.Context, log store.Log, key audit.Key, kept []string) error {
	if _, err := log.Checkpoint(ctx); !errors.Is(err, store.ErrNotFound) {
		return err
	}
	head, err := audit.Start(key.Origin())
	if err != nil {
		return err
	}
	note, err := key.Checkpoint(head)
	if err != nil {
		return err
	}
	for _, path := range kept {
		if err := whole.File(path, 0o600, whole.Bytes(note)); err != nil && !errors.Is(err, fs.ErrExist) {
			return fmt.Errorf("the newest checkpoint of this log cannot be kept in %s: %w", path, err)
		}
	}
	return nil
}

// Close stops the clerk and closes the database.
func (d *Dir) Close() error {
	d.Desk.Clerk.Close()
	return d.Log.Close()
}

// readKey reads the signing key, or makes one for a folder without a log. The
// file holds the origin of the log and 32 secret bytes in hexadecimal.
func readKey(dir string, make bool) (audit.Key, error) {
	path := filepath.Join(dir, KeyFile)
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) && make {
		if _, err := os.Stat(filepath.Join(dir, Database)); err == nil {
			return audit.Key{}, fmt.Errorf("%s holds a log but not its key; put %s back from the backup", dir, KeyFile)
		}
		return newKey(path)
	}
	if err != nil {
		return audit.Key{}, fmt.Errorf("the key of the log cannot be read: %w", err)
	}
	origin, seed, ok := strings.Cut(strings.TrimSuffix(string(raw), "\n"), " ")
	secret, err := hex.DecodeString(seed)
	if !ok || err != nil {
		return audit.Key{}, fmt.Errorf("%s is not the key of a log; put it back from the backup", path)
	}
	return audit.NewKey(origin, secret)
}

// newKey draws a key and names its log after it.
func newKey(path string) (audit.Key, error) {
	seed := make([]byte, 32)
	if _, err := rand.Read(seed); err != nil {
		return audit.Key{}, err
	}
	probe, err := audit.NewKey("guildhall", seed)
	if err != nil {
		return audit.Key{}, err
	}
	public := probe.Public().Raw()
	name := sha256.Sum256(public[:])
	origin := "guildhall/" + hex.EncodeToString(name[:8])
	text := fmt.Sprintf("%s %s\n", origin, hex.EncodeToString(seed))
	if err := whole.File(path, 0o600, whole.Bytes([]byte(text))); err != nil {
		return audit.Key{}, fmt.Errorf("the key of the log cannot be written: %w", err)
	}
	return audit.NewKey(origin, seed)
}
