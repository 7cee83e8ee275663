package calendar

import (
	"encoding/json"
	"testing"
)

func TestLatestNotice(t *testing.T) {
	three, saturdays := Default(), Clear{Days: 3, Saturdays: true}
	mourning := Clear{Days: 3, Left: []Date{date(t, "2022-09-16")}}
	for _, x := range []struct {
		what, meeting string
		rule          Clear
		want          string
	}{
		{"an ordinary week; a Sunday may be the day of notice", "2026-12-17", three, "2026-12-13"},
		{"over a weekend", "2026-12-15", three, "2026-12-09"},
		{"over a weekend, Saturdays count", "2026-12-15", saturdays, "2026-12-10"},
		{"over Easter: Thursday 2 to Tuesday 7 April are left out", "2026-04-10", three, "2026-03-31"},
		{"over Easter, Saturdays count, but not that one", "2026-04-10", saturdays, "2026-03-31"},
		{"over Christmas: 24 to 29 December and New Year's Day are left out", "2027-01-04", three, "2026-12-22"},
		{"Christmas on a Sunday: from Friday 23 to Wednesday 28 December", "2022-12-30", three, "2022-12-20"},
		{"over a bank holiday", "2022-09-22", three, "2022-09-15"},
		{"over a bank holiday and a day of mourning", "2022-09-22", mourning, "2022-09-14"},
	} {
		if got := England().LatestNotice(x.rule, date(t, x.meeting)); got.String() != x.want {
			t.Errorf("%s: got %s, want %s", x.what, got, x.want)
		}
	}
}

// The three functions agree, day by day over years that have everything.
func TestClearDaysAgree(t *testing.T) {
	c := England()
	rules := []Clear{Default(), {Days: 1}, {Days: 3, Saturdays: true}, {Days: 10, Left: []Date{date(t, "2022-09-16")}}}
	for d := date(t, "2019-12-01"); d < date(t, "2024-02-01"); d++ {
		for _, k := range rules {
			latest := c.LatestNotice(k, d)
			if c.ClearDays(k, latest, d) != k.Days || c.ClearDays(k, latest+1, d) != k.Days-1 {
				t.Fatalf("%+v: for a meeting on %s the latest notice is %s", k, d, latest)
			}
			earliest := c.EarliestMeeting(k, d)
			if c.ClearDays(k, d, earliest) != k.Days || c.ClearDays(k, d, earliest-1) != k.Days-1 {
				t.Fatalf("%+v: noticed on %s, the earliest meeting is %s", k, d, earliest)
			}
		}
	}
}

func TestClearRule(t *testing.T) {
	for _, bad := range []Clear{{}, {Days: -1}, {Days: 61}, {Days: 3, Left: []Date{5, 5}}} {
		if bad.Check() == nil {
			t.Errorf("%+v: accepted", bad)
		}
	}
	for _, good := range []Clear{Default(), {Days: 60, Saturdays: true, Left: []Date{5, 6}}} {
		if err := good.Check(); err != nil {
			t.Errorf("%+v: %v", good, err)
		}
	}
	b, err := json.Marshal(Clear{Days: 3, Left: []Date{date(t, "2022-09-16")}})
	if want := `{"days":3,"saturdays":false,"left_out":["2022-09-16"]}`; err != nil || string(b) != want {
		t.Errorf("got %s, %v", b, err)
	}
}
