package record

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
)

// ceremonies verifies how the keys of every election were made, as far as that has
// come: each message of the trustees', what follows with the service's key, and the
// proofs of the phrases.
func (v *verification) ceremonies() error {
	began, count := v.o.Now(), int64(0)
	for el := range v.found.Point.State.Election.Elections {
		if el.Keys == nil && len(el.Ceremony) == 0 {
			continue
		}
		if err := v.ceremony(&el); err != nil {
			return fault("log.jsonl", "the keys of %s: %v", el.ID(), err)
		}
		count++
	}
	if count > 0 {
		v.timed("keys: each step of making them, and the list of trustees that follows", began, count)
	}
	return nil
}

func (v *verification) ceremony(el *election.Election) error {
	log := Ceremony{v.bundle}
	if el.Called.Scheme == election.Simple {
		return v.keys(el, log)
	}
	certs, err := log.Certificates(v.ctx, el)
	if err != nil {
		return err
	}
	seat := belenios.Seat{Group: GroupName(el.Called.Group), Size: len(el.Team.Trustees), Threshold: el.Team.Threshold}
	for i, raw := range certs {
		if raw == nil {
			return nil // what follows waits for it
		}
		seat.Index = i + 1
		c, err := belenios.ParseCertificate(seat, raw)
		if err != nil {
			return err
		}
		if prints := c.Fingerprints(); el.Ceremony[i].Fingerprints != [2]election.Digest{prints[0], prints[1]} {
			return fmt.Errorf("the fingerprints of trustee %d's certificate are not those that the log remembers", i+1)
		}
	}
	switch {
	case el.Keys != nil:
		return v.keys(el, log)
	case el.Ceremony[0].Polynomial.IsZero():
		return nil
	}
	return v.messages(el, log)
}

// messages checks those of a ceremony that has not ended.
func (v *verification) messages(el *election.Election, log Ceremony) error {
	committee, err := log.Committee(v.ctx, el)
	if err != nil {
		return err
	}
	for i, seat := range el.Ceremony {
		if seat.Polynomial.IsZero() {
			return nil
		}
		raw, err := v.bundle.Blob(v.ctx, audit.Digest(seat.Polynomial))
		if err != nil {
			return err
		}
		if _, err := committee.ParsePolynomial(i+1, raw); err != nil {
			return err
		}
	}
	dealing, err := log.Dealing(v.ctx, el)
	if err != nil {
		return err
	}
	for i, seat := range el.Ceremony {
		if seat.Output.IsZero() {
			continue
		}
		raw, err := v.bundle.Blob(v.ctx, audit.Digest(seat.Output))
		if err != nil {
			return err
		}
		if _, err := dealing.ParseOutput(i+1, raw); err != nil {
			return err
		}
	}
	return nil
}

// keys makes the list of trustees again from what people gave and the service's key.
func (v *verification) keys(el *election.Election, log Ceremony) error {
	var files [3][]byte
	var err error
	for i, digest := range el.Keys.Blobs() {
		if files[i], err = v.bundle.Blob(v.ctx, audit.Digest(digest)); err != nil {
			return err
		}
	}
	service, err := belenios.ParseTrustee(GroupName(el.Called.Group), files[0])
	if err != nil {
		return err
	}
	people, trustees, err := log.Join(v.ctx, el, service)
	if err != nil {
		return err
	}
	if !bytes.Equal(trustees, files[2]) {
		return errors.New("the list of trustees is not the service's key and what the people of the election made")
	}
	if !bytes.Equal(people, files[1]) {
		return errors.New("the transcript is not that of the messages in the log")
	}
	if el.Called.Scheme == election.Simple {
		return nil
	}
	transcript, err := log.Transcript(v.ctx, el)
	if err != nil {
		return err
	}
	return v.proofs(el, transcript)
}

// proofs checks that each trustee signed each contest's definition.
func (v *verification) proofs(el *election.Election, t *belenios.Transcript) error {
	for i, seat := range el.Ceremony {
		for at, digest := range seat.Proofs {
			definition, err := v.bundle.Blob(v.ctx, audit.Digest(el.Poll.Prepared.Contests[at].Definition))
			if err != nil {
				return err
			}
			e, err := belenios.ParseElection(definition)
			if err != nil {
				return err
			}
			raw, err := v.bundle.Blob(v.ctx, audit.Digest(digest))
			if err != nil {
				return err
			}
			if err := t.CheckAcknowledgement(i+1, e, raw); err != nil {
				return fmt.Errorf("trustee %d's proof that the phrase was kept: %w", i+1, err)
			}
		}
	}
	return nil
}
