package officer

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/calendar"
	"github.com/onenorwich/guildhall/governance/conduct"
	"github.com/onenorwich/guildhall/web/ui"
)

// callModel is the form with which an election is called. It is one page that
// is sent twice: first to work the timetable out, then to call.
type callModel struct {
	Title   ui.Input
	Contact ui.Textarea
	Posts   ui.Checkboxes
	Support ui.Input
	Closes  ui.DateInput
	Preset  ui.Radios
	Scheme  ui.Radios
	Schemes ui.Table   // what each protects, side by side
	Days    []ui.Input // how many working days before the close
	Table   ui.Table   // the timetable worked out
	Adopted ui.Checkboxes
	Work    ui.Button
	Call    ui.Button
}

// The presets of the timetable.
const (
	presetFull  = "full"
	presetShort = "short"
	presetOwn   = "own"
)

// dayFields are the steps of a timetable by the name of their field.
var dayFields = []struct {
	name, label string
	of          func(*calendar.Days) *int
}{
	{"notice", "Notice of election", func(d *calendar.Days) *int { return &d.Notice }},
	{"nominations", "Nominations close", func(d *calendar.Days) *int { return &d.NominationsClose }},
	{"published", "Candidates published", func(d *calendar.Days) *int { return &d.Published }},
	{"withdrawals", "Withdrawals close", func(d *calendar.Days) *int { return &d.WithdrawalsClose }},
	{"poll-notice", "Notice of poll", func(d *calendar.Days) *int { return &d.PollNotice }},
	{"opens", "Poll opens", func(d *calendar.Days) *int { return &d.PollOpens }},
}

// callFields is the form as it was sent, or empty.
func callFields(form url.Values) callModel {
	preset := form.Get("preset")
	m := callModel{
		Title: ui.Input{Name: "title", Label: "Title of the election", Hint: fmt.Sprintf("Such as Committee election 2026. At most %d characters", conduct.MaxTitle), Value: form.Get("title")},
		Contact: ui.Textarea{Name: "contact", Label: "How practices reach you", Hint: "Name, email address and telephone. Everybody can read this.",
			Value: form.Get("contact"), Rows: 3, Characters: conduct.MaxContact},
		Posts: ui.Checkboxes{Name: "post", Label: "Posts to be filled", Hint: "They are counted in this order. Nobody holds two."},
		Support: ui.Input{Name: "support", Label: "How many nominations may a practice support for one post?", Hint: "As proposer or seconder, together",
			Numeric: true, Width: 2, Value: form.Get("support")},
		Closes: ui.DateInput{Name: "closes", Label: "Day on which the poll closes", Hint: "At 5pm. For example, 14 12 2026"},
		Preset: ui.Radios{Name: "preset", Label: "Timetable", Items: []ui.Choice{
			{Value: presetFull, Label: "The full timetable", Hint: "40 working days from the notice to the close", Checked: preset == "" || preset == presetFull},
			{Value: presetShort, Label: "The short timetable", Hint: "15 working days. Only the members may adopt it", Checked: preset == presetShort},
			{Value: presetOwn, Label: "Another timetable", Hint: "You set the days in the next step. Only the members may adopt it", Checked: preset == presetOwn},
		}},
		Scheme: ui.Radios{Name: "scheme", Label: "How are votes to be protected?", Items: []ui.Choice{
			{Value: election.Simple, Label: "Simple", Hint: "You alone hold the key. This service makes the voting codes and sends them by email. Nobody else is needed", Checked: form.Get("scheme") != election.Strict},
			{Value: election.Strict, Label: "Strict", Hint: "Trustees hold the key together, and a registrar sends the voting codes as printed letters. You name these people next: it takes at least four beside you", Checked: form.Get("scheme") == election.Strict},
		}},
		Schemes: schemes(),
		Work:    ui.Button{Text: "Work the timetable out", Name: "do", Value: "work", Secondary: true},
		Call:    ui.Button{Text: "Call the election", Name: "do", Value: "call"},
	}
	m.Closes.Fill(form)
	if len(form) == 0 {
		m.Support.Value = "1"
	}
	posts, _ := conduct.CommitteePosts()
	for _, post := range posts {
		m.Posts.Items = append(m.Posts.Items, ui.Choice{Value: string(post.Post), Label: post.Name,
			Checked: len(form) == 0 || has(form["post"], string(post.Post))})
	}
	m.Adopted = ui.Checkboxes{Name: "adopted", Label: "Adoption of the timetable"}
	if len(form) > 0 {
		m.Adopted.Items = []ui.Choice{{Value: "yes", Label: "The members have adopted this shorter timetable", Checked: form.Get("adopted") == "yes"}}
	}
	return m
}

// schemes sets the honest sentences of both schemes side by side. A committee of
// three stands for all: the sentences about a real one have its people's names.
func schemes() ui.Table {
	simple := election.Election{Called: election.ElectionCalled{Scheme: election.Simple}}
	strict := election.Election{Called: election.ElectionCalled{Scheme: election.Strict},
		Team: &election.TeamNamed{Threshold: 2, Trustees: []election.ID{"a", "b", "c"}, Registrar: "r"}}
	t := ui.Table{Caption: "What each protects, with three trustees of whom two decrypt", Size: "s", Head: ui.Columns("Question", "Simple", "Strict")}
	other := conduct.Protection(&strict)
	for i, a := range conduct.Protection(&simple) {
		t.Rows = append(t.Rows, ui.Cells(a.Question, a.Sentence, other[i].Sentence))
	}
	return t
}

func has(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// days is the timetable that the form asks for. Its fields stand in the page
// with the days that count.
func (m *callModel) days(form url.Values) (d calendar.Days, ok bool) {
	d = calendar.Full()
	switch form.Get("preset") {
	case presetShort:
		d = calendar.Short()
	case presetOwn:
		ok = true
		for _, f := range dayFields {
			in := ui.Input{Name: "days-" + f.name, Label: f.label, Numeric: true, Width: 3, Suffix: "working days before", Value: form.Get("days-" + f.name)}
			n, err := strconv.Atoi(strings.TrimSpace(in.Value))
			if in.Value == "" {
				n, err = *f.of(&d), nil
				in.Value = strconv.Itoa(n)
			}
			if err != nil || n < 0 || n > calendar.MaxDays {
				in.Error, ok = f.label+" must be a number of working days, such as "+strconv.Itoa(*f.of(&d))+".", false
			}
			*f.of(&d) = n
			m.Days = append(m.Days, in)
		}
		return d, ok
	}
	return d, true
}
