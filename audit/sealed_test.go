package audit_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"strings"
	"testing"

	"github.com/onenorwich/guildhall/audit"
)

func TestGoldenSealed(t *testing.T) {
	l := story(t)
	var out []byte
	for seq := range int64(7) {
		for _, r := range l.sealed[seq] {
			line, err := r.Line()
			check(t, err)
			out = append(append(out, line...), '\n')
			got, err := audit.ParseSealed(line)
			check(t, err)
			check(t, got.Check(origin))
			if got.MAC != r.MAC || !bytes.Equal(got.Payload, r.Payload) {
				t.Errorf("%s is read as %+v", line, got)
			}
		}
	}
	golden(t, "sealed.jsonl", out)
}

// The MAC, written down a second time.
func TestSealFraming(t *testing.T) {
	key := audit.Secret{1, 2, 3}
	r := audit.Seal(origin, 258, audit.Sealed{Field: "name", Payload: []byte("Amelia Opie")}, key)
	var in bytes.Buffer
	in.WriteString("guildhall sealed payload, version 1\n")
	for _, part := range []any{uint64(len(origin)), []byte(origin), uint64(258), uint64(4), []byte("name"), uint64(11), []byte("Amelia Opie")} {
		check(t, binary.Write(&in, binary.BigEndian, part))
	}
	h := hmac.New(sha256.New, key[:])
	h.Write(in.Bytes())
	if !bytes.Equal(h.Sum(nil), r.MAC[:]) {
		t.Error("the MAC is another one")
	}
}

func TestSealedRefused(t *testing.T) {
	good := audit.Seal(origin, 3, audit.Sealed{Field: "name", Payload: []byte("Amelia")}, audit.Secret{1})
	check(t, good.Check(origin))
	for name, change := range map[string]func(r *audit.SealedRecord) string{
		"origin":  func(r *audit.SealedRecord) string { return origin + "x" },
		"seq":     func(r *audit.SealedRecord) string { r.Seq++; return origin },
		"field":   func(r *audit.SealedRecord) string { r.Field = "mail"; return origin },
		"key":     func(r *audit.SealedRecord) string { r.Key[31] ^= 1; return origin },
		"payload": func(r *audit.SealedRecord) string { r.Payload = []byte("Amelie"); return origin },
		"shifted": func(r *audit.SealedRecord) string { r.Field, r.Payload = "nam", []byte("eAmelia"); return origin },
		"mac":     func(r *audit.SealedRecord) string { r.MAC[0] ^= 1; return origin },
		"bad field": func(r *audit.SealedRecord) string {
			*r = audit.Seal(origin, 3, audit.Sealed{Field: "First name", Payload: []byte("x")}, r.Key)
			return origin
		},
		"no field": func(r *audit.SealedRecord) string {
			*r = audit.Seal(origin, 3, audit.Sealed{Payload: []byte("x")}, r.Key)
			return origin
		},
		"negative": func(r *audit.SealedRecord) string {
			*r = audit.Seal(origin, -1, audit.Sealed{Field: "name", Payload: []byte("x")}, r.Key)
			return origin
		},
		"long": func(r *audit.SealedRecord) string {
			*r = audit.Seal(origin, 3, audit.Sealed{Field: "name", Payload: make([]byte, audit.MaxPayload+1)}, r.Key)
			return origin
		},
		"none": func(r *audit.SealedRecord) string { r.Payload = nil; return origin },
	} {
		r := good
		if err := r.Check(change(&r)); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	line, err := good.Line()
	check(t, err)
	for _, c := range [][2]string{{`{"seq"`, `{ "seq"`}, {`"field"`, `"Field"`}, {`QW1lbGlh`, `QW1lbGlh\n`}, {`QW1lbGlh"`, `QW1lbGlh"x`}, {`"QW1lbGlh"`, `null`}, {`QW1lbGlh`, `QW1lbGk`}, {`QW1lbGlh`, `QW1lbGl=`}, {`}`, `,"more":1}`}} {
		bad := strings.Replace(string(line), c[0], c[1], 1)
		r, err := audit.ParseSealed([]byte(bad))
		if bad == string(line) || err == nil && r.Check(origin) == nil {
			t.Errorf("accepted: %s", bad)
		}
	}
}
