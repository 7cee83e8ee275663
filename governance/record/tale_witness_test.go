package record_test

import (
	"bytes"
	"context"
	"slices"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance/conduct"
	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/governance/rehearsal"
)

// scrutineer watches the tale, and names a second key along the way.
type scrutineer struct {
	person election.ID
	key    audit.WitnessKey
}

// watch names a scrutineer for the tale's election, and the key of the
// scrutineer's browser.
func watch(ctx context.Context, r *rehearsal.Rehearsal, seed byte) (*scrutineer, error) {
	desk := r.Desk()
	el, err := desk.Election(r.Script.ID)
	if err != nil {
		return nil, err
	}
	if el.Team == nil {
		team := conduct.Team{Scrutineers: []record.PersonText{{Name: "Sam Scrutineer", Email: "sam@example.org"}}}
		if err := desk.NameTeam(ctx, r.Officer, r.Script.ID, team); err != nil {
			return nil, err
		}
		if el, err = desk.Election(r.Script.ID); err != nil {
			return nil, err
		}
	}
	// A team without scrutineers has trustees, who watch as well.
	s := &scrutineer{person: slices.Concat(el.Team.Scrutineers, el.Team.Trustees)[0]}
	return s, s.take(ctx, r, seed)
}

// take names a new key.
func (s *scrutineer) take(ctx context.Context, r *rehearsal.Rehearsal, seed byte) (err error) {
	s.key, err = audit.NewWitnessKey(audit.WitnessName(r.Dir.Key.Origin(), string(s.person)), bytes.Repeat([]byte{seed}, 32))
	if err != nil {
		return err
	}
	return r.Desk().NameSigner(ctx, s.person, election.Digest(s.key.Public().Raw()))
}

// sign cosigns the newest checkpoint.
func (s *scrutineer) sign(ctx context.Context, r *rehearsal.Rehearsal) error {
	desk := r.Desk()
	plain, err := desk.Clerk.Checkpoint(desk.Clerk.Point())
	if err != nil {
		return err
	}
	note, err := s.key.Cosign(plain, r.Clock.Now())
	if err != nil {
		return err
	}
	return desk.Cosign(ctx, s.person, note)
}
