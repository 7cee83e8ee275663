package trustee

import (
	"context"
	"io"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/web/keys/count"
)

// Count is a closed poll that a trustee verified and has a key for.
type Count struct {
	*count.Count
	task *Task
	key  *belenios.TrusteeKey
}

// Verify verifies the whole bundle of the log, as count.Verify does, and finds
// this trustee in it: the record of the ceremony gives its key, and the ballots
// are those that it signed before anybody voted.
func (t *Task) Verify(ctx context.Context, seed belenios.Seed, from count.Bundle, kept count.Kept, progress func(what string, n int64)) (*Count, error) {
	if err := t.asks(RoundDecrypt); err != nil {
		return nil, err
	}
	found, err := count.Verify(ctx, from, t.Election, kept, progress)
	if err != nil {
		return nil, err
	}
	c := &Count{Count: found, task: t}
	el := &found.Election
	if el.Keys == nil || el.Team == nil || len(el.Team.Trustees) != len(t.Trustees) || el.Team.Threshold != t.Threshold {
		return nil, election.Refuse("swapped", "The log that the service shows has other trustees than your page. Nothing was decrypted; tell the returning officer and the other trustees.")
	}
	transcript, err := record.Ceremony{Blobs: found.Log()}.Transcript(ctx, el)
	if err != nil {
		return nil, t.blamed(err)
	}
	if at, err := transcript.Member(seed); err != nil || at != t.Seat {
		return nil, election.Refuse("swapped", "The log that the service shows has another key in the place of yours. Nothing was decrypted; tell the returning officer and the other trustees.")
	}
	if c.key, err = transcript.Key(seed); err != nil {
		return nil, t.blamed(err)
	}
	for i := range c.Contests {
		if err := c.signed(ctx, transcript, i); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// signed: a contest's key is the ceremony's, and its definition is the one that
// this trustee signed before the poll.
func (c *Count) signed(ctx context.Context, transcript *belenios.Transcript, at int) error {
	one := &c.Contests[at]
	setup := one.Setup()
	if c.Owner(at, c.key.PublicKey()) != 1+c.task.Seat || !transcript.StandsIn(setup.Trustees) {
		return election.Refuse("swapped", "The votes for %s are not locked with the trustees' key as it came out of the key ceremony. Nothing was decrypted; tell the returning officer and the other trustees.", one.Name)
	}
	proofs := c.Election.Ceremony[c.task.Seat-1].Proofs
	if at >= len(proofs) {
		return election.Refuse("unsigned", "The log holds no signature of yours for the ballot of %s. Nothing was decrypted; tell the returning officer.", one.Name)
	}
	raw, err := c.Blob(ctx, proofs[at])
	if err != nil {
		return err
	}
	if err := transcript.CheckAcknowledgement(c.task.Seat, setup.Election, raw); err != nil {
		return election.Refuse("unsigned", "The ballot of %s is not the one that you signed before the poll: %v. Nothing was decrypted; tell the returning officer and the other trustees.", one.Name, err)
	}
	return nil
}

// Decrypt gives the trustee's shares of every contest. Call it when a person has
// seen the numbers and agreed.
func (c *Count) Decrypt(rand io.Reader) (*Answer, error) {
	shares, bindings, err := c.Shares(rand, c.key)
	if err != nil {
		return nil, err
	}
	a := c.task.answer(RoundDecrypt)
	for i := range shares {
		a.Shares, a.Bindings = append(a.Shares, string(shares[i])), append(a.Bindings, string(bindings[i]))
	}
	return a, nil
}
