package site

import (
	"context"
	"time"

	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance/clerk"
	"github.com/onenorwich/guildhall/governance/conduct"
)

// Named says which practices have voted, as far as anybody may learn it while the
// poll is open. The public log gives each ballot's time; whoever saw the names
// change beside it would see whose ballot is which. So names change at midnight
// alone, and only by several at once. Nothing is kept for it: it follows from the
// table voted and the log.
type Named struct {
	AsOf  time.Time // a midnight; zero before the first change
	voted map[election.ID]bool
}

// atOnce is the least number of practices by which the names change: one that was
// named alone would own the one ballot of that day.
const atOnce = 3

// Voted says whether a practice is named as having voted.
func (n Named) Voted(practice election.ID) bool { return n.voted[practice] }

// MayName gives the practices that may be named now. After the close all may be.
func (s *Site) MayName(ctx context.Context, el *election.Election) (n Named, err error) {
	n.voted = map[election.ID]bool{}
	if !el.Poll.Open() {
		n.AsOf = el.Poll.ClosedAt.Time()
		for _, practice := range el.Poll.Voted {
			n.voted[practice] = true
		}
		return n, nil
	}
	var voters map[election.ID]int
	err = s.Store().View(ctx, func(tx store.Side) error {
		voters, err = clerk.Voters(tx, el.ID())
		return err
	})
	if err != nil {
		return n, err
	}
	first := map[int]time.Time{}
	for cast := range el.Poll.Casts {
		if _, again := first[cast.Voter]; !again {
			first[cast.Voter] = cast.Time.Time()
		}
	}
	n.AsOf = lastChange(el.Poll.OpenedAt.Time(), s.Now(), first)
	for practice, voter := range voters {
		if at, ok := first[voter]; ok && at.Before(n.AsOf) {
			n.voted[practice] = true
		}
	}
	return n, nil
}

// lastChange is the last midnight at which the names changed, or would have.
func lastChange(opened, now time.Time, first map[int]time.Time) (last time.Time) {
	named := 0
	for day := 1; ; day++ {
		o := opened.In(conduct.London)
		midnight := time.Date(o.Year(), o.Month(), o.Day()+day, 0, 0, 0, 0, conduct.London)
		if midnight.After(now) {
			return last
		}
		count := 0
		for _, at := range first {
			if at.Before(midnight) {
				count++
			}
		}
		if count == named || count >= named+atOnce {
			named, last = count, midnight
		}
	}
}
