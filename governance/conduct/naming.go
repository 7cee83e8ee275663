package conduct

import (
	"context"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance"
	"github.com/onenorwich/guildhall/governance/clerk"
	"github.com/onenorwich/guildhall/governance/record"
)

// Naming is one person who is to act for a practice.
type Naming struct {
	Practice election.ID
	Role     string // governance.Voting or governance.Deputy
	Person   record.PersonText
}

// NameAll names people for several practices, all in one step, as a file of
// them does. mails, if given, makes the emails that tell of each.
func (d *Desk) NameAll(ctx context.Context, by election.ID, list []Naming, mails func(n Naming, person election.ID) (Side, error)) error {
	var acts []clerk.Act
	var sides []Side
	for _, n := range list {
		more, err := d.naming(by, n.Practice, n.Role, n.Person)
		if err != nil {
			return err
		}
		acts = append(acts, more...)
		if mails == nil {
			continue
		}
		for _, act := range more {
			named, ok := act.Event.(governance.RepresentativeNamed)
			if !ok {
				continue
			}
			side, err := mails(n, named.Person)
			if err != nil {
				return err
			}
			sides = append(sides, side)
		}
	}
	_, err := d.doWith(ctx, sides, acts...)
	return err
}
