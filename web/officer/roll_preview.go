package officer

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/roll"
	"github.com/onenorwich/guildhall/governance/conduct"
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

// preview fills the page with what the rule would give.
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
	m.Compare = compare(rows, weights)
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
		Text: ui.Count(w.Alone, "practice has", "practices have") + " a number of votes that nobody else has. The ballot box shows when such a practice voted, and the exact totals may show how. Coarser weights give less away: compare below."}
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

// compare puts the chosen rule beside coarser ones.
func compare(rows []roll.Row, chosen roll.Rule) ui.Table {
	t := ui.Table{Caption: "What other rules would give", Size: "s", Compact: true, Head: []ui.Column{{Text: "Rule"}, {Text: "Votes in all", Numeric: true},
		{Text: "Most votes of a practice", Numeric: true}, {Text: "Practices alone with their number", Numeric: true}}}
	rules := []roll.Rule{chosen}
	for _, text := range append(presets, "per:1000:up", "per:1:up") {
		if r, err := roll.ParseRule(text); err == nil && !r.Same(chosen) {
			rules = append(rules, r)
		}
	}
	for i, r := range rules {
		votes, err := r.Weights(rows)
		if err != nil {
			continue // a practice so large that the rule gives it too many votes
		}
		w := conduct.Measure(slices.Values(votes))
		name := strings.TrimSuffix(r.Describe(), ".")
		if i == 0 {
			name = "Chosen: " + name
		}
		t.Rows = append(t.Rows, []ui.Cell{{Text: name, Header: true}, {Text: ui.Number(int(w.Votes))}, {Text: ui.Number(int(w.Most))}, {Text: ui.Number(w.Alone)}})
	}
	return t
}
