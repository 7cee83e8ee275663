package calendar

import (
	"slices"
	"time"
)

// Holiday is one bank holiday.
type Holiday struct {
	Date Date
	Name string
}

// standing are the bank holidays of England in a year by the rules that have
// held since 1978, in order: those of the Banking and Financial Dealings Act
// 1971, the common law holidays, and the proclaimed early May and New Year's
// days. A holiday at a weekend is replaced by the next free weekday, as the
// government publishes them (https://www.gov.uk/bank-holidays).
func standing(year int) []Holiday {
	easter := Easter(year)
	h := []Holiday{
		substitute(Day(year, time.January, 1), "New Year's Day"),
		{easter - 2, "Good Friday"},
		{easter + 1, "Easter Monday"},
		{firstMonday(year, time.May), "Early May bank holiday"},
		{lastMonday(year, time.May), "Spring bank holiday"},
		{lastMonday(year, time.August), "Summer bank holiday"},
	}
	christmas := substitute(Day(year, time.December, 25), "Christmas Day")
	boxing := substitute(Day(year, time.December, 26), "Boxing Day")
	if christmas.Date == boxing.Date { // both at the weekend, or Christmas on a Sunday
		if Day(year, time.December, 26).Weekday() == time.Monday {
			christmas.Date++ // Boxing Day keeps its own day
		} else {
			boxing.Date++
		}
	}
	h = append(h, christmas, boxing)
	slices.SortFunc(h, func(a, b Holiday) int { return int(a.Date - b.Date) })
	return h
}

// substitute moves a holiday from a weekend to the Monday after it.
func substitute(d Date, name string) Holiday {
	switch d.Weekday() {
	case time.Saturday:
		return Holiday{d + 2, name + " (substitute day)"}
	case time.Sunday:
		return Holiday{d + 1, name + " (substitute day)"}
	}
	return Holiday{d, name}
}

func firstMonday(year int, m time.Month) Date {
	d := Day(year, m, 1)
	return d + Date(time.Monday-d.Weekday()+7)%7
}

func lastMonday(year int, m time.Month) Date {
	d := Day(year, m+1, 0)
	return d - Date(d.Weekday()-time.Monday+7)%7
}

// Easter is Easter Sunday of the Gregorian calendar, by the anonymous algorithm
// of 1876 ("Nature", 20 April 1876) in the letters of J. Meeus, "Astronomical
// Algorithms" (2nd edition, 1998), chapter 8.
func Easter(year int) Date {
	a, b, c := year%19, year/100, year%100
	d, e := b/4, b%4
	f := (b + 8) / 25
	g := (b - f + 1) / 3
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return Day(year, time.Month(n/31), n%31+1)
}
