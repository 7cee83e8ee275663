package conduct

import (
	"context"
	"slices"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance/clerk"
	"github.com/onenorwich/guildhall/governance/record"
)

// Team is who helps the returning officer. Whoever is known already by their
// email address stays the same person.
type Team struct {
	Threshold   int
	Trustees    []record.PersonText
	Registrar   *record.PersonText
	Operator    *record.PersonText
	Scrutineers []record.PersonText
}

// TeamMails makes the emails that tell a team of its parts. people are those
// whom the event names.
type TeamMails = func(named election.TeamNamed, people map[election.ID]record.PersonText) (Side, error)

// NameTeam names the team of an election, whole. mails, if given, makes the
// emails that go out with it.
func (d *Desk) NameTeam(ctx context.Context, by, id election.ID, t Team, mails ...TeamMails) error {
	n := naming{desk: d, ctx: ctx, by: by, made: make(map[string]election.ID), named: make(map[election.ID]record.PersonText)}
	event := election.TeamNamed{Election: id, Threshold: t.Threshold,
		Trustees: n.people(t.Trustees), Scrutineers: n.people(t.Scrutineers),
		Registrar: n.person(t.Registrar), Operator: n.person(t.Operator)}
	if n.err != nil {
		return n.err
	}
	var sides []Side
	for _, write := range mails {
		side, err := write(event, n.named)
		if err != nil {
			return err
		}
		sides = append(sides, side)
	}
	_, err := d.doWith(ctx, sides, append(n.acts, clerk.Act{By: by, Event: event})...)
	return err
}

// naming finds people, or makes them known, one after another; its first error
// sticks.
type naming struct {
	desk *Desk
	ctx  context.Context
	by   election.ID
	acts []clerk.Act
	made map[string]election.ID // by email, in small letters
	// named is everybody, with the details under which they are known.
	named map[election.ID]record.PersonText
	err   error
}

func (n *naming) people(list []record.PersonText) []election.ID {
	ids := make([]election.ID, 0, len(list))
	for _, p := range list {
		ids = append(ids, n.person(&p))
	}
	return ids
}

func (n *naming) person(p *record.PersonText) election.ID {
	if p == nil || n.err != nil {
		return ""
	}
	if n.err = CheckPerson(*p); n.err != nil {
		return ""
	}
	if id := n.desk.KnownAs(n.ctx, *p); id != "" {
		n.named[id] = n.desk.Person(n.ctx, id)
		return id
	}
	if id, again := n.made[election.Fold(p.Email)]; again {
		return id
	}
	id, err := n.desk.newID("person")
	if err != nil {
		n.err = err
		return ""
	}
	n.made[election.Fold(p.Email)], n.named[id] = id, *p
	n.acts = append(n.acts, newPerson(n.by, id, *p))
	return id
}

// KnownAs finds the person with an address for mail; "" if nobody has it. Where
// several people share one mailbox, it is the one of that name, if there is one.
func (d *Desk) KnownAs(ctx context.Context, p record.PersonText) (id election.ID) {
	s := d.State()
	for known := range s.Persons {
		t := d.Person(ctx, known.ID)
		if !same(t.Email, p.Email) {
			continue
		}
		if same(t.Name, p.Name) {
			return known.ID
		}
		if id == "" {
			id = known.ID
		}
	}
	return id
}

// InTeam says whether a person has a part in any election: trustee, registrar,
// operator or scrutineer.
func (d *Desk) InTeam(person election.ID) bool {
	s := d.State()
	for el := range s.Election.Elections {
		if el.Team != nil && slices.Contains(el.Team.Persons(), person) {
			return true
		}
	}
	return false
}
