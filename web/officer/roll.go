package officer

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/roll"
	"github.com/onenorwich/guildhall/governance/conduct"
	"github.com/onenorwich/guildhall/web/site"
	"github.com/onenorwich/guildhall/web/ui"
)

// rollModel is the form for a roll, its preview, and the frozen roll.
type rollModel struct {
	Frozen   ui.Summary // set once it is frozen
	Action   string
	Preset   ui.Radios
	Rule     ui.Input
	File     ui.File
	Problems []string // each one sentence
	More     int      // problems that are not told

	// The preview.
	Figures  ui.Figures
	Sentence string
	Warning  ui.Warning
	Revealed ui.Warning // what results would give away, where it is too much
	Says     []string   // or that it is not
	Picture  ui.Chances // the rule beside others
	Assumed  string
	Working  string // what is still being worked out
	How      ui.Details
	Table    ui.Table
	List     ui.Listing // the frozen roll
	CSV      string
	RuleText string
	Show     ui.Button
	Freeze   ui.Button
	Again    ui.Button
}

var rollPage = ui.Define[rollModel](files, "roll.html")

// presets are the weight rules that are offered, coarsest first.
var presets = []string{"equal", "bands:1=1,5001=2,10001=3", "per:2000:up"}

const ownRule = "own"

func rollFields(st *stage, form url.Values) rollModel {
	chosen := form.Get("preset")
	if chosen == "" {
		chosen = presets[1]
	}
	m := rollModel{Action: st.path("roll"),
		Preset: ui.Radios{Name: "preset", Label: "How many votes has a practice?"},
		Rule: ui.Input{Name: "rule", Label: "Another rule", Value: form.Get("rule"), Code: true,
			Hint: "Such as per:1000:nearest, bands:1=1,8000=2, listed, each with ,cap:5 for the most votes of a practice"},
		File: ui.File{Name: "roll", Label: "The roll", Accept: ".csv,text/csv",
			Hint: "A CSV file with the columns ods_code, name and patients, or the NHS’s table with CODE and NUMBER_OF_PATIENTS"},
		Show: ui.Button{Text: "Show the votes"}, Again: ui.Button{Text: "Look again", Secondary: true},
	}
	hints := []string{"Recommended. The result gives least away", "Up to 5,000 patients 1 vote, up to 10,000 patients 2, above 3. The result gives little away where most vote", "One vote for every 2,000 patients or part of it"}
	labels := []string{"Each practice has one vote", "Three bands by size", "By registered patients"}
	for i, rule := range presets {
		m.Preset.Items = append(m.Preset.Items, ui.Choice{Value: rule, Label: labels[i], Hint: hints[i], Checked: chosen == rule})
	}
	m.Preset.Items = append(m.Preset.Items, ui.Choice{Value: ownRule, Label: "Another rule, typed below", Checked: chosen == ownRule, Or: true})
	return m
}

func (p *pages) rollForm(c echo.Context, st *stage) error {
	if st.el.Roll.Frozen != nil {
		return p.frozenRoll(c, st)
	}
	return p.rollPage(c, st, http.StatusOK, rollFields(st, nil), nil)
}

func (p *pages) rollPage(c echo.Context, st *stage, status int, m rollModel, problems ui.Problems) error {
	page := ui.Page{Title: "The roll and its weights", Back: st.path(""), Problems: problems, Wide: len(m.Table.Rows)+len(m.List.Table.Rows) > 0}
	if m.Working != "" {
		page.Scripts = []string{"working.js"}
	}
	return render(p, c, rollPage, status, page, m)
}

// rule is the weight rule that the form asks for.
func rule(form url.Values) (roll.Rule, error) {
	if preset := form.Get("preset"); preset != ownRule {
		return roll.ParseRule(preset)
	}
	return roll.ParseRule(form.Get("rule"))
}

// rollPreview reads a roll and shows what would be frozen. Nothing is recorded
// and nothing kept here: the page carries the roll.
func (p *pages) rollPreview(c echo.Context, st *stage) error {
	if st.el.Roll.Frozen != nil {
		return p.frozenRoll(c, st)
	}
	form, err := site.Form(c)
	if err != nil {
		return err
	}
	m := rollFields(st, form)
	weights, err := rule(form)
	if err != nil {
		m.Rule.Error = err.Error()
	}
	rows, err := upload(c, form)
	if err != nil {
		if !m.readError(err) {
			return err
		}
	} else if m.Rule.Error == "" {
		m.preview(st, rows, weights)
	}
	if len(m.Table.Rows) > 0 {
		if err := m.weigh(c.Request().Context(), p, st, rows, weights); err != nil {
			return err
		}
	}
	if problems := append(ui.Problematic(m.Rule, m.File), m.listed()...); len(problems) > 0 {
		m.Table, m.Freeze = ui.Table{}, ui.Button{}
		return p.rollPage(c, st, unprocessable, m, problems)
	}
	return p.rollPage(c, st, http.StatusOK, m, nil)
}

// upload reads the file of the form, or the roll that a preview carried.
func upload(c echo.Context, form url.Values) ([]roll.Row, error) {
	if file, err := c.FormFile("roll"); err == nil {
		f, err := file.Open()
		if err != nil {
			return nil, err
		}
		defer f.Close()
		return roll.ReadCSV(io.LimitReader(f, roll.MaxBytes+1))
	}
	if kept := form.Get("csv"); kept != "" {
		return roll.ReadCSV(strings.NewReader(strings.ReplaceAll(kept, "\r\n", "\n")))
	}
	return nil, election.Refuse("no-file", "Choose the file with the roll.")
}

// rollFreeze records the roll that the preview carried.
func (p *pages) rollFreeze(c echo.Context, st *stage) error {
	form, err := site.Form(c)
	if err != nil {
		return err
	}
	rows, err := roll.ReadCSV(bytes.NewReader([]byte(strings.ReplaceAll(form.Get("csv"), "\r\n", "\n"))))
	if err == nil {
		var weights roll.Rule
		if weights, err = roll.ParseRule(form.Get("weights")); err == nil {
			err = p.Desk.FreezeRoll(c.Request().Context(), who(c), st.el.ID(), rows, weights)
		}
	}
	if err == nil {
		return site.Redirect(c, st.path("")+"?done=frozen")
	}
	m := rollFields(st, form)
	if problems, other := refused(err); other == nil {
		return p.rollPage(c, p.newer(st), unprocessable, m, problems)
	}
	if !m.readError(err) {
		return err
	}
	return p.rollPage(c, st, unprocessable, m, append(ui.Problematic(m.File), m.listed()...))
}

// frozenRoll shows the roll that counts.
func (p *pages) frozenRoll(c echo.Context, st *stage) error {
	f := st.el.Roll.Frozen
	m := rollModel{Frozen: ui.Summary{
		{Key: "Practices", Value: ui.Number(f.Practices)},
		{Key: "Votes", Value: ui.Number(int(f.Votes))},
		{Key: "Rule", Value: f.Rule.Describe()},
		{Key: "What the result reveals", Value: conduct.Revealed(&st.el)},
		{Key: "The file’s SHA-256", Part: ui.Digest(f.Source.String())},
	}}
	table := ui.Table{Caption: "The votes of each practice", Compact: true, Head: []ui.Column{{Text: "Practice"}, {Text: "Patients", Numeric: true}, {Text: "Votes", Numeric: true}}}
	for row := range st.el.Roll.Rows {
		table.Rows = append(table.Rows, []ui.Cell{{Text: p.Desk.Practice(c.Request().Context(), row.Practice).Name, Header: true}, {Text: ui.Number(int(row.Patients))}, {Text: ui.Number(int(row.Votes))}})
	}
	m.List = ui.List(table, "practices", st.path("roll"), c.QueryParams())
	return p.rollPage(c, st, http.StatusOK, m, nil)
}
