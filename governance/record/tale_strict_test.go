package record_test

import (
	"context"
	"os"
	"sync"
	"time"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/election/roll"
	"github.com/onenorwich/guildhall/governance"
	"github.com/onenorwich/guildhall/governance/clerk"
	"github.com/onenorwich/guildhall/governance/conduct"
	"github.com/onenorwich/guildhall/governance/rehearsal"
)

// strictly is the tale of an election in the strict scheme: two of three
// trustees, whose ceremony was begun twice, and a registrar.
var strictly = sync.OnceValue(func() *tale {
	s, err := playStrictly(context.Background(), 11)
	if err != nil {
		panic(err)
	}
	return s
})

// playStrictly plays it with as many practices.
func playStrictly(ctx context.Context, n int) (*tale, error) {
	dir, err := os.MkdirTemp("", "strict-tale")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	rule, err := roll.ParseRule("bands:1=1,5001=2,10001=3")
	if err != nil {
		return nil, err
	}
	script := rehearsal.Default(practices(n), rule)
	script.Trustees, script.Threshold = 3, 2
	r, err := rehearsal.Start(ctx, dir, script)
	if err != nil {
		return nil, err
	}
	defer r.Dir.Close()
	if err := r.Until(ctx, rehearsal.Settled); err != nil {
		return nil, err
	}
	if err := falseStart(ctx, r); err != nil {
		return nil, err
	}
	if err := r.Until(ctx, rehearsal.Prepared); err != nil {
		return nil, err
	}
	if err := issue(ctx, r, election.ByLetter, election.Again); err != nil {
		return nil, err
	}
	if err := r.Until(ctx, rehearsal.Declared); err != nil {
		return nil, err
	}
	return take(ctx, r)
}

// falseStart is a ceremony that is begun again before it comes to a key.
func falseStart(ctx context.Context, r *rehearsal.Rehearsal) error {
	desk, first := r.Desk(), r.Team.Trustees[0].Person
	seed, err := belenios.NewSeed(desk.Rand)
	if err != nil {
		return err
	}
	el, err := desk.Election(r.Script.ID)
	if err != nil {
		return err
	}
	c, err := seed.Certificate(desk.Rand, conduct.TrusteeSeat(&el, first))
	if err != nil {
		return err
	}
	if err := desk.GiveCertificate(ctx, first, r.Script.ID, c.Encode()); err != nil {
		return err
	}
	return desk.RestartCeremony(ctx, r.Officer, r.Script.ID, election.GroundPhraseLost)
}

// issue says how the first practice was given its voting code.
func issue(ctx context.Context, r *rehearsal.Rehearsal, ways ...string) error {
	_, err := r.Desk().Clerk.Do(ctx, clerk.Command{Decide: func(*governance.State, time.Time) (acts []clerk.Act, _ error) {
		for _, how := range ways {
			acts = append(acts, clerk.Act{By: r.Team.Registrar, Event: election.CodeIssued{
				Election: r.Script.ID, Practice: election.ID(r.Script.Rows[0].ID()), How: how}})
		}
		return acts, nil
	}})
	return err
}
