package ui

import (
	"regexp"
	"time"
)

// logTime is how the log writes a moment (audit.TimeLayout).
var logTime = regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z`)

// Sentence makes a rule's sentence fit for people: the rules know no time
// zone and write moments as the log does; a page writes them in London's time,
// with seconds where there are any.
func Sentence(s string) string {
	return logTime.ReplaceAllStringFunc(s, func(m string) string {
		t, err := time.Parse("2006-01-02T15:04:05.000Z", m)
		if err != nil {
			return m
		}
		if t.Second() != 0 {
			return Date(t) + ", " + Seconds(t)
		}
		return When(t)
	})
}
