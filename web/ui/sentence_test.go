package ui

import "testing"

func TestSentencesGiveLondonsTime(t *testing.T) {
	for in, want := range map[string]string{
		"Closing the poll can be done from 2026-12-14T17:00:00.000Z; it is now 2026-12-14T16:59:58.250Z.": "Closing the poll can be done from Monday 14 December 2026, 5pm; it is now Monday 14 December 2026, 16:59:58.",
		"From 2026-06-15T08:00:00.000Z on.": "From Monday 15 June 2026, 9am on.", // summer time
		"No time here.":                     "No time here.",
		"Not one: 2026-13-45T08:00:00.000Z": "Not one: 2026-13-45T08:00:00.000Z",
	} {
		if got := Sentence(in); got != want {
			t.Errorf("%q: %q, not %q", in, got, want)
		}
	}
}
