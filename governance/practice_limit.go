package governance

import (
	"slices"
	"time"

	"github.com/onenorwich/guildhall/election"
)

// What a practice may change by itself. Each change is two entries for ever and an
// email to everybody who acts for it, so whoever means harm must not make them
// without end. A role may always be ended: a practice that finds a stranger among
// its people must be able to act. What a returning officer records is not
// counted.
const (
	MostDeputies = 5
	NamedAnHour  = 10
	NamedADay    = 20
)

// count notes that the practice's own people name somebody, or refuses it.
func (p *Practice) count(at time.Time) error {
	p.named = slices.DeleteFunc(slices.Clone(p.named), func(m election.Moment) bool { return !m.Time().After(at.Add(-24 * time.Hour)) })
	hour := 0
	for _, m := range p.named {
		if m.Time().After(at.Add(-time.Hour)) {
			hour++
		}
	}
	if hour >= NamedAnHour || len(p.named) >= NamedADay {
		return election.Refuse("changes", "A practice names at most %d people in an hour, and %d in a day. Wait, or ring the returning officer, who can name somebody now.", NamedAnHour, NamedADay)
	}
	p.named = append(p.named, election.At(at))
	return nil
}
