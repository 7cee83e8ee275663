package officer

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/roll"
	"github.com/onenorwich/guildhall/election/secrecy"
	"github.com/onenorwich/guildhall/governance/conduct"
	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/web/papers"
	"github.com/onenorwich/guildhall/web/ui"
)

// readError puts what is wrong with a roll into the page; false for an error
// that is not the file's.
func (m *rollModel) readError(err error) bool {
	var bad *roll.Error
	var refusal *election.Error
	switch {
	case errors.As(err, &bad):
		m.Problems, m.More = nil, bad.More
		for _, problem := range bad.Problems {
			m.Problems = append(m.Problems, problem.String())
		}
	case errors.As(err, &refusal):
		m.File.Error = refusal.Sentence
	case errors.As(err, new(*http.MaxBytesError)):
		return false
	default:
		m.File.Error = err.Error()
	}
	return true
}

// listed is the summary of a bad roll: its problems stand beside the form.
func (m *rollModel) listed() ui.Problems {
	if len(m.Problems) == 0 {
		return nil
	}
	text := "The roll has " + ui.Count(len(m.Problems)+m.More, "problem", "problems") + ". Nothing was recorded."
	return ui.Problems{{Text: text, Href: "#problems"}}
}

// preview fills the page with what the rule would give, and begins to work out what
// its results would give away.
func (m *rollModel) preview(st *stage, rows []roll.Row, weights roll.Rule) {
	votes, err := weights.Weights(rows)
	if err != nil {
		m.readError(err)
		return
	}
	m.CSV, m.RuleText, m.Sentence = string(roll.Canonical(rows)), weights.String(), weights.Describe()
	w := conduct.Measure(slices.Values(votes))
	m.Figures = ui.Figures{
		{Number: ui.Number(w.Practices), Text: "practices"}, {Number: ui.Number(int(w.Votes)), Text: "votes in all"},
		{Number: ui.Number(w.Alone), Text: "practices whose number of votes nobody else has"}}
	m.Warning = alone(rows, votes, w)
	m.Table = ui.Table{Caption: "The votes of each practice", Compact: true, Head: []ui.Column{{Text: "Practice"}, {Text: "ODS code"}, {Text: "Patients", Numeric: true}, {Text: "Votes", Numeric: true}}}
	for i, row := range rows {
		m.Table.Rows = append(m.Table.Rows, []ui.Cell{{Text: row.Name, Header: true}, {Text: row.ODS}, {Text: ui.Number(int(row.Patients))}, {Text: ui.Number(int(votes[i]))}})
	}
	m.Freeze = ui.Button{Text: "Freeze this roll", Warning: true}
	m.Show.Text, m.Show.Secondary = "Show other votes", true
}

// alone warns of practices that the result can give away.
func alone(rows []roll.Row, votes []int64, w conduct.Weights) ui.Warning {
	if w.Alone == 0 {
		return ui.Warning{}
	}
	warning := ui.Warning{Title: "The result can give votes away",
		Text: ui.Count(w.Alone, "practice has", "practices have") + " a number of votes that nobody else has. The ballot box shows when such a practice voted, and the exact totals may show how. Coarser votes give less away: compare below."}
	count := make(map[int64]int)
	for _, v := range votes {
		count[v]++
	}
	for i, row := range rows {
		if count[votes[i]] == 1 {
			warning.List = append(warning.List, row.Name+": "+ui.Count(int(votes[i]), "vote", "votes"))
		}
	}
	const most = 8
	if n := len(warning.List); n > most {
		warning.List = append(warning.List[:most:most], "and "+ui.Number(n-most)+" more")
	}
	return warning
}

// weigh puts the chosen rule beside others: what results under each would give away.
func (m *rollModel) weigh(ctx context.Context, p *pages, st *stage, rows []roll.Row, chosen roll.Rule) error {
	answers, _ := conduct.Answers(&st.el)
	rules := conduct.SideBySide(rows, chosen)
	if len(rules) == 0 || len(answers) == 0 {
		return nil
	}
	plan := planned(answers)
	list, working, err := p.sideBySide(ctx, plan, rules, "Chosen")
	if err != nil {
		return err
	}
	m.Picture = papers.Picture(pictureCaption, list)
	m.Assumed = assumption(answers, st.el.Published)
	m.How = ui.Details{Summary: "How this is measured", Paragraphs: papers.HowMeasured(plan.Draws)}
	if working {
		m.Working = stillWorking
	}
	o := list[0].Outlook
	if o == nil {
		m.Revealed = ui.Warning{Title: "Wait before you freeze", Text: "What results under this rule would give away is still being worked out."}
		return nil
	}
	if said := record.OutlookSentences(&st.el, election.WeighedOpening, o); o.Gate() == secrecy.Holds {
		m.Says = said
	} else {
		m.Revealed = warning(o, said[0])
		m.Revealed.List = []string{"Take coarser votes if you can: equal votes are always within the limit.", "A frozen roll cannot be changed. Before the poll opens you would have to publish why you go on."}
	}
	return nil
}
