package practice

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/web/site"
	"github.com/onenorwich/guildhall/web/ui"
)

type mineModel struct {
	Name      string
	Practices ui.Cards
	Stands    ui.Table
}

type homeModel struct {
	Practice  string
	Elections []electionPart
	People    string
	Empty     bool
}

// electionPart is what a practice can do in one election.
type electionPart struct {
	Title    string
	Page     string
	Summary  ui.Summary
	Sentence string    // what is to be done now, or that there is nothing
	Button   ui.Button // empty text: nothing
	Asked    ui.Table  // nominations that the practice was asked to second
	Made     ui.Table  // nominations that it made
}

var (
	minePage = ui.Define[mineModel](files, "mine.html")
	homePage = ui.Define[homeModel](files, "home.html")
)

// mine lists what a person acts for: practices, and their own nominations.
func (p pages) mine(c echo.Context) error {
	v := site.Of(c)
	ctx := c.Request().Context()
	practices, stands := v.Practices(), p.own(c)
	if len(practices) == 1 && len(stands.Rows) == 0 {
		return site.Redirect(c, "/practice/"+string(practices[0]))
	}
	m := mineModel{Name: v.Name, Stands: stands}
	for _, id := range practices {
		m.Practices = append(m.Practices, ui.Card{Title: p.Desk.Practice(ctx, id).Name, Text: "Nominate, second, vote, and say who acts for it.", Href: "/practice/" + string(id)})
	}
	return minePage.Render(c, http.StatusOK, ui.Page{Title: "What you act for"}, m)
}

// own are the nominations of the person who is signed in.
func (p pages) own(c echo.Context) ui.Table {
	v := site.Of(c)
	return p.table(c.Request().Context(), v, "Your own nominations", func(_ *election.Election, n election.Nomination) bool { return n.Nominee == v.Person })
}

// home is a practice's page.
func (p pages) home(c echo.Context) error {
	v := site.Of(c)
	ctx := c.Request().Context()
	id := election.ID(c.Param("practice"))
	m := homeModel{Practice: p.Desk.Practice(ctx, id).Name, People: "/practice/" + string(id) + "/people"}
	for el := range v.Point.State.Election.Elections {
		m.Elections = append(m.Elections, p.part(ctx, v, &el, id))
	}
	m.Empty = len(m.Elections) == 0
	back := ""
	if len(v.Practices()) > 1 {
		back = "/practice"
	}
	return homePage.Render(c, http.StatusOK, ui.Page{Title: m.Practice, Back: back, Notice: notice(c)}, m)
}

// part says how far an election is and what the practice can do in it now.
func (p pages) part(ctx context.Context, v *site.Visit, el *election.Election, id election.ID) electionPart {
	words := p.Desk.Text(ctx, el)
	times := el.Called.Timetable
	part := electionPart{Title: words.Title, Page: "/elections/" + string(el.ID())}
	if row, ok := el.Roll.Row(id); ok {
		part.Summary = append(part.Summary, ui.Row{Key: "Your practice has", Value: ui.Count(int(row.Votes), "vote", "votes")})
	} else if el.Roll.Frozen != nil {
		part.Sentence = "Your practice is not on the roll of this election."
		return part
	}
	part.Asked = p.table(ctx, v, "You are asked to second", func(_ *election.Election, n election.Nomination) bool {
		return n.Asked == id && n.Seconder == "" && !n.Withdrawn
	}, el)
	part.Made = p.table(ctx, v, "Your practice supports", func(_ *election.Election, n election.Nomination) bool {
		return n.Proposer == id || n.Seconder == id
	}, el)
	part.Made.Empty = "Your practice has not nominated or seconded anybody."
	now := election.At(p.Now())
	switch {
	case now.Before(times.Notice):
		part.Sentence = "Nominations open on " + ui.When(times.Notice.Time()) + "."
	case el.Roll.Frozen == nil:
		part.Sentence = "Nominations can be made once the returning officer has frozen the roll."
	case now.Before(times.NominationsClose):
		part.Summary = append(part.Summary, ui.Row{Key: "Nominations close", Value: ui.When(times.NominationsClose.Time())})
		part.Sentence = "You can nominate somebody of another practice. A third practice must second, and the person must consent, before nominations close."
		part.Button = ui.Button{Text: "Nominate somebody", Href: "/practice/" + string(id) + "/nominate/" + string(el.ID())}
	case el.Declared != nil:
		part.Sentence = "The result has been declared."
	case el.Poll.Closed() || el.Due(now):
		part.Sentence = "The poll is closed. The result follows."
	case el.Poll.Open():
		part.Summary = append(part.Summary, ui.Row{Key: "The poll closes", Value: ui.When(times.PollCloses.Time())})
		part.Sentence = "Your practice has not voted yet. To vote, open the link in your email “Vote for …”: the voting code is in it."
		if code := p.CodeFrom(ctx, el, id); code != "" {
			part.Sentence = "Your practice has not voted yet. To vote, open the link in your email “Vote for …”, or point a camera at the letter. " + code
		}
		if at, ok, err := p.lastCast(ctx, el, id); err == nil && ok {
			part.Sentence = "A vote was cast on " + at + ". You do not need to do anything else. To vote again, which replaces it, open the link in your email “Vote for …”."
		}
		part.Button = ui.Button{Text: "Send me that email again", Href: "/again", Secondary: true}
	default:
		part.Summary = append(part.Summary, ui.Row{Key: "The poll opens", Value: ui.When(times.PollOpens.Time())}, ui.Row{Key: "The poll closes", Value: ui.When(times.PollCloses.Time())})
		part.Sentence = "Nominations are closed. When the poll opens, you get an email with which to vote."
	}
	return part
}

// table lists nominations with their state.
func (p pages) table(ctx context.Context, v *site.Visit, caption string, which func(*election.Election, election.Nomination) bool, only ...*election.Election) ui.Table {
	t := ui.Table{Caption: caption, Size: "s", Head: ui.Columns("Person", "Post", "State")}
	add := func(el *election.Election) {
		words := p.Desk.Text(ctx, el)
		for n := range el.Nominations {
			if which(el, n) {
				t.Rows = append(t.Rows, []ui.Cell{
					{Text: p.Desk.Particulars(ctx, n).Name, Href: site.NominationPath(el.ID(), n.ID), Header: true},
					{Text: words.PostName(n.Post)}, {Part: state(n)}})
			}
		}
	}
	for _, el := range only {
		add(el)
	}
	if only == nil {
		for el := range v.Point.State.Election.Elections {
			add(&el)
		}
	}
	return t
}

// state is a nomination's state in a word or two.
func state(n election.Nomination) ui.Tag {
	switch {
	case n.Withdrawn:
		return ui.Tag{Text: "Withdrawn", Colour: "grey"}
	case n.Decision == election.Valid:
		return ui.Tag{Text: "Accepted", Colour: "green"}
	case n.Decision != "":
		return ui.Tag{Text: "Not accepted", Colour: "red"}
	case n.Seconder == "" && !n.Consented:
		return ui.Tag{Text: "Needs a seconder and consent", Colour: "yellow"}
	case n.Seconder == "":
		return ui.Tag{Text: "Needs a seconder", Colour: "yellow"}
	case !n.Consented:
		return ui.Tag{Text: "Needs consent", Colour: "yellow"}
	}
	return ui.Tag{Text: "With the returning officer", Colour: "blue"}
}

// done are the sentences that stand above a page after a step.
var done = map[string]string{
	"nominated": "The nomination is recorded. We have emailed the practice that you asked to second, and the person, who must consent.",
	"seconded":  "Your practice has seconded the nomination.",
	"consented": "You have consented to the nomination.",
	"withdrawn": "You have withdrawn.",
	"named":     "The change is recorded, and everybody who acts for the practice has been told by email.",
}

func notice(c echo.Context) (n ui.Notice) {
	if text, ok := done[c.QueryParam("done")]; ok {
		return ui.Done(text)
	}
	return n
}
