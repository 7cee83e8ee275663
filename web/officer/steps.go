package officer

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance/clerk"
	"github.com/onenorwich/guildhall/web/site"
	"github.com/onenorwich/guildhall/web/ui"
)

// step is a task of the returning officer's that is one decision: a page that
// says what will happen, and a button.
type step struct {
	path   string
	title  string
	back   string // where its page leads back to, below the election's
	isDone func(*stage) bool
	why    func(*stage) error // why it cannot be done now
	fill   func(context.Context, *stage, *stepModel) error
	button ui.Button
	do     func(ctx context.Context, st *stage, by election.ID) error
	done   string // names the sentence that follows
}

type stepModel struct {
	Title   string
	Locked  string // why nothing can be done now
	Lead    []string
	Warning ui.Warning
	Facts   ui.Summary
	Tables  []ui.Table
	Links   []ui.Link
	Action  string
	Button  ui.Button
	Cancel  ui.Link
}

var stepPage = ui.Define[stepModel](files, "step.html")

func (p *pages) stepForm(c echo.Context, st *stage, s step) error {
	return p.stepPage(c, st, s, http.StatusOK, nil)
}

func (p *pages) stepPage(c echo.Context, st *stage, s step, status int, problems ui.Problems) error {
	m := stepModel{Title: s.title, Action: st.path(s.path), Button: s.button, Cancel: ui.Link{Text: "Not now", Href: st.path(s.back)}}
	switch err := s.why(st); {
	case s.isDone(st):
		m.Locked = "This has been done."
	case err != nil:
		m.Locked = ui.Sentence(err.Error())
	}
	if err := s.fill(c.Request().Context(), st, &m); err != nil {
		return err
	}
	return render(p, c, stepPage, status, ui.Page{Title: s.title, Back: st.path(s.back), Problems: problems}, m)
}

func (p *pages) step(c echo.Context, st *stage, s step) error {
	if err := s.do(c.Request().Context(), st, who(c)); err != nil {
		problems, err := refused(err)
		if err != nil {
			return err
		}
		return p.stepPage(c, p.newer(st), s, unprocessable, problems)
	}
	p.ask(c.Request().Context(), st)
	return site.Redirect(c, st.path(s.back)+"?done="+s.done)
}

// steps are the one-decision tasks.
func (p *pages) steps() []step {
	id := func(st *stage) election.ID { return st.el.ID() }
	return []step{{
		path: "publish", title: "Publish the candidates", done: "published", button: ui.Button{Text: "Publish these candidates", Warning: true},
		isDone: func(st *stage) bool { return st.el.Published }, fill: p.fillPublish,
		why: func(st *stage) error { return st.officer(st.publishing()) },
		do:  func(ctx context.Context, st *stage, by election.ID) error { return p.Desk.Publish(ctx, by, id(st)) },
	}, {
		path: "settle", title: "Settle the contests", done: "settled", button: ui.Button{Text: "Settle and draw the order by lot", Warning: true},
		isDone: func(st *stage) bool { return st.el.Settled }, fill: p.fillSettle,
		why: func(st *stage) error { return st.officer(st.el.Settling()) },
		do:  func(ctx context.Context, st *stage, by election.ID) error { return p.Desk.Settle(ctx, by, id(st)) },
	}, {
		path: "prepare", title: "Prepare the ballot", done: "prepared", button: ui.Button{Text: "Prepare the ballot", Warning: true},
		isDone: func(st *stage) bool { return st.el.Poll.Prepared != nil }, fill: p.fillPrepare,
		why: func(st *stage) error { return st.service(st.preparing()...) },
		do:  func(ctx context.Context, st *stage, _ election.ID) error { return p.Desk.Prepare(ctx, id(st)) },
	}, {
		path: "open", title: "Open the poll", done: "opened", button: ui.Button{Text: "Open the poll and send the emails", Warning: true},
		isDone: func(st *stage) bool { return !st.el.Poll.OpenedAt.IsZero() }, fill: p.fillOpen,
		why: func(st *stage) error { return st.officer(st.opening()) }, do: p.open,
	}, {
		path: "test-mail", title: "Send a test email", done: "tested", back: "ballot", button: ui.Button{Text: "Send the test email"},
		isDone: func(*stage) bool { return false }, fill: p.fillTest, why: p.mailable,
		do: func(ctx context.Context, st *stage, _ election.ID) error {
			return p.SendTest(ctx, id(st))
		},
	}, {
		path: "remind", title: "Send reminders", done: "reminded", back: "poll", button: ui.Button{Text: "Send the reminders"},
		isDone: func(*stage) bool { return false }, fill: p.fillRemind, why: remindable,
		do: func(ctx context.Context, st *stage, _ election.ID) error {
			_, err := p.Remind(ctx, id(st))
			return err
		},
	}, {
		path: "remind-team", title: "Email those who are waited for", done: "waited", button: ui.Button{Text: "Send the emails"},
		isDone: func(*stage) bool { return false }, fill: p.fillRemindTeam, why: waiting,
		do: func(ctx context.Context, st *stage, _ election.ID) error {
			if err := waiting(st); err != nil {
				return err
			}
			return p.RemindTeam(ctx, id(st), st.waits())
		},
	}, {
		path: "declare", title: "Declare the result", done: "declared", back: "result", button: ui.Button{Text: "Declare this result", Warning: true},
		isDone: func(st *stage) bool { return st.el.Declared != nil }, fill: p.fillDeclare,
		why: func(st *stage) error { return st.declaring() }, do: p.declare,
	}}
}

// open opens the poll together with the emails that it sends.
func (p *pages) open(ctx context.Context, st *stage, by election.ID) error {
	mails, err := p.Invitations(ctx, st.el.ID())
	if err != nil {
		return err
	}
	if err := p.Desk.OpenPoll(ctx, by, st.el.ID(), mails); err != nil {
		return err
	}
	p.Outbox.Wake()
	return nil
}

// declare declares, and issues the paper. The paper is a step of the service's
// own: if it fails, the service issues it later.
func (p *pages) declare(ctx context.Context, st *stage, by election.ID) error {
	if err := p.Desk.Declare(ctx, by, st.el.ID()); err != nil {
		return err
	}
	if err := p.papers.Issue(ctx, st.el.ID()); err != nil && !clerk.IsRefusal(err) {
		p.Log.WithField("error", err.Error()).Error("the declaration could not be issued yet")
	}
	return nil
}

// waiting is why nobody of the team can be reminded.
func waiting(st *stage) error {
	if len(st.waits()) == 0 {
		return election.Refuse("nobody", "Nobody of the team is waited for now.")
	}
	return nil
}

func (p *pages) mailable(st *stage) error {
	if p.Demo == nil && p.Outbox.Server == nil {
		return election.Refuse("no-server", "%s", site.NoServer)
	}
	if with, _ := st.represented(); with == 0 {
		return election.Refuse("nobody", "No practice has a voting representative yet, so nobody would get the email.")
	}
	return nil
}

func remindable(st *stage) error {
	if !st.el.Poll.Open() || st.el.Due(election.At(st.at)) {
		return election.Refuse("not-open", "The poll is not open, so nobody can be reminded to vote.")
	}
	if st.el.Poll.Turnout() == st.el.Roll.Len() {
		return election.Refuse("all-voted", "Every practice has voted.")
	}
	return nil
}
