package conduct

import (
	"time"
	_ "time/tzdata" // deadlines follow London's clock on any machine

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/calendar"
)

// London is the place whose clock the deadlines follow.
var London = func() *time.Location {
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		panic("conduct: the embedded time zones lack Europe/London: " + err.Error())
	}
	return zone
}()

// challengeDays is how long a result can be challenged (rules.md 19).
const challengeDays = 21

// ChallengeEnds is the last minute for a challenge to a declared result; zero
// before the declaration.
func ChallengeEnds(el *election.Election) time.Time {
	if el.Declared == nil {
		return time.Time{}
	}
	return (calendar.On(el.DeclaredAt.Time(), London) + challengeDays).At(23, 59, London)
}

// RecordsKept is until when the records of a declared election are kept: one
// year (rules.md 19); zero before the declaration.
func RecordsKept(el *election.Election) time.Time {
	if el.Declared == nil {
		return time.Time{}
	}
	return el.DeclaredAt.Time().In(London).AddDate(1, 0, 0).UTC()
}
