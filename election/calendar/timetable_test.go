package calendar

import (
	"encoding/json"
	"testing"
	"time"
)

func moments(x Timetable) []time.Time {
	return []time.Time{x.Notice, x.NominationsClose, x.Published, x.WithdrawalsClose, x.PollNotice, x.PollOpens, x.PollCloses}
}

// The election of 14 December 2026: the full timetable begins on 19 October.
func TestDecember2026(t *testing.T) {
	for name, c := range map[string]struct {
		days Days
		want []string
	}{
		"full": {Full(), []string{"2026-10-19T08:00:00Z", "2026-11-04T17:00:00Z", "2026-11-05T09:00:00Z", "2026-11-09T17:00:00Z",
			"2026-11-23T09:00:00Z", "2026-11-24T09:00:00Z", "2026-12-14T17:00:00Z"}}, // 9 o'clock on 19 October is in summer time
		"short": {Short(), []string{"2026-11-23T09:00:00Z", "2026-12-01T17:00:00Z", "2026-12-02T09:00:00Z", "2026-12-03T17:00:00Z",
			"2026-12-04T09:00:00Z", "2026-12-07T09:00:00Z", "2026-12-14T17:00:00Z"}},
	} {
		got, err := c.days.Before(England(), date(t, "2026-12-14"), london(t))
		if err != nil {
			t.Fatal(err)
		}
		for i, m := range moments(got) {
			if s := m.Format(time.RFC3339); s != c.want[i] {
				t.Errorf("%s, step %d: got %s, want %s", name, i, s, c.want[i])
			}
		}
	}
}

// Whatever the close: every step is on a working day, in order, and the poll
// lasts long enough.
func TestEveryClose(t *testing.T) {
	c, l := England(), london(t)
	for closes := date(t, "2020-03-02"); closes < date(t, "2029-01-01"); closes++ {
		for _, days := range []Days{Full(), Short()} {
			x, err := days.Before(c, closes, l)
			if (err != nil) == c.Working(closes) {
				t.Fatalf("%s: %v", closes, err)
			}
			if err != nil {
				continue
			}
			for i, m := range moments(x) {
				if !c.Working(On(m, l)) || i > 0 && !m.After(moments(x)[i-1]) {
					t.Fatalf("%s: step %d is %s", closes, i, m)
				}
			}
			if n := c.WorkingDays(On(x.PollOpens, l), closes); n < MinPoll || n != days.PollOpens {
				t.Fatalf("%s: the poll lasts %d working days", closes, n)
			}
			// The close is the earliest one for its own notice.
			if got := days.EarliestClose(c, On(x.Notice, l)); got != closes {
				t.Fatalf("%s: noticed on %s, but the earliest close is %s", closes, On(x.Notice, l), got)
			}
		}
	}
	if got := Short().EarliestClose(c, date(t, "2026-11-22")); got.String() != "2026-12-14" { // a Sunday
		t.Errorf("noticed on 22 November 2026, the earliest close is %s", got)
	}
}

func TestBadDays(t *testing.T) {
	for want, d := range map[string]Days{
		"The close of nominations (40 working days before the close) must come after the notice of election (40); change one of the two.": {40, 40, 27, 25, 15, 14},
		"The notice of poll (26 working days before the close) must come after the close of withdrawals (25); change one of the two.":     {40, 28, 27, 25, 26, 14},
		"The opening of the poll (16 working days before the close) must come after the notice of poll (15); change one of the two.":      {40, 28, 27, 25, 15, 16},
		"The poll would open 4 working days before its close; let it open at least 5 before.":                                             {40, 28, 27, 25, 15, 4},
		"The notice of election is 251 working days before the close; use 250 at most.":                                                   {251, 28, 27, 25, 15, 14},
	} {
		if err := d.Check(); err == nil || err.Error() != want {
			t.Errorf("%v: got %v, want %s", d, err, want)
		}
		if _, err := d.Before(England(), date(t, "2026-12-14"), london(t)); err == nil {
			t.Errorf("%v gave a timetable", d)
		}
	}
	for _, good := range []Days{Full(), Short(), {40, 28, 27, 25, 15, 15}, {MaxDays, 28, 27, 25, 15, MinPoll}} {
		if err := good.Check(); err != nil {
			t.Errorf("%v: %v", good, err)
		}
	}
}

func TestBadClose(t *testing.T) {
	for text, want := range map[string]string{
		"2026-12-13": "Sunday 13 December 2026 is a Sunday; choose a working day for the close of the poll, such as Monday 14 December 2026.",
		"2026-12-25": "Friday 25 December 2026 is a bank holiday: Christmas Day; choose a working day for the close of the poll, such as Tuesday 29 December 2026.",
	} {
		if _, err := Full().Before(England(), date(t, text), london(t)); err == nil || err.Error() != want {
			t.Errorf("%s: got %v, want %s", text, err, want)
		}
	}
	if _, err := Full().Before(Calendar{Added: []Date{2, 1}}, date(t, "2026-12-14"), london(t)); err == nil {
		t.Error("a bad calendar gave a timetable")
	}
}

func TestDaysJSON(t *testing.T) {
	b, err := json.Marshal(Full())
	want := `{"notice":40,"nominations_close":28,"candidates_published":27,"withdrawals_close":25,"notice_of_poll":15,"poll_opens":14}`
	if err != nil || string(b) != want {
		t.Errorf("got %s, %v", b, err)
	}
}
