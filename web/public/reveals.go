package public

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/secrecy"
	"github.com/onenorwich/guildhall/governance/conduct"
	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/web/papers"
	"github.com/onenorwich/guildhall/web/ui"
)

// patience is how long this page waits for what is being worked out before it says
// so.
const patience = 1500 * time.Millisecond

type revealsModel struct {
	Title     string
	Here      string
	Working   string // what is still being worked out
	Before    []string
	Picture   ui.Chances
	How       ui.Details
	Command   string
	After     string     // what was measured of those who voted
	Decisions []string   // going on against the gate, with the reason
	Any       string     // of all contests together
	Posts     []revealed // of the declared result
	Missing   string     // why there is no result yet
}

// revealed is what the totals of one contest give away. It names no answer: whose
// vote is certain can be looked up on the roll where a weight is alone.
type revealed struct {
	Title     string
	Sentences []string
	Classes   ui.Table
	Command   string
}

var revealsPage = ui.Define[revealsModel](files, "reveals.html")

// reveals says what the exact totals of an election give away: before the poll as
// measured, and of the declared result exactly.
func (p *pages) reveals(c echo.Context, o poll) error {
	ctx := c.Request().Context()
	m := revealsModel{Title: o.text.Title, Here: o.path("/reveals")}
	if err := p.foreseen(ctx, &o, &m); err != nil {
		return err
	}
	switch {
	case o.el.Declared == nil:
		m.Missing = "What the totals reveal is worked out here when the result has been declared."
	case len(o.el.Poll.Voted) == 0:
		m.Missing = "There are no totals that could reveal anything: nobody voted, or no post went to a poll."
	default:
		if err := p.totals(ctx, &o, &m); err != nil {
			return err
		}
	}
	page := ui.Page{Title: "What the result reveals: " + o.text.Title, Back: o.path(""), Current: "/", Wide: true}
	if m.Working != "" {
		page.Scripts = []string{"working.js"}
	}
	return revealsPage.Render(c, http.StatusOK, page, m)
}

// foreseen says what was measured before, from the log, with the picture of it.
func (p *pages) foreseen(ctx context.Context, o *poll, m *revealsModel) error {
	m.Before = []string{conduct.Revealed(&o.el)}
	m.After = conduct.RevealedCount(&o.el)
	if o.el.Declared != nil {
		r, err := p.papers.Result(ctx, o.point, o.el.ID())
		if err != nil {
			return err
		}
		m.Decisions = r.Decisions
	}
	if !o.el.Settled || len(o.el.Contested()) == 0 {
		return nil
	}
	plan, rule := record.Weighable(&o.el, election.WeighedOpening)
	rule.Says = o.el.Roll.Frozen.Rule.Describe()
	outlook, ready, err := p.Desk.Foresee(plan, rule).Wait(ctx, patience)
	if err != nil {
		return err
	}
	m.Picture = papers.Picture("In how many elections the totals show how some practice voted, beyond equal votes", []papers.Weighed{{Rule: rule, Outlook: outlook}})
	m.How = ui.Details{Summary: "How this is measured", Paragraphs: papers.HowMeasured(plan.Draws)}
	if !ready {
		m.working()
		return nil
	}
	m.Command = papers.Command(outlook)
	return nil
}

func (m *revealsModel) working() {
	m.Working = "Some of this is still being worked out. It appears here by itself."
}

// totals says what the declared totals give away.
func (p *pages) totals(ctx context.Context, o *poll, m *revealsModel) error {
	until := time.Now().Add(patience) // of a visitor, whatever the service's clock says
	var reports []*secrecy.Report
	missing := false
	for _, post := range o.el.Contested() {
		contest, ok := conduct.Totals(&o.el, &post)
		if !ok {
			continue
		}
		r, ready, err := p.Desk.Reveal(contest).Wait(ctx, time.Until(until))
		if err != nil {
			return err
		}
		one := revealed{Title: o.text.PostName(post.ID), Command: totalsCommand(contest)}
		switch {
		case !ready:
			m.working()
			one.Sentences = []string{"Being worked out."}
		case r.NotComputed != nil:
			one.Sentences = []string{r.NotComputed.Error()}
		default:
			one.fill(r)
			reports = append(reports, r.Report)
		}
		missing = missing || !ready || r.NotComputed != nil
		m.Posts = append(m.Posts, one)
	}
	if !missing && len(reports) > 1 {
		m.Any = fmt.Sprintf("Of %s that voted, %s certain in one contest or more.", ui.Count(len(o.el.Poll.Voted), "practice", "practices"), were(secrecy.CertainInAny(reports...)))
	}
	return nil
}

func were(n int) string {
	switch n {
	case 0:
		return "no practice’s vote is"
	case 1:
		return "the vote of 1 is"
	}
	return "the votes of " + ui.Number(n) + " are"
}

// fill says a revelation by numbers of votes, without any answer.
func (one *revealed) fill(r *conduct.Revelation) {
	report := r.Report
	one.Sentences = []string{
		"Ways of voting that give these totals: " + secrecy.Ways(report.Patterns) + ".",
		fmt.Sprintf("Votes that are certain, because all of these ways agree about them: %d of %d (%s).", report.Certain, report.Voters, secrecy.Percent(report.CertainShare())),
		fmt.Sprintf("Votes of which some answer that was given is impossible: %d of %d (%s).", report.Excluded, report.Voters, secrecy.Percent(report.ExcludedShare())),
	}
	one.Classes = ui.Table{Caption: "By number of votes", Size: "s", Compact: true, Head: []ui.Column{{Text: "Votes"}, {Text: "Practices", Numeric: true},
		{Text: "Their vote"}, {Text: "Answers excluded", Numeric: true}, {Text: "Best guess is right", Numeric: true}}}
	for _, f := range report.Classes {
		vote := "not certain"
		if f.Certain {
			vote = "certain"
		}
		one.Classes.Rows = append(one.Classes.Rows, ui.Cells(ui.Number(int(f.Weight)), ui.Number(f.Voters), vote, ui.Number(len(f.Excluded)), secrecy.Percent(f.Largest())))
	}
	switch in := r.Insider; {
	case r.Large != nil:
		one.Sentences = append(one.Sentences, "What a practice learns that knows its own vote was not computed: it is too large, and that says nothing either way.")
	case in == nil:
	case in.Report.Certain > 0:
		one.Sentences = append(one.Sentences, fmt.Sprintf("A practice knows its own vote. At worst one with %s can be certain of %d of the other %d.", ui.Count(int(in.Weight), "vote", "votes"), in.Report.Certain, in.Report.Voters))
	case in.Report.Excluded > 0:
		one.Sentences = append(one.Sentences, fmt.Sprintf("A practice knows its own vote. None can be certain of another’s; at worst one with %s can exclude an answer of %d of the other %d.", ui.Count(int(in.Weight), "vote", "votes"), in.Report.Excluded, in.Report.Voters))
	default:
		one.Sentences = append(one.Sentences, fmt.Sprintf("A practice knows its own vote. None can be certain of another’s; at worst the best guess of one with %s is right %s of the time.", ui.Count(int(in.Weight), "vote", "votes"), secrecy.Percent(in.Report.Largest())))
	}
}

// totalsCommand is how the figures of a contest are worked out again.
func totalsCommand(c secrecy.Contest) string {
	return fmt.Sprintf("guildhall secrecy --weights %s --answers %d --totals %s", commas(c.Weights), len(c.Totals), commas(c.Totals))
}

func commas(list []int64) string {
	return strings.Trim(strings.Join(strings.Fields(fmt.Sprint(list)), ","), "[]")
}
