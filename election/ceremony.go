package election

import (
	"slices"

	"github.com/onenorwich/guildhall/election/table"
)

// Seat is how far one trustee has come in the key ceremony. What is given is a
// blob; its digest is zero until then.
type Seat struct {
	Trustee      ID
	Fingerprints [2]Digest // of the certificate's keys
	Certificate  Digest
	Polynomial   Digest
	Output       Digest
	Proofs       []Digest // that the phrase was kept, one a contest
}

// CertificateGiven is the first round of the key ceremony: which keys sign for
// a trustee and open messages to it.
type CertificateGiven struct {
	Election     ID        `json:"election"`
	Trustee      ID        `json:"trustee"`
	Fingerprints [2]Digest `json:"fingerprints"` // of the certificate's two keys
	Certificate  Digest    `json:"certificate"`  // blob
}

func (CertificateGiven) Kind() string { return "certificate.given" }

// Blobs lists the blobs that the event refers to.
func (e CertificateGiven) Blobs() []Digest { return []Digest{e.Certificate} }

func (e CertificateGiven) apply(s *State, f Fact) error {
	return s.change(e.Election, func(el *Election) error {
		if el.Called.Scheme != Strict || el.Team == nil {
			return Refuse("no-team", "The trustees of this election have not been named yet.")
		}
		if len(el.Ceremony) == 0 {
			for _, id := range el.Team.Trustees {
				el.Ceremony = append(el.Ceremony, Seat{Trustee: id})
			}
		}
		return el.sit(f, e.Trustee, func(seat *Seat) error {
			if !seat.Certificate.IsZero() {
				return Refuse("given", "This trustee's key was begun already.")
			}
			for _, print := range e.Fingerprints {
				if _, seen := s.fingerprints.Get(print.String()); seen {
					return Refuse("replayed", "This certificate, or one of its keys, was used before. Make a new key, with a new recovery phrase.")
				}
				s.fingerprints.Set(print.String(), f.Seq)
			}
			seat.Certificate, seat.Fingerprints = e.Certificate, e.Fingerprints
			return nil
		})
	})
}

// PolynomialGiven is the second round: the trustee has compared the words of
// all certificates, and deals its shares.
type PolynomialGiven struct {
	Election   ID     `json:"election"`
	Trustee    ID     `json:"trustee"`
	Polynomial Digest `json:"polynomial"` // blob
}

func (PolynomialGiven) Kind() string { return "polynomial.given" }

// Blobs lists the blobs that the event refers to.
func (e PolynomialGiven) Blobs() []Digest { return []Digest{e.Polynomial} }

func (e PolynomialGiven) apply(s *State, f Fact) error {
	return s.change(e.Election, func(el *Election) error {
		if !el.all(func(seat Seat) bool { return !seat.Certificate.IsZero() }) {
			return Refuse("round", "Not every trustee has made a key yet; wait for the others.")
		}
		return el.sit(f, e.Trustee, func(seat *Seat) error {
			if !seat.Polynomial.IsZero() {
				return Refuse("given", "This trustee has confirmed the words already.")
			}
			seat.Polynomial = e.Polynomial
			return nil
		})
	})
}

// OutputGiven is the third round: the trustee has its part of the key.
type OutputGiven struct {
	Election ID     `json:"election"`
	Trustee  ID     `json:"trustee"`
	Output   Digest `json:"output"` // blob
}

func (OutputGiven) Kind() string { return "output.given" }

// Blobs lists the blobs that the event refers to.
func (e OutputGiven) Blobs() []Digest { return []Digest{e.Output} }

func (e OutputGiven) apply(s *State, f Fact) error {
	return s.change(e.Election, func(el *Election) error {
		if !el.all(func(seat Seat) bool { return !seat.Polynomial.IsZero() }) {
			return Refuse("round", "Not every trustee has confirmed the words yet; wait for the others.")
		}
		return el.sit(f, e.Trustee, func(seat *Seat) error {
			if !seat.Output.IsZero() {
				return Refuse("given", "This trustee has finished its part of the key already.")
			}
			seat.Output = e.Output
			return nil
		})
	})
}

// sit lets fn change a trustee's seat, on that trustee's own word only, before
// the ceremony has ended in a key.
func (e *Election) sit(f Fact, trustee ID, fn func(*Seat) error) error {
	at := e.Team.Seat(trustee) - 1
	if at < 0 || f.By != trustee {
		return Refuse("not-trustee", "Only a trustee of this election may do this, and only for themselves.")
	}
	if e.Keys != nil {
		return Refuse("made", "The key of this election has been made already.")
	}
	return e.seat(at, fn)
}

// seat lets fn change one seat in a copy of them all.
func (e *Election) seat(at int, fn func(*Seat) error) error {
	seats := slices.Clone(e.Ceremony)
	if err := fn(&seats[at]); err != nil {
		return err
	}
	e.Ceremony = seats
	return nil
}

// all says whether every trustee's seat is so; never before the first sat down.
func (e *Election) all(is func(Seat) bool) bool {
	return len(e.Ceremony) > 0 && !slices.ContainsFunc(e.Ceremony, func(s Seat) bool { return !is(s) })
}

// CeremonyRestarted begins the key ceremony again, with fresh phrases and fresh
// contest identifiers, so that nothing of the earlier one means anything in it.
// The voting codes' public halves fall too; the codes themselves may stay.
type CeremonyRestarted struct {
	Election ID     `json:"election"`
	Ground   string `json:"ground"`
}

// Grounds on which a ceremony is begun again.
const (
	GroundPhraseLost  = "phrase-lost"
	GroundWordsDiffer = "words-differ"
	GroundBadShare    = "bad-share"
	GroundTeam        = "team-changes"
)

func (CeremonyRestarted) Kind() string { return "ceremony.restarted" }

func (e CeremonyRestarted) apply(s *State, f Fact) error {
	return s.change(e.Election, func(el *Election) error {
		if err := el.officer(f); err != nil {
			return err
		}
		switch {
		case el.Called.Scheme != Strict || len(el.Ceremony) == 0 && len(el.Poll.voters) == 0:
			return Refuse("not-begun", "There is no key ceremony to begin again.")
		case !el.Poll.OpenedAt.IsZero():
			return Refuse("opened", "The poll has been opened; its keys cannot be exchanged any more.")
		case !slices.Contains([]string{GroundPhraseLost, GroundWordsDiffer, GroundBadShare, GroundTeam}, e.Ground):
			return Refuse("ground", "The ground %q is not one on which a key ceremony is begun again.", e.Ground)
		}
		el.Ceremony, el.Keys, el.Identified, el.Listed, el.Poll = nil, nil, nil, nil, Poll{}
		// Whether the codes stay the same is not known here, so every practice is
		// given its own again. What went by mail once stays seen.
		el.issued = table.Table[ID, string]{}
		for _, p := range el.Contested() {
			p.Contest = nil
			el.posts.Set(p.ID, p)
		}
		return nil
	})
}
