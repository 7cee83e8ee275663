package public

import (
	"context"
	"errors"
	"io"
	"os"
	"sync"
)

// downloads keeps the newest archives, bundle and printed papers, so that not
// everybody who asks makes them anew of thousands of ballots. One is made at a time. They lie in
// files without names, which go with the program, however it ends.
type downloads struct {
	making sync.Mutex
	mu     sync.Mutex
	known  map[string]*download // by name
}

// download is a file as it was made of the log's first entries. It is closed when
// the last reader has let go of it, by the runtime.
type download struct {
	entries int64
	file    *os.File
	size    int64
}

func (d *download) writeTo(w io.Writer) error {
	_, err := io.Copy(w, io.NewSectionReader(d.file, 0, d.size))
	return err
}

func (d *download) bytes() ([]byte, error) {
	raw := make([]byte, d.size)
	_, err := d.file.ReadAt(raw, 0)
	return raw, err
}

// get gives the file of that name as write makes it of the log's first entries.
func (l *downloads) get(ctx context.Context, name string, entries int64, write func(context.Context, io.Writer) error) (*download, error) {
	if known := l.find(name, entries); known != nil {
		return known, nil
	}
	l.making.Lock()
	defer l.making.Unlock()
	if known := l.find(name, entries); known != nil {
		return known, nil
	}
	f, err := os.CreateTemp("", "guildhall-download-")
	if err != nil {
		return nil, err
	}
	made := &download{entries: entries, file: f}
	// Whoever asked first may go away; others wait for it.
	err = errors.Join(os.Remove(f.Name()), write(context.WithoutCancel(ctx), f))
	if err == nil {
		made.size, err = f.Seek(0, io.SeekCurrent)
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.known == nil {
		l.known = make(map[string]*download)
	}
	if old := l.known[name]; old == nil || old.entries < entries {
		l.known[name] = made
	}
	return made, nil
}

func (l *downloads) find(name string, entries int64) *download {
	l.mu.Lock()
	defer l.mu.Unlock()
	if known := l.known[name]; known != nil && known.entries == entries {
		return known
	}
	return nil
}
