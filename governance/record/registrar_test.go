package record_test

import (
	"bytes"
	"crypto/ed25519"
	"strings"
	"testing"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance/record"
)

// codeList is a small signed list.
func codeList(t *testing.T) (list record.CodeList, raw, signature []byte, key election.Digest) {
	t.Helper()
	list = record.CodeList{{Votes: 3, Credentials: []string{"aa", "bb"}}, {Votes: 1, Credentials: []string{"cc", "dd"}}, {Votes: 3, Credentials: []string{"ee", "ff"}}}
	list.Sort()
	raw = list.Encode()
	private := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, 32))
	signature, err := record.SignCodes(private, "guildhall/test", "committee", raw)
	if err != nil {
		t.Fatal(err)
	}
	copy(key[:], private.Public().(ed25519.PublicKey))
	return list, raw, signature, key
}

func TestCodeListHasOneForm(t *testing.T) {
	list, raw, _, _ := codeList(t)
	read, err := record.ReadCodeList(raw)
	if err != nil || !bytes.Equal(read.Encode(), raw) || len(read.Rows()) != 3 || read.Rows()[0].Votes != list[0].Votes {
		t.Fatalf("%v, %v", read, err)
	}
	lines := bytes.SplitAfter(raw, []byte("\n"))
	for name, bad := range map[string][]byte{
		"another order":     bytes.Join([][]byte{lines[1], lines[0], lines[2]}, nil),
		"no last line end":  bytes.TrimSuffix(raw, []byte("\n")),
		"a space":           bytes.Replace(raw, []byte(":"), []byte(": "), 1),
		"a field more":      bytes.Replace(raw, []byte("}"), []byte(`,"practice":"d82008"}`), 1),
		"a contest missing": bytes.Replace(raw, []byte(`,"dd"`), nil, 1),
		"no contest":        []byte("{\"votes\":1,\"credentials\":[]}\n"),
	} {
		if list, err := record.ReadCodeList(bad); err == nil {
			t.Errorf("%s: %v was read", name, list)
		}
	}
}

func TestSignatureOfCodes(t *testing.T) {
	_, raw, signature, key := codeList(t)
	if err := record.CheckCodes(key, "guildhall/test", "committee", raw, signature); err != nil {
		t.Fatal(err)
	}
	other := key
	other[0] ^= 1
	last := strings.LastIndexByte(string(signature), '=')
	tail := bytes.Clone(signature)
	if last > 0 {
		tail[last-1]++ // unused bits of the Base64, or the signature itself
	} else {
		tail[len(tail)-2]++
	}
	for name, check := range map[string]func() error{
		"another list": func() error {
			return record.CheckCodes(key, "guildhall/test", "committee", append(bytes.Clone(raw), '\n'), signature)
		},
		"another election": func() error { return record.CheckCodes(key, "guildhall/test", "other", raw, signature) },
		"another log":      func() error { return record.CheckCodes(key, "guildhall/other", "committee", raw, signature) },
		"another key":      func() error { return record.CheckCodes(other, "guildhall/test", "committee", raw, signature) },
		"another tail":     func() error { return record.CheckCodes(key, "guildhall/test", "committee", raw, tail) },
		"a second line": func() error {
			return record.CheckCodes(key, "guildhall/test", "committee", raw, append(bytes.Clone(signature), "— somebody AAAAAAAAAAAA\n"...))
		},
	} {
		if check() == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}

// FuzzReadCodeList: what is read is the only text that means it.
func FuzzReadCodeList(f *testing.F) {
	list := record.CodeList{{Votes: 3, Credentials: []string{"aa", "bb"}}, {Votes: 1, Credentials: []string{"cc", "dd"}}}
	list.Sort()
	f.Add(list.Encode())
	f.Add([]byte("{\"votes\":1,\"credentials\":[\"a\"]}\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if list, err := record.ReadCodeList(raw); err == nil && !bytes.Equal(list.Encode(), raw) {
			t.Errorf("%q is read, but is not what is written: %q", raw, list.Encode())
		}
	})
}
