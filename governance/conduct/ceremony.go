package conduct

import (
	"context"
	"errors"
	"time"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/governance"
	"github.com/onenorwich/guildhall/governance/clerk"
	"github.com/onenorwich/guildhall/governance/record"
)

// TrusteeSeat is a trustee's place in the committee of an election.
func TrusteeSeat(el *election.Election, person election.ID) belenios.Seat {
	if el.Team.Seat(person) == 0 {
		return belenios.Seat{}
	}
	return belenios.Seat{Group: record.GroupName(el.Called.Group), Size: len(el.Team.Trustees),
		Threshold: el.Team.Threshold, Index: el.Team.Seat(person)}
}

// GiveCertificate records a trustee's first word in the key ceremony.
func (d *Desk) GiveCertificate(ctx context.Context, by, id election.ID, raw []byte) error {
	el, err := d.Election(id)
	if err != nil {
		return err
	}
	seat := TrusteeSeat(&el, by)
	if seat.Index == 0 {
		return errNotTrustee
	}
	c, err := belenios.ParseCertificate(seat, raw)
	if err != nil {
		return election.Refuse("certificate", "This key was not accepted: %v. Make the key again.", err)
	}
	prints := c.Fingerprints()
	_, err = d.do(ctx, [][]byte{raw}, clerk.Act{By: by, Event: election.CertificateGiven{Election: id, Trustee: by,
		Fingerprints: [2]election.Digest{prints[0], prints[1]}, Certificate: election.Digest(audit.Hash(raw))}})
	return err
}

var errNotTrustee = election.Refuse("not-trustee", "Only a trustee of this election may do this, and only for themselves.")

// GivePolynomial records that a trustee has compared the words, and its shares.
func (d *Desk) GivePolynomial(ctx context.Context, by, id election.ID, raw []byte) error {
	el, err := d.Election(id)
	if err != nil {
		return err
	}
	c, err := record.Ceremony{Blobs: d.Clerk.Log()}.Committee(ctx, &el)
	if err != nil {
		return err
	}
	p, err := c.ParsePolynomial(el.Team.Seat(by), raw)
	if err == nil {
		err = d.fits(ctx, &el, c, p)
	}
	if err != nil {
		return d.blame(ctx, &el, err)
	}
	_, err = d.do(ctx, [][]byte{raw}, clerk.Act{By: by, Event: election.PolynomialGiven{Election: id, Trustee: by, Polynomial: election.Digest(audit.Hash(raw))}})
	return err
}

// fits refuses the last polynomial where it holds by itself, but was made to cancel
// the others: with it nobody, a verifier neither, could go on.
func (d *Desk) fits(ctx context.Context, el *election.Election, c *belenios.Committee, last *belenios.Polynomial) error {
	var list []*belenios.Polynomial
	for i, seat := range el.Ceremony {
		p := last
		if i+1 != last.Member() {
			if seat.Polynomial.IsZero() {
				return nil // it is not the last
			}
			raw, err := d.Clerk.Log().Blob(ctx, audit.Digest(seat.Polynomial))
			if err != nil {
				return err
			}
			if p, err = c.ParsePolynomial(i+1, raw); err != nil {
				return err
			}
		}
		list = append(list, p)
	}
	_, err := belenios.NewDealing(list)
	return err
}

// GiveOutput records that a trustee has its part of the key. The last one's
// ends the ceremony.
func (d *Desk) GiveOutput(ctx context.Context, by, id election.ID, raw []byte) error {
	el, err := d.Election(id)
	if err != nil {
		return err
	}
	dealing, err := record.Ceremony{Blobs: d.Clerk.Log()}.Dealing(ctx, &el)
	if err != nil {
		return err
	}
	if _, err := dealing.ParseOutput(el.Team.Seat(by), raw); err != nil {
		return d.blame(ctx, &el, err)
	}
	if _, err = d.do(ctx, [][]byte{raw}, clerk.Act{By: by, Event: election.OutputGiven{Election: id, Trustee: by, Output: election.Digest(audit.Hash(raw))}}); err != nil {
		return err
	}
	return d.FinishKeys(ctx)
}

// blame turns a refusal of the ceremony's into a sentence that names who is to
// blame, as the trustees know each other.
func (d *Desk) blame(ctx context.Context, el *election.Election, err error) error {
	var m *belenios.MemberError
	if !errors.As(err, &m) || m.Member < 1 || m.Member > len(el.Team.Trustees) {
		return election.Refuse("ceremony", "This message of the key ceremony was not accepted: %v. Nothing was recorded.", err)
	}
	name := d.Person(ctx, el.Team.Trustees[m.Member-1]).Name
	return election.Refuse("ceremony", "The message of %s (trustee %d) in the key ceremony was not accepted: %s. Nothing was recorded. Tell the returning officer.", name, m.Member, m.Reason)
}

// RestartCeremony begins a key ceremony again, with fresh contest identifiers.
// The sides run with it: the emails that tell of it.
func (d *Desk) RestartCeremony(ctx context.Context, by, id election.ID, ground string, sides ...Side) error {
	el, err := d.Election(id)
	if err != nil {
		return err
	}
	acts := []clerk.Act{{By: by, Event: election.CeremonyRestarted{Election: id, Ground: ground}}}
	if len(el.Identified) > 0 {
		var contested []election.ID
		for _, p := range el.Contested() {
			contested = append(contested, p.ID)
		}
		again, err := d.identified(id, contested)
		if err != nil {
			return err
		}
		acts = append(acts, again)
	}
	_, err = d.doWith(ctx, append([]Side{forgetServiceKey(id)}, sides...), acts...)
	return err
}

// identified draws the identifiers of the contests of an election in the strict
// scheme.
func (d *Desk) identified(id election.ID, contested []election.ID) (act clerk.Act, err error) {
	event := election.ContestsIdentified{Election: id}
	for _, post := range contested {
		c := election.Identified{Post: post}
		if c.UUID, err = belenios.NewUUID(d.Rand); err != nil {
			return act, err
		}
		event.Contests = append(event.Contests, c)
	}
	return clerk.Act{By: election.Service, Event: event}, nil
}

// decided is a decision that does not depend on the state.
func decided(acts ...clerk.Act) func(*governance.State, time.Time) ([]clerk.Act, error) {
	return func(*governance.State, time.Time) ([]clerk.Act, error) { return acts, nil }
}

// ProvePhrase records a trustee's proof, contest by contest, that the recovery
// phrase was kept.
func (d *Desk) ProvePhrase(ctx context.Context, by, id election.ID, proofs [][]byte) error {
	el, err := d.Election(id)
	if err != nil {
		return err
	}
	contests, err := d.Contests(ctx, &el)
	if err != nil {
		return err
	}
	committee, err := record.Ceremony{Blobs: d.Clerk.Log()}.Committee(ctx, &el)
	if err != nil {
		return err
	}
	if el.Team.Seat(by) == 0 {
		return errNotTrustee
	}
	event := election.PhraseProved{Election: id, Trustee: by, Proofs: []election.Digest{}}
	for i, raw := range proofs {
		if i < len(contests) {
			if err := committee.CheckAcknowledgement(el.Team.Seat(by), contests[i].Setup.Election, raw); err != nil {
				return election.Refuse("proof", "The proof that you kept your phrase was not accepted: %v. Nothing was recorded.", err)
			}
		}
		event.Proofs = append(event.Proofs, election.Digest(audit.Hash(raw)))
	}
	_, err = d.do(ctx, proofs, clerk.Act{By: by, Event: event})
	return err
}
