package practice

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance/clerk"
	"github.com/onenorwich/guildhall/web/site"
	"github.com/onenorwich/guildhall/web/ui"
)

type voteModel struct {
	Title, Election string
	Token, Action   string
	Summary         ui.Summary
	Code            string // where the voting code is that a registrar made
	Start           ui.Button
	Protection      ui.Summary
	Candidates      string
	Contact         string

	// For a bound browser alone.
	Practice, Person, Deputy string
	Cast                     string // the sentence about a vote cast before
	Number                   bool   // one will be asked for
}

type closedModel struct {
	Practice, Closed, Cast, Election, Contact string
}

var (
	votePage   = ui.Define[voteModel](files, "vote.html")
	closedPage = ui.Define[closedModel](files, "closed.html")
)

// voting is a voting link with what it leads to.
type voting struct {
	site.Link
	el     election.Election
	action string
}

// errClosed is the refusal of a link whose poll is over: the page says more.
var errClosed = errors.New("the poll is closed")

// link reads the token of a voting link.
func (p pages) link(c echo.Context) (v voting, err error) {
	v.action = "/v/" + c.Param("token")
	v.Link, err = p.Link(c.Request().Context(), c.Param("token"))
	var f *site.Failure
	if errors.As(err, &f) && f.Code == "expired" && v.Purpose == site.ToVote {
		err = errClosed
	}
	if err == nil && v.Purpose != site.ToVote {
		err = site.Refuse(http.StatusNotFound, "no-link", "This is not a link to vote. Open it again from the email itself.")
	}
	if err != nil && err != errClosed {
		return v, err
	}
	state := &site.Of(c).Point.State
	el, found := state.Election.Election(v.Election)
	if !found {
		return v, site.Refuse(http.StatusNotFound, "no-link", "This link leads to an election that is not here. Ask the returning officer.")
	}
	v.el = el
	switch {
	case err == errClosed || el.Poll.Closed() || el.Due(election.At(p.Now())):
		return v, errClosed
	case !el.Poll.Open():
		return v, site.Refuse(http.StatusConflict, "not-open", "The poll opens on %s. Open this link again then.", ui.When(el.Called.Timetable.PollOpens.Time()))
	case !state.Represents(v.Person, v.Practice):
		return v, site.Refuse(http.StatusForbidden, "not-yours", "Somebody else votes for this practice now, so this link does not work any more. If that is a mistake, ask the practice or the returning officer.")
	}
	return v, nil
}

// show is the first page of voting. It spends nothing: mail systems open links
// by themselves.
func (p pages) show(c echo.Context) error {
	v, err := p.link(c)
	if err == errClosed {
		return p.closed(c, v)
	}
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	words := p.Desk.Text(ctx, &v.el)
	m := voteModel{Title: words.Title, Election: string(v.Election), Token: c.Param("token"), Action: v.action,
		Start: ui.Button{Text: "Start"}, Candidates: "/elections/" + string(v.Election) + "/candidates", Contact: words.Contact}
	m.Summary = ui.Summary{
		{Key: "Election", Value: words.Title},
		{Key: "Posts", Value: strings.Join(p.contested(ctx, &v.el), ", ")},
		{Key: "The poll closes", Value: ui.When(v.el.Called.Timetable.PollCloses.Time())},
	}
	title := "Vote in the " + words.Title
	if p.Bound(c, v.Link) {
		if err := p.toOwn(c, v, &m); err != nil {
			return err
		}
		title = "Vote for " + m.Practice
	} else {
		m.Code = p.CodeFrom(ctx, &v.el, "")
	}
	for _, a := range p.Desk.Protection(ctx, &v.el) {
		m.Protection = append(m.Protection, ui.Row{Key: a.Question, Value: a.Sentence})
	}
	page := ui.Page{Title: title, Scripts: []string{"tab.js", "qr.js", "check.js"}}
	if _, err := ui.FindAsset("booth.wasm"); err == nil {
		page.Preload = []string{"booth.wasm"}
	} else {
		page.Scripts = nil // a program built without its pages' assets: the booth says so
	}
	return votePage.Render(c, http.StatusOK, page, m)
}

// toOwn adds what only a bound browser is told: whose the link is, for which
// practice, and on which day it has voted.
func (p pages) toOwn(c echo.Context, v voting, m *voteModel) error {
	ctx := c.Request().Context()
	m.Practice, m.Person = p.Desk.Practice(ctx, v.Practice).Name, p.Desk.Person(ctx, v.Person).Name
	if known, _ := site.Of(c).Point.State.Practice(v.Practice); known.Voting != v.Person {
		m.Deputy = "a deputy"
	}
	m.Number = p.NeedsNumber(c, v.Link)
	m.Code = p.CodeFrom(ctx, &v.el, v.Practice)
	row, _ := v.el.Roll.Row(v.Practice)
	m.Summary = append(m.Summary, ui.Row{Key: "Your practice has", Value: ui.Count(int(row.Votes), "vote", "votes")})
	day, ok, err := p.lastCast(ctx, &v.el, v.Practice)
	if ok {
		m.Cast = "A vote was cast on " + day + ". Voting again replaces it."
	}
	return err
}

func (p pages) contested(ctx context.Context, el *election.Election) (names []string) {
	words := p.Desk.Text(ctx, el)
	for _, post := range el.Contested() {
		names = append(names, words.PostName(post.ID))
	}
	return names
}

// lastCast is the day on which a practice's counting vote was cast, while the poll
// is open: beside a practice nothing stands to the minute, because the log has it.
func (p pages) lastCast(ctx context.Context, el *election.Election, practice election.ID) (at string, ok bool, err error) {
	var voter int
	err = p.Store().View(ctx, func(tx store.Side) error {
		voter, ok, err = clerk.Voted(tx, el.ID(), practice)
		return err
	})
	if err != nil || !ok {
		return "", false, err
	}
	seq, found := el.Poll.Last(voter)
	if !found {
		return "", false, nil // newer than this visit's point
	}
	cast, _ := el.Poll.Cast(seq)
	return ui.Date(cast.Time.Time()), true, nil
}

// closed says that the poll is over, and whether the practice's vote is in it.
func (p pages) closed(c echo.Context, v voting) error {
	ctx := c.Request().Context()
	m := closedModel{Closed: ui.When(v.el.Called.Timetable.PollCloses.Time()),
		Election: "/elections/" + string(v.Election), Contact: p.Contact(ctx, v.Election)}
	if p.Bound(c, v.Link) {
		m.Practice, m.Cast = p.Desk.Practice(ctx, v.Practice).Name, "No vote was cast for it."
		if slices.Contains(v.el.Poll.Voted, v.Practice) {
			m.Cast = "Its vote was cast in time and is in the ballot box."
		}
		if !v.el.Poll.Closed() {
			m.Cast = "Whether it voted will be published in a moment."
		}
	}
	return closedPage.Render(c, http.StatusGone, ui.Page{Title: "The poll is closed"}, m)
}
