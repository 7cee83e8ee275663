package conduct

import (
	"context"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance/clerk"
	"github.com/onenorwich/guildhall/governance/record"
)

// NewNomination is what a practice says when it nominates somebody.
type NewNomination struct {
	Election, Post         election.ID
	Of, Proposer, Seconder election.ID // practices
	Particulars            record.ParticularsText
}

// Nominate records a nomination. The nominee becomes a person of the log,
// unless the address for mail is that of somebody who is one already. mails
// make the emails that tell of it, once both identifiers are drawn.
func (d *Desk) Nominate(ctx context.Context, by election.ID, n NewNomination, mails ...func(nomination, nominee election.ID) (Side, error)) (nomination, nominee election.ID, err error) {
	el, err := d.Election(n.Election)
	if err != nil {
		return "", "", err
	}
	if err := d.checkParticulars(&el, n); err != nil {
		return "", "", err
	}
	if nomination, err = d.newID("n"); err != nil {
		return "", "", err
	}
	var acts []clerk.Act
	if nominee = d.PersonByEmail(ctx, n.Particulars.Email); nominee == "" {
		if nominee, err = d.newID("p"); err != nil {
			return "", "", err
		}
		acts = append(acts, newPerson(by, nominee, record.PersonText{Name: n.Particulars.Name, Email: n.Particulars.Email}))
	}
	acts = append(acts, clerk.Act{By: by, Event: election.NominationMade{
		Election: n.Election, Nomination: nomination, Post: n.Post, Nominee: nominee,
		Of: n.Of, Proposer: n.Proposer, Seconder: n.Seconder,
	}, Sealed: sealed(election.SealedParticulars, n.Particulars)})
	var sides []Side
	for _, make := range mails {
		side, err := make(nomination, nominee)
		if err != nil {
			return "", "", err
		}
		sides = append(sides, side)
	}
	_, err = d.doWith(ctx, sides, acts...)
	return nomination, nominee, err
}

func (d *Desk) checkParticulars(el *election.Election, n NewNomination) error {
	post, ok := el.Post(n.Post)
	if !ok {
		return election.Refuse("no-post", "Choose the post for which you nominate.")
	}
	p := n.Particulars
	if err := CheckName(p.Name); err != nil {
		return err
	}
	if err := CheckRole(p.Role); err != nil {
		return err
	}
	if err := CheckEmail(p.Email); err != nil {
		return err
	}
	if err := CheckLine("number", p.Number, MaxName, false); err != nil {
		return err
	}
	return CheckNumber(post.Terms.Eligible, p.Number)
}

// PersonByEmail finds the person with an address for mail; "" if nobody has it.
func (d *Desk) PersonByEmail(ctx context.Context, email string) election.ID {
	s := d.State()
	for p := range s.Persons {
		if same(d.Person(ctx, p.ID).Email, email) {
			return p.ID
		}
	}
	return ""
}

// Second records that a practice seconds a nomination.
func (d *Desk) Second(ctx context.Context, by, id, nomination, practice election.ID, sides ...Side) error {
	_, err := d.doWith(ctx, sides, clerk.Act{By: by, Event: election.NominationSeconded{Election: id, Nomination: nomination, Seconder: practice}})
	return err
}

// Consent records a nominee's own consent and statement.
func (d *Desk) Consent(ctx context.Context, by, id, nomination election.ID, eligible, interests bool, text record.StatementText, sides ...Side) error {
	text.Statement, text.Interests = Tidy(text.Statement), Tidy(text.Interests)
	if err := CheckName(text.Name); err != nil {
		return err
	}
	if err := CheckStatement(text.Statement); err != nil {
		return err
	}
	if err := CheckInterests(text.Interests); err != nil {
		return err
	}
	_, err := d.doWith(ctx, sides, clerk.Act{By: by,
		Event:  election.NominationConsented{Election: id, Nomination: nomination, Eligible: eligible, Interests: interests},
		Sealed: sealed(election.SealedStatement, text)})
	return err
}

// Decide records the returning officer's decision on a nomination.
func (d *Desk) Decide(ctx context.Context, by, id, nomination election.ID, decision string, register bool, reason string, sides ...Side) error {
	reason = Tidy(reason)
	if err := CheckReason(reason, decision != election.Valid); err != nil {
		return err
	}
	_, err := d.doWith(ctx, sides, clerk.Act{By: by,
		Event:  election.NominationDecided{Election: id, Nomination: nomination, Decision: decision, Register: register},
		Sealed: sealed(election.SealedReason, record.ReasonText{Reason: reason})})
	return err
}

// Withdraw records a nominee's withdrawal.
func (d *Desk) Withdraw(ctx context.Context, by, id, nomination election.ID, sides ...Side) error {
	_, err := d.doWith(ctx, sides, clerk.Act{By: by, Event: election.NominationWithdrawn{Election: id, Nomination: nomination}})
	return err
}
