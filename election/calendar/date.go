// Package calendar knows the working days and the clear days of England, and
// counts an election's timetable back from its close.
//
// The invariant: the same rules and dates give the same timetable for ever, on
// every machine. So bank holidays are computed, one-off days are data that the
// caller keeps, and the place's clock comes in as a *time.Location; nothing
// here asks for the time.
//
// Trusted: the time zone data behind the Location that the caller brings.
package calendar

import (
	"fmt"
	"time"
)

// Date is a day of the Gregorian calendar, as the number of days since
// 1 January 1970. Dates are compared and subtracted as numbers. The text form
// is 2026-12-14, in JSON too.
type Date int

const day = 24 * 60 * 60 // seconds

// On is the date at the moment t at a place.
func On(t time.Time, place *time.Location) Date {
	y, m, d := t.In(place).Date()
	return Day(y, m, d)
}

// Day is the date of a year, month and day; as in time.Date, the 0th of March
// is the last of February.
func Day(year int, month time.Month, d int) Date {
	// Exact: midnights of UTC are whole multiples of a day.
	return Date(time.Date(year, month, d, 0, 0, 0, 0, time.UTC).Unix() / day)
}

// utc is midnight UTC of the date, to take it apart.
func (d Date) utc() time.Time { return time.Unix(int64(d)*day, 0).UTC() }

// At is the moment of a wall clock time on the date at a place, in UTC.
func (d Date) At(hour, minute int, place *time.Location) time.Time {
	y, m, n := d.utc().Date()
	return time.Date(y, m, n, hour, minute, 0, 0, place).UTC()
}

// Year is the date's year.
func (d Date) Year() int { return d.utc().Year() }

// Weekday is the date's day of the week.
func (d Date) Weekday() time.Weekday { return d.utc().Weekday() }

// String is the date as in 2026-12-14.
func (d Date) String() string { return d.utc().Format(time.DateOnly) }

// Long is the date for people: Monday 14 December 2026.
func (d Date) Long() string { return d.utc().Format("Monday 2 January 2006") }

// ParseDate reads what String prints, for the years 1900 to 2199.
func ParseDate(text string) (Date, error) {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil || t.Year() < 1900 || t.Year() > 2199 {
		if len(text) > 40 {
			text = text[:40]
		}
		return 0, refuse("%q is not a date; write the year, month and day, as in 2026-12-14.", text)
	}
	return Date(t.Unix() / day), nil
}

// MarshalText prints the date as String does.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads the date as ParseDate does.
func (d *Date) UnmarshalText(text []byte) (err error) {
	*d, err = ParseDate(string(text))
	return err
}

// refuse makes an error of a whole sentence, ready to be shown.
func refuse(format string, args ...any) error { return fmt.Errorf(format, args...) }
