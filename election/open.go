package election

import "slices"

// PollOpened opens the poll. Opening freezes everything that was prepared.
type PollOpened struct {
	Election ID `json:"election"`
}

func (PollOpened) Kind() string { return "poll.opened" }

func (e PollOpened) apply(s *State, f Fact) error {
	return s.change(e.Election, func(el *Election) error {
		if err := el.officer(f); err != nil {
			return err
		}
		if el.Poll.Prepared == nil {
			return Refuse("not-prepared", "Prepare the ballot first.")
		}
		if !el.Poll.OpenedAt.IsZero() {
			return Refuse("opened", "The poll has been opened already.")
		}
		if !el.Proved() {
			return Refuse("not-proved", "Not every trustee has proved that the recovery phrase was kept.")
		}
		if el.WeighedOpening == nil {
			return Refuse("not-weighed", "Look first at what the result can give away, and decide to go on.")
		}
		if err := notBefore(f, el.Called.Timetable.PollOpens, "Opening the poll"); err != nil {
			return err
		}
		if !f.Time.Before(el.Called.Timetable.PollCloses.Time()) {
			return Refuse("deadline", "The close of the poll (%s) has passed; call a new election.", el.Called.Timetable.PollCloses)
		}
		el.Poll.OpenedAt = At(f.Time)
		return nil
	})
}

// PollClosed closes the poll at its deadline, never before, and names the
// practices that voted, sorted. Its rule requires as many practices, with the
// same votes one by one, as voting codes that cast a ballot.
type PollClosed struct {
	Election ID   `json:"election"`
	Voted    []ID `json:"voted"`
}

func (PollClosed) Kind() string { return "poll.closed" }

func (e PollClosed) apply(s *State, f Fact) error {
	return s.change(e.Election, func(el *Election) error {
		if err := service(f); err != nil {
			return err
		}
		if !el.Poll.Open() {
			return Refuse("not-open", "The poll is not open.")
		}
		if err := notBefore(f, el.Called.Timetable.PollCloses, "Closing the poll"); err != nil {
			return err
		}
		if !slices.IsSorted(e.Voted) || len(slices.Compact(slices.Clone(e.Voted))) != len(e.Voted) {
			return Refuse("voted", "The practices that voted must be listed once each, sorted.")
		}
		var votes int64
		var theirs []int64
		for _, practice := range e.Voted {
			row, ok := el.Roll.Row(practice)
			if !ok {
				return Refuse("voted", "The practice %q is not on the roll.", practice)
			}
			votes += row.Votes
			theirs = append(theirs, row.Votes)
		}
		if len(e.Voted) != el.Poll.Turnout() || votes != el.Poll.TurnoutVotes() {
			return Refuse("voted", "%d voting codes with %d votes cast ballots, but %d practices with %d votes are named.",
				el.Poll.Turnout(), el.Poll.TurnoutVotes(), len(e.Voted), votes)
		}
		if cast := el.Poll.castWeights(); !sameNumbers(theirs, cast) {
			return Refuse("voted", "The votes of the practices named are not, one by one, those of the voting codes that cast ballots.")
		}
		el.Poll.ClosedAt, el.Poll.Voted, el.Poll.Votes = At(f.Time), slices.Clone(e.Voted), votes
		return nil
	})
}

// Due says whether an open poll's deadline has come.
func (e *Election) Due(now Moment) bool {
	return e.Poll.Open() && !now.Before(e.Called.Timetable.PollCloses)
}
