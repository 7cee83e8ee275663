package audit

import (
	"bytes"
	"io"
	"strings"
	"testing"
)

func FuzzWithheld(f *testing.F) {
	f.Add([]byte(strings.Repeat("0", 64) + "\n" + strings.Repeat("1", 64) + "\n"))
	f.Add([]byte(strings.Repeat("0", 64) + "\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		set, err := parseWithheld(b)
		if err == nil && !bytes.Equal(withheldList(set), b) {
			t.Fatalf("%q is encoded again as %q", b, withheldList(set))
		}
	})
}

// Lines of every length around the sizes of the buffers, in readers that give
// them in pieces.
func FuzzLines(f *testing.F) {
	f.Add([]byte("a\nbc\n"), 3)
	f.Add([]byte("a"), 1)
	f.Fuzz(func(t *testing.T, b []byte, limit int) {
		limit = 1 + (limit&0x7fffffff)%200_000
		r := newLineReader("f", bytes.NewReader(b), limit)
		var out []byte
		for {
			line, err := r.next()
			if err == io.EOF {
				break
			}
			if err != nil {
				return
			}
			if len(line) == 0 || len(line) > limit || bytes.IndexByte(line, '\n') >= 0 {
				t.Fatalf("a line of %d bytes where %d are allowed", len(line), limit)
			}
			out = append(append(out, line...), '\n')
		}
		if !bytes.Equal(out, b) {
			t.Fatalf("read %q as %q", b, out)
		}
	})
}

func TestLineLimits(t *testing.T) {
	for _, limit := range []int{16, MaxLine - 1, MaxLine, MaxLine + 1, MaxLine + 2, 3 * MaxLine} {
		for _, n := range []int{limit - 1, limit, limit + 1, limit + 2, 2 * limit, 4 * limit} {
			r := newLineReader("f", strings.NewReader(strings.Repeat("x", n)+"\nlast\n"), limit)
			line, err := r.next()
			if (err == nil) != (n <= limit) {
				t.Errorf("limit %d, line of %d: %v", limit, n, err)
			}
			if err != nil {
				continue
			}
			if len(line) != n {
				t.Errorf("limit %d, line of %d: got %d", limit, n, len(line))
			}
			if line, err = r.next(); err != nil || string(line) != "last" {
				t.Errorf("limit %d, after a line of %d: %q, %v", limit, n, line, err)
			}
		}
	}
}
