package canon

import (
	"bytes"
	"encoding/json"
	"testing"
)

func TestStrings(t *testing.T) {
	for _, s := range []string{"", "plain", "Ñ — 票 🗳", `"quoted" \ back`, "\b\f\n\r\t", "\x00\x01\x1f\x7f", "</script>&\u2028\u2029"} {
		b := AppendString(nil, s)
		r := NewReader(b)
		if got := r.String(); got != s || r.End() != nil {
			t.Errorf("%q is written %s and read %q, %v", s, b, got, r.Err())
		}
		var std string
		if err := json.Unmarshal(b, &std); err != nil || std != s {
			t.Errorf("%q: others read %q, %v", s, std, err)
		}
	}
	for _, bad := range []string{`"`, `"\"`, `"\/"`, `"\u0041"`, `"\u00e9"`, `"\u000A"`, `"\u000a"`, `"\x41"`, `"\101"`, `"\a"`, `"\'"`, "\"\n\"", "\"\x7f\"", "\"\xff\"", "\"\\n\xff\"", `"\ud83d\uddf3"`, `x`, ``} {
		r := NewReader([]byte(bad))
		if s := r.String(); r.End() == nil {
			t.Errorf("%s is read as %q", bad, s)
		}
	}
}

func TestNumbers(t *testing.T) {
	for _, n := range []int64{0, 1, 10, MaxPlain, MaxPlain + 1, 1 << 40, 1 << 53} {
		b := AppendNumber(nil, n)
		r := NewReader(b)
		if got := r.Number(); got != n || r.End() != nil {
			t.Errorf("%d is written %s and read %d, %v", n, b, got, r.Err())
		}
	}
	for _, bad := range []string{``, `-1`, `00`, `01`, `1.0`, `1e3`, `1073741824`, `"1073741823"`, `"01073741824"`, `"1"`, `"99999999999999999999"`, `"1073741824`, ` 1`, `1 `, `null`} {
		r := NewReader([]byte(bad))
		if n := r.Number(); r.End() == nil {
			t.Errorf("%s is read as %d", bad, n)
		}
	}
}

func FuzzString(f *testing.F) {
	f.Add([]byte(`"a\"\\\n\u001f"`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		r := NewReader(raw)
		s := r.String()
		if r.End() == nil && !bytes.Equal(AppendString(nil, s), raw) {
			t.Errorf("%q is read as %q, written %q", raw, s, AppendString(nil, s))
		}
		var std string
		if r.End() == nil && (json.Unmarshal(raw, &std) != nil || std != s) {
			t.Errorf("%q: others read %q", raw, std)
		}
	})
}
