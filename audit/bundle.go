package audit

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

// The files of a bundle. Besides these it may hold what the project adds: an
// archive NAME.bel for each contest (or none, as it can be made), and papers/NAME.
// Nothing else.
const (
	logFile        = "log.jsonl"    // the entries, one a line
	checkpointFile = "checkpoint"   // the signed note over all of them
	keyFile        = "key"          // the verifier key that signed it
	sealedFile     = "sealed.jsonl" // sealed records that are present, in the order of the log; left out if none
	withheldFile   = "withheld"     // MACs and digests that are left out, sorted; left out if none
	blobFolder     = "blobs/"       // a file each, named by its SHA-256
	paperFolder    = "papers/"
	archiveSuffix  = ".bel"
)

const (
	// MaxBlob is the greatest length of a blob in bytes.
	MaxBlob = 64 << 20
	// maxSealedLine bounds a line of sealed.jsonl: base64 of the payload,
	// and the other fields.
	maxSealedLine = (MaxPayload+2)/3*4 + 1024
	maxKey        = 1024
)

// Bundle is a log in a folder or a zip, with all that is needed to check it.
// Opening one checks names and form only; Verify checks the contents.
type Bundle struct {
	sizes map[string]int64
	names []string // sorted
	open  func(name string) (io.ReadCloser, error)
	close func() error
}

// OpenBundle opens a folder or a zip. A *Fault says that it is a bundle but
// not in its one accepted form; another error, that it cannot be read as one.
func OpenBundle(path string) (*Bundle, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("there is nothing to read at %s", path)
	}
	if info.IsDir() {
		return openFolder(path)
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is neither a folder nor a file", path)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("%s cannot be read: %w", path, err)
	}
	b, err := ReadBundle(f, info.Size())
	if err != nil {
		f.Close()
		return nil, err
	}
	b.close = f.Close
	return b, nil
}

// newBundle checks the names.
func newBundle(sizes map[string]int64, open func(string) (io.ReadCloser, error)) (*Bundle, error) {
	b := &Bundle{sizes: sizes, open: open, close: func() error { return nil }}
	folded := make(map[string]bool, len(sizes))
	for name := range sizes {
		b.names = append(b.names, name)
	}
	slices.Sort(b.names)
	for _, name := range b.names {
		if err := checkName(name); err != nil {
			return nil, err
		}
		// On some systems these would be one file.
		if l := strings.ToLower(name); folded[l] {
			return nil, fault(name, NoEntry, "another file in the bundle has the same name but for capitals")
		} else {
			folded[l] = true
		}
	}
	if _, ok := sizes[logFile]; !ok {
		return nil, errors.New("this is not a bundle: it has no log.jsonl")
	}
	for _, name := range []string{checkpointFile, keyFile} {
		if _, ok := sizes[name]; !ok {
			return nil, fault(name, NoEntry, "the bundle has no such file")
		}
	}
	return b, nil
}

// checkName refuses whatever is not a name that a bundle may hold, and with it
// every path that leads elsewhere.
func checkName(name string) error {
	switch name {
	case logFile, checkpointFile, keyFile, sealedFile, withheldFile:
		return nil
	}
	ok := false
	if rest, found := strings.CutPrefix(name, blobFolder); found {
		_, err := ParseDigest(rest)
		ok = err == nil
	} else if rest, found := strings.CutPrefix(name, paperFolder); found {
		ok = plainName(rest)
	} else {
		ok = strings.HasSuffix(name, archiveSuffix) && plainName(name)
	}
	if !ok {
		return fault(short(name), NoEntry, "a bundle may not hold a file of this name")
	}
	return nil
}

// plainName reports whether s is 1 to 100 letters, digits, '.', '_' and '-',
// of which the first is a letter or a digit.
func plainName(s string) bool {
	for i := range len(s) {
		c := s[i]
		alnum := lower(c) || digit(c) || c >= 'A' && c <= 'Z'
		if !alnum && (i == 0 || c != '.' && c != '_' && c != '-') {
			return false
		}
	}
	return len(s) >= 1 && len(s) <= 100
}

// projectName reports whether a file that a bundle may hold is the project's.
func projectName(name string) bool {
	return strings.HasPrefix(name, paperFolder) || strings.HasSuffix(name, archiveSuffix)
}

// Names gives the names of all files, sorted.
func (b *Bundle) Names() []string { return slices.Clone(b.names) }

// Project gives the names of the files which this package does not account
// for, sorted: the caller must say of each that it belongs, or refuse it.
func (b *Bundle) Project() []string {
	var names []string
	for _, n := range b.names {
		if projectName(n) {
			names = append(names, n)
		}
	}
	return names
}

// Size is the length of a file in bytes, or -1 if there is none.
func (b *Bundle) Size(name string) int64 {
	if n, ok := b.sizes[name]; ok {
		return n
	}
	return -1
}

// Open reads a file of the bundle.
func (b *Bundle) Open(name string) (io.ReadCloser, error) {
	if _, ok := b.sizes[name]; !ok {
		return nil, fmt.Errorf("%s: %w", short(name), ErrAbsent)
	}
	return b.open(name)
}

// Close releases the files.
func (b *Bundle) Close() error { return b.close() }

// Blob implements Blobs. It checks the digest.
func (b *Bundle) Blob(_ context.Context, d Digest) ([]byte, error) {
	name := blobFolder + d.String()
	body, err := b.read(name, MaxBlob)
	if err != nil {
		return nil, err
	}
	if Hash(body) != d {
		return nil, fault(name, NoEntry, "its SHA-256 is not its name")
	}
	return body, nil
}

// read reads a whole file of at most limit bytes.
func (b *Bundle) read(name string, limit int64) ([]byte, error) {
	f, err := b.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	body, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err != nil {
		return nil, fmt.Errorf("%s cannot be read: %w", name, err)
	}
	if int64(len(body)) > limit {
		return nil, fault(name, NoEntry, "it is longer than %d bytes", limit)
	}
	return body, nil
}

// Key gives the key that the bundle names as its own. Whether it is the right
// one only the reader can know.
func (b *Bundle) Key() (PublicKey, error) {
	raw, err := b.read(keyFile, maxKey)
	if err != nil {
		return "", err
	}
	line, ok := strings.CutSuffix(string(raw), "\n")
	if !ok {
		return "", fault(keyFile, NoEntry, "it does not end with a newline")
	}
	key, err := ParsePublicKey(line)
	if err != nil {
		return "", fault(keyFile, NoEntry, "%v", err)
	}
	return key, nil
}

// Checkpoint gives the bundle's signed checkpoint, not yet verified.
func (b *Bundle) Checkpoint() ([]byte, error) { return b.read(checkpointFile, maxCheckpoint) }
