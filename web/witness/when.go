package witness

import (
	"slices"
	"time"
	_ "time/tzdata" // days are London's, on any machine

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance"
	"github.com/onenorwich/guildhall/web/ui"
)

// london is where days begin and end.
var london = func() *time.Location {
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		panic("witness: the embedded time zones lack Europe/London: " + err.Error())
	}
	return zone
}()

// day is a day of London's calendar, as 2026-12-08.
func day(t time.Time) string { return t.In(london).Format(time.DateOnly) }

// duty is when a person should have signed in one election, and when they did.
type duty struct {
	opens, closes  time.Time // as they happened, or as they are planned
	opened, closed bool
	now            time.Time
	signed         []time.Time
}

func newDuty(state *governance.State, el *election.Election, person election.ID, now time.Time) duty {
	times := el.Called.Timetable
	d := duty{opens: times.PollOpens.Time(), closes: times.PollCloses.Time(), now: now}
	if !el.Poll.OpenedAt.IsZero() {
		d.opens, d.opened = el.Poll.OpenedAt.Time(), true
	}
	if !el.Poll.ClosedAt.IsZero() {
		d.closes, d.closed = el.Poll.ClosedAt.Time(), true
	}
	for _, c := range state.Cosignings {
		if c.Person == person {
			d.signed = append(d.signed, c.At.Time())
		}
	}
	return d
}

// opening says whether the person signed once the poll was open, on its first day.
func (d duty) opening() bool {
	return d.opened && slices.ContainsFunc(d.signed, func(t time.Time) bool { return !t.Before(d.opens) && day(t) == day(d.opens) })
}

// close says whether the person signed once the poll was closed.
func (d duty) close() bool {
	return d.closed && slices.ContainsFunc(d.signed, func(t time.Time) bool { return !t.Before(d.closes) })
}

// days are the days between the first and the last of the poll, with whether the
// person signed on each; those to come are left out.
func (d duty) days() (all []dayOf) {
	if !d.opened {
		return nil
	}
	first := d.opens.In(london)
	for i := 1; ; i++ {
		t := time.Date(first.Year(), first.Month(), first.Day()+i, 12, 0, 0, 0, london)
		if day(t) >= day(d.closes) || day(t) > day(d.now) {
			return all
		}
		all = append(all, dayOf{t, slices.ContainsFunc(d.signed, func(s time.Time) bool { return day(s) == day(t) })})
	}
}

// dayOf is one day of a poll, at midday.
type dayOf struct {
	at     time.Time
	signed bool
}

// tasks are the duty as a list: exactly what is due now is marked as next.
func (d duty) tasks(title string) ui.Tasks {
	opening := ui.Task{Title: "When the poll has opened", Hint: ui.When(d.opens), Status: ui.CannotStartYet, Why: "The poll has not been opened yet."}
	daily := ui.Task{Title: "Every day of the poll", Status: ui.CannotStartYet, Why: "It begins on the day after the opening."}
	closing := ui.Task{Title: "When the poll has closed", Hint: ui.When(d.closes), Status: ui.CannotStartYet, Why: "The poll has not closed yet."}
	if d.opened {
		opening.Why, opening.Status = "", ui.NotYetStarted
		if d.opening() {
			opening.Status = ui.Completed
		} else if day(d.now) != day(d.opens) {
			opening.Hint += ". You did not sign on that day."
			opening.Next = !d.closed && len(d.signed) == 0
		} else {
			opening.Next = true
		}
	}
	if days := d.days(); len(days) > 0 {
		missed := 0
		for _, one := range days {
			if !one.signed {
				missed++
			}
		}
		last := days[len(days)-1]
		daily.Why, daily.Status = "", ui.InProgress
		daily.Hint = "You signed on " + ui.Number(len(days)-missed) + " of " + ui.Count(len(days), "day", "days") + "."
		if !last.signed && day(last.at) == day(d.now) {
			daily.Hint += " Today’s is still to be done."
			daily.Next, opening.Next = true, false
		}
		if d.closed && missed == 0 {
			daily.Status = ui.Completed
		}
	}
	if d.closed {
		closing.Why, closing.Status = "", ui.NotYetStarted
		if closing.Next = !d.close(); d.close() {
			closing.Status = ui.Completed
		}
		opening.Next, daily.Next = false, false
	}
	return ui.Tasks{ID: "when", Title: title, Rows: []ui.Task{opening, daily, closing}}
}
