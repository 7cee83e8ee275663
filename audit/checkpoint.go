package audit

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/transparency-dev/formats/log"
	"golang.org/x/mod/sumdb/note"
)

// maxCheckpoint bounds what is read as a checkpoint, in bytes.
const maxCheckpoint = 4096

// Checkpoint is what a signed checkpoint says: the log named Origin had Size
// entries, and Root was the root of their tree.
type Checkpoint struct {
	Origin string
	Size   int64
	Root   Digest
}

// Matches reports whether c describes the log at h.
func (c Checkpoint) Matches(h Head) bool {
	return c.Origin == h.Origin && c.Size == h.Size && c.Root == h.Root()
}

// text is the signed part of a checkpoint (C2SP tlog-checkpoint), without
// extension lines.
func (c Checkpoint) text() []byte {
	return log.Checkpoint{Origin: c.Origin, Size: uint64(c.Size), Hash: c.Root[:]}.Marshal()
}

// Checkpoint signs the head of k's log. Ed25519 is deterministic, so the same
// head always gives the same bytes.
func (k Key) Checkpoint(h Head) ([]byte, error) {
	if h.Origin != k.origin {
		return nil, fmt.Errorf("the key is that of the log %s and cannot sign for the log %s", k.origin, h.Origin)
	}
	text := Checkpoint{h.Origin, h.Size, h.Root()}.text()
	return signed(text, k.Public(), ed25519.Sign(k.private, text)), nil
}

// signed is the one encoding of a note with one signature.
func signed(text []byte, key PublicKey, sig []byte) []byte {
	name, rest, _ := strings.Cut(string(key), "+")
	hash, _ := strconv.ParseUint(rest[:8], 16, 32)
	return noted(text, signatureLine{name, append(binary.BigEndian.AppendUint32(nil, uint32(hash)), sig...)})
}

// noted is the one encoding of a note.
func noted(text []byte, lines ...signatureLine) []byte {
	out := append(bytes.Clone(text), '\n')
	for _, l := range lines {
		out = l.append(out)
	}
	return out
}

// append adds the line to a note.
func (l signatureLine) append(note []byte) []byte {
	return fmt.Appendf(note, "\u2014 %s %s\n", l.name, base64.StdEncoding.EncodeToString(l.raw))
}

// OpenCheckpoint verifies a checkpoint under key. Exactly one signature, the
// log's own, and no extension line are accepted, and the bytes must be those
// that signing would give: the unused bits of base64 would otherwise carry
// changes that no signature covers.
func OpenCheckpoint(raw []byte, key PublicKey) (Checkpoint, error) {
	v, err := key.verifier()
	if err != nil {
		return Checkpoint{}, err
	}
	c, sig, err := splitCheckpoint(raw)
	if err != nil {
		return Checkpoint{}, err
	}
	if c.Origin != v.Name() {
		return Checkpoint{}, fmt.Errorf("the checkpoint is of the log %s, but the key is that of %s", c.Origin, v.Name())
	}
	if !v.Verify(c.text(), sig) || !bytes.Equal(signed(c.text(), key, sig), raw) {
		return Checkpoint{}, fmt.Errorf("the checkpoint is not signed by the key %s", key)
	}
	return c, nil
}

// ReadCheckpoint reads a checkpoint, with or without cosignatures, and verifies
// no signature, for a holder who trusts the place it comes from. Otherwise use
// OpenCheckpoint or OpenCosigned.
func ReadCheckpoint(raw []byte) (Checkpoint, error) {
	c, _, _, err := splitCosigned(raw)
	return c, err
}

var errCheckpoint = errors.New("this is not a checkpoint of a log with exactly one signature")

func splitCheckpoint(raw []byte) (Checkpoint, []byte, error) {
	if len(raw) > maxCheckpoint {
		return Checkpoint{}, nil, errCheckpoint
	}
	c, sigs, err := splitNote(raw)
	if err != nil || len(sigs) != 1 || len(sigs[0].raw) != 4+ed25519.SignatureSize {
		return Checkpoint{}, nil, errCheckpoint
	}
	return c, sigs[0].raw[4:], nil
}

// signatureLine is one line below a note's text: a name, and 4 bytes of key ID
// before the signature itself (C2SP signed-note).
type signatureLine struct {
	name string
	raw  []byte
}

// splitNote reads a checkpoint and the lines below it, none of them verified.
// The bytes must be those that writing it again gives.
func splitNote(raw []byte) (Checkpoint, []signatureLine, error) {
	// With no known key, Open fails but hands over what it parsed.
	_, err := note.Open(raw, note.VerifierList())
	var unverified *note.UnverifiedNoteError
	if !errors.As(err, &unverified) || len(unverified.Note.UnverifiedSigs) == 0 {
		return Checkpoint{}, nil, errCheckpoint
	}
	n := unverified.Note
	var l log.Checkpoint
	rest, err := l.Unmarshal([]byte(n.Text))
	if err != nil || len(rest) > 0 || l.Size > 1<<53 || len(l.Hash) != len(Digest{}) || CheckOrigin(l.Origin) != nil {
		return Checkpoint{}, nil, errCheckpoint
	}
	c := Checkpoint{l.Origin, int64(l.Size), Digest(l.Hash)}
	if string(c.text()) != n.Text {
		return Checkpoint{}, nil, errCheckpoint
	}
	lines := make([]signatureLine, len(n.UnverifiedSigs))
	for i, s := range n.UnverifiedSigs {
		sig, err := base64.StdEncoding.DecodeString(s.Base64)
		if err != nil {
			return Checkpoint{}, nil, errCheckpoint
		}
		lines[i] = signatureLine{s.Name, sig}
	}
	if !bytes.Equal(noted(c.text(), lines...), raw) {
		return Checkpoint{}, nil, errCheckpoint
	}
	return c, lines, nil
}
