package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/onenorwich/guildhall/audit/whole"
)

// newFile writes a file that is not there yet, whole or not at all: an older one
// may hold what nobody can make again.
func newFile(path string, mode fs.FileMode, write func(io.Writer) error) error {
	err := whole.File(path, mode, write)
	if errors.Is(err, fs.ErrExist) {
		return &failure{code: exitUnreadable, err: fmt.Errorf("%s is there already; nothing was written over it", path), hint: "name another place"}
	}
	if err != nil {
		return &failure{code: exitUnreadable, err: fmt.Errorf("%s cannot be written: %w", path, err)}
	}
	return nil
}

// readSecret reads a file that nobody else should be able to read, takes it from
// others where they could, and tells.
func readSecret(t *terminal, path string) ([]byte, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, unreadable(err)
	}
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() || info.Mode().Perm()&0o077 == 0 {
		return raw, nil
	}
	if err := os.Chmod(path, info.Mode().Perm()&^0o077); err != nil {
		fmt.Fprintf(t.err, "guildhall: others on this computer can read %s: keep it where only you can.\n", path)
		return raw, nil
	}
	fmt.Fprintf(t.err, "guildhall: others on this computer could read %s; now only you can.\n", path)
	return raw, nil
}
