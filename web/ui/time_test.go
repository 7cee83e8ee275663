package ui_test

import (
	"net/url"
	"testing"
	"time"

	"github.com/onenorwich/guildhall/web/ui"
)

func TestLondonTime(t *testing.T) {
	for _, c := range []struct {
		utc                     time.Time
		date, when, clock, secs string
	}{
		{time.Date(2026, 12, 14, 17, 0, 0, 0, time.UTC), "Monday 14 December 2026", "Monday 14 December 2026, 5pm", "5pm", "17:00:00"},
		{time.Date(2026, 12, 3, 14, 7, 9, 0, time.UTC), "Thursday 3 December 2026", "Thursday 3 December 2026, 2:07pm", "2:07pm", "14:07:09"},
		// Summer time: an hour ahead, here past midnight.
		{time.Date(2026, 7, 1, 23, 0, 0, 0, time.UTC), "Thursday 2 July 2026", "Thursday 2 July 2026, midnight", "midnight", "00:00:00"},
		{time.Date(2026, 7, 1, 11, 0, 0, 0, time.UTC), "Wednesday 1 July 2026", "Wednesday 1 July 2026, midday", "midday", "12:00:00"},
		{time.Date(2026, 1, 9, 0, 5, 1, 0, time.UTC), "Friday 9 January 2026", "Friday 9 January 2026, 12:05am", "12:05am", "00:05:01"},
	} {
		got := [4]string{ui.Date(c.utc), ui.When(c.utc), ui.Clock(c.utc), ui.Seconds(c.utc)}
		if want := [4]string{c.date, c.when, c.clock, c.secs}; got != want {
			t.Errorf("%v prints %q, want %q", c.utc, got, want)
		}
	}
}

func TestNumbers(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 1234567: "1,234,567", -1200: "−1,200"} {
		if got := ui.Number(n); got != want {
			t.Errorf("Number(%d) = %q, want %q", n, got, want)
		}
	}
	if got := ui.Count(1, "vote", "votes") + "; " + ui.Count(1200, "vote", "votes"); got != "1 vote; 1,200 votes" {
		t.Errorf("Count says %q", got)
	}
}

func TestDateInput(t *testing.T) {
	for _, c := range []struct {
		day, month, year string
		want             time.Time
		problem          string
	}{
		{"14", "12", "2026", time.Date(2026, 12, 14, 0, 0, 0, 0, time.UTC), ""},
		{" 1", "07 ", "2026", time.Date(2026, 6, 30, 23, 0, 0, 0, time.UTC), ""}, // summer time
		{"31", "2", "2026", time.Time{}, "The close must be a real date, such as 14 12 2026."},
		{"1", "1", "26", time.Time{}, "The close must be a real date, such as 14 12 2026."},
		{"", "12", "2026", time.Time{}, "The close must be a date in numbers, such as 14 12 2026."},
	} {
		d := ui.DateInput{Name: "close"}
		d.Fill(url.Values{"close-day": {c.day}, "close-month": {c.month}, "close-year": {c.year}})
		got, ok := d.Read("The close")
		if ok != (c.problem == "") || !got.Equal(c.want) || d.Error != c.problem {
			t.Errorf("%s %s %s: %v %v %q", c.day, c.month, c.year, got, ok, d.Error)
		}
	}
}

func TestTooLong(t *testing.T) {
	if got := ui.TooLong("The statement", "one two three", 3); got != "" {
		t.Errorf("three words of three: %q", got)
	}
	if got, want := ui.TooLong("The statement", "a b  c\nd", 3), "The statement must be 3 words or fewer. It has 4: take out 1."; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
