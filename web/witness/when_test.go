package witness

import (
	"strings"
	"testing"
	"time"

	"github.com/onenorwich/guildhall/web/ui"
)

// TestDuties goes through a poll from Tuesday 24 November, 9am, to Monday 30
// November, 5pm.
func TestDuties(t *testing.T) {
	at := func(day, hour int) time.Time { return time.Date(2026, 11, day, hour, 30, 0, 0, time.UTC) }
	opens, closes := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC), time.Date(2026, 11, 30, 17, 0, 0, 0, time.UTC)
	of := func(now time.Time, signed ...time.Time) duty {
		return duty{opens: opens, closes: closes, opened: !now.Before(opens), closed: !now.Before(closes), now: now, signed: signed}
	}
	const done, todo, going, later = ui.Completed, ui.NotYetStarted, ui.InProgress, ui.CannotStartYet
	for _, c := range []struct {
		name string
		duty duty
		want [3]ui.Status
		next int // row, from 0; -1 for none
		says string
	}{
		{"before the opening", of(at(23, 9)), [3]ui.Status{later, later, later}, -1, "has not been opened"},
		{"signed before the opening alone", of(at(24, 10), at(24, 8)), [3]ui.Status{todo, later, later}, 0, ""},
		{"opened, not signed", of(at(24, 10)), [3]ui.Status{todo, later, later}, 0, ""},
		{"opened and signed", of(at(24, 11), at(24, 10)), [3]ui.Status{done, later, later}, -1, ""},
		{"the day after", of(at(25, 8), at(24, 10)), [3]ui.Status{done, going, later}, 1, "0 of 1 day"},
		{"the day after, signed", of(at(25, 12), at(24, 10), at(25, 9)), [3]ui.Status{done, going, later}, -1, "1 of 1 day"},
		{"the opening was missed", of(at(25, 12), at(25, 9)), [3]ui.Status{todo, going, later}, -1, "You did not sign on that day"},
		{"a day was missed", of(at(27, 12), at(24, 10), at(25, 9), at(27, 9)), [3]ui.Status{done, going, later}, -1, "2 of 3 days"},
		{"the last day", of(at(30, 12), at(24, 10), at(25, 9), at(26, 9), at(27, 9), at(28, 9), at(29, 9)), [3]ui.Status{done, going, later}, -1, "5 of 5 days"},
		{"closed", of(at(30, 17), at(24, 10), at(25, 9), at(26, 9), at(27, 9), at(28, 9), at(29, 9)), [3]ui.Status{done, done, todo}, 2, ""},
		{"closed, and all done", of(at(30, 18), at(24, 10), at(25, 9), at(26, 9), at(27, 9), at(28, 9), at(29, 9), at(30, 17)), [3]ui.Status{done, done, done}, -1, ""},
		{"closed, and signed weeks later", of(at(30, 18).AddDate(0, 1, 0), at(30, 17).AddDate(0, 1, 0)), [3]ui.Status{todo, going, done}, -1, "0 of 5 days"},
	} {
		rows := c.duty.tasks("Election").Rows
		all := ""
		for i, r := range rows {
			all += r.Title + ": " + r.Hint + " " + r.Why + "\n"
			if r.Status != c.want[i] || r.Next != (i == c.next) {
				t.Errorf("%s: %q is %q, next %v", c.name, r.Title, r.Status, r.Next)
			}
		}
		if !strings.Contains(all, c.says) {
			t.Errorf("%s: the list does not say %q:\n%s", c.name, c.says, all)
		}
	}
	// A day ends at midnight in London, which in summer is 11pm in UTC.
	d := of(at(24, 10))
	d.opens, d.now = time.Date(2026, 7, 1, 9, 0, 0, 0, time.UTC), time.Date(2026, 7, 1, 23, 30, 0, 0, time.UTC)
	d.closes = time.Date(2026, 7, 9, 9, 0, 0, 0, time.UTC)
	if days := d.days(); len(days) != 1 || day(days[0].at) != "2026-07-02" {
		t.Errorf("half past midnight in London has %d days", len(days))
	}
}
