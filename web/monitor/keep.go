package monitor

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/onenorwich/guildhall/audit"
)

// What the folder holds.
const (
	keyFile     = "key"         // the log's key, as at the first contact
	latestFile  = "latest"      // the newest checkpoint: verify --checkpoint takes it
	logFile     = "log.jsonl"   // the entries that it covers
	journalFile = "journal"     // what was told, a line each
	checkpoints = "checkpoints" // every checkpoint, by its number of entries
	blobFolder  = "blobs"       // public files, by their SHA-256
	boothFolder = "booths"      // what the service said of its booth, by the booth's hash
	evidence    = "evidence"    // what is wrong, a folder each
)

// folder is what a monitor keeps. A file in it appears whole or not at all; none
// but the newest checkpoint is ever replaced.
type folder struct {
	dir  string
	lock *os.File
}

func openFolder(dir string) (*folder, error) {
	for _, sub := range []string{"", checkpoints, blobFolder, boothFolder} {
		if err := os.MkdirAll(filepath.Join(dir, sub), 0o755); err != nil {
			return nil, fmt.Errorf("the folder %s cannot be made: %w", filepath.Join(dir, sub), err)
		}
	}
	lock, err := lockFile(filepath.Join(dir, "lock"))
	if err != nil {
		return nil, fmt.Errorf("the folder %s cannot be used: %w", dir, err)
	}
	return &folder{dir, lock}, nil
}

func (f *folder) close() error { return f.lock.Close() }

func (f *folder) path(parts ...string) string {
	return filepath.Join(append([]string{f.dir}, parts...)...)
}

// read gives a file; nil if there is none.
func (f *folder) read(parts ...string) ([]byte, error) {
	raw, err := os.ReadFile(f.path(parts...))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err == nil && raw == nil {
		raw = []byte{}
	}
	return raw, err
}

// put writes a file in one step.
func (f *folder) put(raw []byte, parts ...string) error {
	path := f.path(parts...)
	tmp, err := os.CreateTemp(filepath.Dir(path), ".part-")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name())
	_, err = tmp.Write(raw)
	if err := errors.Join(err, tmp.Chmod(0o644), tmp.Sync(), tmp.Close()); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), path)
}

// putNew writes a file unless it is there.
func (f *folder) putNew(raw []byte, parts ...string) error {
	if _, err := os.Stat(f.path(parts...)); err == nil {
		return nil
	}
	return f.put(raw, parts...)
}

// checkpoint keeps a checkpoint for good, and as the newest.
func (f *folder) checkpoint(raw []byte, size int64) error {
	if err := f.putNew(raw, checkpoints, fmt.Sprintf("%012d", size)); err != nil {
		return err
	}
	return f.put(raw, latestFile)
}

// append adds lines to the log.
func (f *folder) append(name string, raw []byte) error {
	file, err := os.OpenFile(f.path(name), os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o644)
	if err != nil {
		return err
	}
	_, err = file.Write(raw)
	return errors.Join(err, file.Sync(), file.Close())
}

// lines gives the entries that are kept, at most n, to fold; whatever follows
// them is cut off: a monitor that was stopped had not yet kept their checkpoint.
func (f *folder) lines(n int64, fold func(line []byte) error) error {
	file, err := os.OpenFile(f.path(logFile), os.O_RDWR, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer file.Close()
	raw, err := io.ReadAll(file)
	if err != nil {
		return err
	}
	var end int
	for i := int64(0); i < n; i++ {
		line, _, whole := bytes.Cut(raw[end:], []byte("\n"))
		if !whole {
			break
		}
		if err := fold(line); err != nil {
			return err
		}
		end += len(line) + 1
	}
	if end == len(raw) {
		return nil
	}
	return file.Truncate(int64(end))
}

// Blob implements audit.Blobs over the files that are kept.
func (f *folder) Blob(_ context.Context, d audit.Digest) ([]byte, error) {
	raw, err := f.read(blobFolder, d.String())
	switch {
	case err != nil:
		return nil, err
	case raw == nil:
		return nil, fmt.Errorf("the file %s: %w", d, audit.ErrAbsent)
	case audit.Hash(raw) != d:
		return nil, fmt.Errorf("the file %s is damaged where it is kept", d)
	}
	return raw, nil
}

// evidence saves what shows that something is wrong, once, and says where. Who
// else meets it later is added.
func (f *folder) evidence(w *Wrong, at time.Time) (string, error) {
	dir := filepath.Join(evidence, w.id())
	if report, err := f.read(dir, "report"); err != nil || report != nil {
		if err == nil && !strings.Contains(string(report), w.Sentence) {
			err = f.append(filepath.Join(dir, "report"), []byte(fmt.Sprintf("\n%s\n\nFirst seen at %s.\n", w.Sentence, at.UTC().Format(time.RFC3339))))
		}
		return f.path(dir), err
	}
	if err := os.MkdirAll(f.path(dir), 0o755); err != nil {
		return "", err
	}
	for _, name := range slices.Sorted(maps.Keys(w.Files)) {
		if err := f.put(w.Files[name], dir, name); err != nil {
			return "", err
		}
	}
	report := fmt.Sprintf("%s\n\nFirst seen at %s.\n", w.Sentence, at.UTC().Format(time.RFC3339))
	return f.path(dir), f.put([]byte(report), dir, "report")
}
