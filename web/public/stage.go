package public

import (
	"fmt"
	"time"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/web/ui"
)

// stage is how far an election has come, for anybody.
type stage struct {
	Tag      ui.Tag
	Sentence string
}

func moment(t time.Time) string { return ui.Clock(t) + " on " + ui.Date(t) }

// stageOf says it in a word and in a sentence.
func stageOf(el *election.Election, now time.Time) stage {
	t := el.Called.Timetable
	before := func(m election.Moment) bool { return now.Before(m.Time()) }
	contested := !el.Settled || len(el.Contested()) > 0
	switch {
	case el.Declared != nil:
		return stage{ui.Tag{Text: "Declared", Colour: "white"}, "The result was declared on " + ui.When(el.DeclaredAt.Time()) + "."}
	case el.Poll.Closed():
		return stage{ui.Tag{Text: "Poll closed", Colour: "grey"}, "The poll closed on " + ui.When(el.Poll.ClosedAt.Time()) + ". The result has not been declared yet."}
	case el.Due(election.At(now)):
		return stage{ui.Tag{Text: "Poll closing", Colour: "grey"}, "The deadline has come. Ballots that arrived in time are being checked."}
	case el.Poll.Open():
		return stage{ui.Tag{Text: "Poll open", Colour: "green"}, fmt.Sprintf("Practices can vote until %s.", moment(t.PollCloses.Time()))}
	case !contested:
		return stage{ui.Tag{Text: "No poll", Colour: "grey"}, "No post goes to a poll. The result has not been declared yet."}
	case !before(t.PollCloses):
		return stage{ui.Tag{Text: "Not held", Colour: "grey"}, "The poll was not opened before its close. A new election has to be called."}
	case el.Settled:
		return stage{ui.Tag{Text: "Before the poll", Colour: "blue"}, "The poll opens at " + moment(t.PollOpens.Time()) + "."}
	case el.Published:
		return stage{ui.Tag{Text: "Candidates published", Colour: "blue"}, "Candidates can withdraw until " + moment(t.WithdrawalsClose.Time()) + "."}
	case !before(t.NominationsClose):
		return stage{ui.Tag{Text: "Nominations closed", Colour: "blue"}, "The candidates are published at " + moment(t.Published.Time()) + "."}
	case !before(t.Notice):
		return stage{ui.Tag{Text: "Nominations open", Colour: "blue"}, "Practices can nominate until " + moment(t.NominationsClose.Time()) + "."}
	}
	return stage{ui.Tag{Text: "Called", Colour: "blue"}, "Nominations open at " + moment(t.Notice.Time()) + "."}
}

// turnout is how many practices have voted; the zero value while no ballot
// can have been cast.
func turnout(el *election.Election) ui.Progress {
	if el.Poll.OpenedAt.IsZero() {
		return ui.Progress{}
	}
	text := "%d of %d practices have voted"
	if el.Poll.Closed() {
		text = "%d of %d practices voted"
	}
	return ui.Progress{ID: "turnout-" + string(el.ID()), Label: "Turnout", Value: el.Poll.Turnout(), Max: max(el.Roll.Len(), 1), Text: fmt.Sprintf(text, el.Poll.Turnout(), el.Roll.Len())}
}
