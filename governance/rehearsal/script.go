package rehearsal

import (
	"strings"
	"time"
	_ "time/tzdata" // London, also where the machine has no time zones

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/calendar"
	"github.com/onenorwich/guildhall/election/roll"
)

// Script is what is played.
type Script struct {
	Body, Title string
	ID          election.ID
	Rows        []roll.Row
	Rule        roll.Rule
	Group       string // election.GroupEd25519 if empty
	Seed        uint64
	Turnout     float64       // share of the practices that vote, 0 to 1
	Closes      calendar.Date // day on which the poll closes, at 17:00 in London
	// At, if set, is the moment at which the poll closes instead: a folder that a
	// service is to run goes by the machine's own clock.
	At time.Time
	// Tie names a post whose votes are chosen so that two candidates tie.
	Tie election.ID
	// Trustees is how many trustees there are in the strict scheme, of whom
	// Threshold decrypt; with none, the scheme is the simple one.
	Trustees, Threshold int
	// Last keeps a practice from voting; empty for none.
	Last election.ID
}

// Stage is how far the script is played.
type Stage int

// The stages, in order. A stage is reached when its step has been taken.
const (
	Begun Stage = iota
	Called
	Frozen
	Nominated
	Decided
	Published
	Settled
	KeyMade  // in the strict scheme the trustees' and the registrar's work, too
	Prepared // and what the result will give away has been weighed
	Opened
	Voted
	Closed
	Tallied // and weighed again
	Counted
	Declared
)

// Names of the stages, for progress and the command line.
func (s Stage) String() string {
	return [...]string{"begun", "called", "roll frozen", "nominated", "decided", "published", "settled", "key made",
		"prepared", "opened", "voted", "closed", "tallied", "counted", "declared"}[s]
}

// ParseStage reads a stage's name.
func ParseStage(name string) (Stage, error) {
	var names []string
	for s := Begun; s <= Declared; s++ {
		if s.String() == name {
			return s, nil
		}
		names = append(names, s.String())
	}
	return 0, election.Refuse("stage", "%q is no stage of a rehearsal. The stages are: %s.", name, strings.Join(names, ", "))
}

// Default is the committee election of OneNorwich over the given roll, closing
// on 14 December 2026, with the full timetable.
func Default(rows []roll.Row, rule roll.Rule) Script {
	return Script{
		Body: "OneNorwich", Title: "Committee election 2026", ID: "committee-2026",
		Rows: rows, Rule: rule, Turnout: 0.8, Seed: 1,
		Closes: calendar.Day(2026, time.December, 14),
	}
}

// Strict says whether the script is played in the strict scheme.
func (s Script) Strict() bool { return s.Trustees > 0 }

// Timetable counts the full timetable back from the close.
func (s Script) Timetable() (t election.Timetable, err error) {
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		return t, err
	}
	england := calendar.England()
	if !s.At.IsZero() {
		// The working day that has come last by then; its hour does not matter.
		s.Closes = england.WorkingDaysBefore(calendar.On(s.At, london)+1, 1)
	}
	c, err := calendar.Full().Before(england, s.Closes, london)
	if err != nil {
		return t, err
	}
	if !s.At.IsZero() {
		c.PollCloses = s.At.UTC()
	}
	return election.Timetable{
		Notice: election.At(c.Notice), NominationsClose: election.At(c.NominationsClose),
		Published: election.At(c.Published), WithdrawalsClose: election.At(c.WithdrawalsClose),
		PollNotice: election.At(c.PollNotice), PollOpens: election.At(c.PollOpens), PollCloses: election.At(c.PollCloses),
	}, nil
}
