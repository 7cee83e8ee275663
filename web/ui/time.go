package ui

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // the service must know London's clock on any machine
)

// london is the one zone that pages speak in; the log speaks UTC.
var london = func() *time.Location {
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		panic("ui: the embedded time zones lack Europe/London: " + err.Error())
	}
	return zone
}()

// Date is the day in London: "Monday 14 December 2026".
func Date(t time.Time) string { return t.In(london).Format("Monday 2 January 2006") }

// When is the day and the time in London: "Monday 14 December 2026, 5pm".
func When(t time.Time) string { return Date(t) + ", " + Clock(t) }

// Clock is the time of day in London as British public services write it:
// "5pm", "2:07pm", "midday", "midnight".
func Clock(t time.Time) string {
	t = t.In(london)
	switch {
	case t.Minute() != 0:
		return t.Format("3:04pm")
	case t.Hour() == 0:
		return "midnight"
	case t.Hour() == 12:
		return "midday"
	}
	return t.Format("3pm")
}

// Seconds is the time of day to the second, where seconds decide: "17:00:01".
func Seconds(t time.Time) string { return t.In(london).Format("15:04:05") }

// Machine is the datetime attribute of a <time> element.
func Machine(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// Number writes an integer with commas: 12,345.
func Number(n int) string {
	s := strconv.Itoa(n)
	sign := ""
	if n < 0 {
		sign, s = "−", s[1:]
	}
	var b strings.Builder
	for i, r := range s {
		if i > 0 && (len(s)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(r)
	}
	return sign + b.String()
}

// Count writes a number with its noun: "1 vote", "12 votes".
func Count(n int, one, many string) string {
	if n == 1 {
		return fmt.Sprintf("1 %s", one)
	}
	return Number(n) + " " + many
}
