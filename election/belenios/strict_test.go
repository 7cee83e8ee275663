package belenios

import (
	"bytes"
	"errors"
	"math/big"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"github.com/onenorwich/guildhall/election/belenios/internal/group"
)

// respellings are other texts that a careless decoder takes for the same JSON
// value, at every place where that can be tried.
func respellings(raw string, q *big.Int) map[string]string {
	out := map[string]string{
		"a space behind":    raw + " ",
		"a space in front":  " " + raw,
		"a line behind":     raw + "\n",
		"the same again":    raw + raw,
		"a byte order mark": "\ufeff" + raw,
		"a zero byte":       raw + "\x00",
		"nothing":           "",
		"null":              "null",
		"cut":               raw[:len(raw)-1],
	}
	add := func(name, pattern string, change func(m []string) string) {
		if at := regexp.MustCompile(pattern).FindStringSubmatchIndex(raw); at != nil {
			m := regexp.MustCompile(pattern).FindStringSubmatch(raw)
			out[name] = raw[:at[0]] + change(m) + raw[at[1]:]
		}
	}
	add("a space between", `([:,])`, func(m []string) string { return m[1] + " " })
	add("an unknown field", `\{"`, func([]string) string { return `{"zzz":1,"` })
	add("an unknown field at the end", `\}$`, func([]string) string { return `,"zzz":1}` })
	add("a field twice", `\{("[a-z_]+":("[^"]*"|\d+)),`, func(m []string) string { return "{" + m[1] + "," + m[1] + "," })
	add("another case", `\{"([a-z])`, func(m []string) string { return `{"` + strings.ToUpper(m[1]) })
	add("another order", `("challenge":"\d+"),("response":"\d+")`, func(m []string) string { return m[2] + "," + m[1] })
	add("null for a field", `"\}$`, func([]string) string { return `","name":null}` })
	add("an escape", `":"([a-zA-Z0-9])`, func(m []string) string { return `":"\u00` + hexOf(m[1][0]) })
	add("an escaped slash", `/`, func([]string) string { return `\/` })
	add("a zero in front of a number", `:(\d)`, func(m []string) string { return ":0" + m[1] })
	add("a fraction", `:(\d+)([,}])`, func(m []string) string { return ":" + m[1] + ".0" + m[2] })
	add("an exponent", `:(\d+)([,}])`, func(m []string) string { return ":" + m[1] + "e0" + m[2] })
	add("a negative number", `:(\d)`, func(m []string) string { return ":-" + m[1] })
	add("a number as a string", `:(\d+)([,}])`, func(m []string) string { return `:"` + m[1] + `"` + m[2] })
	add("a string as a number", `:"(\d+)"`, func(m []string) string { return ":" + m[1] })
	add("true as one", `:1([,}])`, func(m []string) string { return ":true" + m[1] })
	scalar := func(name, field string, f func(string) string) {
		add(name+" in "+field, `"`+field+`":"(\d+)"`, func(m []string) string { return `"` + field + `":"` + f(m[1]) + `"` })
	}
	for _, field := range []string{"challenge", "response"} {
		scalar("a zero in front", field, func(s string) string { return "0" + s })
		scalar("a sign", field, func(s string) string { return "+" + s })
		scalar("a space", field, func(s string) string { return s + " " })
		scalar("an underscore", field, func(s string) string { return s[:1] + "_" + s[1:] })
		scalar("a number not below q", field, func(s string) string {
			n, _ := new(big.Int).SetString(s, 10)
			return n.Add(n, q).String()
		})
	}
	return out
}

func hexOf(c byte) string { return string("0123456789abcdef"[c>>4]) + string("0123456789abcdef"[c&15]) }

// Rule 6: no other spelling of anything.
func TestForgeSpelling(t *testing.T) {
	q, _ := new(big.Int).SetString("7237005577332262213973186563042994240857116359379907606001950938285454250989", 10)
	s := newScene(t, Ed25519, scenario{trustees: 1, questions: []Question{{"Q", []string{"a", "b"}, true, 1, 1}}})
	raw := s.archive(t, []vote{{0, [][]int{{0, 1, 0}}}, {1, [][]int{{1, 0, 0}}}})
	tried := 0
	for _, kind := range []string{eventSetup, eventBallot, eventEncryptedTally, eventPartial, eventResult} {
		a := takeApart(t, raw)
		for piece, content := range a.steps[a.index(t, kind)].data {
			for name, other := range respellings(string(content), q) {
				b := takeApart(t, raw)
				b.change(t, kind, 0, piece, func([]byte) []byte { return []byte(other) })
				if _, err := verify(b.write(t)); !isFalse(err) {
					t.Errorf("%s, piece %d, %s: %v", kind, piece, name, err)
				}
				tried++
			}
		}
	}
	if tried < 150 {
		t.Errorf("only %d spellings tried", tried)
	}
	// The same inside a ballot, signed again: only the spelling is wrong.
	ballot := s.cast(t, 0, [][]int{{0, 1, 0}})
	i := bytes.Index(ballot, []byte(`,"signature":`))
	for name, other := range respellings(string(ballot[:i]), q) {
		_, err := s.verifier.Check(s.resign(t, 0, []byte(other+string(ballot[i:]))))
		if err == nil {
			t.Errorf("a ballot with %s, signed again, passes", name)
		}
	}
	// Events and the archive's first member.
	a := takeApart(t, raw)
	for name, other := range respellings(`{"height":0,"type":"Setup","payload":"`+hexDigest(a.steps[0].data[3])+`"}`, q) {
		var out bytes.Buffer
		w := NewArchiveWriter(&out, a.timestamp)
		for _, d := range a.steps[0].data {
			w.data(d)
		}
		w.member(hexDigest([]byte(other))+eventSuffix, []byte(other))
		if _, err := verify(out.Bytes()); !isFalse(err) {
			t.Errorf("an event with %s: %v", name, err)
		}
	}
	for name, other := range respellings(`{"version":1,"timestamp":"7"}`, q) {
		if name == "a string as a number" { // releases of Belenios differ
			continue
		}
		var out bytes.Buffer
		w := &ArchiveWriter{w: &out, mtime: 7, owners: map[int]bool{}}
		w.member(firstMember, []byte(other))
		if _, err := verify(append(out.Bytes(), raw[1024:]...)); err == nil {
			t.Errorf("a first member with %s passes", name)
		}
	}
}

func isFalse(err error) bool {
	var e *FalseError
	return errors.As(err, &e)
}

// TestTimestampAsNumber: the one thing of which two spellings are taken.
func TestTimestampAsNumber(t *testing.T) {
	raw := newScene(t, Ed25519, scenario{}).archive(t, nil)
	var out bytes.Buffer
	w := &ArchiveWriter{w: &out, mtime: 1795351384, owners: map[int]bool{}}
	w.member(firstMember, []byte(`{"version":1,"timestamp":1795351384}`))
	if _, err := verify(append(out.Bytes(), raw[1024:]...)); err != nil {
		t.Error(err)
	}
}

// TestAnyFlippedBit: no bit of an archive can be changed.
func TestAnyFlippedBit(t *testing.T) {
	s := newScene(t, Ed25519, scenario{weights: []int64{1}, questions: []Question{{"Q", []string{"a"}, false, 0, 1}}})
	raw := s.archive(t, []vote{{0, [][]int{{1}}}})
	rng := rand.New(rand.NewPCG(1, 2))
	try := func(i int) {
		bad := bytes.Clone(raw)
		bad[i] ^= 1 << rng.IntN(8)
		if _, err := verify(bad); err == nil {
			t.Errorf("byte %d of %d: not seen", i, len(raw))
		}
	}
	for i := 0; i < 3*512; i++ {
		try(i)
	}
	for range 1000 {
		try(rng.IntN(len(raw)))
	}
	for name, bad := range map[string][]byte{
		"tar's two empty blocks": append(bytes.Clone(raw), make([]byte, 1024)...),
		"one byte":               append(bytes.Clone(raw), 0),
		"a member twice":         append(bytes.Clone(raw), raw[len(raw)-1024:]...),
	} {
		if _, err := verify(bad); err == nil {
			t.Errorf("%s behind the end: not seen", name)
		}
	}
}

// TestScalars: the one spelling of numbers in both groups.
func TestScalars(t *testing.T) {
	for _, name := range []string{Ed25519, Belenios2048} {
		g, err := group.ByName(name)
		if err != nil {
			t.Fatal(err)
		}
		last := g.Format(g.Int(-1))
		n, _ := new(big.Int).SetString(last, 10)
		for s, ok := range map[string]bool{
			"0": true, "1": true, last: true,
			n.Add(n, big.NewInt(1)).String(): false,
			"":                               false, "00": false, "01": false, "-1": false, "+1": false, " 1": false, "1 ": false, "1e3": false, "0x1": false, "1_0": false, "٣": false,
			"1" + strings.Repeat("0", 80): false,
		} {
			x, err := g.Parse(s)
			if (err == nil) != ok || ok && g.Format(x) != s {
				t.Errorf("%s: %q: %v", name, s, err)
			}
		}
	}
}
