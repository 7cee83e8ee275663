// Package holder is what the program of somebody who holds a key does, apart from
// the browser: it makes a key and its file, reads the file back, and decrypts the
// totals once it has verified everything.
//
// Invariant: a share comes only from a bundle all of which was verified here,
// with the file's own key, for the file's own election.
package holder

import (
	"bytes"
	"encoding/json"
	"io"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
)

// File is a key as its holder keeps it. The fields and their order are the
// file's; a later version has another number.
type File struct {
	Kind      string          `json:"guildhall"` // FileKind
	Version   int             `json:"version"`   // 1
	Election  string          `json:"election"`
	Group     string          `json:"group"`
	PublicKey string          `json:"public_key"`
	Secret    json.RawMessage `json:"secret"` // as belenios-tool writes a .privkey

	key *belenios.TrusteeKey
}

// FileKind is what every key file begins with.
const FileKind = "secret key: keep this file, show it to nobody"

// Name is the name under which the file of an election is saved.
func Name(election string) string { return "guildhall-key-" + election + ".json" }

// Make draws a key for an election.
func Make(rand io.Reader, election, group string) (*File, error) {
	key, err := belenios.NewTrusteeKey(rand, group)
	if err != nil {
		return nil, err
	}
	return Keep(key, election, group), nil
}

// Keep is the file of a key that was drawn before.
func Keep(key *belenios.TrusteeKey, election, group string) *File {
	return &File{FileKind, 1, election, group, key.PublicKey(), key.Save(), key}
}

// Encode writes the file, with a line for each field.
func (f *File) Encode() ([]byte, error) {
	b, err := json.MarshalIndent(f, "", "  ")
	return append(b, '\n'), err
}

// Trustee is the public half with the proof that somebody holds the other one.
func (f *File) Trustee(rand io.Reader) ([]byte, error) {
	t, err := f.key.Trustee(rand, "")
	if err != nil {
		return nil, err
	}
	return t.Encode(), nil
}

// maxFile is far more than a key file has, in bytes.
const maxFile = 8 << 10

// Open reads a key file for an election. publicKey is the key that the election
// recorded; empty if it has recorded none yet. Each error is a sentence.
func Open(raw []byte, of, group, publicKey string) (*File, error) {
	if len(raw) > maxFile {
		return nil, election.Refuse("too-long", "This is not a key file: it is far too long. Choose the file named %s.", Name(of))
	}
	// Some programs change the ends of lines, and none of them may lose a key.
	raw = append(bytes.TrimSpace(bytes.ReplaceAll(raw, []byte("\r\n"), []byte("\n"))), '\n')
	if !bytes.Contains(raw, []byte(FileKind)) {
		return nil, election.Refuse("foreign-file", "This is not a key file of Guildhall. Choose the file named %s.", Name(of))
	}
	f := &File{}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	const damaged = "This key file is damaged. Use another copy of it; if there is none, tell everybody concerned now, because the votes cannot be counted without it."
	if err := d.Decode(f); err != nil {
		return nil, election.Refuse("damaged", damaged)
	}
	if f.Version != 1 {
		return nil, election.Refuse("version", "This key file is of version %d, which a newer service wrote. Use it there.", f.Version)
	}
	if again, err := f.Encode(); err != nil || !bytes.Equal(again, raw) {
		return nil, election.Refuse("damaged", damaged)
	}
	key, err := belenios.ParseTrusteeKey(f.Group, f.Secret)
	if err != nil || key.PublicKey() != f.PublicKey {
		return nil, election.Refuse("damaged", damaged)
	}
	f.key = key
	switch {
	case f.Election != of:
		return nil, election.Refuse("other-election", "This key file belongs to another election (%s). Choose the file named %s.", f.Election, Name(of))
	case f.Group != group:
		return nil, election.Refuse("group", "This key is of the group %s, but the election uses %s. Choose the file that you saved for this election.", f.Group, group)
	case publicKey != "" && f.PublicKey != publicKey:
		return nil, election.Refuse("other-key", "This key file was made for this election, but another key was recorded: the file's begins with %s, the recorded one with %s. Choose the file that you saved last.", f.PublicKey[:12], publicKey[:min(12, len(publicKey))])
	}
	return f, nil
}
