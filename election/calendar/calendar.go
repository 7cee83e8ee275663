package calendar

import (
	"slices"
	"time"
)

// Calendar is the bank holidays of England: the standing ones, which are
// computed, with the one-off changes that a year has brought. The zero Calendar
// has the standing ones alone. Its JSON stands in logged events.
type Calendar struct {
	Added   []Date `json:"added,omitempty"`   // one-off bank holidays, rising
	Removed []Date `json:"removed,omitempty"` // standing ones that were moved or dropped, rising
}

// England is the calendar with the one-off days proclaimed from 1995 to 2026.
// A later one has to be added by hand.
func England() Calendar {
	return Calendar{
		Added: []Date{
			Day(1995, time.May, 8),        // 50 years of VE Day
			Day(1999, time.December, 31),  // the millennium
			Day(2002, time.June, 3),       // Golden Jubilee
			Day(2002, time.June, 4),       // spring bank holiday, moved
			Day(2011, time.April, 29),     // royal wedding
			Day(2012, time.June, 4),       // spring bank holiday, moved
			Day(2012, time.June, 5),       // Diamond Jubilee
			Day(2020, time.May, 8),        // 75 years of VE Day: early May, moved
			Day(2022, time.June, 2),       // spring bank holiday, moved
			Day(2022, time.June, 3),       // Platinum Jubilee
			Day(2022, time.September, 19), // funeral of Queen Elizabeth II
			Day(2023, time.May, 8),        // coronation of King Charles III
		},
		Removed: []Date{
			Day(1995, time.May, 1),
			Day(2002, time.May, 27),
			Day(2012, time.May, 28),
			Day(2020, time.May, 4),
			Day(2022, time.May, 30),
		},
	}
}

// Check refuses a change that changes nothing, and lists out of order, so that
// each calendar has one form.
func (c Calendar) Check() error {
	for _, days := range [][]Date{c.Added, c.Removed} {
		for i, d := range days {
			if i > 0 && d <= days[i-1] {
				return refuse("The one-off days are not in rising order at %s; list each once, the earliest first.", d)
			}
		}
	}
	for _, d := range c.Added {
		if h, ok := standingOn(d); ok {
			return refuse("%s is a bank holiday already (%s); do not add it.", d.Long(), h)
		}
	}
	for _, d := range c.Removed {
		if _, ok := standingOn(d); !ok {
			return refuse("%s is no bank holiday; do not remove it.", d.Long())
		}
	}
	return nil
}

func standingOn(d Date) (string, bool) {
	for _, h := range standing(d.Year()) {
		if h.Date == d {
			return h.Name, true
		}
	}
	return "", false
}

// Holiday is the name of the bank holiday on d, if it is one.
func (c Calendar) Holiday(d Date) (string, bool) {
	if _, ok := slices.BinarySearch(c.Added, d); ok {
		return "one-off bank holiday", true
	}
	if _, ok := slices.BinarySearch(c.Removed, d); ok {
		return "", false
	}
	return standingOn(d)
}

// Holidays are the bank holidays of a year, in order.
func (c Calendar) Holidays(year int) []Holiday {
	var list []Holiday
	for d := Day(year, time.January, 1); d.Year() == year; d++ {
		if name, ok := c.Holiday(d); ok {
			list = append(list, Holiday{d, name})
		}
	}
	return list
}

// Working tells whether d is a working day: no Saturday, no Sunday, no bank
// holiday.
func (c Calendar) Working(d Date) bool { return c.Idle(d) == "" }

// Idle says why d is no working day: "a Saturday", "a Sunday" or "a bank
// holiday: Good Friday". It is empty for a working day.
func (c Calendar) Idle(d Date) string {
	if w := d.Weekday(); w == time.Saturday || w == time.Sunday {
		return "a " + w.String()
	}
	if name, ok := c.Holiday(d); ok {
		return "a bank holiday: " + name
	}
	return ""
}

// WorkingDaysBefore is the nth working day before d; d itself is not counted.
// An n below 1 gives d.
func (c Calendar) WorkingDaysBefore(d Date, n int) Date { return c.step(d, n, -1) }

// WorkingDaysAfter is the nth working day after d; d itself is not counted. An
// n below 1 gives d.
func (c Calendar) WorkingDaysAfter(d Date, n int) Date { return c.step(d, n, 1) }

func (c Calendar) step(d Date, n int, by Date) Date {
	for n > 0 {
		if d += by; c.Working(d) {
			n--
		}
	}
	return d
}

// WorkingDays counts the working days from one date to another, the first
// counted and the last not: a poll that opens one Monday and closes the next
// lasts five.
func (c Calendar) WorkingDays(from, to Date) int {
	n := 0
	for d := from; d < to; d++ {
		if c.Working(d) {
			n++
		}
	}
	return n
}
