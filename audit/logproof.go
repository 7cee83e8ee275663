package audit

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/transparency-dev/formats/proof"
)

// maxLogProof bounds what is read as a LogProof, in bytes: a line in base64, 64
// hashes, a checkpoint.
const maxLogProof = (MaxLine+2)/3*4 + 64*45 + maxCheckpoint + 100

// LogProof shows to somebody who holds nothing but the log's key that an entry
// is in the log that a signed checkpoint describes. It is written as a C2SP
// tlog-proof (c2sp.org/tlog-proof@v1) whose extra data is the entry's line, so
// that it can be checked without the log: the line's leaf hash and Hashes lead
// to the checkpoint's root.
type LogProof struct {
	Line       []byte // of the entry
	Entry      Entry  // what Line says
	Hashes     Proof  // inclusion of the entry, from its sibling to the root's child
	Checkpoint []byte // signed note
	At         Checkpoint
}

var errLogProof = errors.New("this is not a proof (c2sp.org/tlog-proof@v1) that holds the line of an entry")

// Encode gives the proof's one encoding.
func (p LogProof) Encode() []byte {
	hashes := make([][32]byte, len(p.Hashes))
	for i, h := range p.Hashes {
		hashes[i] = h
	}
	return proof.TLogProof{Index: uint64(p.Entry.Seq), Hashes: hashes, Checkpoint: p.Checkpoint, ExtraData: p.Line}.Marshal()
}

// NewLogProof puts together a proof and refuses one that ReadLogProof would
// refuse.
func NewLogProof(line []byte, hashes Proof, checkpoint []byte) (LogProof, error) {
	e, err := ParseEntry(line)
	if err != nil {
		return LogProof{}, err
	}
	return ReadLogProof(LogProof{Line: line, Entry: e, Hashes: hashes, Checkpoint: checkpoint}.Encode())
}

// ReadLogProof reads a proof and checks all but the signature of its
// checkpoint; Verify checks that too. Only the one encoding is accepted. A
// *Fault says that the proof could be read and is false.
func ReadLogProof(raw []byte) (LogProof, error) {
	if len(raw) > maxLogProof {
		return LogProof{}, errLogProof
	}
	var t proof.TLogProof
	if err := t.Unmarshal(raw); err != nil || t.Index > 1<<53 || t.ExtraData == nil {
		return LogProof{}, errLogProof
	}
	p := LogProof{Line: t.ExtraData, Checkpoint: t.Checkpoint}
	for _, h := range t.Hashes {
		p.Hashes = append(p.Hashes, h)
	}
	var err error
	if p.Entry, err = ParseEntry(p.Line); err != nil {
		return LogProof{}, fmt.Errorf("the proof holds a line that is not an entry of a log: %w", err)
	}
	if p.At, err = ReadCheckpoint(p.Checkpoint); err != nil {
		return LogProof{}, err
	}
	if p.Entry.Seq != int64(t.Index) {
		return LogProof{}, &Fault{Seq: NoEntry, Reason: fmt.Sprintf("the proof is for entry %d, but the line in it is that of entry %d", t.Index, p.Entry.Seq)}
	}
	if !bytes.Equal(p.Encode(), raw) {
		return LogProof{}, errLogProof
	}
	if CheckInclusion(p.Hashes, p.At, p.Entry.Seq, LeafHash(p.Line)) != nil {
		return LogProof{}, &Fault{Seq: NoEntry, Reason: fmt.Sprintf("the proof does not hold: its hashes do not lead from entry %d to the checkpoint", p.Entry.Seq)}
	}
	return p, nil
}

// Verify checks that key signed the checkpoint of a proof that ReadLogProof or
// NewLogProof gave.
func (p LogProof) Verify(key PublicKey) error {
	if _, err := key.verifier(); err != nil {
		return err
	}
	if _, err := OpenCheckpoint(p.Checkpoint, key); err != nil {
		return &Fault{Seq: NoEntry, Reason: err.Error()}
	}
	return nil
}
