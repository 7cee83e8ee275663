package audit_test

import (
	"bytes"
	"encoding/base64"
	"strings"
	"testing"

	"github.com/onenorwich/guildhall/audit"
	"github.com/transparency-dev/formats/log"
	"golang.org/x/mod/sumdb/note"
)

func TestGoldenCheckpoint(t *testing.T) {
	l := story(t)
	raw, key := l.checkpoint(), l.key.Public()
	golden(t, "checkpoint", raw)
	golden(t, "key", []byte(key+"\n"))
	c, err := audit.OpenCheckpoint(raw, key)
	check(t, err)
	if !c.Matches(l.head) || c.Size != 7 || c.Origin != origin {
		t.Errorf("it says %+v", c)
	}
	if key.Origin() != origin || l.key.Origin() != origin {
		t.Errorf("the key is that of %q", key.Origin())
	}
	// Other people's readers must take it, too.
	v, err := note.NewVerifier(string(key))
	check(t, err)
	theirs, rest, n, err := log.ParseCheckpoint(raw, origin, v)
	check(t, err)
	if int64(theirs.Size) != c.Size || !bytes.Equal(theirs.Hash, c.Root[:]) || len(rest) > 0 || len(n.Sigs) != 1 {
		t.Errorf("they read %+v", theirs)
	}
}

// No bit of a checkpoint is free to change, the unused bits of base64 included.
func TestCheckpointBits(t *testing.T) {
	l := story(t)
	raw, key := l.checkpoint(), l.key.Public()
	for i := range len(raw) * 8 {
		bad := bytes.Clone(raw)
		bad[i/8] ^= 1 << (i % 8)
		if _, err := audit.OpenCheckpoint(bad, key); err == nil {
			t.Fatalf("accepted with bit %d of byte %d changed:\n%s", i%8, i/8, bad)
		}
	}
	for i := range raw {
		for _, bad := range [][]byte{raw[:i], append(bytes.Clone(raw[:i]), raw[i+1:]...), append(append(bytes.Clone(raw[:i]), raw[i]), raw[i:]...)} {
			if _, err := audit.OpenCheckpoint(bad, key); err == nil {
				t.Fatalf("accepted cut or longer at byte %d:\n%s", i, bad)
			}
		}
	}
}

// sign signs any text as key would.
func sign(t *testing.T, text string, seeds ...byte) []byte {
	t.Helper()
	var signers []note.Signer
	for _, seed := range seeds {
		vkey := string(testKey(t, seed).Public())
		parts := strings.Split(vkey, "+")
		private := append([]byte{1}, bytes.Repeat([]byte{seed}, 32)...)
		s, err := note.NewSigner("PRIVATE+KEY+" + parts[0] + "+" + parts[1] + "+" + base64.StdEncoding.EncodeToString(private))
		check(t, err)
		signers = append(signers, s)
	}
	raw, err := note.Sign(&note.Note{Text: text}, signers...)
	check(t, err)
	return raw
}

// What is well signed but not a plain checkpoint is refused all the same.
func TestCheckpointForms(t *testing.T) {
	key := testKey(t, 7).Public()
	root := base64.StdEncoding.EncodeToString(make([]byte, 32))
	if _, err := audit.OpenCheckpoint(sign(t, origin+"\n3\n"+root+"\n", 7), key); err != nil {
		t.Fatal(err)
	}
	for name, raw := range map[string][]byte{
		"extension":       sign(t, origin+"\n3\n"+root+"\nmore\n", 7),
		"other origin":    sign(t, "guildhall.example/other\n3\n"+root+"\n", 7),
		"no origin":       sign(t, "\n3\n"+root+"\n", 7),
		"leading zero":    sign(t, origin+"\n03\n"+root+"\n", 7),
		"plus":            sign(t, origin+"\n+3\n"+root+"\n", 7),
		"negative":        sign(t, origin+"\n-3\n"+root+"\n", 7),
		"huge":            sign(t, origin+"\n18446744073709551615\n"+root+"\n", 7),
		"short root":      sign(t, origin+"\n3\nAAAA\n", 7),
		"unused bits":     sign(t, origin+"\n3\n"+strings.Replace(root, "A=", "B=", 1)+"\n", 7),
		"no root":         sign(t, origin+"\n3\n", 7),
		"other key":       sign(t, origin+"\n3\n"+root+"\n", 8),
		"two signatures":  sign(t, origin+"\n3\n"+root+"\n", 7, 8),
		"other signature": sign(t, origin+"\n3\n"+root+"\n", 8, 7),
		"doubled": func() []byte {
			raw := sign(t, origin+"\n3\n"+root+"\n", 7)
			return append(raw, raw[bytes.Index(raw, []byte("\n\n"))+2:]...)
		}(),
		"not signed": []byte(origin + "\n3\n" + root + "\n"),
		"long":       sign(t, origin+"\n3\n"+root+"\n"+strings.Repeat("x\n", 4096), 7),
		"nothing":    nil,
	} {
		if c, err := audit.OpenCheckpoint(raw, key); err == nil {
			t.Errorf("%s: accepted as %+v", name, c)
		}
		if c, err := audit.ReadCheckpoint(raw); err == nil && name != "other key" && name != "other origin" {
			t.Errorf("%s: read as %+v", name, c)
		}
	}
}

func TestKeyOfAnotherLog(t *testing.T) {
	h, err := audit.Start("guildhall.example/other")
	check(t, err)
	if _, err := testKey(t, 7).Checkpoint(h); err == nil {
		t.Error("a key signed for another log")
	}
}

// Base64 has plus signs of its own: every key must survive being written down.
func TestPublicKeysRoundTrip(t *testing.T) {
	plus := 0
	for seed := range 200 {
		k := testKey(t, byte(seed))
		p, err := audit.ParsePublicKey(string(k.Public()))
		check(t, err)
		if strings.Count(string(p), "+") > 2 {
			plus++
		}
		h, err := audit.Start(origin)
		check(t, err)
		raw, err := k.Checkpoint(h)
		check(t, err)
		_, err = audit.OpenCheckpoint(raw, p)
		check(t, err)
	}
	if plus == 0 {
		t.Error("no key has a plus sign: the test shows nothing")
	}
}

func TestPublicKeyRefused(t *testing.T) {
	good := string(testKey(t, 7).Public())
	_, err := audit.ParsePublicKey(good)
	check(t, err)
	i := strings.Index(good, "+")
	for name, s := range map[string]string{
		"empty": "", "origin only": origin, "capital hash": good[:i] + strings.ToUpper(good[i:i+9]) + good[i+9:],
		"newline": good + "\n", "space": " " + good, "cut": good[:len(good)-4], "other hash": good[:i+1] + "00000000" + good[i+9:],
	} {
		if s == good {
			t.Fatalf("%s changes nothing", name)
		}
		if _, err := audit.ParsePublicKey(s); err == nil {
			t.Errorf("%s: %q was accepted", name, s)
		}
		if _, err := audit.OpenCheckpoint(story(t).checkpoint(), audit.PublicKey(s)); err == nil {
			t.Errorf("%s: a checkpoint was opened with it", name)
		}
	}
	// Every bit counts.
	for i := range len(good) * 8 {
		bad := []byte(good)
		bad[i/8] ^= 1 << (i % 8)
		if _, err := audit.ParsePublicKey(string(bad)); err == nil {
			t.Errorf("%q was accepted", bad)
		}
	}
}
