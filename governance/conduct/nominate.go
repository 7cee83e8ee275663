package conduct

import (
	"cmp"
	"context"
	"math/big"
	"slices"
	"strings"
	"time"

	"crypto/rand"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance"
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
	if err := CheckText("name", p.Name, maxName, true); err != nil {
		return err
	}
	if err := CheckText("role", p.Role, maxName, true); err != nil {
		return err
	}
	if err := CheckEmail(p.Email); err != nil {
		return err
	}
	return CheckNumber(post.Terms.Eligible, p.Number)
}

// PersonByEmail finds the person with an address for mail; "" if nobody has it.
func (d *Desk) PersonByEmail(ctx context.Context, email string) election.ID {
	s := d.State()
	for p := range s.Persons {
		if strings.EqualFold(d.Person(ctx, p.ID).Email, email) {
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
	if err := CheckText("name", text.Name, maxName, true); err != nil {
		return err
	}
	if err := CheckStatement(text.Statement); err != nil {
		return err
	}
	if err := CheckText("declaration of interests", text.Interests, maxInterests, true); err != nil {
		return err
	}
	_, err := d.doWith(ctx, sides, clerk.Act{By: by,
		Event:  election.NominationConsented{Election: id, Nomination: nomination, Eligible: eligible, Interests: interests},
		Sealed: sealed(election.SealedStatement, text)})
	return err
}

// Decide records the returning officer's decision on a nomination.
func (d *Desk) Decide(ctx context.Context, by, id, nomination election.ID, decision string, register bool, reason string, sides ...Side) error {
	if err := CheckText("reason", reason, maxInterests, decision != election.Valid); err != nil {
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

// Publish publishes the candidates, in alphabetical order of surnames within
// each post.
func (d *Desk) Publish(ctx context.Context, by, id election.ID) error {
	el, err := d.Election(id)
	if err != nil {
		return err
	}
	event := election.CandidatesPublished{Election: id, Candidates: []election.PublishedCandidate{}}
	var blobs [][]byte
	for _, post := range el.Posts() {
		type card struct {
			nomination election.ID
			card       record.Card
		}
		var cards []card
		for n := range el.Nominations {
			if n.Post == post.ID && n.Standing() {
				cards = append(cards, card{n.ID, d.card(ctx, n)})
			}
		}
		slices.SortFunc(cards, func(a, b card) int {
			return cmp.Or(cmp.Compare(sortName(a.card.Name), sortName(b.card.Name)), cmp.Compare(a.nomination, b.nomination))
		})
		for _, c := range cards {
			blob, digest := record.Blob(c.card)
			blobs = append(blobs, blob)
			event.Candidates = append(event.Candidates, election.PublishedCandidate{Post: post.ID, Nomination: c.nomination, Card: digest})
		}
	}
	_, err = d.do(ctx, blobs, clerk.Act{By: by, Event: event})
	return err
}

// card is what the public will see of a nominee.
func (d *Desk) card(ctx context.Context, n election.Nomination) record.Card {
	particulars, statement := d.Particulars(ctx, n), d.Statement(ctx, n)
	return record.Card{
		Name: statement.Name, Role: particulars.Role,
		Practice:  d.Practice(ctx, n.Of).Name,
		Proposer:  d.Practice(ctx, n.Proposer).Name,
		Seconder:  d.Practice(ctx, n.Seconder).Name,
		Statement: statement.Statement, Interests: statement.Interests,
	}
}

// sortName puts the last word of a name first.
func sortName(name string) string {
	words := strings.Fields(strings.ToLower(name))
	if len(words) == 0 {
		return ""
	}
	return words[len(words)-1] + " " + strings.Join(words, " ")
}

// Settle says which posts go to a poll, and draws by lot the order of each
// ballot paper.
func (d *Desk) Settle(ctx context.Context, by, id election.ID) error {
	_, err := d.Clerk.Do(ctx, clerk.Command{Decide: func(s *governance.State, _ time.Time) ([]clerk.Act, error) {
		el, ok := s.Election.Election(id)
		if !ok {
			return nil, election.Refuse("no-election", "There is no election %q.", id)
		}
		event := election.ContestsSettled{Election: id}
		for _, post := range el.Posts() {
			line := election.SettledPost{Post: post.ID, How: election.ByPoll, Order: []election.ID{}}
			for _, c := range el.Standing(post.ID) {
				line.Order = append(line.Order, c.Person)
			}
			switch len(line.Order) {
			case 0:
				line.How = election.Nobody
			case 1:
				line.How = election.Unopposed
			}
			if err := d.shuffle(len(line.Order), func(i, j int) {
				line.Order[i], line.Order[j] = line.Order[j], line.Order[i]
			}); err != nil {
				return nil, err
			}
			event.Posts = append(event.Posts, line)
		}
		return []clerk.Act{{By: by, Event: event}}, nil
	}})
	return err
}

// shuffle draws a permutation (Fisher and Yates), each equally likely.
func (d *Desk) shuffle(n int, swap func(i, j int)) error {
	for i := n - 1; i > 0; i-- {
		j, err := rand.Int(d.Rand, big.NewInt(int64(i+1)))
		if err != nil {
			return err
		}
		swap(i, int(j.Int64()))
	}
	return nil
}
