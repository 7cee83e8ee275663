package audit

import (
	"bytes"
	"crypto/ed25519"
	"encoding/binary"
	"errors"
	"fmt"
	"time"
)

const (
	// maxCosigners bounds the cosignatures below one checkpoint.
	maxCosigners = 32
	// maxCosigned bounds what is read as a cosigned checkpoint, in bytes.
	maxCosigned = 16 << 10
	// cosignatureSize is key ID, time and signature (C2SP tlog-cosignature).
	cosignatureSize = 4 + 8 + ed25519.SignatureSize
)

// Cosigned is a checkpoint whose log signature was verified, with the
// cosignatures that stand below it. Those are only read: By verifies one.
type Cosigned struct {
	Checkpoint
	Cosignatures []Cosignature
}

// Cosignature is one line of a witness (C2SP tlog-cosignature, cosignature/v1
// with Ed25519): it says that at Time, by its own clock, the witness saw this
// checkpoint and that the log had only grown since the one it saw before.
type Cosignature struct {
	Name string    // of the witness, see WitnessName
	Time time.Time // UTC, whole seconds
	line signatureLine
}

// message is what a witness signs.
func (c Checkpoint) message(at time.Time) []byte {
	return append(fmt.Appendf(nil, "cosignature/v1\ntime %d\n", at.Unix()), c.text()...)
}

// Cosign adds k's cosignature to a checkpoint that may have others already. It
// looks at the form alone: that the log's signature is right and that the log
// has only grown must have been found out before.
func (k WitnessKey) Cosign(checkpoint []byte, at time.Time) ([]byte, error) {
	c, _, list, err := splitCosigned(checkpoint)
	if err != nil {
		return nil, err
	}
	if !validCosigning(at) {
		return nil, errors.New("the clock of this computer is wrong: set it, and sign again")
	}
	for _, other := range list {
		if other.Name == k.name {
			return nil, fmt.Errorf("%s has signed this checkpoint already", k.name)
		}
	}
	if len(list) == maxCosigners {
		return nil, fmt.Errorf("a checkpoint holds at most %d cosignatures", maxCosigners)
	}
	raw := binary.BigEndian.AppendUint32(nil, k.Public().id())
	raw = binary.BigEndian.AppendUint64(raw, uint64(at.Unix()))
	raw = append(raw, ed25519.Sign(k.private, c.message(at))...)
	return signatureLine{k.name, raw}.append(bytes.Clone(checkpoint)), nil
}

// OpenCosigned verifies the log's signature on a checkpoint below which
// cosignatures may stand, one a name, and reads those. Its bytes must be the
// only ones that say what it says, as with OpenCheckpoint.
func OpenCosigned(raw []byte, key PublicKey) (Cosigned, error) {
	c, own, list, err := splitCosigned(raw)
	if err != nil {
		return Cosigned{}, err
	}
	if _, err := OpenCheckpoint(noted(c.text(), own), key); err != nil {
		return Cosigned{}, err
	}
	return Cosigned{c, list}, nil
}

// By verifies the cosignature that the witness with this key made, and gives
// its time.
func (c Cosigned) By(key CosignerKey) (time.Time, error) {
	public, err := key.raw()
	if err != nil {
		return time.Time{}, err
	}
	for _, sig := range c.Cosignatures {
		if sig.Name != key.Name() || binary.BigEndian.Uint32(sig.line.raw) != key.id() {
			continue
		}
		if !ed25519.Verify(public, c.message(sig.Time), sig.line.raw[12:]) {
			break
		}
		return sig.Time, nil
	}
	return time.Time{}, fmt.Errorf("the checkpoint is not cosigned by the key %s", key)
}

var errCosigned = errors.New("this is not a checkpoint of a log with the log’s own signature first and cosignatures below it")

// splitCosigned reads a checkpoint, the line of the log's own signature, and
// the cosignatures; nothing is verified.
func splitCosigned(raw []byte) (c Checkpoint, own signatureLine, list []Cosignature, err error) {
	if len(raw) > maxCosigned {
		return c, own, nil, errCosigned
	}
	c, lines, err := splitNote(raw)
	if err != nil || len(lines) > 1+maxCosigners || len(lines[0].raw) != 4+ed25519.SignatureSize {
		return c, own, nil, errCosigned
	}
	own = lines[0]
	names := map[string]bool{own.name: true}
	for _, l := range lines[1:] {
		if len(l.raw) != cosignatureSize || names[l.name] {
			return c, own, nil, errCosigned
		}
		names[l.name] = true
		seconds := binary.BigEndian.Uint64(l.raw[4:])
		at := time.Unix(int64(seconds), 0).UTC()
		if seconds > 1<<40 || !validCosigning(at) {
			return c, own, nil, errCosigned
		}
		list = append(list, Cosignature{l.name, at, l})
	}
	return c, own, list, nil
}

// validCosigning reports whether a time can be a cosignature's: after the year
// 1970, in which clocks start that were never set, and before the year 10000,
// which the log cannot write.
func validCosigning(at time.Time) bool {
	year := at.UTC().Year()
	return year > 1970 && year <= 9999
}

// Names says whether the log's own signature on a checkpoint names this key, also
// where it does not hold: then the checkpoint was damaged, and no other log is there.
func Names(raw []byte, key PublicKey) bool {
	_, own, _, err := splitCosigned(raw)
	v, bad := key.verifier()
	return err == nil && bad == nil && len(own.raw) >= 4 && own.name == v.Name() && binary.BigEndian.Uint32(own.raw) == v.KeyHash()
}
