package public

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/election/calendar"
	"github.com/onenorwich/guildhall/governance/conduct"
	"github.com/onenorwich/guildhall/web/papers"
	"github.com/onenorwich/guildhall/web/ui"
)

type noticeModel struct {
	Body       string
	Title      string
	Stage      stage
	Turnout    ui.Progress
	Links      []ui.Link
	Facts      ui.Summary
	Posts      ui.Table
	Timetable  ui.Table
	Short      string // said of a timetable that is shorter than the rules' own
	Nominate   []string
	Weights    []string
	Roll       ui.Listing
	Protection ui.Summary
	Archives   []ui.Link
}

var noticePage = ui.Define[noticeModel](files, "notice.html")

// notice is the notice of election: what, who, when, and how votes are
// protected.
func (p *pages) notice(c echo.Context, o poll) error {
	ctx, el := c.Request().Context(), &o.el
	t := el.Called.Timetable
	m := noticeModel{Body: o.text.Body, Title: o.text.Title, Stage: stageOf(el, p.Now()), Turnout: turnout(el), Links: links(&o)[1:],
		Facts: ui.Summary{
			{Key: "Returning officer", Values: paragraphs(o.text.Contact)},
			{Key: "Nominations close", Value: ui.When(t.NominationsClose.Time())},
			{Key: "Last day to withdraw", Value: ui.When(t.WithdrawalsClose.Time())},
			{Key: "Poll", Values: []string{"Opens " + ui.When(t.PollOpens.Time()), "Closes " + ui.When(t.PollCloses.Time())}},
			{Key: "Rules", Value: "Version " + strconv.Itoa(el.Called.Rules)},
		},
		Posts:      ui.Table{Caption: "Posts to be filled, in the order of counting", Head: []ui.Column{{Text: "Post"}, {Text: "Places", Numeric: true}, {Text: "Who may stand"}}},
		Timetable:  papers.Timetable(el, p.Now()),
		Protection: papers.Protection(ctx, p.Desk, el),
		Nominate: []string{
			"A nomination comes from a practice on the roll. It is proposed and seconded by two practices other than the nominee’s own, and the nominee must consent.",
			"A practice may support at most " + ui.Count(el.Called.Support, "nomination", "nominations") + " for one post, as proposer or seconder.",
			"Practices and nominees do this here, with the link that this service sends to their registered address.",
		},
		Weights: []string{"The roll has not been frozen yet."},
	}
	m.Facts = append(m.Facts, papers.Team(ctx, p.Desk, el)...)
	for _, post := range el.Posts() {
		m.Posts.Rows = append(m.Posts.Rows, ui.Cells(o.text.PostName(post.ID), "1", papers.Eligible(post.Terms.Eligible)))
	}
	if f := el.Roll.Frozen; f != nil {
		m.Weights = []string{f.Rule.Describe(), "A practice may vote again until the close; its last ballot counts. (In NHS polls the first one counts.)"}
		if el.Called.OnePost {
			m.Weights = append(m.Weights, "Nobody holds two posts: whoever is elected to an earlier post is passed over in a later one.")
		}
		table := ui.Table{Caption: ui.Count(f.Practices, "practice", "practices") + " with " + ui.Count(int(f.Votes), "vote", "votes"), Size: "s", Compact: true,
			Head: []ui.Column{{Text: "Practice"}, {Text: "Patients", Numeric: true}, {Text: "Votes", Numeric: true}}}
		for row := range el.Roll.Rows {
			table.Rows = append(table.Rows, []ui.Cell{{Text: p.Desk.Practice(ctx, row.Practice).Name, Header: true}, {Text: ui.Number(int(row.Patients))}, {Text: ui.Number(int(row.Votes))}})
		}
		m.Roll = ui.List(table, "practices", o.path(""), c.QueryParams())
	}
	begins, ends := calendar.On(t.Notice.Time(), conduct.London), calendar.On(t.PollCloses.Time(), conduct.London)
	if days := calendar.England().WorkingDays(begins, ends); days < calendar.Full().Notice {
		m.Short = "This timetable is shorter than the usual one of " + ui.Count(calendar.Full().Notice, "working day", "working days") + ". The returning officer has said that the members have adopted it."
	}
	if el.Published {
		m.Links = append(m.Links, ui.Link{Text: "Statement of candidates (paper)", Href: o.path("/papers/candidates")})
	}
	if el.Poll.Prepared != nil {
		m.Links = append(m.Links, ui.Link{Text: "Notice of poll (paper)", Href: o.path("/papers/notice-of-poll")})
		for _, contest := range el.Poll.Prepared.Contests {
			m.Archives = append(m.Archives, ui.Link{Text: o.text.PostName(contest.Post) + " (" + string(contest.Post) + ".bel)", Href: o.path("/" + string(contest.Post) + ".bel")})
		}
	}
	if el.Declared != nil {
		m.Links = append(m.Links, ui.Link{Text: "Declaration of result (paper)", Href: o.path("/papers/declaration")})
	}
	return noticePage.Render(c, http.StatusOK, ui.Page{Title: "Notice of election: " + o.text.Title, Back: "/", Current: "/"}, m)
}
