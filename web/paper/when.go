package paper

import (
	"fmt"
	"time"
	_ "time/tzdata" // a machine without zone files prints the same hours
)

// london is where every reader of these papers lives.
var london = func() *time.Location {
	l, err := time.LoadLocation("Europe/London")
	if err != nil {
		panic("paper: the time zone data is embedded: " + err.Error())
	}
	return l
}()

// Day prints a date the British way: Monday 14 December 2026.
func Day(t time.Time) string { return t.In(london).Format("Monday 2 January 2006") }

// Clock prints a time of day the British way: 5pm, 5:03pm, midday, midnight.
func Clock(t time.Time) string {
	t = t.In(london)
	h, m := t.Hour(), t.Minute()
	switch {
	case h == 0 && m == 0:
		return "midnight"
	case h == 12 && m == 0:
		return "midday"
	}
	half := "am"
	if h >= 12 {
		half = "pm"
	}
	h = (h+11)%12 + 1
	if m == 0 {
		return fmt.Sprintf("%d%s", h, half)
	}
	return fmt.Sprintf("%d:%02d%s", h, m, half)
}

// When prints a date and a time: Monday 14 December 2026, 5pm. The zero time
// is not known.
func When(t time.Time) string {
	if t.IsZero() {
		return "not known"
	}
	return Day(t) + ", " + Clock(t)
}
