package outside

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"math/big"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"filippo.io/edwards25519"
)

// TestNoKeyAloneOpensTheSimpleScheme: neither the returning officer with the key
// file and all that is public, nor whoever holds the database, opens a ballot; both
// together do, which shows that the test would see it. After the count no file of
// the service holds its key, so that both together cannot either.
func TestNoKeyAloneOpensTheSimpleScheme(t *testing.T) {
	w := Rehearse(t, Plan{Until: "tallied", ClosesIn: -time.Hour})
	contests := w.archives(t)
	var file struct {
		PublicKey string `json:"public_key"`
		Secret    string `json:"secret"`
	}
	must(t, json.Unmarshal([]byte(w.Key), &file))
	officer := scalar(t, file.Secret)
	if !bytes.Equal(contests[0].point(t, file.PublicKey).Bytes(), public(officer)) {
		t.Fatal("the officer's key file does not hold the key that it names")
	}
	var service *edwards25519.Scalar
	for _, c := range contests {
		sum := edwards25519.NewIdentityPoint()
		for _, key := range c.trustees {
			if key == c.key {
				t.Errorf("%s: the votes are locked with one trustee's key alone, %s", c.name, key)
			}
			sum.Add(sum, c.point(t, key))
		}
		if len(c.trustees) < 2 || !slices.Contains(c.trustees, file.PublicKey) {
			t.Errorf("%s: its trustees are %v, the officer's key is %s", c.name, c.trustees, file.PublicKey)
		}
		if sum.Equal(c.point(t, c.key)) != 1 {
			t.Errorf("%s: its key is not that of its trustees together", c.name)
		}
		if n := c.opened(t, officer); n > 0 {
			t.Errorf("%s: the officer's file opens %d of %d choices", c.name, n, len(c.choices))
		}
		for _, key := range c.trustees {
			if found := w.secretOf(t, c.point(t, key)); found != nil {
				service = found
			}
		}
		if service == nil {
			t.Errorf("%s: before the count the service has no key", c.name)
			continue
		}
		if n := c.opened(t, service); n > 0 {
			t.Errorf("%s: the service's database opens %d of %d choices", c.name, n, len(c.choices))
		}
		both := edwards25519.NewScalar().Add(officer, service)
		if n := c.opened(t, both); n != len(c.choices) || n == 0 {
			t.Errorf("%s: both keys together open %d of %d choices, so the test shows nothing", c.name, n, len(c.choices))
		}
	}

	after := Rehearse(t, Plan{Until: "declared", ClosesIn: -time.Hour})
	for _, c := range after.archives(t) {
		for _, key := range c.trustees {
			if after.secretOf(t, c.point(t, key)) != nil {
				t.Errorf("%s: after the count the service still holds the secret of %s", c.name, key)
			}
		}
	}
}

// contest is what a Belenios archive says that anybody may read.
type contest struct {
	name, key string
	trustees  []string
	choices   [][2]string // alpha, beta
}

// archives are those of a data folder's bundle, as far as its log goes.
func (w *World) archives(t *testing.T) (list []contest) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "bundle.zip")
	Guildhall(t, "export", "--data", w.Data, "--out", path).Want(t, 0)
	Guildhall(t, "verify", path).Want(t, 0)
	bundle, err := zip.OpenReader(path)
	must(t, err)
	defer bundle.Close()
	for _, f := range bundle.File {
		if strings.HasSuffix(f.Name, ".bel") {
			in, err := f.Open()
			must(t, err)
			list = append(list, readArchive(t, f.Name, in))
		}
	}
	if len(list) == 0 {
		t.Fatal("the bundle holds no archive")
	}
	return list
}

func readArchive(t *testing.T, name string, in io.Reader) contest {
	t.Helper()
	c := contest{name: name}
	for r := tar.NewReader(in); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return c // the format has no trailing blocks
		}
		must(t, err)
		raw, err := io.ReadAll(r)
		must(t, err)
		switch {
		case !strings.HasSuffix(h.Name, ".data.json"):
		case bytes.HasPrefix(raw, []byte(`[["Single",`)):
			var trustees [][2]json.RawMessage
			must(t, json.Unmarshal(raw, &trustees))
			for _, one := range trustees {
				var single struct {
					PublicKey string `json:"public_key"`
				}
				must(t, json.Unmarshal(one[1], &single))
				c.trustees = append(c.trustees, single.PublicKey)
			}
		case bytes.HasPrefix(raw, []byte(`{"version":1,`)):
			var definition struct {
				PublicKey string `json:"public_key"`
			}
			must(t, json.Unmarshal(raw, &definition))
			c.key = definition.PublicKey
		case bytes.HasPrefix(raw, []byte(`{"election_uuid":`)):
			var ballot struct {
				Answers []struct {
					Choices []struct{ Alpha, Beta string }
				}
			}
			must(t, json.Unmarshal(raw, &ballot))
			for _, choice := range ballot.Answers[0].Choices {
				c.choices = append(c.choices, [2]string{choice.Alpha, choice.Beta})
			}
		}
	}
}

// point reads a point as Belenios writes it: the integer of RFC 8032 in hexadecimal.
func (c contest) point(t *testing.T, text string) *edwards25519.Point {
	t.Helper()
	b, err := hex.DecodeString(text)
	must(t, err)
	slices.Reverse(b)
	p, err := new(edwards25519.Point).SetBytes(b)
	must(t, err)
	return p
}

// opened counts the choices that a secret opens: what it leaves is "no", the
// identity, or "yes", the generator.
func (c contest) opened(t *testing.T, secret *edwards25519.Scalar) (n int) {
	t.Helper()
	for _, choice := range c.choices {
		mask := new(edwards25519.Point).ScalarMult(secret, c.point(t, choice[0]))
		plain := new(edwards25519.Point).Subtract(c.point(t, choice[1]), mask)
		if plain.Equal(edwards25519.NewIdentityPoint()) == 1 || plain.Equal(edwards25519.NewGeneratorPoint()) == 1 {
			n++
		}
	}
	return n
}

// long is how a secret is written down: a number in decimal.
var long = regexp.MustCompile(`[0-9]{60,80}`)

// secretOf searches every byte of the data folder for the secret of a public key.
func (w *World) secretOf(t *testing.T, key *edwards25519.Point) (found *edwards25519.Scalar) {
	t.Helper()
	must(t, filepath.WalkDir(w.Data, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		for _, digits := range long.FindAll(raw, -1) {
			if s := scalar(t, string(digits)); bytes.Equal(public(s), key.Bytes()) {
				found = s
			}
		}
		return err
	}))
	return found
}

// scalar reads a secret: a number in decimal.
func scalar(t *testing.T, decimal string) *edwards25519.Scalar {
	t.Helper()
	n, ok := new(big.Int).SetString(decimal, 10)
	if !ok {
		t.Fatalf("%q is no number", decimal)
	}
	b := make([]byte, 64)
	n.FillBytes(b)
	slices.Reverse(b)
	s, err := edwards25519.NewScalar().SetUniformBytes(b)
	must(t, err)
	return s
}

func public(secret *edwards25519.Scalar) []byte {
	return new(edwards25519.Point).ScalarBaseMult(secret).Bytes()
}
