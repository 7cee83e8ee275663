package whole_test

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/onenorwich/guildhall/audit/whole"
)

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// ended is the number of a process that is no more.
func ended(t *testing.T) string {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^$")
	check(t, cmd.Run())
	return strconv.Itoa(cmd.Process.Pid)
}

func names(t *testing.T, dir string) (list []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	check(t, err)
	for _, e := range entries {
		list = append(list, e.Name())
	}
	return list
}

// TestNothingHalf: what fails midway leaves nothing, what is there is not
// written over, and what a run that was killed has left goes with the next.
func TestNothingHalf(t *testing.T) {
	dir := t.TempDir()
	path, killed := filepath.Join(dir, "bundle"), ended(t)
	failed := errors.New("the disk is full")
	half := func(w io.Writer) error {
		_, err := io.WriteString(w, "half")
		return errors.Join(err, failed)
	}
	for name, make := range map[string]func() error{
		"file":    func() error { return whole.File(path, 0o600, half) },
		"replace": func() error { return whole.Replace(path, 0o600, half) },
		"folder": func() error {
			return whole.Folder(path, 0o700, func(dir string) error {
				return errors.Join(os.WriteFile(filepath.Join(dir, "one"), nil, 0o600), failed)
			})
		},
	} {
		if err := make(); !errors.Is(err, failed) {
			t.Errorf("%s: %v", name, err)
		}
		if list := names(t, dir); len(list) > 0 {
			t.Errorf("%s left %q", name, list)
		}
	}
	check(t, os.MkdirAll(filepath.Join(dir, ".bundle.part-"+killed, "blobs"), 0o700))
	check(t, os.WriteFile(filepath.Join(dir, ".other.part-"+killed), nil, 0o600))
	check(t, whole.File(path, 0o640, whole.Bytes([]byte("one"))))
	if list := names(t, dir); len(list) != 2 || list[0] != ".other.part-"+killed || list[1] != "bundle" {
		t.Errorf("there are %q", list)
	}
	if err := whole.File(path, 0o600, whole.Bytes([]byte("two"))); !errors.Is(err, fs.ErrExist) {
		t.Errorf("over another: %v", err)
	}
	if b, err := os.ReadFile(path); err != nil || string(b) != "one" {
		t.Errorf("it holds %q (%v)", b, err)
	}
	check(t, whole.Replace(path, 0o600, whole.Bytes([]byte("two"))))
	if b, err := os.ReadFile(path); err != nil || string(b) != "two" {
		t.Errorf("it holds %q (%v)", b, err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("its mode is %v (%v)", info.Mode(), err)
	}
}

func TestFolder(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bundle")
	fill := func(dir string) error { return os.WriteFile(filepath.Join(dir, "one"), nil, 0o600) }
	check(t, os.Mkdir(path, 0o755)) // empty: it may be filled
	check(t, whole.Folder(path, 0o755, fill))
	if list := names(t, path); len(list) != 1 {
		t.Errorf("it holds %q", list)
	}
	if err := whole.Folder(path, 0o755, fill); !errors.Is(err, fs.ErrExist) {
		t.Errorf("over another: %v", err)
	}
	if list := names(t, filepath.Dir(path)); len(list) != 1 {
		t.Errorf("beside it are %q", list)
	}
}
