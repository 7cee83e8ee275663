package conduct

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"io"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/secrecy"
	"github.com/onenorwich/guildhall/governance"
	"github.com/onenorwich/guildhall/governance/clerk"
	"github.com/onenorwich/guildhall/governance/record"
)

// Desk is where the steps are taken.
type Desk struct {
	Clerk *clerk.Clerk
	Rand  io.Reader // randomness; crypto/rand.Reader but in a test

	// Turns are those of the votes that are checked.
	Turns Turns

	contests, tallies sync.Map           // what never changes once it exists: by the first definition, by election
	making            singleflight.Group // what is being made of these
	checked           checked
	outlooks          laters[*secrecy.Outlook]
	revealed          laters[*Revelation]
}

// New is a desk with the machine's randomness.
func New(c *clerk.Clerk) *Desk { return &Desk{Clerk: c, Rand: rand.Reader} }

// State is the newest published state.
func (d *Desk) State() governance.State { return d.Clerk.Point().State }

// Election is an election of the newest published state.
func (d *Desk) Election(id election.ID) (election.Election, error) {
	s := d.State()
	el, ok := s.Election.Election(id)
	if !ok {
		return el, election.Refuse("no-election", "There is no election %q.", id)
	}
	return el, nil
}

// newID draws an identifier that nobody can guess, with a prefix that says
// what it is of.
func (d *Desk) newID(prefix string) (election.ID, error) {
	b := make([]byte, 8)
	if _, err := io.ReadFull(d.Rand, b); err != nil {
		return "", err
	}
	return election.ID(prefix + "-" + hex.EncodeToString(b)), nil
}

// do records acts that do not depend on the state, with their blobs.
func (d *Desk) do(ctx context.Context, blobs [][]byte, acts ...clerk.Act) (clerk.Done, error) {
	return d.Clerk.Do(ctx, clerk.Command{
		Blobs:  blobs,
		Decide: func(*governance.State, time.Time) ([]clerk.Act, error) { return acts, nil },
	})
}

// sealed is the one sealed text of an event.
func sealed(field string, text any) map[string][]byte {
	return map[string][]byte{field: record.Text(text)}
}

// newPerson is the act that makes a person known.
func newPerson(by, id election.ID, p record.PersonText) clerk.Act {
	return clerk.Act{By: by, Event: governance.PersonAdded{Person: id}, Sealed: sealed(governance.SealedDetails, p)}
}
