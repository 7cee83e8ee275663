package audit_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/onenorwich/guildhall/audit"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares with a file that never changes: the formats are frozen.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		check(t, os.WriteFile(file, got, 0o644))
	}
	want, err := os.ReadFile(file)
	check(t, err)
	if !bytes.Equal(got, want) {
		t.Errorf("%s has changed:\n%s\nwant\n%s", name, got, want)
	}
}

func TestGoldenEntries(t *testing.T) {
	l := story(t)
	golden(t, "log.jsonl", append(bytes.Join(l.lines, []byte{'\n'}), '\n'))
	// The chain and the tree's leaves, by other means.
	prev := sha256.Sum256([]byte("\x00" + origin))
	for i, line := range l.lines {
		e, err := audit.ParseEntry(line)
		check(t, err)
		if e.Prev != prev {
			t.Errorf("entry %d does not follow", i)
		}
		prev = sha256.Sum256(append([]byte{0}, line...))
		again, err := e.Line()
		check(t, err)
		if !bytes.Equal(again, line) {
			t.Errorf("entry %d is encoded otherwise", i)
		}
	}
	if l.head.Leaf != prev {
		t.Error("the head has another leaf")
	}
}

const zeros = "0000000000000000000000000000000000000000000000000000000000000000"

func TestEntryRefused(t *testing.T) {
	good := `{"seq":3,"prev":"` + zeros + `","time":"2026-11-22T14:17:49.000Z","kind":"poll.opened","by":"d82008","data":{"a":[1,{"b":"c"}]},"blobs":["` + zeros + `"],"sealed":["` + zeros + `"]}`
	if _, err := audit.ParseEntry([]byte(good)); err != nil {
		t.Fatal(err)
	}
	for _, c := range [][2]string{
		{`"seq":3`, `"seq":03`}, {`"seq":3`, `"seq":3.0`}, {`"seq":3`, `"seq":3e0`}, {`"seq":3`, `"seq":-1`}, {`"seq":3`, `"seq":"3"`},
		{`"seq":3`, `"seq":null`}, {`"seq":3`, `"seq":99999999999999999999`}, {`"seq":3`, `"seq":2,"seq":3`}, {`"seq":3`, `"Seq":3`},
		{`"seq":3,`, ``}, {`"seq":3`, `"seq": 3`}, {`"seq":3,`, `"x":0,"seq":3,`},
		{`"prev":"0`, `"prev":"A`}, {`"prev":"0`, `"prev":"`}, {`"prev":"0`, `"prev":"00`}, {`"prev":"0`, `"prev":"g`},
		{`49.000Z`, `49Z`}, {`49.000Z`, `49.0001Z`}, {`49.000Z`, `49.000+00:00`}, {`49.000Z`, `49,000Z`}, {`2026-11-22`, `2026-02-30`},
		{`T14`, `t14`}, {`T14:`, `T24:`}, {`2026`, `12026`}, {`2026`, `0000`},
		{`poll.opened`, `poll`}, {`poll.opened`, `Poll.opened`}, {`poll.opened`, `poll..opened`}, {`poll.opened`, `.poll`}, {`poll.opened`, `poll.`},
		{`poll.opened`, `poll.op-`}, {`poll.opened`, `poll.2`}, {`poll.opened`, ``}, {`poll.opened`, strings.Repeat("poll.", 12) + "opened"}, {`poll.opened`, `poll.opened\n`},
		{`"by":"d82008"`, `"by":""`}, {`d82008`, `D82008`}, {`d82008`, strings.Repeat("d", 41)}, {`d82008`, `d 8`}, {`d82008`, `\u0064`}, {`d82008`, "é"},
		{`{"a":[1,{"b":"c"}]}`, `null`}, {`{"a":[1,{"b":"c"}]}`, `[]`}, {`{"a":[1,{"b":"c"}]}`, `"x"`}, {`{"a":[1,{"b":"c"}]}`, `{ }`},
		{`"data":{"a":[1,{"b":"c"}]},`, ``}, {`"b":"c"`, `"b":"` + "\xff" + `"`}, {`"b":"c"`, `"b":"` + "\n" + `"`},
		{`"blobs":["` + zeros + `"]`, `"blobs":[]`}, {`"blobs":["` + zeros + `"]`, `"blobs":null`},
		{`"sealed":["` + zeros + `"]`, `"sealed":["` + zeros + `","` + zeros + `"]`},
		{`"]}`, `"],"more":1}`}, {`"]}`, `"]}` + "\n"}, {`"]}`, `"]} `}, {`"]}`, `"]}{}`}, {`{"seq"`, ` {"seq"`}, {`{"seq"`, "\ufeff{\"seq\""},
	} {
		bad := strings.Replace(good, c[0], c[1], 1)
		if bad == good {
			t.Fatalf("%q is not in the entry", c[0])
		}
		if _, err := audit.ParseEntry([]byte(bad)); err == nil {
			t.Errorf("accepted: %s", bad)
		}
	}
}

func TestEntryLength(t *testing.T) {
	e := newLedger(t).next("a.b")
	pad := func(n int) error {
		e.Data = []byte(`{"a":"` + strings.Repeat("x", n) + `"}`)
		line, err := e.Line()
		if err == nil {
			_, err = audit.ParseEntry(line)
		}
		return err
	}
	e.Data = []byte(`{"a":""}`)
	line, err := e.Line()
	check(t, err)
	check(t, pad(audit.MaxLine-len(line)))
	if pad(audit.MaxLine-len(line)+1) == nil {
		t.Error("a longer entry was accepted")
	}
}

func TestLineRefuses(t *testing.T) {
	for name, change := range map[string]func(*audit.Entry){
		"zone":       func(e *audit.Entry) { e.Time = e.Time.In(time.FixedZone("", 0)) },
		"local":      func(e *audit.Entry) { e.Time = e.Time.In(time.FixedZone("BST", 3600)) },
		"precise":    func(e *audit.Entry) { e.Time = e.Time.Add(time.Microsecond) },
		"no time":    func(e *audit.Entry) { e.Time = time.Time{}.Add(-time.Hour) },
		"no data":    func(e *audit.Entry) { e.Data = nil },
		"two lines":  func(e *audit.Entry) { e.Data = []byte("{\n}") },
		"not JSON":   func(e *audit.Entry) { e.Data = []byte("{,}") },
		"not UTF-8":  func(e *audit.Entry) { e.Data = []byte("{\"a\":\"\xff\"}") },
		"more":       func(e *audit.Entry) { e.Data = []byte(`{},"by":"x"`) },
		"by":         func(e *audit.Entry) { e.By = "Dr Who" },
		"kind":       func(e *audit.Entry) { e.Kind = "free text" },
		"same twice": func(e *audit.Entry) { e.Sealed = make([]audit.Digest, 2) },
	} {
		e := newLedger(t).next("a.b")
		change(&e)
		if line, err := e.Line(); err == nil {
			t.Errorf("%s: accepted as %s", name, line)
		}
	}
}

func TestNextRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*audit.Entry)
		reason string
	}{
		"gap":    {func(e *audit.Entry) { e.Seq++ }, "number 7 was expected"},
		"again":  {func(e *audit.Entry) { e.Seq-- }, "number 7 was expected"},
		"prev":   {func(e *audit.Entry) { e.Prev[31] ^= 1 }, "not the hash of the entry before"},
		"origin": {func(e *audit.Entry) { e.Prev = audit.LeafHash([]byte(origin)) }, "not the hash of the entry before"},
		"time":   {func(e *audit.Entry) { e.Time = time.UnixMilli(1_795_357_069_000 + 1001*6 - 1).UTC() }, "is before that of"},
	} {
		l := story(t)
		e := l.next("a.b")
		c.change(&e)
		line, err := e.Line()
		check(t, err)
		_, after, err := l.head.Next(line)
		var f *audit.Fault
		if !errors.As(err, &f) || f.Seq != 7 || !strings.Contains(err.Error(), c.reason) || after != l.head {
			t.Errorf("%s: %v", name, err)
		}
	}
	l := story(t)
	e := l.next("a.b")
	e.Time = l.head.Time // the same millisecond is allowed
	line, err := e.Line()
	check(t, err)
	_, _, err = l.head.Next(line)
	check(t, err)

	other, err := audit.Start("guildhall.example/other")
	check(t, err)
	if _, _, err := other.Next(l.lines[0]); err == nil || !strings.Contains(err.Error(), "does not begin the log guildhall.example/other") {
		t.Errorf("another log's beginning: %v", err)
	}
	if _, _, err := (audit.Head{}).Next(l.lines[0]); err == nil {
		t.Error("a head without origin took an entry")
	}
}

func TestOrigin(t *testing.T) {
	for _, s := range []string{"", "a b", "a+b", "a\nb", "a\u00a0b", "a\x00", "\xff", strings.Repeat("a", 201)} {
		if _, err := audit.Start(s); err == nil {
			t.Errorf("%q was accepted", s)
		}
		if _, err := audit.NewKey(s, make([]byte, 32)); err == nil {
			t.Errorf("a key for %q was made", s)
		}
	}
	if _, err := audit.NewKey(origin, make([]byte, 31)); err == nil {
		t.Error("a short key was made")
	}
}

func TestCanonical(t *testing.T) {
	type v struct {
		A int               `json:"a"`
		M map[string]string `json:"m,omitempty"`
		S []string          `json:"s,omitempty"`
	}
	for s, want := range map[string]bool{
		`{"a":1}`: true, `{"a":0}`: true, `{"a":1,"m":{"x":"<&>","y":""}}`: true, `{"a":1,"s":["é"]}`: true,
		`{}`: false, `{"a":1,"m":{"y":"","x":""}}`: false, `{"a":1,"m":{"x":"","x":""}}`: false, `{"a":1,"m":{"x":"\u003c"}}`: false,
		`{"a":1,"s":[]}`: false, `{"a":1,"s":["\u00e9"]}`: false, `{"a":1,"s":["\/"]}`: false, `{"a":-0}`: false, `{"a":1}x`: false, ``: false,
	} {
		var x v
		if err := audit.Canonical([]byte(s), &x); (err == nil) != want {
			t.Errorf("%s: %v", s, err)
		}
	}
}

func BenchmarkNext(b *testing.B) {
	l := story(b)
	head, line := l.head, []byte(nil)
	e := l.next("ballot.cast")
	e.Blobs = []audit.Digest{{1}, {2}, {3}, {4}}
	line, err := e.Line()
	check(b, err)
	b.SetBytes(int64(len(line)))
	for b.Loop() {
		if _, _, err := head.Next(line); err != nil {
			b.Fatal(err)
		}
	}
}
