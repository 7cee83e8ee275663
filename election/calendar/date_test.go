package calendar

import (
	"encoding/json"
	"testing"
	"time"
	_ "time/tzdata" // a test machine may have no zones
)

func date(t testing.TB, text string) Date {
	t.Helper()
	d, err := ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func london(t testing.TB) *time.Location {
	t.Helper()
	l, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestDate(t *testing.T) {
	d := date(t, "2026-12-14")
	if d.String() != "2026-12-14" || d.Long() != "Monday 14 December 2026" || d.Weekday() != time.Monday || d.Year() != 2026 {
		t.Errorf("got %s, %s, %s", d, d.Long(), d.Weekday())
	}
	if date(t, "1970-01-01") != 0 || date(t, "1969-12-31") != -1 || Day(2028, time.March, 0) != date(t, "2028-02-29") {
		t.Error("days are miscounted")
	}
	for _, bad := range []string{"", "14/12/2026", "2026-12-14T00:00:00Z", "2026-02-29", "2026-2-3", "1899-12-31", "2200-01-01", " 2026-12-14"} {
		if d, err := ParseDate(bad); err == nil {
			t.Errorf("%q was read as %s", bad, d)
		}
	}
	b, err := json.Marshal([]Date{d})
	var back []Date
	if err != nil || string(b) != `["2026-12-14"]` || json.Unmarshal(b, &back) != nil || back[0] != d {
		t.Errorf("JSON: %s, %v", b, err)
	}
}

// The clock of London: an hour ahead of UTC in summer.
func TestClock(t *testing.T) {
	l := london(t)
	for text, want := range map[string]string{"2026-12-14": "2026-12-14T17:00:00Z", "2026-06-14": "2026-06-14T16:00:00Z"} {
		at := date(t, text).At(17, 0, l)
		if got := at.Format(time.RFC3339); got != want {
			t.Errorf("%s at 17:00: %s, want %s", text, got, want)
		}
		if On(at, l).String() != text {
			t.Errorf("%s came back as %s", text, On(at, l))
		}
	}
	late := time.Date(2026, time.June, 14, 23, 30, 0, 0, time.UTC)
	if got := On(late, l).String(); got != "2026-06-15" {
		t.Errorf("half past midnight in London is on %s", got)
	}
}

func FuzzParseDate(f *testing.F) {
	f.Add("2026-12-14")
	f.Add("2024-02-29")
	f.Fuzz(func(t *testing.T, text string) {
		if d, err := ParseDate(text); err == nil && d.String() != text {
			t.Fatalf("%q was read as %s", text, d)
		}
	})
}
