package election

import "slices"

// KeysMade joins the service's own, mandatory key with what people hold: the
// returning officer's key in the simple scheme, the trustees' committee in the
// strict one. The votes are encrypted to all of it together, so that nobody reads
// one alone.
type KeysMade struct {
	Election ID     `json:"election"`
	Service  Digest `json:"service"`  // blob: the service's public key with its proof
	People   Digest `json:"people"`   // blob: the officer's public key, or the record of the trustees' ceremony
	Trustees Digest `json:"trustees"` // blob: the list of both; the service is owner 1
}

func (KeysMade) Kind() string { return "keys.made" }

// Blobs lists the blobs that the event refers to.
func (e KeysMade) Blobs() []Digest { return []Digest{e.Service, e.People, e.Trustees} }

func (e KeysMade) apply(s *State, f Fact) error {
	return s.change(e.Election, func(el *Election) error {
		if err := service(f); err != nil {
			return err
		}
		switch {
		case el.Keys != nil:
			return Refuse("made", "The key of this election has been made already.")
		case el.Called.Scheme == Simple && (el.Key == nil || e.People != el.Key.Key):
			return Refuse("key", "The service's key is joined with the one that the returning officer made last, and with no other.")
		case !el.Joinable():
			return Refuse("round", "Not every trustee has finished; the key cannot be made yet.")
		}
		el.Keys = &e
		return nil
	})
}

// Joinable says whether people have made their keys and the service's own is yet to
// join them.
func (e *Election) Joinable() bool {
	if e.Called.Scheme == Simple {
		return e.Key != nil && e.Keys == nil
	}
	return e.Keys == nil && e.all(func(seat Seat) bool { return !seat.Output.IsZero() })
}

// PhraseProved is a trustee's proof, before anybody votes, that the recovery
// phrase was kept: each contest's definition, signed with it.
type PhraseProved struct {
	Election ID       `json:"election"`
	Trustee  ID       `json:"trustee"`
	Proofs   []Digest `json:"proofs"` // blobs, in the order of the contests
}

func (PhraseProved) Kind() string { return "phrase.proved" }

// Blobs lists the blobs that the event refers to.
func (e PhraseProved) Blobs() []Digest { return e.Proofs }

func (e PhraseProved) apply(s *State, f Fact) error {
	return s.change(e.Election, func(el *Election) error {
		at := el.Team.Seat(e.Trustee) - 1
		switch {
		case at < 0 || f.By != e.Trustee:
			return Refuse("not-trustee", "Only a trustee of this election may do this, and only for themselves.")
		case el.Called.Scheme != Strict || el.Poll.Prepared == nil:
			return Refuse("not-prepared", "The ballot has not been prepared yet. You will be asked for your phrase when it has.")
		case !el.Poll.OpenedAt.IsZero():
			return Refuse("opened", "The poll has been opened already.")
		case len(e.Proofs) != len(el.Poll.Prepared.Contests):
			return Refuse("proofs", "There is a proof for each of the %d contests, not %d.", len(el.Poll.Prepared.Contests), len(e.Proofs))
		case len(el.Ceremony[at].Proofs) > 0:
			return Refuse("proved", "You have proved already that you kept your phrase.")
		}
		return el.seat(at, func(seat *Seat) error {
			seat.Proofs = slices.Clone(e.Proofs)
			return nil
		})
	})
}

// Proved says whether every trustee proved that the phrase was kept. It is true
// where there are none.
func (e *Election) Proved() bool {
	return e.Called.Scheme != Strict || e.all(func(seat Seat) bool { return len(seat.Proofs) > 0 })
}
