package election

// Timetable is the moments that govern an election, each before the next.
type Timetable struct {
	Notice           Moment `json:"notice"`
	NominationsClose Moment `json:"nominations_close"`
	Published        Moment `json:"candidates_published"`
	WithdrawalsClose Moment `json:"withdrawals_close"`
	PollNotice       Moment `json:"notice_of_poll"`
	PollOpens        Moment `json:"poll_opens"`
	PollCloses       Moment `json:"poll_closes"`
}

// Check says which two moments are out of order.
func (t Timetable) Check() error {
	steps := []struct {
		name string
		at   Moment
	}{
		{"notice of election", t.Notice}, {"close of nominations", t.NominationsClose},
		{"publication of candidates", t.Published}, {"close of withdrawals", t.WithdrawalsClose},
		{"notice of poll", t.PollNotice}, {"opening of the poll", t.PollOpens}, {"close of the poll", t.PollCloses},
	}
	for i, step := range steps {
		if step.at.IsZero() {
			return Refuse("timetable", "The timetable gives no date for the %s.", step.name)
		}
		if i > 0 && step.at.Before(steps[i-1].at) {
			return Refuse("timetable", "The %s (%s) comes before the %s (%s). Put the dates in order.",
				step.name, step.at, steps[i-1].name, steps[i-1].at)
		}
	}
	if !t.PollOpens.Before(t.PollCloses) {
		return Refuse("timetable", "The poll must close after it opens.")
	}
	return nil
}
