//go:build unix

package monitor

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// lockFile takes the one right to write into a folder. The kernel gives it back
// when the process ends, however it ends.
func lockFile(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, err
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if err == nil {
		return f, nil
	}
	f.Close()
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return nil, errors.New("another monitor is using this folder; stop it first, or name another folder")
	}
	return nil, fmt.Errorf("the lock %s cannot be taken: %w", path, err)
}
