package outside

import (
	"bytes"
	"compress/gzip"
	"database/sql"
	"encoding/binary"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/andybalholm/brotli"
	"github.com/golang/snappy"
	_ "modernc.org/sqlite"
)

// kept are the files of a browser's profile that hold one of the texts, by their
// paths in it. Looked at are: the bytes of every file, as UTF-8 and as UTF-16; every
// value of a SQLite database (a long one lies in pieces); records of LevelDB's logs
// (a long one lies in pieces) and blocks of its tables (most are compressed); what
// the cache keeps compressed by gzip or brotli. Not looked at: what Chromium
// encrypts (values of cookies; the test asks the browser for those), keys of
// LevelDB that are told by their difference, compiled scripts, pictures.
func kept(t *testing.T, profile string, texts ...string) (found []string) {
	t.Helper()
	n := 0
	must(t, filepath.WalkDir(profile, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		n++
		for _, text := range append(unfolded(t, path, raw), raw) {
			if holds(text, texts) {
				name, err := filepath.Rel(profile, path)
				found = append(found, name)
				return err
			}
		}
		return nil
	}))
	if n == 0 {
		t.Fatalf("%s has no files", profile)
	}
	slices.Sort(found)
	return found
}

// holds says whether bytes hold one of the texts, with its dashes or without.
func holds(b []byte, texts []string) bool {
	for _, text := range texts {
		for _, form := range []string{text, strings.ReplaceAll(text, "-", "")} {
			var wide []byte
			for _, unit := range utf16.Encode([]rune(form)) {
				wide = binary.LittleEndian.AppendUint16(wide, unit)
			}
			if bytes.Contains(b, []byte(form)) || bytes.Contains(b, wide) {
				return true
			}
		}
	}
	return false
}

// unfolded is what stands in a file in a form other than its bytes.
func unfolded(t *testing.T, path string, raw []byte) (list [][]byte) {
	t.Helper()
	switch {
	case bytes.HasPrefix(raw, []byte("SQLite format 3\x00")):
		return append(list, values(t, path))
	case strings.HasSuffix(path, ".log"):
		list = append(list, records(raw))
	case len(raw) > 48 && binary.LittleEndian.Uint64(raw[len(raw)-8:]) == tableMagic:
		list = append(list, blocks(t, path, raw)...)
	case len(raw) > 24 && binary.LittleEndian.Uint64(raw) == cacheMagic:
		body := raw[min(len(raw), 24+int(binary.LittleEndian.Uint32(raw[12:]))):] // after its address
		text, _ := io.ReadAll(brotli.NewReader(bytes.NewReader(body)))            // if it is brotli
		list = append(list, text)
	}
	for at := 0; ; {
		next := bytes.Index(raw[at:], []byte("\x1f\x8b\x08"))
		if next < 0 {
			return list
		}
		at += next
		if r, err := gzip.NewReader(bytes.NewReader(raw[at:])); err == nil {
			text, _ := io.ReadAll(r) // as far as it goes: what follows it is none
			list = append(list, text)
		}
		at++
	}
}

// The last bytes of a LevelDB table, and the first of a file of Chromium's cache.
const (
	tableMagic = 0xdb4775248b80fb57
	cacheMagic = 0xfcfb6d1ba7725c30
)

// values are all values of a SQLite database, as it was closed.
func values(t *testing.T, path string) []byte {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path+"?mode=ro&immutable=1")
	must(t, err)
	defer db.Close()
	var all bytes.Buffer
	tables := `SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'`
	for _, table := range column(t, db, tables) {
		rows, err := db.Query(`SELECT * FROM "` + table + `"`)
		must(t, err)
		names, err := rows.Columns()
		must(t, err)
		cells := make([]any, len(names))
		for i := range cells {
			cells[i] = new(any)
		}
		for rows.Next() {
			must(t, rows.Scan(cells...))
			for _, cell := range cells {
				switch v := (*cell.(*any)).(type) {
				case []byte:
					all.Write(v)
				default:
					fmt.Fprint(&all, v)
				}
				all.WriteByte('\n')
			}
		}
		must(t, rows.Err())
	}
	return all.Bytes()
}

// records are those of a LevelDB log, without what lies between their pieces: a
// checksum, a length and a kind before each, and none over the end of 32 kB.
func records(raw []byte) (all []byte) {
	for block := range slices.Chunk(raw, 32<<10) {
		for len(block) > 7 {
			n := int(binary.LittleEndian.Uint16(block[4:]))
			if 7+n > len(block) {
				break
			}
			all, block = append(all, block[7:7+n]...), block[7+n:]
		}
	}
	return all
}

// blocks are those of a LevelDB table, which its last block lists.
func blocks(t *testing.T, path string, raw []byte) (list [][]byte) {
	t.Helper()
	foot := raw[len(raw)-48:]
	_, foot = handle(foot)
	index, _ := handle(foot)
	entries := block(t, path, raw, index)
	restarts := int(binary.LittleEndian.Uint32(entries[len(entries)-4:]))
	for entries = entries[:len(entries)-4-4*restarts]; len(entries) > 0; {
		_, a := binary.Uvarint(entries)
		fresh, b := binary.Uvarint(entries[a:])
		n, c := binary.Uvarint(entries[a+b:])
		value := entries[a+b+c+int(fresh):]
		at, _ := handle(value)
		list = append(list, block(t, path, raw, at))
		entries = value[n:]
	}
	return list
}

// handle reads where a block lies: from, and how long.
func handle(b []byte) (at [2]uint64, rest []byte) {
	for i := range at {
		n := 0
		at[i], n = binary.Uvarint(b)
		b = b[n:]
	}
	return at, b
}

func block(t *testing.T, path string, raw []byte, at [2]uint64) []byte {
	t.Helper()
	text, kind := raw[at[0]:at[0]+at[1]], raw[at[0]+at[1]]
	switch kind {
	case 0:
		return text
	case 1:
		text, err := snappy.Decode(nil, text)
		must(t, err)
		return text
	}
	t.Fatalf("%s: a block is compressed in the way %d, which is not known here", path, kind)
	return nil
}
