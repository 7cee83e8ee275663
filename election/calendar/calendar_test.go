package calendar

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
)

// published are the bank holidays of England as published on
// https://www.gov.uk/bank-holidays, year by year.
var published = map[int]string{
	2019: "01-01 04-19 04-22 05-06 05-27 08-26 12-25 12-26",
	2020: "01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28",
	2021: "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28",
	2022: "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27",
	2023: "01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26",
	2024: "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26",
	2025: "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26",
	2026: "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28",
	2027: "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28",
	2028: "01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26",
}

func TestPublishedHolidays(t *testing.T) {
	for year, want := range published {
		var got []string
		for _, h := range England().Holidays(year) {
			got = append(got, h.Date.String()[5:])
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%d:\n got %s\nwant %s", year, strings.Join(got, " "), want)
		}
	}
}

func TestNames(t *testing.T) {
	for text, want := range map[string]string{
		"2022-01-03": "a bank holiday: New Year's Day (substitute day)",
		"2022-12-26": "a bank holiday: Boxing Day",
		"2022-12-27": "a bank holiday: Christmas Day (substitute day)",
		"2027-12-27": "a bank holiday: Christmas Day (substitute day)",
		"2027-12-28": "a bank holiday: Boxing Day (substitute day)",
		"2026-12-28": "a bank holiday: Boxing Day (substitute day)",
		"2026-04-03": "a bank holiday: Good Friday",
		"2023-05-08": "a bank holiday: one-off bank holiday",
		"2020-05-04": "",
		"2026-12-26": "a Saturday",
		"2026-12-27": "a Sunday",
		"2026-12-14": "",
	} {
		d := date(t, text)
		if got := England().Idle(d); got != want || England().Working(d) != (want == "") {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
}

// Every year has its eight standing holidays, each on its own weekday.
func TestStanding(t *testing.T) {
	for year := 1978; year <= 2199; year++ {
		list := Calendar{}.Holidays(year)
		if len(list) != 8 {
			t.Errorf("%d has %v", year, list)
		}
		for _, h := range list {
			if w := h.Date.Weekday(); w == time.Saturday || w == time.Sunday {
				t.Errorf("%s is on a %s", h.Date, w)
			}
		}
	}
}

// Easter held against a second algorithm: D. E. Knuth, "The Art of Computer
// Programming", volume 1, exercise 1.3.2-14.
func TestEaster(t *testing.T) {
	for y := 1583; y <= 4099; y++ {
		g, c := y%19+1, y/100+1
		x, z := 3*c/4-12, (8*c+5)/25-5
		d := 5*y/4 - x - 10
		e := ((11*g+20+z-x)%30 + 30) % 30
		if e == 25 && g > 11 || e == 24 {
			e++
		}
		n := 44 - e
		if n < 21 {
			n += 30
		}
		n += 7 - (d+n)%7
		if want := Day(y, time.March, n); Easter(y) != want || want.Weekday() != time.Sunday {
			t.Fatalf("%d: got %s, want %s", y, Easter(y), want)
		}
	}
}

func TestOneOffDays(t *testing.T) {
	c := England()
	if err := c.Check(); err != nil {
		t.Fatal(err)
	}
	d := date(t, "2027-06-07")
	if !c.Working(d) {
		t.Fatal("an ordinary Monday is no working day")
	}
	c.Added = append(c.Added, d)
	if c.Working(d) || c.Check() != nil {
		t.Error("an added day is still a working day")
	}
	if !England().Working(d) {
		t.Error("adding a day changed the calendar of England")
	}
	b, err := json.Marshal(Calendar{Added: []Date{d}})
	if err != nil || string(b) != `{"added":["2027-06-07"]}` {
		t.Errorf("JSON: %s, %v", b, err)
	}
	christmas, easter := date(t, "2026-12-25"), date(t, "2026-04-06")
	for want, c := range map[string]Calendar{
		"Friday 25 December 2026 is a bank holiday already (Christmas Day); do not add it.":           {Added: []Date{christmas}},
		"Monday 7 June 2027 is no bank holiday; do not remove it.":                                    {Removed: []Date{d}},
		"The one-off days are not in rising order at 2026-04-06; list each once, the earliest first.": {Removed: []Date{christmas, easter}},
		"The one-off days are not in rising order at 2027-06-07; list each once, the earliest first.": {Added: []Date{d, d}},
	} {
		if err := c.Check(); err == nil || err.Error() != want {
			t.Errorf("%v: got %v, want %s", c, err, want)
		}
	}
}

func TestWorkingDays(t *testing.T) {
	c := England()
	for _, x := range []struct {
		from string
		n    int
		want string
	}{
		{"2026-12-14", 0, "2026-12-14"},
		{"2026-12-14", 1, "2026-12-11"},
		{"2026-12-13", 1, "2026-12-11"}, // from a Sunday
		{"2026-12-14", 40, "2026-10-19"},
		{"2027-01-15", 15, "2026-12-22"}, // past New Year's Day, Boxing Day and Christmas
		{"2022-06-06", 1, "2022-06-01"},  // past the Platinum Jubilee
		{"2020-05-11", 5, "2020-05-01"},  // VE Day off, early May worked
	} {
		if got := c.WorkingDaysBefore(date(t, x.from), x.n); got.String() != x.want {
			t.Errorf("%d before %s: got %s, want %s", x.n, x.from, got, x.want)
		}
	}
	for d := date(t, "2021-12-01"); d < date(t, "2023-06-01"); d++ {
		for _, n := range []int{1, 5, 15, 40} {
			before, after := c.WorkingDaysBefore(d, n), c.WorkingDaysAfter(d, n)
			if c.WorkingDays(before, d) != n || c.WorkingDays(d+1, after+1) != n || !c.Working(before) || !c.Working(after) {
				t.Fatalf("%d around %s: %s and %s", n, d, before, after)
			}
		}
	}
}
