package rehearsal

import (
	"context"
	"crypto/ed25519"
	"io"
	"time"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/governance"
	"github.com/onenorwich/guildhall/governance/clerk"
	"github.com/onenorwich/guildhall/governance/conduct"
	"github.com/onenorwich/guildhall/governance/record"
)

// Team is who helps the returning officer in the strict scheme, with all their
// secrets: here, and only here, they are in one place.
type Team struct {
	Trustees  []Trustee
	Registrar election.ID
	Operator  election.ID
	Signing   ed25519.PrivateKey // the registrar's
}

// Trustee is one trustee with the recovery phrase.
type Trustee struct {
	Person  election.ID
	Phrase  belenios.Seed
	Witness *audit.WitnessKey // with which the browser cosigns checkpoints
}

// nameTeam names trustees, a registrar and an operator. People 70 and on of
// the invented ones have no other part.
func (r *Rehearsal) nameTeam(ctx context.Context) error {
	registrar, operator := person(70), person(71)
	team := conduct.Team{Threshold: r.Script.Threshold, Registrar: &registrar, Operator: &operator}
	for i := range r.Script.Trustees {
		team.Trustees = append(team.Trustees, person(72+i))
	}
	if err := r.desk.NameTeam(ctx, r.Officer, r.Script.ID, team); err != nil {
		return err
	}
	el, err := r.desk.Election(r.Script.ID)
	if err != nil {
		return err
	}
	r.Team.Registrar, r.Team.Operator = el.Team.Registrar, el.Team.Operator
	for _, id := range el.Team.Trustees {
		seed, err := belenios.NewSeed(r.desk.Rand)
		if err != nil {
			return err
		}
		r.Team.Trustees = append(r.Team.Trustees, Trustee{Person: id, Phrase: seed})
	}
	return nil
}

// ceremony plays the trustees' rounds one after another.
func (r *Rehearsal) ceremony(ctx context.Context) error {
	log := record.Ceremony{Blobs: r.desk.Clerk.Log()}
	rounds := []func(el *election.Election, t Trustee) error{
		func(el *election.Election, t Trustee) error {
			c, err := t.Phrase.Certificate(r.desk.Rand, conduct.TrusteeSeat(el, t.Person))
			if err != nil {
				return err
			}
			return r.desk.GiveCertificate(ctx, t.Person, el.ID(), c.Encode())
		},
		func(el *election.Election, t Trustee) error {
			committee, err := log.Committee(ctx, el)
			if err != nil {
				return err
			}
			p, err := committee.Deal(r.desk.Rand, t.Phrase)
			if err != nil {
				return err
			}
			return r.desk.GivePolynomial(ctx, t.Person, el.ID(), p.Encode())
		},
		func(el *election.Election, t Trustee) error {
			dealing, err := log.Dealing(ctx, el)
			if err != nil {
				return err
			}
			input, err := dealing.Input(el.Team.Seat(t.Person))
			if err != nil {
				return err
			}
			part, err := dealing.Receive(r.desk.Rand, t.Phrase, input)
			if err != nil {
				return err
			}
			return r.desk.GiveOutput(ctx, t.Person, el.ID(), part.Output())
		},
	}
	for _, round := range rounds {
		r.Clock.Advance(time.Minute)
		for _, t := range r.Team.Trustees {
			el, err := r.desk.Election(r.Script.ID)
			if err != nil {
				return err
			}
			if err := round(&el, t); err != nil {
				return err
			}
		}
	}
	return nil
}

// makeCodes is the registrar's work.
func (r *Rehearsal) makeCodes(ctx context.Context) error {
	if el, err := r.desk.Election(r.Script.ID); err != nil || el.Listed != nil {
		return err // a test's own registrar was here
	}
	seed := make([]byte, ed25519.SeedSize)
	if _, err := io.ReadFull(r.desk.Rand, seed); err != nil {
		return err
	}
	r.Team.Signing = ed25519.NewKeyFromSeed(seed)
	signer := governance.SignerNamed{Person: r.Team.Registrar, Key: election.Digest(r.Team.Signing.Public().(ed25519.PublicKey))}
	if _, err := r.desk.Clerk.Do(ctx, clerk.Command{Decide: func(*governance.State, time.Time) ([]clerk.Act, error) {
		return []clerk.Act{{By: r.Team.Registrar, Event: signer}}, nil
	}}); err != nil {
		return err
	}
	el, err := r.desk.Election(r.Script.ID)
	if err != nil {
		return err
	}
	var uuids []string
	for _, c := range el.Identified {
		uuids = append(uuids, c.UUID)
	}
	var list record.CodeList
	for row := range el.Roll.Rows {
		code, err := belenios.NewCode(r.desk.Rand)
		if err != nil {
			return err
		}
		line, err := record.NewCodeLine(code, record.GroupName(r.Script.Group), row.Votes, uuids)
		if err != nil {
			return err
		}
		list, r.Codes[row.Practice] = append(list, line), code.Reveal()
	}
	list.Sort()
	signature, err := record.SignCodes(r.Team.Signing, r.Dir.Key.Origin(), r.Script.ID, list.Encode())
	if err != nil {
		return err
	}
	return r.desk.ListVoters(ctx, r.Team.Registrar, r.Script.ID, list.Encode(), signature)
}

// prove is every trustee's proof that the phrase was kept.
func (r *Rehearsal) prove(ctx context.Context) error {
	el, err := r.desk.Election(r.Script.ID)
	if err != nil {
		return err
	}
	contests, err := r.desk.Contests(ctx, &el)
	if err != nil {
		return err
	}
	transcript, err := record.Ceremony{Blobs: r.desk.Clerk.Log()}.Transcript(ctx, &el)
	if err != nil {
		return err
	}
	for _, t := range r.Team.Trustees {
		var proofs [][]byte
		for _, c := range contests {
			proof, err := transcript.Acknowledge(r.desk.Rand, t.Phrase, c.Setup.Election, c.Setup.Trustees)
			if err != nil {
				return err
			}
			proofs = append(proofs, proof)
		}
		if err := r.desk.ProvePhrase(ctx, t.Person, r.Script.ID, proofs); err != nil {
			return err
		}
	}
	return nil
}

// trusteeKey is a trustee's decryption key, from the phrase and the log alone.
func (r *Rehearsal) trusteeKey(ctx context.Context, el *election.Election, t Trustee) (*belenios.TrusteeKey, error) {
	transcript, err := record.Ceremony{Blobs: r.desk.Clerk.Log()}.Transcript(ctx, el)
	if err != nil {
		return nil, err
	}
	return transcript.Key(t.Phrase)
}
