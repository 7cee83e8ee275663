package count

import (
	"bytes"
	"context"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
)

// Kept is what a holder of a key kept from before the count.
type Kept struct {
	Key string `json:"key"` // of the log; empty if it was not kept
	// Checkpoints are signed checkpoints of the log, as it was when the key was
	// made or proved, and later.
	Checkpoints []string `json:"checkpoints"`
	// Tallies are those decrypted here before, as Count.Tallies gives them.
	Tallies map[string]string `json:"tallies"`
}

func (k Kept) key() (audit.PublicKey, error) {
	if k.Key == "" {
		return "", nil
	}
	key, err := audit.ParsePublicKey(k.Key)
	if err != nil {
		return "", election.Refuse("key", "The log's key that was kept here cannot be read. Choose the checkpoint file that you saved.")
	}
	return key, nil
}

// hold holds a log against every checkpoint that was kept: it must begin with
// exactly the entries that each of them saw. A checkpoint is taken with and
// without cosignatures.
func (k Kept) hold(ctx context.Context, b *audit.Bundle, s audit.Summary) error {
	key, err := b.Key()
	if err != nil {
		return untrue(err)
	}
	roots := map[int64]audit.Digest{}
	for _, raw := range k.Checkpoints {
		c, err := audit.ReadCheckpoint([]byte(raw))
		if err != nil {
			return election.Refuse("checkpoint", "A checkpoint that was kept cannot be read: %v. Choose the file that you saved.", err)
		}
		if c.Origin != s.Head.Origin {
			return election.Refuse("checkpoint", "The checkpoint that was kept is of the log %s, but the service shows the log %s. Choose the file that you saved for this election.", c.Origin, s.Head.Origin)
		}
		// What the key that the service shows signed holds, unless the file was damaged.
		// That accuses nobody; what another key of this name signed does.
		switch _, err := audit.OpenCosigned([]byte(raw), key); {
		case err != nil && !audit.Names([]byte(raw), key):
			return changed()
		case err != nil:
			return election.Refuse("damaged", "A checkpoint that was kept here or chosen is damaged: the log's signature on it does not hold, so nothing can be held against it. Choose another copy of the file that you saved. Nothing was decrypted.")
		}
		if other, double := roots[c.Size]; double && other != c.Root {
			return changed()
		}
		if c.Size > s.Head.Size {
			return changed()
		}
		roots[c.Size] = c.Root
	}
	if len(roots) == 0 {
		return nil
	}
	tree, size := audit.Tree{}, int64(0)
	for line, err := range b.Lines(ctx, 0) {
		if err != nil {
			return untrue(err)
		}
		tree, size = tree.Add(audit.LeafHash(line)), size+1
		if want, kept := roots[size]; kept && tree.Root() != want {
			return changed()
		}
	}
	return nil
}

func changed() error {
	return election.Refuse("forked", "The log that the service shows is not the one that was kept here: what was recorded before has been changed or taken away. Nothing was decrypted, and nothing must be declared. Tell the candidates, the other trustees and the service's operator.")
}

// Keep adds a checkpoint that the service shows to what is kept. The first time
// the log's key is kept with it; from then on every checkpoint must be signed with
// that key, and one that is not later than another replaces nothing.
func (k Kept) Keep(key string, checkpoint []byte) (Kept, error) {
	if k.Key != "" && key != k.Key {
		return k, election.Refuse("other-key", "The service shows another key of the log than the one that was kept here. Stop, and tell the returning officer and the other trustees.")
	}
	public, err := audit.ParsePublicKey(key)
	if err != nil {
		return k, election.Refuse("key", "The log's key could not be read: %v.", err)
	}
	seen, err := audit.OpenCheckpoint(checkpoint, public)
	if err != nil {
		return k, election.Refuse("checkpoint", "The checkpoint that the service shows does not hold: %v. Stop, and tell the returning officer and the other trustees.", err)
	}
	for _, raw := range k.Checkpoints {
		c, err := audit.ReadCheckpoint([]byte(raw))
		if err == nil && c.Size == seen.Size && c.Root != seen.Root {
			return k, changed()
		}
		if bytes.Equal([]byte(raw), checkpoint) {
			return k, nil
		}
	}
	k.Key, k.Checkpoints = key, append(k.Checkpoints[:len(k.Checkpoints):len(k.Checkpoints)], string(checkpoint))
	return k, nil
}
