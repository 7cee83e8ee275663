package audit

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
)

// openFolder opens a bundle that is a folder. os.Root keeps every later
// opening inside it, whatever happens to the folder meanwhile.
func openFolder(dir string) (*Bundle, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("%s cannot be read: %w", dir, err)
	}
	sizes := make(map[string]int64)
	err = fs.WalkDir(root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return fmt.Errorf("%s cannot be read: %w", name, err)
		case d.IsDir():
			if name != "." && name != path.Dir(blobFolder+"x") && name != path.Dir(paperFolder+"x") {
				return fault(short(name), NoEntry, "a bundle may not hold a folder of this name")
			}
			return nil
		case !d.Type().IsRegular():
			return fault(short(name), NoEntry, "it is a link or something else that is not a file")
		}
		info, err := d.Info()
		if err != nil {
			return fmt.Errorf("%s cannot be read: %w", name, err)
		}
		sizes[name] = info.Size()
		return nil
	})
	var b *Bundle
	if err == nil {
		b, err = newBundle(sizes, func(name string) (io.ReadCloser, error) { return root.Open(name) })
	}
	if err != nil {
		root.Close()
		return nil, err
	}
	b.close = root.Close
	return b, nil
}

// folder is a sink that writes a folder.
type folder string

func (f folder) create(name string) (io.WriteCloser, error) {
	file := filepath.Join(string(f), filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return nil, err
	}
	perm := fs.FileMode(0o644)
	if name == sealedFile {
		perm = 0o600 // personal data
	}
	return os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, perm)
}

func (f folder) finish() error { return nil }

var errSink = errors.New("the bundle cannot be written")
