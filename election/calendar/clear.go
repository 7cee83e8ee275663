package calendar

import (
	"slices"
	"time"
)

// Clear is how the notice of a meeting is counted, in clear days: the day of
// the notice and the day of the meeting are not counted, nor are Sundays, bank
// holidays, the Christmas break and the Easter break. Saturdays and days of
// mourning are disputed, so the rules of the alliance choose, and the choice is
// logged: this is its JSON.
type Clear struct {
	Days      int    `json:"days"`               // of notice
	Saturdays bool   `json:"saturdays"`          // whether Saturdays count
	Left      []Date `json:"left_out,omitempty"` // days of public mourning or thanksgiving that do not count, rising
}

// Default is three clear days, without Saturdays.
func Default() Clear { return Clear{Days: 3} }

// Check refuses a period of no days or of more than 60, and days out of order.
func (k Clear) Check() error {
	if k.Days < 1 || k.Days > 60 {
		return refuse("A notice of %d clear days is out of range; use 1 to 60.", k.Days)
	}
	for i, d := range k.Left {
		if i > 0 && d <= k.Left[i-1] {
			return refuse("The days left out are not in rising order at %s; list each once, the earliest first.", d)
		}
	}
	return nil
}

// Clear tells whether d counts as a clear day.
func (c Calendar) Clear(k Clear, d Date) bool {
	if w := d.Weekday(); w == time.Sunday || w == time.Saturday && !k.Saturdays {
		return false
	}
	if _, ok := c.Holiday(d); ok || slices.Contains(k.Left, d) {
		return false
	}
	return !c.christmasBreak(d) && !easterBreak(d)
}

// christmasBreak runs from the last weekday before Christmas Day to the first
// weekday after it that is no bank holiday, both included. A weekday here is
// Monday to Friday whatever is chosen for Saturdays.
func (c Calendar) christmasBreak(d Date) bool {
	christmas := Day(d.Year(), time.December, 25)
	from, to := christmas-1, c.WorkingDaysAfter(christmas, 1)
	for from.Weekday() == time.Saturday || from.Weekday() == time.Sunday {
		from--
	}
	return from <= d && d <= to
}

// easterBreak runs from the Thursday before Easter to the Tuesday after it.
func easterBreak(d Date) bool {
	easter := Easter(d.Year())
	return easter-3 <= d && d <= easter+2
}

// ClearDays counts the clear days between the day of a notice and the day of
// the meeting.
func (c Calendar) ClearDays(k Clear, notice, meeting Date) int {
	n := 0
	for d := notice + 1; d < meeting; d++ {
		if c.Clear(k, d) {
			n++
		}
	}
	return n
}

// LatestNotice is the last day on which notice of a meeting can be given. It
// may itself be a day that does not count.
func (c Calendar) LatestNotice(k Clear, meeting Date) Date { return c.span(k, meeting, -1) }

// EarliestMeeting is the first day for which notice can be given on a day.
func (c Calendar) EarliestMeeting(k Clear, notice Date) Date { return c.span(k, notice, 1) }

// span goes past k.Days clear days and one day further.
func (c Calendar) span(k Clear, d, by Date) Date {
	d += by
	for n := k.Days; n > 0; d += by {
		if c.Clear(k, d) {
			n--
		}
	}
	return d
}
