package conduct

import (
	"context"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance"
	"github.com/onenorwich/guildhall/governance/clerk"
	"github.com/onenorwich/guildhall/governance/record"
)

// Appoint names a person who acts for a practice, as Name does, and queues the
// emails that tell of it. Somebody who is known already by the same name and
// address stays the same person. mails may be nil.
func (d *Desk) Appoint(ctx context.Context, by, practice election.ID, role string, p record.PersonText, mails func(person election.ID) (Side, error)) (person election.ID, err error) {
	if err := CheckPerson(p); err != nil {
		return "", err
	}
	var acts []clerk.Act
	s := d.State()
	for known := range s.Persons {
		if t := d.Person(ctx, known.ID); same(t.Email, p.Email) && same(t.Name, p.Name) {
			person = known.ID
			break
		}
	}
	if person != "" && s.Represents(person, practice) {
		return "", election.Refuse("represents", "%s acts for this practice already.", p.Name)
	}
	if person == "" {
		if person, err = d.newID("p"); err != nil {
			return "", err
		}
		acts = append(acts, newPerson(by, person, p))
	}
	acts = append(acts, clerk.Act{By: by, Event: governance.RepresentativeNamed{Practice: practice, Person: person, Role: role}})
	var sides []Side
	if mails != nil {
		side, err := mails(person)
		if err != nil {
			return "", err
		}
		sides = append(sides, side)
	}
	_, err = d.doWith(ctx, sides, acts...)
	return person, err
}

// EndActing ends a person's acting for a practice.
func (d *Desk) EndActing(ctx context.Context, by, practice, person election.ID, sides ...Side) error {
	_, err := d.doWith(ctx, sides, clerk.Act{By: by, Event: governance.RepresentativeEnded{Practice: practice, Person: person}})
	return err
}
