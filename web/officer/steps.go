package officer

import (
	"context"
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance/clerk"
	"github.com/onenorwich/guildhall/web/papers"
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
		why: func(st *stage) error { return st.officer(st.settling()) },
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
		isDone: func(*stage) bool { return false }, fill: p.fillTest, why: mailable,
		do: func(ctx context.Context, st *stage, _ election.ID) error {
			_, err := p.SendTest(ctx, id(st))
			return err
		},
	}, {
		path: "remind", title: "Send reminders", done: "reminded", back: "poll", button: ui.Button{Text: "Send the reminders"},
		isDone: func(*stage) bool { return false }, fill: p.fillRemind, why: remindable,
		do: func(ctx context.Context, st *stage, _ election.ID) error {
			_, err := p.Remind(ctx, id(st))
			return err
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

func mailable(st *stage) error {
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

func (p *pages) fillPublish(ctx context.Context, st *stage, m *stepModel) error {
	text := p.Desk.Text(ctx, &st.el)
	m.Lead = []string{"The candidates, their statements and their interests become public, in alphabetical order. Decisions cannot be changed afterwards."}
	if st.el.Published {
		m.Links = []ui.Link{{Text: "The candidates, as everybody sees them", Href: st.public("/candidates")}}
		return nil
	}
	for _, post := range st.el.Posts() {
		t := ui.Table{Caption: text.PostName(post.ID), Size: "s", Head: ui.Columns("Candidate", "Practice"), Empty: "Nobody stands for this post."}
		for n := range st.el.Nominations {
			if n.Post == post.ID && n.Standing() {
				t.Rows = append(t.Rows, ui.Cells(p.Desk.Statement(ctx, n).Name, p.Desk.Practice(ctx, n.Of).Name))
			}
		}
		m.Tables = append(m.Tables, t)
	}
	return nil
}

func (p *pages) fillSettle(ctx context.Context, st *stage, m *stepModel) error {
	text := p.Desk.Text(ctx, &st.el)
	m.Lead = []string{"For each post: a poll where more than one candidate stands, nothing to vote on otherwise. The order of names on each ballot paper is drawn by lot now, and logged."}
	posts := st.settling().Posts
	if st.el.Settled {
		m.Lead = nil
		posts = nil
		for _, post := range st.el.Posts() {
			posts = append(posts, election.SettledPost{Post: post.ID, How: post.Settled, Order: post.Order})
		}
	}
	for _, line := range posts {
		post, _ := st.el.Post(line.Post)
		t := ui.Table{Caption: text.PostName(line.Post) + ": " + how(line.How), Size: "s", Head: ui.Columns("Candidate", "Practice"), Empty: "A new election is called for this post."}
		for i, person := range line.Order {
			candidate, _ := post.Candidate(person)
			card := p.Desk.Card(ctx, candidate)
			name := card.Name
			if st.el.Settled && line.How == election.ByPoll {
				name = fmt.Sprintf("%d. %s", i+1, name)
			}
			t.Rows = append(t.Rows, ui.Cells(name, card.Practice))
		}
		m.Tables = append(m.Tables, t)
	}
	return nil
}

// how is how a post is filled, in words.
func how(h string) string {
	switch h {
	case election.ByPoll:
		return "a poll"
	case election.Unopposed:
		return "elected unopposed"
	}
	return "nobody stands"
}

func (p *pages) fillPrepare(ctx context.Context, st *stage, m *stepModel) error {
	text := p.Desk.Text(ctx, &st.el)
	m.Lead = []string{"This makes the ballot paper of each post under your key, and a voting code for each practice on the roll. Neither can be changed afterwards.",
		"This service keeps the voting codes until the close, so that it can send one again. They are then deleted."}
	m.Facts = ui.Summary{{Key: "Practices", Value: ui.Number(st.el.Roll.Len())}, {Key: "Votes", Value: ui.Number(int(st.el.Roll.Votes))}}
	for _, post := range st.el.Contested() {
		m.Facts = append(m.Facts, ui.Row{Key: text.PostName(post.ID), Value: ui.Count(len(post.Order), "candidate", "candidates") + ", or blank"})
	}
	if st.el.Key != nil {
		m.Facts = append(m.Facts, ui.Row{Key: "Your public key (SHA-256)", Part: ui.Digest(st.el.Key.Key.String())})
	}
	return nil
}

func (p *pages) fillOpen(_ context.Context, st *stage, m *stepModel) error {
	t := st.el.Called.Timetable
	with, all := st.represented()
	m.Lead = []string{"Ballots are taken from now until " + moment(t.PollCloses.Time()) + ". The poll closes by itself, never earlier."}
	m.Facts = ui.Summary{
		{Key: "Practices on the roll", Value: ui.Number(all)},
		{Key: "Practices that get the email", Value: ui.Number(with)},
		{Key: "Poll closes", Value: ui.When(t.PollCloses.Time())},
	}
	m.Facts = append(m.Facts, papers.Protection(&st.el)...)
	if with < all {
		m.Warning = ui.Warning{Title: "Not every practice gets the email", Text: ui.Count(all-with, "practice has", "practices have") + " no voting representative yet. Name them first, or later: whoever is named gets the email then."}
	}
	m.Links = []ui.Link{{Text: "Look at the ballot paper first", Href: st.path("ballot")}, {Text: "Prove that you still have the key", Href: st.path("key/check")},
		{Text: "Who votes for each practice", Href: st.path("people")}}
	return nil
}

func (p *pages) fillTest(_ context.Context, st *stage, m *stepModel) error {
	with, _ := st.represented()
	m.Lead = []string{"The test email comes from the same sender as the voting email and says so. It holds no link to vote and no code.",
		fmt.Sprintf("It goes to the people of %s.", ui.Count(with, "practice", "practices"))}
	return nil
}

func (p *pages) fillRemind(ctx context.Context, st *stage, m *stepModel) error {
	m.Lead = []string{"The reminder holds the link and the voting code again. It goes only to practices that have not voted."}
	t := ui.Table{Caption: "Not voted yet", Head: ui.Columns("Practice", "Voting representative"), Empty: "Every practice has voted."}
	voted, err := p.voted(ctx, st)
	if err != nil {
		return err
	}
	for row := range st.el.Roll.Rows {
		if voted[row.Practice] {
			continue
		}
		practice, _ := st.point.State.Practice(row.Practice)
		name := p.Desk.Person(ctx, practice.Voting).Name
		if name == "" {
			name = "Nobody yet"
		}
		t.Rows = append(t.Rows, ui.Cells(p.Desk.Practice(ctx, row.Practice).Name, name))
	}
	m.Tables = []ui.Table{t}
	return nil
}

func (p *pages) fillDeclare(ctx context.Context, st *stage, m *stepModel) error {
	m.Lead = []string{"The declaration is final. Those elected take office at once, an interim chair hands over, and the paper is issued."}
	if n := st.ties(); n > 0 {
		m.Warning = ui.Warning{Title: "Equal votes", Text: ui.Count(n, "post is", "posts are") + " declared as a tie. Nobody is elected to it until the lot has been drawn."}
	}
	if _, _, err := st.el.Outcome(); err != nil {
		return nil // the page says why
	}
	r, err := p.papers.Result(ctx, st.point, st.el.ID())
	if err != nil {
		return err
	}
	m.Tables = []ui.Table{papers.Summary(r)}
	return nil
}
