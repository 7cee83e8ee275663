package election

import "slices"

// KeysMade ends the key ceremony: the trustees' committee and the service's
// own, mandatory key, to which together the votes are encrypted.
type KeysMade struct {
	Election   ID     `json:"election"`
	Service    Digest `json:"service"`    // blob: the service's public key with its proof
	Trustees   Digest `json:"trustees"`   // blob: the list of trustees; the service is owner 1
	Transcript Digest `json:"transcript"` // blob: the record of the ceremony
}

func (KeysMade) Kind() string { return "keys.made" }

// Blobs lists the blobs that the event refers to.
func (e KeysMade) Blobs() []Digest { return []Digest{e.Service, e.Trustees, e.Transcript} }

func (e KeysMade) apply(s *State, f Fact) error {
	return s.change(e.Election, func(el *Election) error {
		if err := service(f); err != nil {
			return err
		}
		switch {
		case el.Keys != nil:
			return Refuse("made", "The key of this election has been made already.")
		case !el.all(func(seat Seat) bool { return !seat.Output.IsZero() }):
			return Refuse("round", "Not every trustee has finished; the key cannot be made yet.")
		}
		el.Keys = &e
		return nil
	})
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
