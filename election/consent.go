package election

import "slices"

// NominationSeconded records that the practice that was asked has agreed.
type NominationSeconded struct {
	Election   ID `json:"election"`
	Nomination ID `json:"nomination"`
	Seconder   ID `json:"seconder"`
}

func (NominationSeconded) Kind() string { return "nomination.seconded" }

// ActsFor is the practice for which the event claims to act.
func (e NominationSeconded) ActsFor() ID { return e.Seconder }

func (e NominationSeconded) apply(s *State, f Fact) error {
	return s.alter(e.Election, e.Nomination, func(el *Election, n *Nomination) error {
		if err := el.nominating(f); err != nil {
			return err
		}
		switch {
		case n.Withdrawn:
			return Refuse("withdrawn", "This nomination was withdrawn.")
		case f.By == n.Nominee:
			return Refuse("supporters", "Nobody can second their own nomination.")
		case n.Seconder != "":
			return Refuse("seconded", "This nomination is seconded already.")
		case e.Seconder != n.Asked:
			return Refuse("not-asked", "Another practice was asked to second this nomination.")
		case el.supports(n.Post, e.Seconder) >= el.Called.Support:
			return Refuse("support", "A practice may support %d nomination(s) for one post, and %q has done so.", el.Called.Support, e.Seconder)
		}
		n.Seconder = e.Seconder
		return nil
	})
}

// MostConsents is how often a nominee gives consent, each time with another
// statement: every one of them stays in the log.
const MostConsents = 10

// NominationConsented is the nominee's own consent with the declarations of
// eligibility and of interests. The sealed statement holds the words.
type NominationConsented struct {
	Election   ID   `json:"election"`
	Nomination ID   `json:"nomination"`
	Eligible   bool `json:"declares_eligible"`
	Interests  bool `json:"declares_interests"`
}

func (NominationConsented) Kind() string           { return "nomination.consented" }
func (NominationConsented) SealedFields() []string { return []string{SealedStatement} }

func (e NominationConsented) apply(s *State, f Fact) error {
	return s.alter(e.Election, e.Nomination, func(el *Election, n *Nomination) error {
		if err := el.nominating(f); err != nil {
			return err
		}
		switch {
		case f.By != n.Nominee:
			return Refuse("not-nominee", "Only the nominee can consent.")
		case n.Withdrawn:
			return Refuse("withdrawn", "This nomination was withdrawn.")
		case n.Decision == Valid:
			return Refuse("decided", "This nomination has been accepted; it can no longer be changed.")
		case el.Team != nil && slices.Contains(el.Team.Persons(), f.By):
			return Refuse("in-team", "You help to run this election, so you cannot stand in it. Ask the returning officer to name somebody else first.")
		case n.consents >= MostConsents:
			return Refuse("consents", "This statement has been changed %d times, so it can no longer be changed here. Ring the returning officer.", MostConsents)
		case !e.Eligible || !e.Interests:
			return Refuse("declarations", "Declare both that you may stand and what your interests are; without them the nomination is invalid.")
		}
		n.Consented, n.ConsentedSeq = true, f.Seq
		n.consents++
		return nil
	})
}

// NominationWithdrawn is the nominee's withdrawal, in writing, by its deadline.
type NominationWithdrawn struct {
	Election   ID `json:"election"`
	Nomination ID `json:"nomination"`
}

func (NominationWithdrawn) Kind() string { return "nomination.withdrawn" }

func (e NominationWithdrawn) apply(s *State, f Fact) error {
	return s.alter(e.Election, e.Nomination, func(el *Election, n *Nomination) error {
		switch {
		case f.By != n.Nominee:
			return Refuse("not-nominee", "Only the nominee can withdraw.")
		case n.Withdrawn:
			return Refuse("withdrawn", "This nomination was withdrawn already.")
		case !f.Time.Before(el.Called.Timetable.WithdrawalsClose.Time()) || el.Settled:
			return Refuse("withdrawals-closed", "Withdrawals closed at %s. Nothing was recorded.", el.Called.Timetable.WithdrawalsClose)
		}
		n.Withdrawn = true
		return nil
	})
}
