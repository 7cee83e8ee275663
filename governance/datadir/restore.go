package datadir

import (
	"archive/tar"
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"filippo.io/age"

	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/governance/clerk"
	"github.com/onenorwich/guildhall/governance/conduct"
)

// staged is where a restoring lies until it is whole. A folder that has it was not
// restored to the end: it holds nothing that a service has written.
const staged = ".restoring"

var (
	errNoBackup = errors.New("this is not a backup that “guildhall backup” has written")
	errDamaged  = errors.New("this backup is damaged or incomplete, and nothing was restored: use another copy of it")
)

// Restore puts a backup into a data folder that is not there or empty, once its
// log has been verified. Mend changes side tables before anybody uses them: what
// was true when the backup was made may not be now.
func Restore(ctx context.Context, file, dir, passphrase string, schema []string, mend func(store.Side, Held) error) (held Held, err error) {
	f, err := os.Open(file)
	if err != nil {
		return held, fmt.Errorf("the backup cannot be read: %w", err)
	}
	defer f.Close()
	inner, err := unlock(f, passphrase)
	if err != nil {
		return held, err
	}
	stage, err := prepare(dir)
	if err != nil {
		return held, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, clear(dir))
		}
	}()
	if err := unpack(inner, stage); err != nil {
		return held, err
	}
	if held, err = verified(ctx, stage, schema, mend); err != nil {
		return held, fmt.Errorf("this backup does not hold, and nothing was restored: %w", err)
	}
	// The key comes last: without it no service starts over the folder.
	for _, name := range []string{Database, Checkpoint, KeyFile} {
		if err := os.Rename(filepath.Join(stage, name), filepath.Join(dir, name)); err != nil {
			return held, err
		}
	}
	return held, os.RemoveAll(stage)
}

// unfinished refuses a folder into which a backup was not restored to the end.
func unfinished(dir string) error {
	if _, err := os.Stat(filepath.Join(dir, staged)); err != nil {
		return nil
	}
	return fmt.Errorf("a backup was being restored into %s and that was stopped: restore it again (guildhall restore)", dir)
}

// unlock gives what the passphrase opens.
func unlock(r io.Reader, passphrase string) (io.Reader, error) {
	as, err := age.NewScryptIdentity(passphrase)
	if err != nil {
		return nil, errors.New("give the passphrase of the backup")
	}
	as.SetMaxWorkFactor(backupWork) // a file that asks for more would take gigabytes
	inner, err := age.Decrypt(bufio.NewReader(r), as)
	var wrong *age.NoIdentityMatchError
	switch {
	case errors.As(err, &wrong) && strings.Contains(err.Error(), "incorrect passphrase"):
		return nil, errors.New("this is not the passphrase of this backup")
	case err != nil:
		return nil, errNoBackup
	}
	return inner, nil
}

// prepare makes the folder and the place inside it where the restoring lies.
func prepare(dir string) (stage string, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("the data folder cannot be made: %w", err)
	}
	if err := clear(dir); err != nil {
		return "", err
	}
	list, err := os.ReadDir(dir)
	if err != nil {
		return "", fmt.Errorf("the data folder cannot be read: %w", err)
	}
	if len(list) > 0 {
		return "", fmt.Errorf("%s is not empty, and nothing was restored: name a new folder, or move what is in it elsewhere", dir)
	}
	if err := os.Chmod(dir, 0o700); err != nil {
		return "", fmt.Errorf("the data folder cannot be taken from others: %w", err)
	}
	stage = filepath.Join(dir, staged)
	return stage, os.Mkdir(stage, 0o700)
}

// clear takes away what a restoring that was stopped has left.
func clear(dir string) error {
	stage := filepath.Join(dir, staged)
	if _, err := os.Stat(stage); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for _, name := range []string{KeyFile, Checkpoint, Database} {
		if err := os.Remove(filepath.Join(dir, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return os.RemoveAll(stage)
}

// unpack writes the files of a backup. Age tells a file that was cut short or
// changed from one that is whole, at its end at the latest.
func unpack(r io.Reader, stage string) error {
	t := tar.NewReader(r)
	for _, name := range []string{backupMark, KeyFile, Checkpoint, Database} {
		h, err := t.Next()
		switch {
		case name == backupMark && (err != nil || h.Name != backupMark):
			return errNoBackup
		case err != nil || h.Name != name || h.Typeflag != tar.TypeReg:
			return errDamaged
		}
		if name == backupMark {
			text, err := io.ReadAll(io.LimitReader(t, 64))
			if err != nil {
				return errDamaged
			}
			if !bytes.Equal(text, []byte(backupText)) {
				return errors.New("this backup was written by a newer Guildhall; use that one")
			}
			continue
		}
		f, err := os.OpenFile(filepath.Join(stage, name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return err
		}
		w := &sink{f, nil}
		_, err = io.Copy(w, t)
		err = errors.Join(err, f.Sync(), f.Close())
		if w.err != nil {
			return fmt.Errorf("the data folder cannot be written: %w", w.err)
		}
		if err != nil {
			return errDamaged
		}
	}
	if _, err := t.Next(); err != io.EOF {
		return errDamaged
	}
	if n, err := io.Copy(io.Discard, r); err != nil || n > 0 {
		return errDamaged
	}
	return nil
}

// sink tells an error of writing from one of reading.
type sink struct {
	w   io.Writer
	err error
}

func (s *sink) Write(p []byte) (int, error) {
	n, err := s.w.Write(p)
	s.err = err
	return n, err
}

// verified opens what was restored as a service would, folds its log by the rules,
// and mends its side tables.
func verified(ctx context.Context, stage string, schema []string, mend func(store.Side, Held) error) (held Held, err error) {
	key, err := readKey(stage, false)
	if err != nil {
		return held, err
	}
	log, err := store.SQLite{
		Path:   filepath.Join(stage, Database),
		Schema: append([]string{clerk.Schema, conduct.Schema}, schema...),
		Key:    key.Public(), Kept: []string{filepath.Join(stage, Checkpoint)},
	}.Open(ctx)
	if err != nil {
		return held, err
	}
	err = log.Copy(ctx, func(c store.Copy) (err error) {
		held, err = holds(c.Side, c.Checkpoint, key.Public())
		return err
	})
	if err == nil {
		err = log.Write(ctx, func(tx store.Side) error { return mend(tx, held) })
	}
	if err := errors.Join(err, log.Close()); err != nil {
		return held, err
	}
	return held, os.Remove(filepath.Join(stage, Database+".lock"))
}
