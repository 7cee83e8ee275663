package officer

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/calendar"
	"github.com/onenorwich/guildhall/governance/conduct"
	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/web/site"
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
	Days    []ui.Input // how many working days before the close
	Table   ui.Table   // the timetable worked out
	Adopted ui.Checkboxes
	Work    ui.Button
	Call    ui.Button
}

var callPage = ui.Define[callModel](files, "call.html")

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
		Title: ui.Input{Name: "title", Label: "Title of the election", Hint: "Such as Committee election 2026", Value: form.Get("title")},
		Contact: ui.Textarea{Name: "contact", Label: "How practices reach you", Hint: "Name, email address and telephone. Everybody can read this.",
			Value: form.Get("contact"), Rows: 3},
		Posts: ui.Checkboxes{Name: "post", Label: "Posts to be filled", Hint: "They are counted in this order. Nobody holds two."},
		Support: ui.Input{Name: "support", Label: "How many nominations may a practice support for one post?", Hint: "As proposer or seconder, together",
			Numeric: true, Width: 2, Value: form.Get("support")},
		Closes: ui.DateInput{Name: "closes", Label: "Day on which the poll closes", Hint: "At 5pm. For example, 14 12 2026"},
		Preset: ui.Radios{Name: "preset", Label: "Timetable", Items: []ui.Choice{
			{Value: presetFull, Label: "The full timetable", Hint: "40 working days from the notice to the close", Checked: preset == "" || preset == presetFull},
			{Value: presetShort, Label: "The short timetable", Hint: "15 working days. Only the members may adopt it", Checked: preset == presetShort},
			{Value: presetOwn, Label: "Another timetable", Hint: "You set the days in the next step. Only the members may adopt it", Checked: preset == presetOwn},
		}},
		Work: ui.Button{Text: "Work the timetable out", Name: "do", Value: "work", Secondary: true},
		Call: ui.Button{Text: "Call the election", Name: "do", Value: "call"},
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

func (p *pages) callForm(c echo.Context) error {
	m := callFields(nil)
	if contact, name := p.Desk.Person(c.Request().Context(), who(c)), ""; contact.Name != "" {
		name = contact.Name + ", returning officer\n" + contact.Email
		if contact.Telephone != "" {
			name += "\n" + contact.Telephone
		}
		m.Contact.Value = name
	}
	return render(p, c, callPage, http.StatusOK, ui.Page{Title: "Call an election", Back: home}, m)
}

func (p *pages) call(c echo.Context) error {
	form, err := site.Form(c)
	if err != nil {
		return err
	}
	m := callFields(form)
	t, problems := m.read(form, p.Now())
	if len(problems) > 0 || form.Get("do") != "call" {
		status := http.StatusOK
		if len(problems) > 0 {
			status = unprocessable
		}
		return render(p, c, callPage, status, ui.Page{Title: "Call an election", Back: home, Problems: problems}, m)
	}
	id, err := p.callAs(c.Request().Context(), who(c), form, t)
	if err != nil {
		problems, err := refused(err)
		if err != nil {
			return err
		}
		return render(p, c, callPage, unprocessable, ui.Page{Title: "Call an election", Back: home, Problems: problems}, m)
	}
	return site.Redirect(c, "/officer/elections/"+string(id)+"?done=called")
}

// read works out the timetable and says what is wrong with the form.
func (m *callModel) read(form url.Values, now time.Time) (t election.Timetable, problems ui.Problems) {
	calling := form.Get("do") == "call"
	if calling && strings.TrimSpace(m.Title.Value) == "" {
		m.Title.Error = "Give the election a title."
	}
	if calling && strings.TrimSpace(m.Contact.Value) == "" {
		m.Contact.Error = "Say how practices reach you."
	}
	if len(form["post"]) == 0 {
		m.Posts.Error = "Choose at least one post."
	}
	if n, err := strconv.Atoi(strings.TrimSpace(m.Support.Value)); err != nil || n < 1 || n > 20 {
		m.Support.Error = "A practice may support a number of nominations from 1 to 20, such as 1."
	}
	closes, dated := m.Closes.Read("The close of the poll")
	days, ok := m.days(form)
	if dated && ok {
		t = m.timetable(days, calendar.On(closes, conduct.London), now)
	}
	short := days != calendar.Full()
	if !short {
		m.Adopted.Items = nil
	} else if calling && form.Get("adopted") != "yes" && m.Closes.Error == "" && m.Preset.Error == "" {
		m.Adopted.Error = "A shorter timetable is adopted by the members, never by the returning officer alone. Say that they have."
	}
	fields := []ui.Field{m.Title, m.Contact, m.Posts, m.Support, m.Closes, m.Preset}
	for _, d := range m.Days {
		fields = append(fields, d)
	}
	return t, ui.Problematic(append(fields, m.Adopted)...)
}

// timetable counts back from the close and puts the dates into the page.
func (m *callModel) timetable(days calendar.Days, closes calendar.Date, now time.Time) (t election.Timetable) {
	x, err := days.Before(calendar.England(), closes, conduct.London)
	if err != nil {
		if days.Check() != nil {
			m.Preset.Error = err.Error()
		} else {
			m.Closes.Error = err.Error()
		}
		return t
	}
	today := calendar.On(now, conduct.London)
	m.Table = ui.Table{Caption: "The timetable", Head: []ui.Column{{Text: "Step"}, {Text: "When"}, {Text: "Working days before the close", Numeric: true}}}
	for i, at := range []time.Time{x.Notice, x.NominationsClose, x.Published, x.WithdrawalsClose, x.PollNotice, x.PollOpens} {
		m.Table.Rows = append(m.Table.Rows, []ui.Cell{{Text: dayFields[i].label, Header: true}, {Text: ui.When(at)}, {Text: strconv.Itoa(*dayFields[i].of(&days))}})
	}
	m.Table.Rows = append(m.Table.Rows, []ui.Cell{{Text: "Poll closes", Header: true}, {Text: ui.When(x.PollCloses)}, {Text: "0"}})
	if begins := calendar.On(x.Notice, conduct.London); begins < today {
		earliest := days.EarliestClose(calendar.England(), today).Long()
		m.Preset.Error = fmt.Sprintf("With this timetable the notice of election would have been given on %s, which is past. The poll can close on %s at the earliest.", begins.Long(), earliest)
		if days == calendar.Full() {
			m.Preset.Error += " A poll that closes sooner needs the short timetable, which the members must have adopted."
		}
	}
	return election.Timetable{
		Notice: election.At(x.Notice), NominationsClose: election.At(x.NominationsClose), Published: election.At(x.Published),
		WithdrawalsClose: election.At(x.WithdrawalsClose), PollNotice: election.At(x.PollNotice), PollOpens: election.At(x.PollOpens), PollCloses: election.At(x.PollCloses),
	}
}

// callAs calls the election under an identifier made from its title.
func (p *pages) callAs(ctx context.Context, by election.ID, form url.Values, t election.Timetable) (id election.ID, err error) {
	s := p.Desk.State()
	id = newID(form.Get("title"), func(id election.ID) bool { _, taken := s.Election.Election(id); return taken })
	all, eligible := conduct.CommitteePosts()
	support, _ := strconv.Atoi(strings.TrimSpace(form.Get("support"))) // read before
	call := conduct.Call{ID: id, Timetable: t, Eligible: eligible, Support: support, Text: record.ElectionText{
		Title: strings.TrimSpace(form.Get("title")), Body: p.Body(ctx), Contact: strings.TrimSpace(strings.ReplaceAll(form.Get("contact"), "\r", ""))}}
	for _, post := range all {
		if has(form["post"], string(post.Post)) {
			call.Text.Posts = append(call.Text.Posts, post)
		}
	}
	return id, p.Desk.CallElection(ctx, by, call)
}

// newID makes an identifier of a title: its letters and digits, and a number
// where another election has it already.
func newID(title string, taken func(election.ID) bool) election.ID {
	var b strings.Builder
	for _, r := range strings.ToLower(title) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	base := b.String()
	base = strings.Trim(base[:min(len(base), 34)], "-")
	if base == "" {
		base = "election"
	}
	id := election.ID(base)
	for n := 2; taken(id); n++ {
		id = election.ID(base + "-" + strconv.Itoa(n))
	}
	return id
}
