package officer

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/web/ui"
)

type accountModel struct {
	Facts ui.Summary
	Posts ui.Table
	Voted ui.Table
	Next  ui.Button
}

var accountPage = ui.Define[accountModel](files, "account.html")

// account is the account of a closed poll.
func (p *pages) account(c echo.Context, st *stage) error {
	ctx := c.Request().Context()
	poll := &st.el.Poll
	if !poll.Closed() {
		return election.Refuse("not-closed", "The poll has not closed; nothing is counted before it has.")
	}
	text := p.Desk.Text(ctx, &st.el)
	n := poll.CastCount()
	m := accountModel{Facts: ui.Summary{
		{Key: "Poll opened", Value: ui.When(poll.OpenedAt.Time())},
		{Key: "Poll closed", Value: ui.When(poll.ClosedAt.Time())},
		{Key: "Practices entitled", Value: ui.Count(st.el.Roll.Len(), "practice", "practices") + " with " + ui.Count(int(st.el.Roll.Votes), "vote", "votes")},
		{Key: "Practices that voted", Value: ui.Count(len(poll.Voted), "practice", "practices") + " with " + ui.Count(int(poll.Votes), "vote", "votes")},
		{Key: "Ballots in the box", Value: ui.Number(n)},
		{Key: "Superseded by a later ballot", Value: ui.Number(n - poll.Turnout())},
		{Key: "Ballots that count", Value: ui.Number(poll.Turnout())},
	}, Posts: ui.Table{Caption: "Posts", Head: ui.Columns("Post", "Ballots that count", "Encrypted total (SHA-256)")},
		Voted: ui.Table{Caption: "Practices that voted", Head: []ui.Column{{Text: "Practice"}, {Text: "Votes", Numeric: true}}, Empty: "No practice voted.", Compact: true}}
	for _, post := range st.el.Contested() {
		tally := ui.Cell{Text: "Being made"}
		if post.Tally != nil {
			tally = ui.Cell{Part: ui.Digest(post.Tally.Tally.String())}
		}
		m.Posts.Rows = append(m.Posts.Rows, []ui.Cell{{Text: text.PostName(post.ID), Header: true}, {Text: ui.Number(poll.Turnout())}, tally})
	}
	for _, id := range poll.Voted {
		row, _ := st.el.Roll.Row(id)
		m.Voted.Rows = append(m.Voted.Rows, ui.Cells(p.Desk.Practice(ctx, id).Name, ui.Number(int(row.Votes))))
	}
	if st.strict() {
		m.Next = ui.Button{Text: "See which trustees have decrypted", Href: st.path("trustees")}
	} else if st.tallied() && !st.counted() {
		m.Next = ui.Button{Text: "Verify and decrypt", Href: st.path("decrypt")}
	}
	if s := st.weighable(election.WeighedCount); s == nil {
		m.Next = ui.Button{Text: "Weigh what this result gives away", Href: st.path("weigh-count")}
	}
	return render(p, c, accountPage, http.StatusOK, ui.Page{Title: "Account of the poll", Back: st.path(""), Wide: true}, m)
}
