// Package whole makes files and folders that appear whole or not at all,
// whenever the program or the machine stops.
//
// Invariant: nothing half stands under the name that was asked for. What a run
// that was stopped has left lies beside it, named ".NAME.part-PROCESS", and the
// next run for that name takes it away.
package whole

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// File makes a file that is not there yet. The error wraps fs.ErrExist if it is.
func File(path string, perm fs.FileMode, write func(io.Writer) error) error {
	return file(path, perm, write, place)
}

// Replace makes a file, in the place of the one that is there.
func Replace(path string, perm fs.FileMode, write func(io.Writer) error) error {
	return file(path, perm, write, os.Rename)
}

// Bytes writes these bytes.
func Bytes(b []byte) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := w.Write(b)
		return err
	}
}

// Folder makes a folder, or fills one that is empty. The error wraps fs.ErrExist
// if there is something else.
func Folder(path string, perm fs.FileMode, fill func(dir string) error) error {
	list, err := os.ReadDir(path)
	if err == nil && len(list) > 0 {
		return fmt.Errorf("%s is not empty: %w", path, fs.ErrExist)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	part, err := begin(path)
	if err != nil {
		return err
	}
	defer os.RemoveAll(part)
	if err := os.Mkdir(part, 0o700); err != nil {
		return err
	}
	if err := fill(part); err != nil {
		return err
	}
	if err := os.Chmod(part, perm); err != nil {
		return err
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) { // empty, or it is refused
		return err
	}
	if err := os.Rename(part, path); err != nil {
		return err
	}
	return settle(path)
}

func file(path string, perm fs.FileMode, write func(io.Writer) error, place func(part, path string) error) error {
	part, err := begin(path)
	if err != nil {
		return err
	}
	defer os.Remove(part)
	f, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	if err := errors.Join(write(w), w.Flush(), f.Chmod(perm), f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := place(part, path); err != nil {
		return err
	}
	return settle(path)
}

// place gives a part its name, and never that of a file that is there: a link
// is refused then. Where a file system knows no links, looking has to do.
func place(part, path string) error {
	err := os.Link(part, path)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	if _, err := os.Lstat(path); err == nil {
		return fmt.Errorf("%s: %w", path, fs.ErrExist)
	}
	return os.Rename(part, path)
}

// begin names this process's part, once it has taken away those of processes
// that are no more.
func begin(path string) (string, error) {
	dir, prefix := filepath.Dir(path), "."+filepath.Base(path)+".part-"
	list, err := os.ReadDir(dir)
	if err != nil {
		return "", err
	}
	for _, e := range list {
		process, ok := strings.CutPrefix(e.Name(), prefix)
		if !ok || runs(process) {
			continue
		}
		if err := os.RemoveAll(filepath.Join(dir, e.Name())); err != nil {
			return "", err
		}
	}
	return filepath.Join(dir, prefix+strconv.Itoa(os.Getpid())), nil
}

// runs says whether another process may still be writing. Where that cannot be
// found out, it may.
func runs(process string) bool {
	pid, err := strconv.Atoi(process)
	if err != nil {
		return true // not of ours
	}
	if pid == os.Getpid() {
		return false
	}
	p, err := os.FindProcess(pid)
	if err != nil {
		return false
	}
	err = p.Signal(syscall.Signal(0))
	return !errors.Is(err, os.ErrProcessDone) && !errors.Is(err, syscall.ESRCH)
}

// settle makes sure that the new name outlives a power failure.
func settle(path string) error {
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	defer dir.Close()
	if err := dir.Sync(); err != nil && !errors.Is(err, syscall.EINVAL) { // of a file system that has none
		return err
	}
	return nil
}
