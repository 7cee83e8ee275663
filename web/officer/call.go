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

var callPage = ui.Define[callModel](files, "call.html")

// callForm asks for an election, with the officer's own address to begin with.
func (p *pages) callForm(c echo.Context) error {
	m := callFields(nil)
	if me := p.Desk.Person(c.Request().Context(), who(c)); me.Name != "" {
		m.Contact.Value = strings.TrimSpace(me.Name + ", returning officer\n" + me.Email + "\n" + me.Telephone)
	}
	return render(p, c, callPage, http.StatusOK, ui.Page{Title: "Call an election", Back: home}, m)
}

// call works the timetable out or, asked to, calls the election.
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
	if title := strings.TrimSpace(m.Title.Value); title == "" {
		m.Title.Error = "Give the election a title."
	} else if err := conduct.CheckTitle(title); err != nil {
		m.Title.Error, _ = sentence(err)
	}
	if contact := conduct.Tidy(m.Contact.Value); contact == "" {
		m.Contact.Error = "Say how practices reach you."
	} else if err := conduct.CheckContact(contact); err != nil {
		m.Contact.Error, _ = sentence(err)
	}
	if len(form["post"]) == 0 {
		m.Posts.Error = "Choose at least one post."
	}
	if n, err := strconv.Atoi(strings.TrimSpace(m.Support.Value)); err != nil || n < 1 || n > conduct.MaxSupport {
		m.Support.Error = fmt.Sprintf("A practice may support a number of nominations from 1 to %d, such as 1.", conduct.MaxSupport)
	}
	if s := form.Get("scheme"); s != "" && s != election.Simple && s != election.Strict {
		m.Scheme.Error = "Choose how votes are to be protected: simple or strict."
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
	fields := []ui.Field{m.Title, m.Contact, m.Posts, m.Support, m.Scheme, m.Closes, m.Preset}
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
	all, eligible := conduct.CommitteePosts()
	support, _ := strconv.Atoi(strings.TrimSpace(form.Get("support"))) // read before
	call := conduct.Call{Scheme: form.Get("scheme"), Timetable: t, Eligible: eligible, Support: support, Text: record.ElectionText{
		Title: strings.TrimSpace(form.Get("title")), Body: p.Body(ctx), Contact: form.Get("contact")}}
	for _, post := range all {
		if has(form["post"], string(post.Post)) {
			call.Text.Posts = append(call.Text.Posts, post)
		}
	}
	call.ID = p.Desk.ElectionID(call.Text.Title, call.Text.Posts)
	return call.ID, p.Desk.CallElection(ctx, by, call)
}
