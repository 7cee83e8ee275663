package datadir

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// others are the permissions of everybody but the owner.
const others = fs.FileMode(0o077)

// private makes the folder, or takes it and what is in it from everybody but its
// owner, and tells of what others could read until now. A folder that is not
// this log's alone is not changed but refused: it may be the whole machine's.
func private(dir string, tell func(error)) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("the data folder %s cannot be made: %w", dir, err)
	}
	info, err := os.Stat(dir)
	if err != nil {
		return fmt.Errorf("the data folder %s cannot be read: %w", dir, err)
	}
	list, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("the data folder %s cannot be read: %w", dir, err)
	}
	_, noKey := os.Stat(filepath.Join(dir, KeyFile))
	ours := len(list) == 0 || noKey == nil && info.Mode()&fs.ModeSticky == 0
	if info.Mode().Perm()&others != 0 && !ours {
		return fmt.Errorf("others can look into the data folder %s, and it holds other things than a log: name a folder of its own, or take this one from others (chmod 700 %s)", dir, dir)
	}
	if err := own(dir, info, tell); err != nil {
		return err
	}
	for _, entry := range list {
		if !strings.HasPrefix(entry.Name(), KeyFile) && !strings.HasPrefix(entry.Name(), Database) && !strings.HasPrefix(entry.Name(), Checkpoint) {
			continue // of the database there are also the write-ahead file, its index and the lock
		}
		path := filepath.Join(dir, entry.Name())
		info, err := os.Stat(path)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return fmt.Errorf("%s cannot be used: %w", path, err)
		}
		if err := own(path, info, tell); err != nil {
			return err
		}
	}
	return nil
}

// own takes a file or a folder from everybody but its owner.
func own(path string, info fs.FileInfo, tell func(error)) error {
	mode := info.Mode().Perm()
	if mode&others == 0 {
		return nil
	}
	if err := os.Chmod(path, mode&^others); err != nil {
		return fmt.Errorf("others can read or change %s, and that cannot be mended here (%w): make it the service's own, with chmod go= %s", path, err, path)
	}
	tell(fmt.Errorf("others could read or change %s (mode %o); it is the service's own now (mode %o): if anybody else uses this machine, the secrets in it may be known", path, mode, mode&^others))
	return nil
}
