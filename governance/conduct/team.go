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

// NameTeam names the team of an election, whole.
func (d *Desk) NameTeam(ctx context.Context, by, id election.ID, t Team, sides ...Side) error {
	n := naming{desk: d, ctx: ctx, by: by}
	event := election.TeamNamed{Election: id, Threshold: t.Threshold,
		Trustees: n.people(t.Trustees), Scrutineers: n.people(t.Scrutineers),
		Registrar: n.person(t.Registrar), Operator: n.person(t.Operator)}
	if n.err != nil {
		return n.err
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
	made map[string]election.ID // by email
	err  error
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
	if id := n.desk.PersonByEmail(n.ctx, p.Email); id != "" {
		return id
	}
	if id, again := n.made[p.Email]; again {
		return id
	}
	id, err := n.desk.newID("person")
	if err != nil {
		n.err = err
		return ""
	}
	if n.made == nil {
		n.made = make(map[string]election.ID)
	}
	n.made[p.Email] = id
	n.acts = append(n.acts, newPerson(n.by, id, *p))
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
