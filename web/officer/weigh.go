package officer

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/secrecy"
	"github.com/onenorwich/guildhall/governance/conduct"
	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/web/papers"
	"github.com/onenorwich/guildhall/web/site"
	"github.com/onenorwich/guildhall/web/ui"
)

// patience is how long a page waits for what is being worked out before it says so.
const patience = 1500 * time.Millisecond

// weighModel is the page on which the returning officer weighs what the result
// gives away: before the opening and, with those who voted, before the decryption.
type weighModel struct {
	Title   string
	Lead    []string
	Locked  string // why there is nothing to see
	Here    string // this page
	Working string // what is still being worked out
	Assumed string // what is not known yet and was assumed

	Warning   ui.Warning
	Sentences []string
	Decided   ui.Summary
	Decision  string // heading above the form
	Reason    ui.Textarea
	Ask       bool // a reason is asked for
	Go        ui.Button
	Picture   ui.Chances
	Coarser   string
	Scenarios ui.Table
	How       ui.Details
	Command   string
	Alone     ui.Table
}

var weighPage = ui.Define[weighModel](files, "weigh.html")

func (p *pages) weighForm(at string) func(echo.Context, *stage) error {
	return func(c echo.Context, st *stage) error {
		return p.weighPage(c, st, at, http.StatusOK, ui.Textarea{}, nil)
	}
}

func (p *pages) weighPage(c echo.Context, st *stage, at string, status int, reason ui.Textarea, problems ui.Problems) error {
	m := weighModel{Title: "What the result will give away", Here: st.path("weigh"), Reason: reason}
	if at == election.WeighedCount {
		m.Title, m.Here = "What this result gives away", st.path("weigh-count")
	}
	m.Reason.Name, m.Reason.Label, m.Reason.Rows = "reason", "Why you go on all the same", 4
	m.Reason.Characters = conduct.MaxReason
	m.Reason.Hint = "Published on the declaration of result, and sealed into the log."
	if err := p.fillWeigh(c.Request().Context(), st, at, &m); err != nil {
		return err
	}
	page := ui.Page{Title: m.Title, Back: st.path(""), Problems: problems, Wide: true}
	if m.Working != "" {
		page.Scripts = []string{"working.js"}
	}
	return render(p, c, weighPage, status, page, m)
}

// weighing takes the decision. What the gate says is measured here, not read from
// the form.
func (p *pages) weighing(at string) func(echo.Context, *stage) error {
	return func(c echo.Context, st *stage) error {
		form, err := site.Form(c)
		if err != nil {
			return err
		}
		ctx, reason := c.Request().Context(), ui.Textarea{Value: form.Get("reason")}
		if err = p.weighed(ctx, st, at, who(c), strings.Join(strings.Fields(reason.Value), " ")); err == nil {
			p.ask(ctx, st)
			return site.Redirect(c, st.path("")+"?done=weighed")
		}
		problems, err := refused(err)
		if err != nil {
			return err
		}
		if form.Has("reason") && st.weighable(at) == nil {
			reason.Error = problems[0].Text
			problems[0].Href = "#reason"
		}
		return p.weighPage(c, p.newer(st), at, unprocessable, reason, problems)
	}
}

func (p *pages) weighed(ctx context.Context, st *stage, at string, by election.ID, reason string) error {
	if err := st.weighable(at); err != nil {
		return err
	}
	later, err := p.Desk.Look(&st.el, at)
	if err != nil {
		return err
	}
	if _, ready, err := later.Wait(ctx, patience); err != nil {
		return err
	} else if !ready {
		return election.Refuse("working", "What the result gives away is still being worked out. Look at it first, then decide.")
	}
	return p.Desk.Weigh(ctx, by, st.el.ID(), at, reason)
}

// sideBySide begins to measure rules and waits for what is quick.
func (p *pages) sideBySide(ctx context.Context, plan secrecy.Plan, rules []secrecy.Rule, called string) (list []papers.Weighed, working bool, err error) {
	laters := make([]*conduct.Later[*secrecy.Outlook], len(rules))
	for i, r := range rules {
		laters[i] = p.Desk.Foresee(plan, r)
	}
	until := time.Now().Add(patience) // of a visitor, whatever the service's clock says
	for i, r := range rules {
		o, ready, err := laters[i].Wait(ctx, time.Until(until))
		if err != nil {
			return nil, false, err
		}
		w := papers.Weighed{Rule: r, Outlook: o}
		if i == 0 {
			w.Called = called
		}
		list, working = append(list, w), working || !ready
	}
	return list, working, nil
}

// planned is how an election is measured before its poll.
func planned(answers []int) secrecy.Plan {
	plan := record.Plan()
	plan.Answers = answers
	return plan
}
