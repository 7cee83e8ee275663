package rehearsal

import (
	"context"
	"crypto/ed25519"
	"io"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
)

// watch names the keys with which the trustees' browsers cosign checkpoints. Who
// has named one already, in a real browser, is left to it.
func (r *Rehearsal) watch(ctx context.Context) error {
	state := r.desk.State()
	for i := range r.Team.Trustees {
		t := &r.Team.Trustees[i]
		if _, named := state.Signer(t.Person); named {
			continue
		}
		seed := make([]byte, ed25519.SeedSize)
		if _, err := io.ReadFull(r.desk.Rand, seed); err != nil {
			return err
		}
		key, err := audit.NewWitnessKey(audit.WitnessName(r.Dir.Key.Origin(), string(t.Person)), seed)
		if err != nil {
			return err
		}
		if err := r.desk.NameSigner(ctx, t.Person, election.Digest(key.Public().Raw())); err != nil {
			return err
		}
		t.Witness = &key
	}
	return nil
}

// cosign is what the trustees do at the opening and at the close: each cosigns
// the newest checkpoint.
func (r *Rehearsal) cosign(ctx context.Context) error {
	for _, t := range r.Team.Trustees {
		if t.Witness == nil {
			continue
		}
		checkpoint, err := r.desk.Clerk.Checkpoint(r.desk.Clerk.Point())
		if err != nil {
			return err
		}
		note, err := t.Witness.Cosign(checkpoint, r.Clock.Now())
		if err != nil {
			return err
		}
		if err := r.desk.Cosign(ctx, t.Person, note); err != nil {
			return err
		}
	}
	return nil
}
