package calendar

import "time"

// Hours of the day, by the clock of the place.
const (
	OpensAt  = 9  // an act of the returning officer, such as publishing, is due from here on
	ClosesAt = 17 // a deadline: what arrives at or after it is late
)

// Limits of a timetable.
const (
	MinPoll = 5   // working days that a poll lasts at least
	MaxDays = 250 // a working year
)

// Days is a timetable in working days before the close of the poll. Its JSON
// stands in logged events.
type Days struct {
	Notice           int `json:"notice"` // of election
	NominationsClose int `json:"nominations_close"`
	Published        int `json:"candidates_published"`
	WithdrawalsClose int `json:"withdrawals_close"`
	PollNotice       int `json:"notice_of_poll"`
	PollOpens        int `json:"poll_opens"` // with it the voting information goes out
}

// Full is the timetable of the default rules.
func Full() Days { return Days{40, 28, 27, 25, 15, 14} }

// Short is for an election in three weeks. Only the members may adopt it.
func Short() Days { return Days{15, 9, 8, 7, 6, 5} }

type step struct {
	name string
	days int
}

func (d Days) steps() []step {
	return []step{
		{"notice of election", d.Notice},
		{"close of nominations", d.NominationsClose},
		{"publication of the candidates", d.Published},
		{"close of withdrawals", d.WithdrawalsClose},
		{"notice of poll", d.PollNotice},
		{"opening of the poll", d.PollOpens},
	}
}

// Check refuses days out of order, and a poll that is too short. The notice of
// poll and the opening may fall on one day, no other steps.
func (d Days) Check() error {
	steps := d.steps()
	for i, s := range steps[1:] {
		before := steps[i]
		if s.days > before.days || s.days == before.days && s.name != "opening of the poll" {
			return refuse("The %s (%d working days before the close) must come after the %s (%d); change one of the two.",
				s.name, s.days, before.name, before.days)
		}
	}
	if d.PollOpens < MinPoll {
		return refuse("The poll would open %d working days before its close; let it open at least %d before.", d.PollOpens, MinPoll)
	}
	if d.Notice > MaxDays {
		return refuse("The notice of election is %d working days before the close; use %d at most.", d.Notice, MaxDays)
	}
	return nil
}

// Timetable is the moments of an election, in UTC.
type Timetable struct {
	Notice           time.Time
	NominationsClose time.Time
	Published        time.Time
	WithdrawalsClose time.Time
	PollNotice       time.Time
	PollOpens        time.Time
	PollCloses       time.Time
}

// Before counts the timetable back from a poll that closes on a date, which
// must be a working day. place is Europe/London, whose clock the deadlines
// follow in summer and in winter.
func (d Days) Before(c Calendar, closes Date, place *time.Location) (Timetable, error) {
	if err := d.Check(); err != nil {
		return Timetable{}, err
	}
	if err := c.Check(); err != nil {
		return Timetable{}, err
	}
	if why := c.Idle(closes); why != "" {
		return Timetable{}, refuse("%s is %s; choose a working day for the close of the poll, such as %s.",
			closes.Long(), why, c.WorkingDaysAfter(closes, 1).Long())
	}
	at := func(days, hour int) time.Time { return c.WorkingDaysBefore(closes, days).At(hour, 0, place) }
	return Timetable{
		Notice:           at(d.Notice, OpensAt),
		NominationsClose: at(d.NominationsClose, ClosesAt),
		Published:        at(d.Published, OpensAt),
		WithdrawalsClose: at(d.WithdrawalsClose, ClosesAt),
		PollNotice:       at(d.PollNotice, OpensAt),
		PollOpens:        at(d.PollOpens, OpensAt),
		PollCloses:       at(0, ClosesAt),
	}, nil
}

// EarliestClose is the first date on which a poll can close by this timetable
// when the notice of election is given on a date or, where that is no working
// day, on the next one.
func (d Days) EarliestClose(c Calendar, notice Date) Date {
	return c.WorkingDaysAfter(c.WorkingDaysAfter(notice-1, 1), d.Notice)
}
