package election

import "slices"

// BallotSpent records that a voter opened an encrypted vote to check the page
// that had made it, instead of casting it (Benaloh's challenge: J. Benaloh,
// Simple verifiable elections, EVT 2006). Who holds the opening knows what those
// ballots say, so they must never be cast. The event has their digests alone: no
// ballot, no opening, no credential, and nobody's name.
type BallotSpent struct {
	Election ID       `json:"election"`
	Ballots  []Digest `json:"ballots"` // the trackers, in the order of the contests
}

func (BallotSpent) Kind() string { return "ballot.spent" }

func (e BallotSpent) apply(s *State, f Fact) error {
	return s.change(e.Election, func(el *Election) error {
		if f.By != "" {
			return Refuse("named", "The entry of a vote that was opened names nobody.")
		}
		if !el.Poll.Open() {
			return Refuse("not-open", "The poll is not open, so no vote can be opened to check it.")
		}
		if !f.Time.Before(el.Called.Timetable.PollCloses.Time()) {
			return Refuse("closed", "The poll has closed, so no vote can be opened to check it.")
		}
		if n := len(el.Poll.Prepared.Contests); len(e.Ballots) != n {
			return Refuse("ballots", "A vote has a ballot for each of the %d contests, not %d.", n, len(e.Ballots))
		}
		for i, b := range e.Ballots {
			if _, cast := el.Poll.seen.Get(b.String()); cast {
				return Refuse("cast", "This ballot is in the ballot box, so it cannot be opened any more.")
			}
			if _, spent := el.Poll.spent.Get(b.String()); spent || slices.Contains(e.Ballots[:i], b) {
				return Refuse("repeated", "This ballot has been opened already.")
			}
		}
		for _, b := range e.Ballots {
			el.Poll.spent.Set(b.String(), f.Seq)
		}
		return nil
	})
}

// Spent is the position in the log of the entry that says that a ballot was
// opened to check it; ok is false for a ballot that was not.
func (p *Poll) Spent(ballot Digest) (seq int64, ok bool) { return p.spent.Get(ballot.String()) }
