package public

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"sync"
	"testing"
)

// TestDownloadsAreMadeOnce: however many ask, until the log has grown; and nothing
// of them lies in the folder of temporary files.
func TestDownloadsAreMadeOnce(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	var l downloads
	made := 0 // one at a time
	get := func(name string, entries int64) string {
		d, err := l.get(t.Context(), name, entries, func(_ context.Context, w io.Writer) error {
			made++
			_, err := fmt.Fprintf(w, "%s of %d", name, entries)
			return err
		})
		if err != nil {
			t.Error(err)
			return ""
		}
		var b bytes.Buffer
		if err := d.writeTo(&b); err != nil || int64(b.Len()) != d.size {
			t.Error(err, b.Len(), d.size)
		}
		return b.String()
	}
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if s := get("a", 1); s != "a of 1" {
				t.Error(s)
			}
		})
	}
	all.Wait()
	if get("b", 1) != "b of 1" || get("a", 2) != "a of 2" || get("a", 2) != "a of 2" || made != 3 {
		t.Errorf("made %d times", made)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	failed := 0
	for range 2 {
		if _, err := l.get(t.Context(), "c", 1, func(context.Context, io.Writer) error { failed++; return io.ErrUnexpectedEOF }); err == nil {
			t.Error("half a file is kept")
		}
	}
	if failed != 2 {
		t.Errorf("what failed was tried %d times", failed)
	}
}
