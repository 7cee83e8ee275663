package papers

import (
	"context"
	"strings"
	"time"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance/conduct"
	"github.com/onenorwich/guildhall/web/paper"
	"github.com/onenorwich/guildhall/web/ui"
)

// Parts of pages that say what papers say.

// Summary is who is elected to what.
func Summary(r paper.Result) ui.Table {
	t := ui.Table{Caption: "Result by post", Head: ui.Columns("Post", "Elected", "How")}
	for _, post := range r.Posts {
		elected := post.Elected()
		if elected == "" {
			elected = "Nobody"
		}
		t.Rows = append(t.Rows, ui.Cells(post.Title, elected, post.How()))
	}
	return t
}

// Count is the count of one post for a page.
type Count struct {
	Title     string
	Sentences []string
	Bars      ui.Bars // no rows where nothing was counted
}

// Counts are the counts of a result, in the order of counting.
func Counts(r paper.Result) []Count {
	var list []Count
	for _, post := range r.Posts {
		list = append(list, counted(post))
	}
	return list
}

func counted(post paper.Post) Count {
	m := Count{Title: post.Title, Bars: ui.Bars{Caption: "Votes for " + post.Title}}
	if elected := post.Elected(); elected != "" {
		m.Sentences = append(m.Sentences, elected+": "+strings.ToLower(post.How()[:1])+post.How()[1:]+".")
	} else {
		m.Sentences = append(m.Sentences, post.How()+".")
	}
	var votes int64
	for _, c := range post.Candidates {
		m.Bars.Rows = append(m.Bars.Rows, ui.Bar{Name: c.Name, Value: int(c.Votes), Note: c.Note()})
		votes += c.Votes
		if c.PassedOver != "" {
			m.Sentences = append(m.Sentences, c.Name+" is passed over: elected to an earlier post, "+c.PassedOver+".")
		}
	}
	m.Bars.Rows = append(m.Bars.Rows, ui.Bar{Name: "Blank", Value: int(post.Blank)})
	if post.Reason != "" {
		m.Sentences = append(m.Sentences, post.Reason)
	}
	switch post.Outcome {
	case paper.NoCandidate, paper.Unopposed, paper.Vacant:
		m.Bars.Rows = nil
	case paper.Waiting:
		if votes+post.Blank == 0 {
			m.Bars.Rows = nil
		}
	}
	return m
}

// Protection is the honest sentences about one election, with names.
func Protection(ctx context.Context, desk *conduct.Desk, el *election.Election) ui.Summary {
	var list ui.Summary
	for _, a := range desk.Protection(ctx, el) {
		list = append(list, ui.Row{Key: a.Question, Value: a.Sentence})
	}
	return list
}

// Team is who helps the returning officer of an election; nothing where nobody
// has been named.
func Team(ctx context.Context, desk *conduct.Desk, el *election.Election) (list ui.Summary) {
	if el.Team == nil {
		return nil
	}
	add := func(key string, people ...election.ID) {
		row := ui.Row{Key: key}
		for _, id := range people {
			if id == "" {
				continue
			}
			name := desk.Person(ctx, id).Name
			if name == "" {
				name = "Name destroyed"
			}
			row.Values = append(row.Values, name)
		}
		if len(row.Values) > 0 {
			list = append(list, row)
		}
	}
	add("Trustees", el.Team.Trustees...)
	add("Registrar", el.Team.Registrar)
	add("Operator of this service", el.Team.Operator)
	add("Scrutineers", el.Team.Scrutineers...)
	return list
}

// Timetable is an election's moments, with what is past.
func Timetable(el *election.Election, now time.Time) ui.Table {
	t := el.Called.Timetable
	table := ui.Table{Caption: "Timetable", Head: ui.Columns("Step", "When", "State")}
	for _, step := range []struct {
		name string
		at   election.Moment
	}{
		{"Notice of election", t.Notice}, {"Nominations close", t.NominationsClose}, {"Candidates published", t.Published},
		{"Withdrawals close", t.WithdrawalsClose}, {"Notice of poll", t.PollNotice}, {"Poll opens", t.PollOpens}, {"Poll closes", t.PollCloses},
	} {
		state := "To come"
		if !now.Before(step.at.Time()) {
			state = "Past"
		}
		table.Rows = append(table.Rows, ui.Cells(step.name, ui.When(step.at.Time()), state))
	}
	return table
}

// Eligible is who may stand for a post, in words.
func Eligible(e string) string {
	switch e {
	case election.EligibleGP:
		return "A GP, by GMC number"
	case election.EligibleNurse:
		return "A registered nurse, by NMC PIN"
	case election.EligibleManager:
		return "A practice manager, confirmed in post by the practice"
	}
	return "Anyone"
}
