package conduct

import (
	"context"
	"time"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance"
	"github.com/onenorwich/guildhall/governance/clerk"
	"github.com/onenorwich/guildhall/governance/record"
)

// NameSigner records the public key that a person's browser made. Naming the
// same key again changes nothing: its first answer may have been lost.
func (d *Desk) NameSigner(ctx context.Context, by election.ID, key election.Digest) error {
	_, err := d.Clerk.Do(ctx, clerk.Command{Decide: func(s *governance.State, _ time.Time) ([]clerk.Act, error) {
		if known, ok := s.Signer(by); ok && known.Key == key {
			return nil, nil
		}
		return []clerk.Act{{By: by, Event: governance.SignerNamed{Person: by, Key: key}}}, nil
	}})
	return err
}

// Cosign records a checkpoint that a witness cosigned. Everything that a
// verifier will check is checked first: the log's signature, the witness's, and
// that it is a checkpoint of this very log.
func (d *Desk) Cosign(ctx context.Context, by election.ID, note []byte) error {
	signer, ok := d.signer(by)
	if !ok {
		return election.Refuse("no-key", "Name the key of your browser first.")
	}
	key := d.Clerk.PublicKey()
	signed, err := audit.OpenCosigned(note, key)
	if err != nil {
		return election.Refuse("cosigned", "This is not a checkpoint that this log has signed (%v). Check again, and sign a new one.", err)
	}
	event := governance.CheckpointCosigned{Person: by, Size: signed.Size, Root: election.Digest(signed.Root), Note: election.Digest(audit.Hash(note))}
	if _, err := record.OpenCosigning(note, key, governance.Cosigning{CheckpointCosigned: event, Key: signer.Key}); err != nil {
		return election.Refuse("cosignature", "The checkpoint is not cosigned with the key that the log names for you. If you sign in another browser now, name that browser’s key first.")
	}
	if root, err := d.root(ctx, signed.Size); err != nil {
		return err
	} else if root != signed.Root {
		return election.Refuse("other-log", "This checkpoint is not of this log, though this log’s key signed it. Keep it: it is evidence. Show it to the returning officer and the other scrutineers.")
	}
	_, err = d.Clerk.Do(ctx, clerk.Command{Blobs: [][]byte{note}, Decide: func(s *governance.State, _ time.Time) ([]clerk.Act, error) {
		if cosigned(s, event) {
			return nil, nil
		}
		// What was checked above must be what a verifier will check.
		if now, _ := s.Signer(by); now.Key != signer.Key {
			return nil, election.Refuse("key-changed", "Your key was changed while this was on its way. Check again, and sign once more.")
		}
		return []clerk.Act{{By: by, Event: event}}, nil
	}})
	return err
}

func (d *Desk) signer(by election.ID) (governance.Signer, bool) {
	s := d.State()
	return s.Signer(by)
}

// cosigned says whether this very note is on record: an answer was lost, and it
// was sent again.
func cosigned(s *governance.State, e governance.CheckpointCosigned) bool {
	for _, c := range s.Cosignings {
		if c.CheckpointCosigned == e {
			return true
		}
	}
	return false
}

// root is the root of the log's tree when it had so many entries; zero if it has
// fewer.
func (d *Desk) root(ctx context.Context, size int64) (audit.Digest, error) {
	var tree audit.Tree
	if size == 0 {
		return tree.Root(), nil
	}
	for line, err := range d.Clerk.Log().Lines(ctx, 0) {
		if err != nil {
			return audit.Digest{}, err
		}
		if tree = tree.Add(audit.LeafHash(line)); tree.Size() == size {
			return tree.Root(), nil
		}
	}
	return audit.Digest{}, nil
}
