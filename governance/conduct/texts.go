package conduct

import (
	"context"
	"strings"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance/record"
)

// Person is a person's sealed details; zero if they have been destroyed.
func (d *Desk) Person(ctx context.Context, id election.ID) record.PersonText {
	s := d.State()
	p, ok := s.Person(id)
	if !ok {
		return record.PersonText{}
	}
	t, _ := unsealed[record.PersonText](ctx, d, p.Seq, "details")
	return t
}

// Practice is a practice's name and code.
func (d *Desk) Practice(ctx context.Context, id election.ID) record.PracticeText {
	s := d.State()
	p, ok := s.Practice(id)
	if !ok {
		return record.PracticeText{Code: strings.ToUpper(string(id)), Name: strings.ToUpper(string(id))}
	}
	return Blob[record.PracticeText](ctx, d, p.Details)
}

// Text is the words of an election.
func (d *Desk) Text(ctx context.Context, el *election.Election) record.ElectionText {
	return Blob[record.ElectionText](ctx, d, el.Called.Definition)
}

// Particulars, Statement and Reason are the sealed texts of a nomination.
func (d *Desk) Particulars(ctx context.Context, n election.Nomination) record.ParticularsText {
	t, _ := unsealed[record.ParticularsText](ctx, d, n.MadeSeq, election.SealedParticulars)
	return t
}

func (d *Desk) Statement(ctx context.Context, n election.Nomination) record.StatementText {
	if !n.Consented {
		return record.StatementText{}
	}
	t, _ := unsealed[record.StatementText](ctx, d, n.ConsentedSeq, election.SealedStatement)
	return t
}

func (d *Desk) Reason(ctx context.Context, n election.Nomination) record.ReasonText {
	if n.Decision == "" {
		return record.ReasonText{}
	}
	t, _ := unsealed[record.ReasonText](ctx, d, n.DecidedSeq, election.SealedReason)
	return t
}

// Card is what the public sees of a candidate.
func (d *Desk) Card(ctx context.Context, c election.Candidate) record.Card {
	return Blob[record.Card](ctx, d, c.Card)
}

// The keys of what a desk remembers of texts.
type (
	blobKey[T any]   struct{ digest election.Digest }
	sealedKey[T any] struct {
		seq   int64
		field string
	}
)

// Blob reads a public text; zero if it is not held here. It may be shared with
// others, so it must not be changed.
func Blob[T any](ctx context.Context, d *Desk, digest election.Digest) (t T) {
	t, _ = store.Remember(d.Clerk.Log().Memory(), blobKey[T]{digest}, func() (T, error) {
		raw, err := d.Clerk.Log().Blob(ctx, audit.Digest(digest))
		if err != nil {
			var zero T
			return zero, err
		}
		return record.Read[T](raw)
	})
	return t
}

// unsealed reads a sealed text, which is remembered until anything is destroyed.
func unsealed[T any](ctx context.Context, d *Desk, seq int64, field string) (T, error) {
	return store.Remember(d.Clerk.Log().Memory(), sealedKey[T]{seq, field}, func() (T, error) {
		raw, err := d.Clerk.Log().Unseal(ctx, seq, field)
		if err != nil {
			var zero T
			return zero, err
		}
		return record.Read[T](raw)
	})
}
