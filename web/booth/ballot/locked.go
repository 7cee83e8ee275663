package ballot

import (
	"errors"

	"github.com/onenorwich/guildhall/election/belenios"
)

// Locked is a vote that was made, with its trackers for the voter to see, before
// the voter has said what to do with it. Either its ballots come out, to be cast,
// or what opens them, to be checked (Benaloh's challenge); never both, because a
// ballot that was opened proves to anybody how its voter meant to vote.
type Locked struct {
	ballots  []belenios.Ballot
	openings []*belenios.Opening
}

// ErrUsed is the refusal of a vote that has been cast or opened.
var ErrUsed = errors.New("this vote has been used already: go back and make a new one")

// Trackers are those of the ballots, in the order of the papers.
func (l *Locked) Trackers() []string {
	var list []string
	for _, b := range l.ballots {
		list = append(list, b.Tracker)
	}
	return list
}

// Cast gives the ballots, and forgets what would open them.
func (l *Locked) Cast() ([]belenios.Ballot, error) {
	if l == nil || l.openings == nil {
		return nil, ErrUsed
	}
	l.openings = nil
	return l.ballots, nil
}

// Open gives the file that guildhall verify-ballot checks, and forgets the
// ballots: they must never be cast.
func (l *Locked) Open() ([]byte, error) {
	if l == nil || l.openings == nil {
		return nil, ErrUsed
	}
	file := belenios.EncodeOpenings(l.openings)
	l.openings, l.ballots = nil, nil
	return file, nil
}
