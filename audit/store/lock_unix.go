//go:build unix

package store

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// lockFile takes the one right to write. The kernel gives it back when the
// process ends, however it ends, so there is never a stale lock to remove.
func lockFile(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("the lock cannot be taken: %w", err)
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if err == nil {
		return f, nil
	}
	f.Close()
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return nil, errors.New("another Guildhall is using this data folder; stop it first, or choose another folder")
	}
	return nil, fmt.Errorf("the lock %s cannot be taken: %w", path, err)
}
