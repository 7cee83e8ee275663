package outside

import (
	"bytes"
	"compress/gzip"
	"database/sql"
	"encoding/binary"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/andybalholm/brotli"
	"github.com/golang/snappy"
)

// TestTheSearchOfAProfileFinds: a code is found in every form in which Chromium's
// files may hold it, and in none where it is not.
func TestTheSearchOfAProfileFinds(t *testing.T) {
	const code = "Abcde-FghijK-Lmnop-qrstuv"
	bare := strings.ReplaceAll(code, "-", "")
	wide := new(bytes.Buffer)
	must(t, binary.Write(wide, binary.LittleEndian, utf16.Encode([]rune(bare))))
	zipped, brotlied := new(bytes.Buffer), new(bytes.Buffer)
	z, b := gzip.NewWriter(zipped), brotli.NewWriter(brotlied)
	for _, w := range []interface {
		Write([]byte) (int, error)
		Close() error
	}{z, b} {
		_, err := w.Write([]byte(strings.Repeat("Bcdef", 40) + bare[:11] + bare[11:]))
		must(t, err)
		must(t, w.Close())
	}
	key := "1/0/http://127.0.0.1/voter"
	cached := binary.LittleEndian.AppendUint64(nil, cacheMagic)
	cached = binary.LittleEndian.AppendUint32(cached, 5)
	cached = binary.LittleEndian.AppendUint32(cached, uint32(len(key)))
	cached = append(append(append(cached, make([]byte, 8)...), key...), brotlied.Bytes()...)

	// A record that lies in two blocks of a log.
	split := append(logged(1, strings.Repeat("x", 32<<10-7-10)+bare[:10]), logged(4, bare[10:])...)

	files := map[string][]byte{"bytes": []byte("…" + code + "…"), "wide": wide.Bytes(),
		"gzip": append([]byte("head"), zipped.Bytes()...), "brotli_0": cached, "000003.log": split,
		"000005.ldb": table(t, bare[:12]+bare[:12]+bare[12:]), "none": []byte(code[:20])}
	for name, body := range files {
		dir := t.TempDir()
		must(t, os.WriteFile(filepath.Join(dir, name), body, 0o600))
		if plain := bytes.Contains(body, []byte(bare)); plain {
			t.Errorf("%s is found without being read", name)
		}
		if found := kept(t, dir, code); (len(found) == 1) != (name != "none") {
			t.Errorf("%s: found %v", name, found)
		}
	}
	// The first 489 bytes of such a row are in one page, the next in another.
	dir := t.TempDir()
	path := filepath.Join(dir, "History")
	db, err := sql.Open("sqlite", path)
	must(t, err)
	value := strings.Repeat("x", 474) + bare + strings.Repeat("x", 7881)
	_, err = db.Exec(`CREATE TABLE urls (url TEXT); INSERT INTO urls VALUES (?)`, value)
	must(t, err)
	must(t, db.Close())
	raw, err := os.ReadFile(path)
	must(t, err)
	if found := kept(t, dir, code); len(found) != 1 || bytes.Contains(raw, []byte(bare)) {
		t.Errorf("a value in two pages of a database is found in %v", found)
	}
}

// logged is a piece of a record of a LevelDB log.
func logged(kind byte, text string) []byte {
	head := binary.LittleEndian.AppendUint16(make([]byte, 4), uint16(len(text)))
	return append(append(head, kind), text...)
}

// table is a LevelDB table of one compressed block.
func table(t *testing.T, text string) []byte {
	t.Helper()
	data := snappy.Encode(nil, []byte(text))
	at := binary.AppendUvarint(binary.AppendUvarint(nil, 0), uint64(len(data)))
	entry := append([]byte{0, 1, byte(len(at)), 'k'}, at...)
	index := append(entry, 0, 0, 0, 0, 1, 0, 0, 0)
	file := append(append([]byte{}, data...), 1, 0, 0, 0, 0)
	foot := binary.AppendUvarint(binary.AppendUvarint([]byte{0, 0}, uint64(len(file))), uint64(len(index)))
	file = append(append(file, index...), 0, 0, 0, 0, 0)
	return binary.LittleEndian.AppendUint64(append(file, append(foot, make([]byte, 40-len(foot))...)...), tableMagic)
}
