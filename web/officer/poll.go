package officer

import (
	"context"
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/web/mail"
	"github.com/onenorwich/guildhall/web/paper"
	"github.com/onenorwich/guildhall/web/ui"
)

type pollModel struct {
	State    string
	Figures  ui.Figures
	Progress ui.Progress
	Warning  ui.Warning
	Bounced  ui.Table
	Remind   ui.Button
	Mail     ui.Table
	List     ui.Listing // the emails' page
	Links    []ui.Link
}

var pollPage = ui.Define[pollModel](files, "poll.html")

// poll shows the running poll: turnout, and whom the emails have reached.
func (p *pages) poll(c echo.Context, st *stage) error {
	ctx := c.Request().Context()
	t, poll := st.el.Called.Timetable, &st.el.Poll
	m := pollModel{Links: []ui.Link{{Text: "The ballot box, as everybody sees it", Href: st.public("/board")}, {Text: "The ballot paper", Href: st.path("ballot")}}}
	switch {
	case poll.OpenedAt.IsZero():
		m.State = "The poll has not been opened yet."
	case poll.Closed():
		m.State = "The poll closed on " + ui.When(poll.ClosedAt.Time()) + "."
	case st.el.Due(election.At(st.at)):
		m.State = "The deadline has come. Ballots that arrived in time are being checked; then the poll closes."
	default:
		m.State = "The poll is open. It closes by itself at " + moment(t.PollCloses.Time()) + ", never earlier."
	}
	m.Figures = ui.Figures{
		{Number: fmt.Sprintf("%d of %d", poll.Turnout(), st.el.Roll.Len()), Text: "practices have voted"},
		{Number: fmt.Sprintf("%s of %s", ui.Number(int(poll.TurnoutVotes())), ui.Number(int(st.el.Roll.Votes))), Text: "votes"},
		{Number: paper.Percent(poll.TurnoutVotes(), st.el.Roll.Votes), Text: "turnout by votes"}}
	m.Progress = ui.Progress{ID: "turnout", Label: "Practices that have voted", Value: poll.Turnout(), Max: max(st.el.Roll.Len(), 1),
		Text: fmt.Sprintf("%d of %d practices", poll.Turnout(), st.el.Roll.Len())}
	m.Remind = ui.Button{Text: "Remind practices that have not voted", Href: st.path("remind"), Secondary: true}
	if err := remindable(st); err != nil {
		m.Remind = ui.Button{}
	}
	if err := p.Desk.Clerk.Trouble(); err != nil && poll.Open() {
		m.Warning = ui.Warning{Title: "The poll could not be closed", Text: "No ballot is taken after the deadline. Whoever runs this service has to look at it; the reason is in its log."}
	}
	if err := p.pollMail(ctx, st, &m); err != nil {
		return err
	}
	m.List = ui.List(m.Mail, "practices", st.path("poll"), c.QueryParams())
	return render(p, c, pollPage, http.StatusOK, ui.Page{Title: "The poll", Back: st.path(""), Wide: true}, m)
}

// pollMail says of each practice how far its newest voting email has come, and
// lists every email that did not arrive: a newer one, such as a reminder, takes
// none out of that list. It says nothing of who has voted.
func (p *pages) pollMail(ctx context.Context, st *stage, m *pollModel) error {
	list, err := p.Outbox.List(ctx, st.el.ID())
	if err != nil {
		return err
	}
	named, err := p.MayName(ctx, &st.el)
	if err != nil {
		return err
	}
	newest := make(map[election.ID]mail.Message)
	for _, msg := range list { // newest first
		if msg.Kind != mail.Invitation && msg.Kind != mail.Reminder || tellsWhoVoted(msg, named) {
			continue
		}
		if _, ok := newest[msg.Practice]; !ok {
			newest[msg.Practice] = msg
		}
	}
	found, err := p.attention(ctx)
	if err != nil {
		return err
	}
	m.Mail = ui.Table{Caption: "Voting emails", Head: ui.Columns("Practice", "Sent to", "State"), Empty: "No email has been sent yet."}
	m.Bounced = p.mailTable(ctx, "Emails that need you", "", found.Lost)
	for row := range st.el.Roll.Rows {
		name := p.Desk.Practice(ctx, row.Practice).Name
		link := st.path("people/" + string(row.Practice))
		msg, sent := newest[row.Practice]
		tag := ui.Tag{Text: "Not sent", Colour: "grey"}
		if sent {
			link, tag = mailPath(msg), mailTag(msg)
		}
		if st.el.Poll.OpenedAt.IsZero() {
			continue
		}
		m.Mail.Rows = append(m.Mail.Rows, []ui.Cell{{Text: name, Href: link, Header: true}, {Text: to(msg)}, {Part: tag}})
		if !sent {
			m.Bounced.Rows = append(m.Bounced.Rows, []ui.Cell{{Text: "Voting email, " + name, Href: link, Header: true}, {Text: to(msg)}, {}, {Part: tag}})
		}
	}
	m.Links = append(m.Links, ui.Link{Text: "All emails that need you", Href: mailHome})
	return nil
}
