package site

import (
	"testing"
	"time"

	"github.com/onenorwich/guildhall/governance/conduct"
)

// TestNamesChangeAtMidnight: and by three at least.
func TestNamesChangeAtMidnight(t *testing.T) {
	at := func(day, hour, minute int) time.Time {
		return time.Date(2026, 11, day, hour, minute, 0, 0, conduct.London)
	}
	opened := at(23, 9, 0)
	first := map[int]time.Time{1: at(23, 10, 0), 2: at(23, 23, 59), 3: at(24, 0, 0), 4: at(24, 15, 0), 5: at(26, 8, 0), 6: at(26, 9, 0), 7: at(26, 10, 0)}
	for _, c := range []struct{ now, want time.Time }{
		{at(23, 23, 59), time.Time{}},      // no midnight yet
		{at(24, 0, 0), time.Time{}},        // two have voted: they wait for more
		{at(24, 23, 59), time.Time{}},      // four, but midnight has not come
		{at(25, 0, 0), at(25, 0, 0)},       // all four
		{at(26, 12, 0), at(26, 0, 0)},      // nobody on the 25th: the date is of the last midnight
		{at(26, 23, 59), at(26, 0, 0)},     // three more, not before midnight
		{at(27, 0, 0), at(27, 0, 0)},       // now
		{at(27, 0, 0).UTC(), at(27, 0, 0)}, // whatever the zone of the clock
		{at(29, 18, 30), at(29, 0, 0)},     // nobody since
	} {
		if got := lastChange(opened, c.now, first); !got.Equal(c.want) {
			t.Errorf("at %s the names are as of %s, not %s", c.now, got, c.want)
		}
	}
}
